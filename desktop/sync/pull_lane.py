"""Reading a stream: verify, check the chain, decrypt, limit, parse; then hand on to be applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.domain.changes import Operation
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, StreamId
from desktop.domain.kinds import Scope, kinds
from desktop.storage.store import Reader
from desktop.sync.applying import Applier, Received
from desktop.sync.chain import Link, Reread, Tip, contradicts, judge
from desktop.sync.envelope import from_body, seen_of
from desktop.sync.keyring import Keyring
from desktop.sync.outbox_lane import NO_KEY
from desktop.sync.round_plan import Pull
from protocol import body as wire
from protocol import changeset
from protocol.changeset import SealedSet
from protocol.head import Head
from protocol.messages import ChangesResponse, StoredSet
from protocol.problems import ProblemType, ProtocolError

WITHHELD = "withheld"
NOT_OURS = "not-ours"
"""A colleague says to have applied a set of this device that it has not made."""
UNKNOWN_AUTHOR = "unknown-author"

_AUTHOR_PROBLEMS = frozenset({ProblemType.UNAUTHORISED, ProblemType.NOT_A_MEMBER})


class StreamFaultError(Exception):
    """One stream cannot go on; *reason* is a word for the worker, the others are not touched."""

    def __init__(self, reason: str, device: str = "", n: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.device, self.n = reason, device, n


class RereadWantedError(Exception):
    """Only reading the stream from its start can tell whether it is whole."""


@dataclass(slots=True)
class _Stream:
    """What is known of a stream while it is read."""

    circle: str | None
    tips: dict[DeviceId, Tip]
    is_new: bool = False
    reread: Reread | None = None
    claims: dict[DeviceId, int] = field(default_factory=dict)
    """The highest number of each device that any colleague says to have applied."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How far a stream was read; ``withheld`` names devices of which sets are missing."""

    cursor: int
    sets: int
    operations: int
    bytes: int
    withheld: tuple[tuple[DeviceId, int], ...] = ()
    """(device, last number that the server shows), once the stream has been read to its end."""


