"""Writes received sets through the store's one writer, at most 200 operations at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from desktop.domain.changes import Operation
from desktop.domain.ids import DeviceId, StreamId
from desktop.storage.store import Store, Writer

MAX_OPERATIONS = 200
"""Per transaction: a worker's own save waits for one of them at most (protocol section 6)."""


@dataclass(frozen=True, slots=True)
class Received:
    """A set of a feed that was verified and opened. ``fresh`` is False if it was applied before."""

    stream: StreamId
    seq: int
    device: DeviceId
    n: int
    id: bytes
    operations: tuple[Operation, ...]
    seen: Mapping[DeviceId, tuple[int, bytes]]
    fresh: bool = True
    has_body: bool = True


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some operations of a set, and the set itself with the last of them."""

    operations: tuple[Operation, ...]
    of: Received
    ends: bool


class WriteAhead:
    """Queues transactions of one round with the store's writer and waits for none of them
    until ``finish``, except that at most ``DEPTH`` are queued. Belongs to the sync thread.
    """

    DEPTH = 2

    def __init__(self, store: Store, initiator: object) -> None:
        """*initiator* is passed to the store's listeners."""
        self._store = store
        self._initiator = initiator
        self._queued: deque[Future[None]] = deque()

    def write(self, work: Callable[[Writer], None]) -> None:
        """Queue *work*; raises what an earlier one raised."""

        def told(writer: Writer) -> None:
            writer.initiator = self._initiator
            work(writer)

        while len(self._queued) >= self.DEPTH:
            self._queued.popleft().result()
        self._queued.append(self._store.write(told))

    def finish(self) -> None:
        """Return when everything queued is durable; raises what one of them raised."""
        while self._queued:
            self._queued.popleft().result()


class Applier:
    """Collects sets of any streams and writes them.

    While the writer thread merges a batch, the sync thread fetches and opens the next ones.
    Data, chain, and cursor of a set are written together, so that the cursor never runs ahead.
    Belongs to the sync thread.
    """

    def __init__(self, writes: WriteAhead, trusted_ms: int) -> None:
        """*trusted_ms*: UTC milliseconds that the clock may follow foreign stamps to."""
        self._writes = writes
        self._trusted_ms = trusted_ms
        self._pieces: list[_Piece] = []
        self._count = 0
        self._new: dict[StreamId, tuple[str, str]] = {}

    def add(self, received: Received) -> None:
        """Take a set in the order of its stream; writes whenever 200 operations are together.

        A set may fall into two transactions: its tip and cursor are written with the last.
        """
        operations = received.operations
        while len(operations) > (room := MAX_OPERATIONS - self._count):
            self._pieces.append(_Piece(operations[:room], received, ends=False))
            operations = operations[room:]
            self.write()
        self._pieces.append(_Piece(operations, received, ends=True))
        self._count += len(operations)

    def new_stream(self, stream: StreamId, circle: str, scope: str) -> None:
        """Declare, before its first set, which circle a stream belongs to."""
        self._new[stream] = circle, scope

    def write(self) -> None:
        """Queue what is collected."""
        pieces, self._pieces, self._count = self._pieces, [], 0
        if pieces:
            new, self._new = self._new, {}
            self._writes.write(lambda writer: self._apply(writer, pieces, new))

    def finish(self) -> None:
        """Return when everything is durable; raises what the writer raised."""
        self.write()
        self._writes.finish()

    def _apply(
        self, writer: Writer, pieces: list[_Piece], new: Mapping[StreamId, tuple[str, str]]
    ) -> None:
        for stream, (circle, scope) in new.items():
            writer.put_stream(stream, circle, scope)
        operations = [operation for piece in pieces for operation in piece.operations]
        sets = [piece.of.n for piece in pieces for _ in piece.operations]
        if operations:
            writer.apply(operations, self._trusted_ms, sets)
        cursors: dict[StreamId, int] = {}
        for done in (piece.of for piece in pieces if piece.ends):
            if done.fresh:
                writer.record_applied(done.stream, done.device, done.n, done.id, done.seen)
                if not done.has_body:
                    writer.note_bodiless(done.stream, done.device, done.n)
            cursors[done.stream] = done.seq
        for stream, seq in cursors.items():
            writer.set_cursor(stream, seq)
