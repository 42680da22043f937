"""Everything that crosses a border is deterministic CBOR, or it is refused."""

from __future__ import annotations

import contextlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import cbor
from protocol.problems import ProblemType, ProtocolError

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.binary(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=12,
)

REFUSED = {
    "number with a longer head than needed": "1801",
    "text with a longer head than needed": "780161",
    "indefinite array": "9fff",
    "indefinite text": "7f616162ffff",
    "keys out of order": "a2616202616101",
    "key twice": "a2616101616102",
    "bytes behind the end": "0101",
    "float longer than needed": "fb3ff0000000000000",
    "date tag": "c001",
    "big number tag": "c249010000000000000000",
    "regular expression tag": "d82361 61".replace(" ", ""),
    "shared reference tag": "d81c80",
    "self-described tag": "d9d9f700",
    "unknown tag": "d9177001",
    "cut short": "8201",
    "text that is no UTF-8": "61ff",
    "array of four thousand million": "9affffffff",
    "nothing": "",
    "break alone": "ff",
    "seventeen levels": "81" * 17 + "01",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_deterministic_is_refused(data: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        cbor.decode(bytes.fromhex(data), limit=1000, where="test")
    assert refused.value.problem is ProblemType.MALFORMED


@given(_PLAIN)
def test_whatever_is_written_is_read_again(value: object) -> None:
    assert cbor.decode(cbor.encode(value), limit=1 << 20, where="test") == value


@given(st.binary(max_size=200))
def test_any_bytes_either_are_refused_or_encode_to_themselves(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        assert cbor.encode(cbor.decode(data, limit=1000, where="test")) == data


def test_the_limit_is_checked_before_reading() -> None:
    with pytest.raises(ProtocolError) as refused:
        cbor.decode(cbor2.dumps(b"x" * 2000), limit=1000, where="test")
    assert refused.value.problem is ProblemType.TOO_LARGE
    assert refused.value.facts == {"where": "test", "limit": 1000}


def test_text_keys_stand_in_bytewise_order() -> None:
    fields = {"b" * 30: 1, "a" * 30: 2, "zz": 3, "a": 4, "b": 5}
    keys = [cbor2.dumps(key) for key in cbor.decode(cbor.encode(fields), limit=999, where="test")]
    assert keys == sorted(keys)
