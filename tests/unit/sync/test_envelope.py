"""Records become change sets and come back the same."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.changes import Operation
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.sync.chain import Tip
from desktop.sync.envelope import NewSet, Place, from_body, seal_all, seen_of, to_body
from protocol import body as wire
from protocol import changeset
from protocol.limits import MAX_SET_BYTES
from protocol.problems import ProblemType, ProtocolError

A, B = DeviceId("aa" * 16), DeviceId("bb" * 16)
STREAM = StreamId("51" * 16)
PLACE = Place(bytes(16), STREAM, b"c" * 16, 1, b"k" * 32)
KEY = Ed25519PrivateKey.generate()


def _op(n: int, text: str = "0176 1234567", device: DeviceId = A) -> Operation:
    return Operation(
        OpId(device, n),
        Stamp(1_700_000_000_000 + n, n % 3, device),
        STREAM,
        "set",
        "person",
        RecordId(f"{n:032x}"),
        {"phone": text, "home": {"address": "Hauptstraße 1", "unit": "ab" * 16}},
        {"phone": (OpId(B, 7), OpId(A, n - 1))} if n > 1 else {},
    )


def _seal(operations: list[Operation], tip: Tip | None = None) -> list[NewSet]:
    seen = {B: Tip(7, b"7" * 32)}
    return list(seal_all(operations, PLACE, device=A, signing_key=KEY, tip=tip, seen=seen, app="1"))


def _open(new: NewSet) -> wire.Body:
    head = changeset.verify(new.sealed, KEY.public_key())
    plain = changeset.open_body(new.sealed, head, PLACE.stream_key)
    return wire.decode(plain, head.dev)


def test_a_day_offline_is_one_set_and_comes_back_the_same() -> None:
    day = [_op(n) for n in range(1, 60)]
    (new,) = _seal(day)
    body = _open(new)
    assert from_body(body, STREAM, A) == day
    assert seen_of(body) == {B: (7, b"7" * 8)}
    assert (new.n, new.prev) == (1, b"")


def test_later_and_unknown_words_are_kept() -> None:
    op = _op(1)
    strange = Operation(
        op.id, op.stamp, STREAM, "blend", "balloon", op.record, {"colour": [1, {"a": None}]}
    )
    assert from_body(_open(_seal([strange])[0]), STREAM, A) == [strange]


def test_a_long_absence_is_split_into_sets_that_follow_each_other() -> None:
    random.seed(4)
    long = [_op(n, random.randbytes(3000).hex()) for n in range(1, 150)]
    sets = _seal(long, Tip(4, b"4" * 32))
    assert len(sets) > 1
    assert [new.n for new in sets] == list(range(5, 5 + len(sets)))
    assert [new.prev for new in sets] == [b"4" * 32, *(new.id for new in sets[:-1])]
    assert all(len(new.sealed.head) + len(new.sealed.body) <= MAX_SET_BYTES for new in sets)
    assert [id_ for new in sets for id_ in new.operations] == [op.id for op in long]


def test_one_operation_beyond_the_limit_is_refused_before_it_is_sent() -> None:
    random.seed(4)
    with pytest.raises(ProtocolError) as error:
        _seal([_op(1, random.randbytes(400_000).hex())])
    assert error.value.problem is ProblemType.TOO_LARGE


def test_nobody_writes_in_a_colleagues_name() -> None:
    body = to_body([_op(1, device=B)], {}, "1")
    with pytest.raises(ProtocolError):
        from_body(body, STREAM, A)
