"""Own work on its way up: seal everything unsent, push, keep the server's receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from desktop.domain.changes import Operation
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, StreamId
from desktop.storage.rows import SealedRow
from desktop.storage.store import Reader, Writer
from desktop.sync.applying import WriteAhead
from desktop.sync.batch_size import BatchSize
from desktop.sync.chain import Tip
from desktop.sync.envelope import NewSet, Place, seal_all
from desktop.sync.keyring import Keyring
from desktop.sync.reseal import sealed_again, stale_streams
from protocol.limits import MAX_PUSH_SETS, MAX_SET_OPERATIONS
from protocol.messages import PushResponse, PushResult
from protocol.problems import ProblemType, ProtocolError

NO_KEY = "no-key"
"""We are not (yet) a member of the stream's circle."""
_Sealed = tuple[SealedRow, tuple[OpId, ...]]
_WRITE_BYTES = 64 * 1024
"""Sealed bytes stored in one transaction."""

_ENDS_THE_ROUND = {
    ProblemType.DEVICE_REVOKED: ErrorCode.DEVICE_REVOKED,
    ProblemType.UPGRADE_REQUIRED: ErrorCode.UPGRADE_REQUIRED,
    ProblemType.DEVICE_FORK: ErrorCode.STORE_ROLLED_BACK,
}
"""Problems that concern the device, not one stream. A fork of ours means that a copy of this
store has pushed before us: this one is to become a new device (protocol section 6)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a batch."""

    stored: tuple[tuple[SealedRow, int, bytes, int], ...] = ()
    """(row, server number, receipt, arrival in UTC milliseconds)."""
    refused: Mapping[StreamId, str] = field(default_factory=dict)
    """Streams to park, with the problem type."""
    behind: Mapping[StreamId, int] = field(default_factory=dict)
    """Streams of which the server has only so many of our sets: it was restored."""


