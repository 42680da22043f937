"""Bringing a store up to this version: numbered steps, and what the declarations ask for.

``user_version`` counts the numbered steps. The declared kinds are kept beside it, so that a
store written by a later version is recognised without anybody having to count.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage import driver
from desktop.storage.backup import back_up
from desktop.storage.codec import pack, unpack
from desktop.storage.driver import Connection, sqlite_utils
from desktop.storage.files import STORE_NAME
from desktop.storage.layout import Layout, declaration, layouts
from desktop.storage.numbers import Numbers
from desktop.storage.record_state import shown_of
from desktop.storage.schema import ERASING, LEAN_SEARCH, TABLES

STEPS: Final = sqlite_utils.Migrations("fallmappe")
"""Numbered steps, applied in order of registration, each in a transaction of its own."""

VERSION: Final = 2
"""How many there are."""

KEPT_BACKUPS: Final = 2


@STEPS(name="0001 first schema")  # type: ignore[untyped-decorator]
def _first_schema(db: Any) -> None:
    for statement in TABLES:
        db.execute(statement)
    for layout in layouts().values():
        for statement in layout.create_sql():
            db.execute(statement)
    _remember(db.conn)


@STEPS(name="0002 what was erased")  # type: ignore[untyped-decorator]
def _erasing(db: Any) -> None:
    for statement in (*ERASING, *LEAN_SEARCH):
        db.execute(statement)


def create(connection: Connection) -> None:
    """Make the schema in an empty file."""
    _apply(connection)


def needs_update(connection: Connection) -> bool:
    """True if the store is older than this version; KnownError STORE_NEWER if it is newer."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    stored, ours = _declared(connection), declaration()
    if version > VERSION or any(
        kind not in ours or not fields.keys() <= ours[kind].keys()
        for kind, fields in stored.items()
    ):
        raise KnownError(ErrorCode.STORE_NEWER, version=version)
    return version < VERSION or stored != ours


def update(connection: Connection, directory: Path, key: bytes) -> None:
    """Back up, then bring the schema up to date; a failure leaves the store as it was.

    Waiting operations are to be replayed afterwards: see ``awaits_replay``.
    """
    name = f"{STORE_NAME}.before-{_fingerprint()}"
    target = directory / name
    target.unlink(missing_ok=True)
    back_up(connection, target, key)
    _apply(connection, then="INSERT OR REPLACE INTO meta VALUES ('replay', x'c3')")
    copies = sorted(directory.glob(f"{STORE_NAME}.before-*"), key=lambda p: p.stat().st_mtime_ns)
    for old in copies[:-KEPT_BACKUPS]:
        old.unlink(missing_ok=True)


def awaits_replay(connection: Connection) -> bool:
    """True from an update until ``replayed``, also when the program ended in between."""
    return connection.execute("SELECT 1 FROM meta WHERE name = 'replay'").fetchone() is not None


def replayed(connection: Connection) -> None:
    """Note, in the transaction that did it, that waiting operations were tried again."""
    connection.execute("DELETE FROM meta WHERE name = 'replay'")


def _apply(connection: Connection, then: str = "") -> None:
    database = driver.database(connection)
    try:
        with driver.transaction(connection):
            STEPS.apply(database)
            _derive(connection)
            connection.execute(f"PRAGMA user_version={VERSION}")
            if then:
                connection.execute(then)
    except driver.Error as error:
        raise driver.known(error) from error


def _derive(connection: Connection) -> None:
    """Make tables, columns and indexes of what is declared and not there yet."""
    stored = _declared(connection)
    for name, layout in layouts().items():
        if name not in stored:
            for statement in layout.create_sql():
                connection.execute(statement)
            continue
        fresh = [
            spec
            for spec in layout.columns
            if not (spec.name in stored[name] and stored[name][spec.name][3])
        ]
        for spec in fresh:
            connection.execute(layout.column_sql(spec))
            connection.execute(layout.index_sql(spec))
        if fresh:
            _fill_columns(connection, layout)
    _remember(connection)


def _fill_columns(connection: Connection, layout: Layout) -> None:
    numbers = Numbers(connection)
    rows = connection.execute(f"SELECT id, stream, state FROM {layout.table}")  # noqa: S608
    for identifier, stream, state in rows.fetchall():
        columns = layout.column_values(shown_of(state, layout, numbers))
        connection.execute(layout.upsert.one, (identifier, stream, state, *columns))


def _declared(connection: Connection) -> dict[str, dict[str, list[Any]]]:
    row = connection.execute("SELECT value FROM meta WHERE name = 'declared'").fetchone()
    found: dict[str, dict[str, list[Any]]] = unpack(row[0]) if row else {}
    return found


def _remember(connection: Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('declared', ?)", (pack(declaration()),))


def _fingerprint() -> str:
    return hashlib.sha256(pack([VERSION, declaration()])).hexdigest()[:12]
