"""Child process of the driver contract: the program with one thing set up in another way.

Arguments: the setup, a directory. Ends with 0 only when a store could be made and used.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

SWAPS = {
    "PRAGMA temp_store=MEMORY": "PRAGMA temp_store=FILE",
    "PRAGMA trusted_schema=OFF": "PRAGMA trusted_schema=ON",
    "PRAGMA cell_size_check=ON": "PRAGMA cell_size_check=OFF",
    "PRAGMA foreign_keys=ON": "PRAGMA foreign_keys=OFF",
    "PRAGMA secure_delete=ON": "PRAGMA secure_delete=FAST",
    "PRAGMA synchronous=FULL": "PRAGMA synchronous=NORMAL",
    "PRAGMA wal_autocheckpoint=0": "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA journal_mode=WAL": "PRAGMA journal_mode=DELETE",
    "authorizer": "",
}
"""What the program asks for, and what it gets instead; each must make it refuse."""


def use(directory: Path) -> None:
    """Make a store, save, read."""
    from desktop.domain.changes import RecordEdit
    from desktop.domain.ids import DeviceId, new_record_id, new_stream_id
    from desktop.storage.store import Store

    store = Store.create(directory, os.urandom(32), store_id="x", device=DeviceId("a" * 32))
    edit = RecordEdit(new_stream_id(), "person", new_record_id(), {"family_name": "Haddad"})
    store.write(lambda writer: writer.save([edit])).result()
    assert store.read().count("person") == 1
    store.close()


def swapped(asked: str, directory: Path) -> bool:
    """Use a store over connections that do something else than *asked*; was it refused?"""
    from sqlcipher3 import dbapi2

    from desktop.domain.errors import BugError, KnownError

    class Other(dbapi2.Connection):  # type: ignore[misc]
        def execute(self, sql: str, *values: Any) -> Any:
            return super().execute(SWAPS.get(sql, sql) if sql == asked else sql, *values)

        def set_authorizer(self, callback: Any) -> None:
            if asked != "authorizer":
                super().set_authorizer(callback)

    real = dbapi2.connect
    dbapi2.connect = lambda *args, **more: real(*args, factory=Other, **more)
    try:
        use(directory)
    except (BugError, KnownError):
        return True
    finally:
        dbapi2.connect = real
    return False


def without_cipher() -> None:
    """A driver that takes a key and does nothing with it."""

    class Plain(sqlite3.Connection):
        def set_key(self, _key: bytes) -> None:
            """Forget it."""

    real = sqlite3.connect
    sqlite3.connect = lambda *args, **more: real(*args, factory=Plain, **more)  # type: ignore[assignment]
    sys.modules["sqlcipher3.dbapi2"] = importlib.import_module("sqlite3.dbapi2")
    sys.modules["sqlcipher3.dbapi2"].connect = sqlite3.connect  # type: ignore[attr-defined]


def main() -> None:
    """Carry out the setup, then work."""
    setup, directory = sys.argv[1], Path(sys.argv[2])
    if setup == "other-driver-first":
        importlib.import_module("sqlite_utils")
    elif setup == "plain-driver":
        sys.modules["sqlcipher3.dbapi2"] = importlib.import_module("sqlite3.dbapi2")
    elif setup == "no-cipher":
        without_cipher()
    elif setup == "swapped":
        assert not swapped("nothing", directory / "control")
        taken = [sql for at, sql in enumerate(SWAPS) if not swapped(sql, directory / str(at))]
        sys.exit(f"not refused: {taken}" if taken else "all refused")
    elif setup == "careless":
        from desktop.storage import driver

        driver.sqlite_utils.Database(sqlite3.connect(":memory:"))
    use(directory)


if __name__ == "__main__":
    main()