class OutboxLane:
    """Sets without a server number, of one round. Belongs to the sync thread."""

    def __init__(self, reader: Reader, keyring: Keyring, writes: WriteAhead, app: str) -> None:
        self._reader = reader
        self._keyring = keyring
        self._writes = writes
        self._app = app
        self._waiting: list[SealedRow] = []
        self._offered: set[StreamId] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def seal(self, streams: Iterable[StreamId]) -> Mapping[StreamId, str]:
        """Seal and store everything unsent of *streams*; return those that cannot be sealed."""
        refused: dict[StreamId, str] = {}
        again: list[StreamId] = []
        batch: list[_Sealed] = []
        size = 0
        for stream in streams:
            place = self._place(stream)
            if place is None:
                refused[stream] = NO_KEY
                continue
            operations = self._reader.unsealed(stream, MAX_SET_OPERATIONS)
            if len(operations) == MAX_SET_OPERATIONS:
                again.append(stream)
            try:
                sealed = self._sealed(place, operations)
            except ProtocolError as error:
                refused[stream] = error.problem
                continue
            batch += sealed
            size += sum(len(row.body) for row, _ in sealed)
            if size > _WRITE_BYTES:
                self._keep(batch)
                batch, size = [], 0
        self._keep(batch)
        self._writes.finish()
        if again:
            refused.update(self.seal(stream for stream in again if stream not in refused))
        return refused

    def _place(self, stream: StreamId) -> Place | None:
        row = self._reader.stream(stream)
        return None if row is None else self._keyring.place(stream, row.circle)

    def _sealed(self, place: Place, operations: Sequence[Operation]) -> list[_Sealed]:
        stream, own = place.stream, self._keyring.device
        tips = {device: Tip(*tip) for device, tip in self._reader.tips(stream).items()}
        tip = tips.pop(own, None)
        sets: Iterable[NewSet] = seal_all(
            operations,
            place,
            device=own,
            signing_key=self._keyring.signing_key,
            tip=tip,
            seen=tips,
            app=self._app,
        )
        return [
            (
                SealedRow(new.id, stream, new.n, new.prev, new.sealed.head, new.sealed.body),
                new.operations,
            )
            for new in sets
        ]

    def _keep(self, batch: Sequence[_Sealed]) -> None:
        def work(writer: Writer) -> None:
            for row, ids in batch:
                writer.store_sealed(row, ids)

        if batch:
            self._writes.write(work)

    def load(self, parked: frozenset[StreamId], arrived: Mapping[StreamId, int]) -> int:
        """Read what waits for a server number; return how many sets that are.

        *arrived*: how many of our sets the server says to have, per stream. Those only lack
        their receipt: they are offered as they are, whatever epoch it is now.
        """
        self._writes.finish()
        rows = self._reader.unacknowledged()
        self._waiting = [row for row in rows if row.stream not in parked]
        there = [row for row in self._waiting if row.n <= arrived.get(row.stream, 0)]
        rest = [row for row in self._waiting if row.n > arrived.get(row.stream, 0)]
        stale = stale_streams(rest, self._keyring)
        if stale:
            self._waiting = there + self._sealed_again(rest, stale)
        return len(self._waiting)

    def _sealed_again(
        self, waiting: Iterable[SealedRow], streams: set[StreamId]
    ) -> list[SealedRow]:
        rows: dict[StreamId, list[SealedRow]] = {}
        for row in waiting:
            rows.setdefault(row.stream, []).append(row)
        for stream in streams:
            rows[stream] = sealed_again(rows[stream], self._keyring)
            self._writes.write(partial(_replace, rows[stream]))
        self._writes.finish()
        return [row for of_stream in rows.values() for row in of_stream]

    def next_batch(self, size: BatchSize) -> list[SealedRow]:
        """The sets to push now, those of a stream in order of ``n``."""
        count = size.take(len(row.head) + len(row.body) for row in self._waiting)
        return self._waiting[: min(count, MAX_PUSH_SETS)]

    def answered(self, batch: Sequence[SealedRow], response: PushResponse) -> Answer:
        """Judge the results for *batch* and take it from what waits.

        Raises KnownError TAMPERED for an answer about other sets or a forged receipt, and what
        ends a round: DEVICE_REVOKED, UPGRADE_REQUIRED, STORE_ROLLED_BACK. Receipts that came
        with such an answer are asked for again by the next round.
        """
        if [result.id for result in response.results] != [row.set_id for row in batch]:
            raise KnownError(ErrorCode.TAMPERED, where="push", reason="other-sets")
        stored: list[tuple[SealedRow, int, bytes, int]] = []
        refused: dict[StreamId, str] = {}
        behind: dict[StreamId, int] = {}
        for row, result in zip(batch, response.results, strict=True):
            if row.stream in refused or row.stream in behind:
                continue
            if result.state == "problem":
                self._refused(row, result, refused, behind)
            else:
                seq, receipt = result.seq or 0, result.receipt or b""
                arrived = self._keyring.check_receipt(receipt, row.set_id, row.stream, seq)
                stored.append((row, seq, receipt, arrived))
        gone = {*refused, *behind}
        self._waiting = [row for row in self._waiting[len(batch) :] if row.stream not in gone]
        return Answer(tuple(stored), refused, behind)

    def _refused(
        self,
        row: SealedRow,
        result: PushResult,
        refused: dict[StreamId, str],
        behind: dict[StreamId, int],
    ) -> None:
        problem = None if result.problem is None else result.problem.problem
        facts = {} if result.problem is None else result.problem.facts
        if problem in _ENDS_THE_ROUND:
            raise KnownError(_ENDS_THE_ROUND[problem], where="push", n=row.n)
        last = facts.get("last")
        restored = problem is ProblemType.GAP and row.stream not in self._offered
        if restored and isinstance(last, int) and last < row.n - 1:
            behind[row.stream] = last
            return
        refused[row.stream] = problem or "unknown"

    def offer_again(self, stream: StreamId, after: int) -> int:
        """Put our own sets above *after* in front of what waits: the server was restored.

        Done once per stream and round; returns how many sets that are.
        """
        if stream in self._offered:
            return 0
        self._offered.add(stream)
        rows = _made(self._reader, stream, after)
        rest = [row for row in self._waiting if row.stream != stream]
        self._waiting = [*rows, *rest]
        return len(rows)


def _made(reader: Reader, stream: StreamId, after: int) -> list[SealedRow]:
    tip = reader.own_tip(stream)
    numbers = range(after + 1, (tip[0] if tip else 0) + 1)
    return [row for n in numbers if (row := reader.sealed_set(stream, n)) is not None]


def _replace(rows: Sequence[SealedRow], writer: Writer) -> None:
    for row in rows:
        writer.reseal(row)


def moved_cursors(answer: Answer, cursors: Mapping[StreamId, int]) -> dict[StreamId, int]:
    """Streams whose cursor moves over our own new sets.

    A set that stands directly behind what we have read needs no pull.
    """
    moved: dict[StreamId, int] = {}
    for row, seq, _, _ in answer.stored:
        if seq == moved.get(row.stream, cursors.get(row.stream, 0)) + 1:
            moved[row.stream] = seq
    return moved


def keep_receipts(writer: Writer, answer: Answer, moved: Mapping[StreamId, int]) -> None:
    """Write receipts and cursors together."""
    for row, seq, receipt, _ in answer.stored:
        writer.mark_stored(row.set_id, seq, receipt)
    for stream, seq in moved.items():
        writer.set_cursor(stream, seq)
