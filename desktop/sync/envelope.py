"""Operations <-> change sets: the border between our records and the protocol's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.changes import Operation
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.sync.chain import SEEN_ID_BYTES, Tip
from protocol import body as wire
from protocol import changeset
from protocol.body import Body, BodyOp
from protocol.changeset import SealedSet
from protocol.limits import MAX_SET_OPERATIONS
from protocol.problems import ProblemType, ProtocolError, malformed

SCHEMA = 1
"""Number of our declarations (``desktop.domain.records``); a newer one asks for care."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a set belongs and with what it is closed: one stream in one epoch of its circle."""

    agency: bytes
    stream: StreamId
    circle: bytes
    epoch: int
    stream_key: bytes


@dataclass(frozen=True, slots=True)
class NewSet:
    """A set that was just sealed and the operations in it."""

    id: bytes
    n: int
    prev: bytes
    sealed: SealedSet
    operations: tuple[OpId, ...]


def to_body(operations: Sequence[Operation], seen: Mapping[DeviceId, Tip], app: str) -> Body:
    """Return the body for operations of one device, in the order of their counter.

    ``hlc`` is the latest stamp among them: the author's clock when the last one was saved.
    """
    latest = max((op.stamp[:2] for op in operations), default=(0, 0))
    return Body(
        hlc=latest,
        app=app,
        schema=SCHEMA,
        seen={bytes.fromhex(d): (tip.n, tip.id[:SEEN_ID_BYTES]) for d, tip in seen.items()},
        ops=tuple(_to_wire(op) for op in operations),
    )


def _to_wire(op: Operation) -> BodyOp:
    return BodyOp(
        bytes.fromhex(op.id.device),
        op.id.n,
        op.stamp.ms,
        op.stamp.counter,
        op.op,
        op.kind,
        bytes.fromhex(op.record),
        op.values,
        {
            unit: [(bytes.fromhex(ref.device), ref.n) for ref in refs]
            for unit, refs in op.base.items()
        },
    )


def from_body(body: Body, stream: StreamId, device: DeviceId) -> list[Operation]:
    """Return the operations of a set by *device*.

    Nobody writes in another's name: an operation of any other device raises ProtocolError
    ``malformed``, because only the signature names an author.
    """
    own = bytes.fromhex(device)
    names: dict[bytes, DeviceId] = {own: device}
    operations = []
    for op in body.ops:
        if op.device != own:
            raise malformed("operation", reason="foreign-author")
        operations.append(
            Operation(
                OpId(device, op.n),
                Stamp(op.ms, op.counter, device),
                stream,
                op.op,
                op.kind,
                RecordId(op.record.hex()),
                op.values,
                {
                    unit: tuple(OpId(_name(names, other), n) for other, n in refs)
                    for unit, refs in op.base.items()
                },
            )
        )
    return operations


def _name(names: dict[bytes, DeviceId], device: bytes) -> DeviceId:
    known = names.get(device)
    if known is None:
        known = names[device] = DeviceId(device.hex())
    return known


def seen_of(body: Body) -> dict[DeviceId, tuple[int, bytes]]:
    """What the author of a set had applied: device -> (n, first 8 bytes of the set's id)."""
    return {DeviceId(device.hex()): entry for device, entry in body.seen.items()}


def seal_all(
    operations: Sequence[Operation],
    place: Place,
    *,
    device: DeviceId,
    signing_key: Ed25519PrivateKey,
    tip: Tip | None,
    seen: Mapping[DeviceId, Tip],
    app: str,
) -> Iterator[NewSet]:
    """Seal *operations* into as few sets as their size allows, chained behind *tip*.

    A set that would be longer than 256 KiB is halved. Raises ProtocolError ``too-large`` when a
    single operation is too long.
    """
    waiting = [tuple(operations)]
    while waiting:
        part = waiting.pop()
        try:
            new = _seal(part, place, device, signing_key, tip, seen, app)
        except ProtocolError as error:
            if error.problem is not ProblemType.TOO_LARGE or len(part) < 2:
                raise
            half = len(part) // 2
            waiting += [part[half:], part[:half]]
        else:
            tip = Tip(new.n, new.id)
            yield new


def _seal(
    operations: tuple[Operation, ...],
    place: Place,
    device: DeviceId,
    signing_key: Ed25519PrivateKey,
    tip: Tip | None,
    seen: Mapping[DeviceId, Tip],
    app: str,
) -> NewSet:
    if len(operations) > MAX_SET_OPERATIONS:
        raise ProtocolError(ProblemType.TOO_LARGE, where="operations", limit=MAX_SET_OPERATIONS)
    own = bytes.fromhex(device)
    n, prev = (1, b"") if tip is None else (tip.n + 1, tip.id)
    sealed = changeset.seal(
        agency=place.agency,
        stream=bytes.fromhex(place.stream),
        circle=place.circle,
        epoch=place.epoch,
        device=own,
        n=n,
        prev=prev,
        plain_body=wire.encode(to_body(operations, seen, app), own),
        stream_key=place.stream_key,
        signing_key=signing_key,
    )
    ids = tuple(op.id for op in operations)
    return NewSet(changeset.set_id(sealed), n, prev, sealed, ids)
