"""Compression and padding: sizes are hidden, bombs do not go off."""

from __future__ import annotations

import contextlib
import hashlib
import resource
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import envelope
from protocol.limits import MAX_PLAIN_BYTES
from protocol.problems import ProblemType, ProtocolError


def _refused(packed: bytes) -> ProblemType:
    with pytest.raises(ProtocolError) as refused:
        envelope.unpack(packed)
    return refused.value.problem


def _packed(data: bytes, method: int = envelope.METHOD) -> bytes:
    used = 5 + len(data)
    zeros = bytes(envelope.padme(used) - used)
    return bytes([method]) + len(data).to_bytes(4, "big") + data + zeros


def _deflated(plain: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=envelope.dictionary())
    return deflater.compress(plain) + deflater.flush()


@given(st.binary(max_size=5000))
def test_what_is_packed_is_unpacked(plain: bytes) -> None:
    assert envelope.unpack(envelope.pack(plain)) == plain


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_unpacked(data: bytes) -> None:
    for packed in (data, _packed(data)):
        with contextlib.suppress(ProtocolError):
            assert len(envelope.unpack(packed)) <= MAX_PLAIN_BYTES


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 0), (1, 1), (8, 8), (9, 10), (100, 104), (1000, 1024), (1025, 1088), (9999, 10240)],
)
def test_padme_lengths(length: int, padded: int) -> None:
    """Figures by algorithm 1 of the PURBs paper."""
    assert envelope.padme(length) == padded


@given(st.integers(2, 2**20))
def test_padme_adds_at_most_an_eighth_and_keeps_order(length: int) -> None:
    padded = envelope.padme(length)
    assert length <= padded <= length * 1.125
    assert envelope.padme(padded) == padded
    assert envelope.padme(length - 1) <= padded


def test_every_packed_length_is_a_padme_length() -> None:
    lengths = {len(envelope.pack(hashlib.shake_256(b"x").digest(n))) for n in range(500)}
    assert all(envelope.padme(length) == length for length in lengths)
    assert len(lengths) < 60


def test_a_bomb_is_refused_before_it_fills_memory() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [bomb.compress(bytes(1 << 20)) for _ in range(200)]
    packed = _packed(b"".join(parts) + bomb.flush())
    assert len(packed) < 300_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert _refused(packed) is ProblemType.TOO_LARGE
    if sys.platform == "linux":
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_the_largest_body_passes_and_one_byte_more_does_not() -> None:
    assert len(envelope.unpack(_packed(_deflated(bytes(MAX_PLAIN_BYTES))))) == MAX_PLAIN_BYTES
    assert _refused(_packed(_deflated(bytes(MAX_PLAIN_BYTES + 1)))) is ProblemType.TOO_LARGE
    with pytest.raises(ProtocolError):
        envelope.pack(bytes(MAX_PLAIN_BYTES + 1))


def test_padding_hides_nothing_and_lengths_tell_the_truth() -> None:
    packed = _packed(_deflated(b"visit" * 9))
    assert envelope.unpack(packed) == b"visit" * 9
    assert _refused(packed[:-1]) is ProblemType.MALFORMED
    assert _refused(packed + b"\0") is ProblemType.MALFORMED
    assert _refused(packed[:-1] + b"\1") is ProblemType.MALFORMED
    assert _refused(_packed(_deflated(b"visit") + b"tail")) is ProblemType.MALFORMED
    assert _refused(_packed(_deflated(b"visit")[:-2])) is ProblemType.MALFORMED
    assert _refused(b"\1\xff\xff\xff\xff") is ProblemType.MALFORMED


def test_an_unknown_method_asks_for_an_update_and_none_is_refused() -> None:
    assert _refused(_packed(b"visit", method=2)) is ProblemType.UPGRADE_REQUIRED
    assert _refused(_packed(b"visit", method=0)) is ProblemType.MALFORMED
