"""The only door to SQLCipher: alias, opening, pragmas, checks, errors, transactions.

sqlite-utils picks ``pysqlite3`` when it can be imported; naming sqlcipher3 so makes both speak
the same driver. Without it, sqlite-utils catches the errors of another module, transactions
stay open and saves are lost (hardening 1.1). Nothing else imports either of them.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlcipher3.dbapi2 as dbapi2

from desktop.domain.errors import BugError, ErrorCode, KnownError

sys.modules.setdefault("pysqlite3", dbapi2)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)
sqlite_utils = importlib.import_module("sqlite_utils")

if importlib.import_module("sqlite_utils.utils").sqlite3 is not dbapi2:
    raise BugError("sqlite-utils was imported before its driver")

if TYPE_CHECKING:
    from sqlite_utils import Database

Connection = Any
"""A ``sqlcipher3.dbapi2.Connection``: belongs to the thread that opened it."""

Error: Final[type[Exception]] = dbapi2.Error
"""What the driver raises; does not derive from ``sqlite3.Error``."""

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
PAGE_BYTES: Final = 4096
PLAIN_HEADER: Final = b"SQLite format 3\0"
BUSY_MS: Final = 2000
_DENY, _OK = 1, 0
_ATTACH, _DETACH = 24, 25
_STATEMENTS: Final = 256
_WAL_LIMIT: Final = 16 * 1024 * 1024


def file_salt(key: bytes) -> bytes:
    """The first 16 bytes of a store file: derived from the key, so that a file can be told
    to be ours, or foreign, without opening it."""
    return hmac.digest(key, b"fallmappe/1|store|salt", hashlib.sha256)[:SALT_BYTES]


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Connection:
    """Open *path* with the raw 32-byte *key* and set every pragma; the file must exist.

    Raises KnownError (STORE_DAMAGED, STORE_BUSY, READ_ONLY, ...); BugError for a key of a
    wrong length, which SQLCipher would silently take for a passphrase or for none.
    """
    if len(key) != KEY_BYTES:
        raise BugError("a store key has 32 bytes")
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection: Connection = None
    try:
        connection = dbapi2.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000,
            cached_statements=_STATEMENTS,
        )  # fmt: skip
        connection.set_key(f"x'{key.hex()}{file_salt(key).hex()}'".encode())
        _prepare(connection, read_only=read_only)
    except dbapi2.Error as error:
        if connection is not None:
            connection.close()
        raise known(error) from None
    except (KnownError, BugError):
        connection.close()
        raise
    return connection


def _prepare(connection: Connection, *, read_only: bool) -> None:
    execute = connection.execute
    _require(connection, "cipher_status", 1)  # before anything could be written in plain
    execute("PRAGMA cipher_log_level=NONE")
    execute("PRAGMA temp_store=MEMORY")
    execute("PRAGMA trusted_schema=OFF")
    execute("PRAGMA cell_size_check=ON")
    execute("PRAGMA foreign_keys=ON")
    execute(f"PRAGMA busy_timeout={BUSY_MS}")
    if read_only:
        execute("PRAGMA query_only=ON")
    else:
        execute("PRAGMA secure_delete=ON")
        execute("PRAGMA synchronous=FULL")
        execute("PRAGMA wal_autocheckpoint=0")
        execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
        mode = execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise KnownError(ErrorCode.READ_ONLY, journal=mode)
    execute("SELECT count(*) FROM sqlite_schema").fetchone()
    forbid_attach(connection)
    check(connection, read_only=read_only)


def check(connection: Connection, *, read_only: bool = False) -> None:
    """Raise BugError unless the connection is encrypted and set up as decided (hardening T10)."""
    expected = {"cipher_status": 1, "temp_store": 2, "trusted_schema": 0, "foreign_keys": 1}
    expected["cell_size_check"] = 1
    if not read_only:
        expected |= {"synchronous": 2, "secure_delete": 1, "wal_autocheckpoint": 0}
    for name, value in expected.items():
        _require(connection, name, value)
    try:
        connection.execute("ATTACH ':memory:' AS probe")
    except dbapi2.DatabaseError:
        return
    raise BugError("attaching is not denied")


def _require(connection: Connection, name: str, value: int) -> None:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    if row is None or int(row[0]) != value:
        raise BugError(f"pragma {name} is not {value}")


def forbid_attach(connection: Connection) -> None:
    """Deny ATTACH and DETACH: one line of SQL could otherwise export everything in plain."""
    connection.set_authorizer(lambda action, *_: _DENY if action in (_ATTACH, _DETACH) else _OK)


def database(connection: Connection) -> Database:
    """A sqlite-utils view of *connection*, without plugins (they would see plain rows)."""
    found: Database = sqlite_utils.Database(connection, execute_plugins=False)
    return found


def rows(connection: Connection, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement. Faults of the world come out as KnownError, our own as raised."""
    try:
        found: list[tuple[Any, ...]] = connection.execute(sql, values).fetchall()
    except dbapi2.Error as error:
        _raise_named(error)
        raise
    return found


def row(connection: Connection, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a statement, or None; errors as ``rows``."""
    try:
        cursor = connection.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()
    except dbapi2.Error as error:
        _raise_named(error)
        raise
    return found


def _raise_named(error: Exception) -> None:
    fault = known(error)
    if isinstance(fault, KnownError):
        raise fault from error


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """One unit of work: ``BEGIN IMMEDIATE`` ... ``COMMIT``, or everything undone.

    Errors of the driver come out as KnownError; afterwards no transaction is open.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except dbapi2.Error as error:
        raise known(error) from error
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if connection.in_transaction:
        raise BugError("a transaction was left open")


_MESSAGES: Final = (
    ("disk is full", ErrorCode.DISK_FULL),
    ("locked", ErrorCode.STORE_BUSY),
    ("busy", ErrorCode.STORE_BUSY),
    ("readonly", ErrorCode.READ_ONLY),
    ("unable to open", ErrorCode.READ_ONLY),
    ("malformed", ErrorCode.STORE_DAMAGED),
    ("vtable constructor failed", ErrorCode.STORE_DAMAGED),  # a page of the search index
    ("not a database", ErrorCode.STORE_DAMAGED),
    ("disk i/o error", ErrorCode.DISK_FAULT),
)
_SHARED_MEMORY_SIZE: Final = 4874
"""SQLITE_IOERR_SHMSIZE: the file beside the write-ahead log did not get its blocks."""


def known(error: Exception) -> Exception:
    """Map an error of the driver, whose codes are many, by its message."""
    message = str(error).lower()
    if getattr(error, "sqlite_errorcode", None) == _SHARED_MEMORY_SIZE:
        return KnownError(ErrorCode.DISK_FULL, cause="shared memory")
    for part, code in _MESSAGES:
        if part in message:
            return KnownError(code, cause=part)
    return BugError(f"{type(error).__name__}: {message}")
