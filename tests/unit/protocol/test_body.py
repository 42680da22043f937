"""Bodies: what was saved is read again, strangers' bytes are checked before use."""

from __future__ import annotations

import contextlib
import resource
import sys
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import body
from protocol.body import Body, BodyOp
from protocol.limits import MAX_PLAIN_BYTES, MAX_SET_OPERATIONS
from protocol.problems import ProblemType, ProtocolError
from tests.unit.protocol.typical_work import Worker

A, B, C, RECORD = (bytes([letter]) * 16 for letter in b"abcr")
NOW = 1_763_971_200_000


def _body(*ops: BodyOp, **other: Any) -> Body:
    fields: dict[str, Any] = {"hlc": (NOW, 7), "app": "0.1.0", "schema": 3, "seen": {}}
    return Body(ops=ops, **fields | other)


def _refused(data: bytes) -> ProblemType:
    with pytest.raises(ProtocolError) as refused:
        body.decode(data, A)
    return refused.value.problem


def _raw(*ops: Any, **other: Any) -> bytes:
    fields = {"h": [NOW, 0], "a": "1", "c": 1, "s": [], "o": list(ops)} | other
    return cbor2.dumps(fields, canonical=True)


def _op(**other: Any) -> list[Any]:
    fields: dict[str, Any] = {
        "device": 0, "n": 1, "ms": 0, "counter": 0, "op": 0, "kind": "person",
        "record": RECORD, "values": ["phone", "1"], "base": [],
    }  # fmt: skip
    return list((fields | other).values())


def test_a_day_of_work_is_read_as_it_was_saved() -> None:
    worker = Worker(1)
    work = worker.day(8)
    assert body.decode(body.encode(work, worker.device), worker.device) == work


def test_stamps_bases_and_other_devices_survive() -> None:
    ops = (
        BodyOp(A, 41, NOW - 3_600_000, 0, "set", "person", RECORD, {"phone": "0351"}),
        BodyOp(B, 7, NOW + 400 * 86_400_000, 65535, "tick", "case", RECORD, {"urgent": "money"}),
        BodyOp(
            A, 42, NOW - 3_600_000, 1, "set", "person", RECORD,
            {"home": {"address": "", "unit": None}, "gender": "w"},
            {"gender": ((A, 41), (C, 3)), "home": ((B, 1),), "gone": ((B, 2),)},
        ),
    )  # fmt: skip
    work = _body(*ops, seen={B: (12, b"12345678"), A: (2, b"abcdefgh")})
    assert body.decode(body.encode(work, A), A) == work


def test_what_a_newer_program_wrote_is_kept_verbatim() -> None:
    ops = (
        BodyOp(A, 1, NOW, 0, "entrust", "loan", RECORD, {"new/field": [1, {"deep": None}]}),
        BodyOp(A, 2, NOW, 0, "set", "person", RECORD, {"phone": "1"}, {}, (7, {"why": b"raw"})),
    )
    work = _body(*ops, extra={"w": [b"1", {"x": 2}]})
    data = body.encode(work, A)
    assert body.decode(data, A) == work
    assert body.encode(body.decode(data, A), A) == data


def test_ids_travel_as_bytes_at_any_depth() -> None:
    record_id = "0192f3a4" * 4
    values = {"case": record_id, "home": {"unit": record_id}, "codes": [record_id, "x"]}
    data = body.encode(_body(BodyOp(A, 1, NOW, 0, "set", "visit", RECORD, values)), A)
    assert record_id.encode() not in data
    assert body.decode(data, A).ops[0].values == values
    assert body.decode(
        body.encode(_body(BodyOp(A, 1, NOW, 0, "set", "x", RECORD, {"t": "A" * 32})), A), A
    ).ops[0].values == {"t": "A" * 32}


@pytest.mark.parametrize(
    "op",
    [
        _op(device=1),
        _op(device=-1),
        _op(device=True),
        _op(n=0),
        _op(n=-5),
        _op(n=1.0),
        _op(n=2**60),
        _op(ms=-NOW - 1),
        _op(ms=2**48),
        _op(counter=65536),
        _op(op=10),
        _op(op="set"),
        _op(op="Set it"),
        _op(op=None),
        _op(kind=""),
        _op(kind="k" * 65),
        _op(kind=b"person"),
        _op(record=b"short"),
        _op(record="r" * 16),
        _op(values=["phone"]),
        _op(values=["phone", "1", "phone", "2"]),
        _op(values=[1, "1"]),
        _op(values={"phone": "1"}),
        _op(values=["phone", b"short"]),
        _op(values=["phone", float("nan")]),
        _op(values=["phone", float("inf")]),
        _op(values=["phone", 2**63]),
        _op(values=["phone", {1: 2}]),
        _op(values=["phone", cbor2.undefined]),
        _op(values=["phone", cbor2.CBORSimpleValue(99)]),
        _op(base=[["phone", 0]]),
        _op(base=[[0, 0, 0]]),
        _op(base=[[1, 0, 1]]),
        _op(base=[[0, 1, 1]]),
        _op(base=[[0, 0, 1], ["phone", 0, 2]]),
        _op(base=["phone"]),
        _op()[:7],
        [0] * 65,
        {"op": 0},
    ],
    ids=str,
)
def test_an_operation_that_is_none_is_refused(op: Any) -> None:
    assert _refused(_raw(op)) in {ProblemType.MALFORMED, ProblemType.TOO_LARGE}


