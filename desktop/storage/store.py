"""The encrypted store of one worker on one laptop: one writer thread, readers per thread."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from desktop.domain.changes import Changes
from desktop.domain.clock import Clock
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import DeviceId
from desktop.storage import backup_file, backup_restore, checks, driver, files, migrations
from desktop.storage.after_erasing import AfterErasing
from desktop.storage.backup_file import Contents, Manifest
from desktop.storage.codec import pack, unpack
from desktop.storage.driver import Connection
from desktop.storage.guard import FLOOR, Guard
from desktop.storage.indexer import Indexer
from desktop.storage.numbers import Numbers
from desktop.storage.reader import Reader
from desktop.storage.rows import (
    ConflictRow,
    Draft,
    EditView,
    HistoryEntry,
    SealedRow,
    SearchHit,
    StreamRow,
)
from desktop.storage.writer import Writer

__all__ = [
    "ConflictRow", "Draft", "EditView", "HistoryEntry", "Reader", "SealedRow", "SearchHit",
    "Store", "StreamRow", "Writer",
]  # fmt: skip

T = TypeVar("T")
Listener = Callable[[Changes, object | None], None]

CHECKPOINT_ROWS: Final = 1000
"""Rows written after which the write-ahead log is copied into the store file: about 4 MB. It
happens after the answer to a save, never within one."""

_log = logging.getLogger(__name__)


def wall_ms() -> int:
    """UTC milliseconds by this computer's clock."""
    return time.time_ns() // 1_000_000