class PullLane:
    """Takes the answers of one round. Belongs to the sync thread."""

    def __init__(self, reader: Reader, keyring: Keyring, applier: Applier) -> None:
        self._reader = reader
        self._keyring = keyring
        self._applier = applier
        self._streams: dict[StreamId, _Stream] = {}

    def take(self, step: Pull, answer: ChangesResponse) -> Taken:
        """Check an answer and hand its sets to the applier.

        Raises StreamFaultError and RereadWantedError; what came before the fault is kept.
        Raises KnownError STORE_ROLLED_BACK for a set that this device has signed and does not
        know: then this store is an old copy.
        """
        known = self._known(step)
        cursor, operations, size = step.after, 0, 0
        for stored in answer.sets:
            if stored.seq != cursor + 1:
                raise StreamFaultError(ProblemType.GAP)
            received = self._receive(step.stream, known, stored)
            if known.is_new and known.circle is not None:
                self._applier.new_stream(step.stream, known.circle, _scope(received.operations))
                known.is_new = False
            self._applier.add(received)
            cursor = stored.seq
            operations += len(received.operations)
            size += len(stored.head) + len(stored.body or b"")
        withheld: tuple[tuple[DeviceId, int], ...] = ()
        if not answer.more and cursor >= answer.head_seq:
            withheld = _withheld(known, self._keyring.device)
        return Taken(cursor, len(answer.sets), operations, size, withheld)

    def _known(self, step: Pull) -> _Stream:
        known = self._streams.get(step.stream)
        if known is None or (step.whole and step.after == 0):
            row = self._reader.stream(step.stream)
            tips = self._reader.tips(step.stream)
            known = _Stream(
                circle=None if row is None else row.circle,
                tips={device: Tip(*tip) for device, tip in tips.items()},
            )
            if step.whole:
                known.reread = Reread(dict(known.tips))
            self._streams[step.stream] = known
        return known

    def _receive(self, stream: StreamId, known: _Stream, stored: StoredSet) -> Received:
        head = self._verified(stream, known, stored)
        device, set_id = DeviceId(head.dev.hex()), head.id
        if device == self._keyring.device:
            self._check_own(stream, head.n, set_id)
        link = self._link(known, device, head, set_id)
        fresh = link is Link.NEXT
        if fresh:
            known.tips[device] = Tip(head.n, set_id)
        if not fresh or stored.body is None:
            has_body = stored.body is not None
            return Received(stream, stored.seq, device, head.n, set_id, (), {}, fresh, has_body)
        body = self._opened(stream, head, SealedSet(stored.head, stored.body))
        seen = seen_of(body)
        self._check_seen(known, seen)
        operations = self._operations(body, stream, head)
        return Received(stream, stored.seq, device, head.n, set_id, operations, seen)

    def _verified(self, stream: StreamId, known: _Stream, stored: StoredSet) -> Head:
        try:
            if stored.body is None:
                head = self._keyring.verify_purged(stored.head)
            else:
                head = self._keyring.verify(SealedSet(stored.head, stored.body))
        except ProtocolError as error:
            unknown = error.problem in _AUTHOR_PROBLEMS
            raise StreamFaultError(UNKNOWN_AUTHOR if unknown else error.problem) from error
        circle = head.circle.hex()
        if head.stream.hex() != stream or known.circle not in (None, circle):
            raise StreamFaultError(ProblemType.BAD_SIGNATURE, head.dev.hex(), head.n)
        if known.circle is None:
            known.circle, known.is_new = circle, True
        return head

    def _link(self, known: _Stream, device: DeviceId, head: Head, set_id: bytes) -> Link:
        if known.reread is not None:
            link = known.reread.follow(device, head.n, head.prev, set_id)
        elif device == self._keyring.device:
            return Link.KNOWN
        else:
            link = judge(known.tips.get(device), head.n, head.prev, set_id)
            if link in (Link.GAP, Link.EARLIER):
                raise RereadWantedError
        if link is Link.FORK:
            raise StreamFaultError(ProblemType.DEVICE_FORK, device, head.n)
        if link is Link.GAP:
            raise StreamFaultError(ProblemType.GAP, device, head.n)
        return link

    def _check_own(self, stream: StreamId, n: int, set_id: bytes) -> None:
        """Sets of ours that we have not made mean that we are a restored or copied store."""
        made = self._reader.sealed_set(stream, n)
        if made is None or made.set_id != set_id:
            raise KnownError(ErrorCode.STORE_ROLLED_BACK, where="server", n=n)

    def _opened(self, stream: StreamId, head: Head, sealed: SealedSet) -> wire.Body:
        key = self._keyring.stream_key(stream, head.circle.hex(), head.epoch)
        if key is None:
            raise StreamFaultError(NO_KEY, head.dev.hex(), head.n)
        try:
            return wire.decode(changeset.open_body(sealed, head, key), head.dev)
        except ProtocolError as error:
            raise StreamFaultError(error.problem, head.dev.hex(), head.n) from error

    def _operations(self, body: wire.Body, stream: StreamId, head: Head) -> tuple[Operation, ...]:
        try:
            return tuple(from_body(body, stream, DeviceId(head.dev.hex())))
        except ProtocolError as error:
            raise StreamFaultError(error.problem, head.dev.hex(), head.n) from error

    def _check_seen(self, known: _Stream, seen: dict[DeviceId, tuple[int, bytes]]) -> None:
        for device, (n, start) in seen.items():
            tip = known.tips.get(device)
            if device == self._keyring.device and (tip is None or n > tip.n):
                raise StreamFaultError(NOT_OURS, device, n)
            if contradicts(tip, n, start):
                raise StreamFaultError(ProblemType.DEVICE_FORK, device, n)
            known.claims[device] = max(n, known.claims.get(device, 0))


def _scope(operations: Sequence[Operation]) -> str:
    declared = {kind.name: kind.scope for kind in kinds()}
    known = (declared[op.kind] for op in operations if op.kind in declared)
    return next(known, Scope.CASE).value


def _withheld(known: _Stream, own: DeviceId) -> tuple[tuple[DeviceId, int], ...]:
    """Devices of which the server shows less than we, or a colleague, have applied."""
    if known.reread is not None:
        missing = {d: known.reread.shown(d) for d in known.reread.withheld()}
    else:
        missing = {}
    for device, claimed in known.claims.items():
        tip = known.tips.get(device)
        shown = 0 if tip is None else tip.n
        if device != own and shown < claimed:
            missing.setdefault(device, shown)
    return tuple(sorted(missing.items()))
