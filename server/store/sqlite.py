"""The embedded database: SQLite in WAL mode, synchronous=FULL, one writer, a few readers.

FULL, because in WAL mode NORMAL loses acknowledged commits at a power cut.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Full, LifoQueue

from protocol.problems import ProblemType
from server.store.base import (
    ChangePage,
    ChangeRow,
    Counts,
    HeadPage,
    NewSet,
    Outcome,
    Refused,
    RosterMovedError,
    Stored,
    StoreFullError,
)
from server.store.schema import SCHEMA, SCHEMA_VERSION

BUSY_TIMEOUT_S = 10.0
IDLE_READERS = 4


class ForeignDatabaseError(Exception):
    """The file is not ours, or was written by a newer version; it was not touched."""


class SqliteStore:
    """Implements ``server.store.base.Store`` on one file; safe for threads and for SIGKILL."""

    def __init__(self, path: Path) -> None:
        """Open *path*, creating it with mode 0600. Raises ForeignDatabaseError."""
        self._path = path
        path.touch(mode=0o600)
        self._lock = threading.Lock()
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue(IDLE_READERS)
        self._writer = self._open()
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._writer.close()
            raise ForeignDatabaseError(path.name) from error

    def close(self) -> None:
        with self._lock:
            while not self._readers.empty():
                self._readers.get_nowait().close()
            self._writer.close()

    def push(
        self, sets: Sequence[NewSet], *, roster_length: int, now_ms: int, quota: int
    ) -> list[Outcome]:
        with self._write(roster_length) as db:
            feed, used = db.execute("SELECT feed, bytes FROM ledger").fetchone()
            outcomes: list[Outcome] = []
            before = used
            for new in sets:
                size = len(new.head) + len(new.body)
                outcome = _known(db, new) or _place(db, new)
                if isinstance(outcome, int) and used + size > quota:
                    outcome = Refused(ProblemType.QUOTA, new.n - 1)
                if isinstance(outcome, int):
                    outcome = _insert(db, new, outcome, now_ms, feed + 1)
                    used += size
                outcomes.append(outcome)
            if used > before:
                db.execute("UPDATE ledger SET feed = ?, bytes = ?", (feed + 1, used))
        return outcomes

    def changes(self, stream: bytes, *, after: int, max_bytes: int) -> ChangePage:
        with self._read() as db:
            head = db.execute("SELECT head FROM stream WHERE id = ?", (stream,)).fetchone()
            rows: list[ChangeRow] = []
            size = 0
            for row in db.execute(
                "SELECT seq, head, body FROM change WHERE stream = ? AND seq > ? ORDER BY seq",
                (stream, after),
            ):
                size += len(row[1]) + len(row[2])
                if rows and size > max_bytes:
                    break
                rows.append(ChangeRow(*row))
        return ChangePage(tuple(rows), head[0] if head else 0)

    def purge(self, stream: bytes, device: bytes, numbers: Sequence[int]) -> int:
        count = freed = 0
        with self._write(None) as db:
            for n in numbers:
                row = db.execute(
                    "SELECT rowid, length(body) FROM change"
                    " WHERE stream = ? AND device = ? AND n = ?",
                    (stream, device, n),
                ).fetchone()
                if row is not None:
                    db.execute("UPDATE change SET body = x'' WHERE rowid = ?", row[:1])
                    count, freed = count + 1, freed + row[1]
            db.execute("UPDATE ledger SET bytes = bytes - ?", (freed,))
        with self._lock:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return count

    def circle_of(self, stream: bytes) -> bytes | None:
        with self._read() as db:
            row = db.execute("SELECT circle FROM stream WHERE id = ?", (stream,)).fetchone()
        return row[0] if row else None

    def heads(self, circles: Collection[bytes], *, since: int, device: bytes = b"") -> HeadPage:
        with self._read() as db:
            feed, roster_feed = db.execute("SELECT feed, roster_feed FROM ledger").fetchone()
            full = since < roster_feed or since > feed
            streams: dict[bytes, int] = {}
            for circle in circles:
                streams.update(
                    db.execute(
                        "SELECT id, head FROM stream WHERE circle = ? AND feed > ?",
                        (circle, 0 if full else since),
                    )
                )
            tips = {stream: _tip(db, stream, device) for stream in streams} if device else {}
        own = {stream: tip for stream, tip in tips.items() if tip is not None}
        return HeadPage(streams, feed, full, own)

    def roster(self, *, after: int = 0) -> list[bytes]:
        with self._read() as db:
            rows = db.execute("SELECT entry FROM roster WHERE n > ? ORDER BY n", (after,))
            return [row[0] for row in rows]

    def roster_length(self) -> int:
        with self._read() as db:
            return _roster_length(db)

    def append_roster(self, entries: Sequence[bytes], *, at: int) -> int:
        with self._write(at) as db:
            db.executemany(
                "INSERT INTO roster (n, entry) VALUES (?, ?)", enumerate(entries, start=at + 1)
            )
            db.execute("UPDATE ledger SET feed = feed + 1, roster_feed = feed + 1")
        return at + len(entries)

    def counts(self) -> Counts:
        with self._read() as db:
            feed, used = db.execute("SELECT feed, bytes FROM ledger").fetchone()
            streams, sets = db.execute("SELECT count(*), total(head) FROM stream").fetchone()
            return Counts(_roster_length(db), streams, int(sets), used, feed)

    def pragmas(self) -> dict[str, str | int]:
        """Return the settings that durability rests on, as SQLite reports them."""
        names = ("journal_mode", "synchronous", "foreign_keys")
        with self._lock:
            return {name: self._writer.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )

    def _prepare(self) -> None:
        db = self._writer
        _configure(db)
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if version not in (0, SCHEMA_VERSION) or (version == 0 and tables):
            raise sqlite3.DatabaseError("not ours")
        db.execute("PRAGMA journal_mode = WAL")
        if version == 0:
            db.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )

    @contextmanager
    def _write(self, roster_length: int | None) -> Iterator[sqlite3.Connection]:
        """One durable transaction on a roster of exactly that length, or nothing at all."""
        with self._lock:
            db = self._writer
            try:
                db.execute("BEGIN IMMEDIATE")
                if roster_length is not None and _roster_length(db) != roster_length:
                    raise RosterMovedError
                yield db
                db.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise StoreFullError from error
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        """A connection with one snapshot for all statements inside."""
        try:
            db = self._readers.get_nowait()
        except Empty:
            db = self._open()
            _configure(db)
        try:
            db.execute("BEGIN")
            yield db
        finally:
            db.execute("ROLLBACK")
            self._give_back(db)

    def _give_back(self, db: sqlite3.Connection) -> None:
        try:
            self._readers.put_nowait(db)
        except Full:
            db.close()


def _configure(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA trusted_schema = OFF")


def _roster_length(db: sqlite3.Connection) -> int:
    (length,) = db.execute("SELECT coalesce(max(n), 0) FROM roster").fetchone()
    return int(length)


def _known(db: sqlite3.Connection, new: NewSet) -> Stored | None:
    row = db.execute("SELECT seq, arrived_ms FROM change WHERE id = ?", (new.id,)).fetchone()
    return Stored(row[0], row[1], duplicate=True) if row else None


def _place(db: sqlite3.Connection, new: NewSet) -> int | Refused:
    """Return the number a new set gets in its stream, or why it cannot stand there."""
    stream = db.execute("SELECT circle, head FROM stream WHERE id = ?", (new.stream,)).fetchone()
    circle, head = stream or (new.circle, 0)
    last, tip = _tip(db, new.stream, new.device) or (0, b"")
    if new.unless_known:
        return Refused(new.unless_known, last)
    if circle != new.circle:
        return Refused(ProblemType.NOT_A_MEMBER, last)
    if new.n > last + 1:
        return Refused(ProblemType.GAP, last)
    if new.n <= last or new.prev != tip:
        return Refused(ProblemType.DEVICE_FORK, last)
    return int(head) + 1


def _tip(db: sqlite3.Connection, stream: bytes, device: bytes) -> tuple[int, bytes] | None:
    """Number and id of a device's last set in a stream."""
    found: tuple[int, bytes] | None = db.execute(
        "SELECT n, id FROM change WHERE stream = ? AND device = ? ORDER BY n DESC LIMIT 1",
        (stream, device),
    ).fetchone()
    return found


def _insert(db: sqlite3.Connection, new: NewSet, seq: int, now_ms: int, feed: int) -> Stored:
    db.execute(
        "INSERT INTO stream VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET head = excluded.head, feed = excluded.feed",
        (new.stream, new.circle, seq, feed),
    )
    db.execute(
        "INSERT INTO change (stream, seq, id, device, n, arrived_ms, head, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (new.stream, seq, new.id, new.device, new.n, now_ms, new.head, new.body),
    )
    return Stored(seq, now_ms, duplicate=False)