@pytest.mark.parametrize(
    "change",
    [
        {"h": NOW},
        {"h": [NOW]},
        {"h": [-1, 0]},
        {"h": [2**48, 0]},
        {"a": 1},
        {"c": "1"},
        {"s": [[0, 1, b"short"]]},
        {"s": [[0, 1, b"12345678"], [0, 2, b"12345678"]]},
        {"s": [[1, 1, b"12345678"]]},
        {"s": {}},
        {"d": [A]},
        {"d": [B, B]},
        {"d": [b"short"]},
        {"o": {}},
        {"o": None},
    ],
    ids=str,
)
def test_a_body_that_is_none_is_refused(change: dict[str, Any]) -> None:
    assert _refused(_raw(**change)) is ProblemType.MALFORMED


def test_operations_of_one_device_must_rise() -> None:
    ops = [BodyOp(A, n, NOW, 0, "set", "x", RECORD, {"a": 1}) for n in (2, 1)]
    with pytest.raises(ProtocolError):
        body.encode(_body(*ops), A)
    assert _refused(_raw(_op(), _op(n=0))) is ProblemType.MALFORMED


def test_counts_are_limited() -> None:
    many = [_op() for _ in range(MAX_SET_OPERATIONS + 1)]
    assert _refused(_raw(*many)) is ProblemType.TOO_LARGE
    assert body.decode(_raw(*many[:-1]), A).ops[-1].n == MAX_SET_OPERATIONS
    assert _refused(bytes(MAX_PLAIN_BYTES + 1)) is ProblemType.TOO_LARGE


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB on Linux only")
@pytest.mark.parametrize("item", [b"\x80", b"\xa0", b"\x81\x80", b"\x41\x00", b"\xf9\x00\x00"])
def test_the_worst_body_stays_below_200_megabytes(item: bytes) -> None:
    """Hardening T32; a tree of empty containers costs most memory per byte."""
    count = (MAX_PLAIN_BYTES - 100) // len(item)
    extra = b"\x9a" + count.to_bytes(4, "big") + item * count
    fields = _raw().removeprefix(b"\xa5")
    data = b"\xa6" + fields + b"\x61z" + extra
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(body.decode(data, A).extra["z"]) == count
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


_HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    | st.binary(max_size=3) | st.just(RECORD) | st.just(B),
    lambda parts: st.lists(parts, max_size=9) | st.dictionaries(st.text(max_size=2), parts),
    max_leaves=15,
)  # fmt: skip


@given(st.fixed_dictionaries({}, optional={key: _HOSTILE for key in "hacdsoz"}))
def test_any_signed_nonsense_is_refused_or_plain(fields: dict[str, Any]) -> None:
    with contextlib.suppress(ProtocolError):
        body.decode(cbor2.dumps(fields, canonical=True), A)


@given(st.lists(_HOSTILE, min_size=8, max_size=10), st.integers(0, 9))
def test_one_wrong_part_of_an_operation_never_crashes(parts: list[Any], at: int) -> None:
    op = _op()
    op[at % len(op)] = parts[0]
    with contextlib.suppress(ProtocolError):
        found = body.decode(_raw(op, d=[B]), A).ops[0]
        assert 0 <= found.ms < 2**48
        assert found.n > 0


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=8,
)  # fmt: skip
_REFS = st.lists(st.tuples(st.sampled_from((A, B, C)), st.integers(1, 2**53 - 1)), min_size=1)


@given(
    st.dictionaries(st.text(min_size=1), _VALUES, max_size=5),
    st.dictionaries(st.text(min_size=1), _REFS.map(tuple), max_size=4),
    st.integers(0, 2**48 - 1),
    st.integers(0, 65535),
    st.sampled_from((*body.OPERATIONS, "later")),
)
def test_any_operation_survives(
    values: dict[str, Any], base: dict[str, Any], ms: int, counter: int, word: str
) -> None:
    work = _body(BodyOp(B, 5, ms, counter, word, "kind", RECORD, values, base))
    assert body.decode(body.encode(work, A), A) == work