class Store:
    """The open store. All methods may be called from any thread.

    Attributes: ``directory``, ``store_id``, ``device`` (this installation's id), ``sequence``
    (grows with every own operation and sealed set; the key file keeps its minimum, so that a
    store that was rolled back is noticed), ``guard`` (what it found).
    """

    def __init__(
        self, directory: Path, key: bytes, now: Callable[[], int],
        accept: Collection[ErrorCode] = (),
    ) -> None:  # fmt: skip
        self.directory = directory
        self.store_id = ""
        self.device = DeviceId("")
        self.guard = Guard(directory, key, accept, now)
        self._key = key
        self._now = now
        self._path = files.store_path(directory)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._local = threading.local()
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._closed = False
        self._connection: Connection = None
        self._numbers: Numbers
        self._clock: Clock
        self._op_counter = 0
        self._sealed_count = 0
        self._checkpointed = 0
        self._indexer: Indexer | None = None
        self._after_erasing = AfterErasing(directory, key)
        self._writer_thread = 0

    @classmethod
    def create(
        cls, directory: Path, key: bytes, *, store_id: str, device: DeviceId,
        now: Callable[[], int] = wall_ms,
    ) -> Store:  # fmt: skip
        """Make a new store and open it.

        Raises KnownError STORE_EXISTS (nothing is touched then), DISK_FULL, READ_ONLY.
        """
        files.private_directory(directory)
        path = files.store_path(directory)
        if path.exists():
            raise KnownError(ErrorCode.STORE_EXISTS, file=path.name)
        part = path.with_name(path.name + ".new")
        for leftover in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        files.create_private(part)
        connection = driver.connect(part, key)
        try:
            migrations.create(connection)
            with driver.transaction(connection):
                number = Numbers(connection).device(device)
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [("store_id", pack(store_id)), ("device", pack(number))],
                )
        finally:
            connection.close()
        files.put_in_place(part, path)
        return cls.open(directory, key, store_id=store_id, now=now)

    @classmethod
    def open(
        cls, directory: Path, key: bytes, *, store_id: str, min_sequence: int = 0,
        now: Callable[[], int] = wall_ms, accept: Collection[ErrorCode] = (),
    ) -> Store:  # fmt: skip
        """Open a store; nothing is created or overwritten when that is refused.

        Raises KnownError: those of ``files.inspect``; STORE_DAMAGED (with the fact ``pages`` it
        may be accepted); STORE_ROLLED_BACK and STORE_BEHIND (fact ``missing``: changes),
        STORE_MIXED: see ``checks``; STORE_NEWER, STORE_BUSY, READ_ONLY, DISK_FULL, DISK_FAULT.
        *accept*: which of these four a person was told of and goes on with, on the record.
        """
        files.inspect(files.store_path(directory), key)
        files.tighten(directory)
        store = cls(directory, key, now, accept)
        try:
            is_behind = store._executor.submit(store._begin, store_id, min_sequence).result()
        except BaseException:
            store._executor.submit(store._end).result()
            store._executor.shutdown()
            raise
        store._indexer = Indexer(store._index_slice)
        if is_behind:
            store._indexer.touched()
        return store

    @property
    def sequence(self) -> int:
        """See the class; may be read at any time."""
        return self._op_counter + self._sealed_count

    def write(self, work: Callable[[Writer], T]) -> Future[T]:
        """Run *work* in one transaction on the writer thread, after everything queued before.

        The future has the result after COMMIT, when the listeners have been told; it has the
        KnownError or BugError when nothing was written. Waiting for it inside *work* or in a
        listener would wait for ever.
        """
        with self._lock:
            if self._closed:
                raise BugError("the store is closed")
            return self._executor.submit(self._save, work)

    def examine(self) -> int:
        """How many pages are damaged; in the calling thread, 0.5 s for 50 MB. Raises KnownError
        STORE_BUSY, DISK_FAULT."""
        # A power cut while the log was copied leaves torn pages in the file and whole ones in the
        # log: copied once more, the file is whole.
        with self._lock:
            if self._closed:
                raise BugError("the store is closed")
            copied = self._executor.submit(self._checkpoint)
        copied.result()
        return checks.examine(self._path, self._key)

    @property
    def clock_ms(self) -> int:
        """The time of the newest stamp given or accepted, UTC milliseconds."""
        return self._clock.ms

    def read(self) -> Reader:
        """The calling thread's reader, on its own read-only connection."""
        if self._closed:
            raise BugError("the store is closed")
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            connection = driver.connect(self._path, self._key, read_only=True)
            reader = Reader(connection, self.device, self._index_search)
            self._local.reader = reader
        reader.device = self.device
        return reader

    def renew_device(
        self, device: DeviceId, work: Callable[[Writer], object], *, least_sequence: int = 0
    ) -> Future[None]:
        """Become the new *device*: this store was restored or copied (protocol section 6).

        *work* keeps the device's keys in the same transaction. Afterwards everything is saved
        and numbered in the name of *device*; see ``renewal``.
        """

        def leave(writer: Writer) -> None:
            writer.leave_device(device, least_sequence)
            work(writer)

        def change() -> None:
            self._save(leave)
            self.device = device
            self._load_position(dict(self._connection.execute("SELECT name, value FROM meta")))

        with self._lock:
            if self._closed:
                raise BugError("the store is closed")
            return self._executor.submit(change)

    def back_up(self, target: Path, contents: Contents, cancelled: Callable[[], bool]) -> Manifest:
        """Write the verified backup *target* beside the work that goes on; see
        ``backup_file.write``. In the calling thread."""
        return backup_file.write(self._path, self._open_key(), target, contents, cancelled)

    def check_backup(self, path: Path, cancelled: Callable[[], bool]) -> Manifest:
        """Prove a backup of this store; see ``backup_file.check``."""
        return backup_file.check(path, self._open_key(), cancelled)

    def read_backup(self, path: Path) -> Manifest:
        """What a backup says, proved if it names this store; see ``backup_file.read_own``."""
        return backup_file.read_own(path, self._open_key(), self.store_id)

    def drop_replaced(self, now_ms: int, *, is_backed_up: bool) -> int:
        """See ``backup_restore.drop_replaced``."""
        key = self._open_key()
        return backup_restore.drop_replaced(self.directory, key, now_ms, is_backed_up=is_backed_up)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call *listener* with (changes, initiator) in the writer thread after each COMMIT
        that changed something; returns how to stop that."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def close(self) -> None:
        """Finish what is queued, copy the write-ahead log into the file, close. Idempotent."""
        if self._indexer is not None:
            self._indexer.stop()
        with self._lock:
            if self._closed:
                return
            self._closed = True
            ended = self._executor.submit(self._end)
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is not None:
            reader.connection.close()
        self._local = threading.local()
        try:
            ended.result()
        finally:
            self._executor.shutdown()
            self.guard.closed()
            self._key = b""

    def _open_key(self) -> bytes:
        key = self._key  # read first: closing forgets it last
        if self._closed:
            raise BugError("the store is closed")
        return key

    def _begin(self, store_id: str, min_sequence: int) -> bool:
        """Open and check; is there anything the search does not know yet?"""
        self._writer_thread = threading.get_ident()
        self.store_id = store_id
        self._connection = connection = self.guard.connect(store_id)
        try:
            if connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None:
                raise KnownError(ErrorCode.STORE_EMPTIED, file=self._path.name)
            is_old = migrations.needs_update(connection)
            meta = dict(connection.execute("SELECT name, value FROM meta"))
            if unpack(meta["store_id"]) != store_id:
                raise KnownError(ErrorCode.STORE_OTHER_KEY, file=self._path.name)
            self._numbers = Numbers(connection)
            self.device = self._numbers.device_id(unpack(meta["device"]))
            self._load_position(meta)
            self._op_counter = self.guard.begin(
                connection, store_id, self._numbers.device(self.device),
                operations=self._op_counter, sealed=self._sealed_count, min_sequence=min_sequence,
            )  # fmt: skip
            if is_old:
                migrations.update(connection, self.directory, self._key)
                self._numbers.forget()
            if migrations.awaits_replay(connection):
                self._transact(_replay)
            self._after_erasing.begin(self._transact)
            return Reader(connection, self.device, _nothing).has_unindexed()
        except driver.Error as error:
            raise driver.known(error) from error

    def _load_position(self, meta: dict[str, bytes]) -> None:
        reader = Reader(self._connection, self.device, _nothing)
        own, ms, counter = reader.last_own()
        self._op_counter = max(own, unpack(meta[FLOOR]) if FLOOR in meta else 0)
        moved = unpack(meta["clock"]) if "clock" in meta else (0, 0)
        self._clock = Clock(self.device, *max((ms, counter), tuple(moved)))
        sealed = reader.rows("SELECT count(*) FROM sealed")[0][0]
        self._sealed_count = sealed + reader.sealed_base()

    def _save(self, work: Callable[[Writer], T]) -> T:
        """One transaction; on a full disk once more, with the room that the reserve gives."""
        try:
            return self._transact(work)
        except KnownError as error:
            if error.code is not ErrorCode.DISK_FULL or not self.guard.use_reserve():
                raise
        return self._transact(work)

    def _transact(self, work: Callable[[Writer], T]) -> T:
        writer = Writer(
            self._connection, self._numbers, self.device,
            clock=self._clock.fork(), op_counter=self._op_counter, now=self._now,
        )  # fmt: skip
        try:
            with driver.transaction(self._connection):
                result = work(writer)
                writer.finish()
        except BaseException:
            self._numbers.forget()
            raise
        self._clock.adopt(writer.clock)
        self._op_counter = writer.op_counter
        self._sealed_count += writer.sealed_count
        self.guard.committed(
            self._connection, self._numbers.device(self.device),
            operations=self._op_counter, sealed=self._sealed_count,
        )  # fmt: skip
        if writer.changes:
            self._tell(writer.changes, writer.initiator)
        if writer.queued_for_search and self._indexer is not None:
            self._indexer.touched()
        self._after_erasing.committed(self._connection, writer)
        self._queue_checkpoint()
        return result

    def _tell(self, changes: Changes, initiator: object | None) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(changes, initiator)
            except Exception as error:
                _log.error("a listener of the store failed: %s", type(error).__name__)

    def _queue_checkpoint(self) -> None:
        rows = self._connection.total_changes
        if rows - self._checkpointed > CHECKPOINT_ROWS:
            self._checkpointed = rows
            with self._lock:
                if not self._closed:
                    self._executor.submit(self._checkpoint)

    def _checkpoint(self) -> None:
        """Copy what no reader needs any more; waits for nobody."""
        with contextlib.suppress(driver.Error):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _index_slice(self) -> int:
        return self.write(lambda writer: writer.index_pending()).result()

    def _index_search(self) -> None:
        """Before a search; never in the writer thread, which would wait for itself."""
        if threading.get_ident() == self._writer_thread:
            return
        try:
            while self._index_slice():
                pass
        except KnownError as error:  # a full disk keeps nobody from searching what is indexed
            _log.warning("search index not complete: %s", error.code.value)

    def _end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(driver.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.close()


def _replay(writer: Writer) -> None:
    """What an older program could not merge, after an update."""
    writer.replay_pending()
    migrations.replayed(writer.connection)


def _nothing() -> None:
    """The writer indexes by itself."""
