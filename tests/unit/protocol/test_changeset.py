"""A change set verifies and opens for its readers, and for nobody and nothing else."""

from __future__ import annotations

import hashlib

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from protocol import changeset, cose, head
from protocol.changeset import SealedSet
from protocol.limits import MAX_SET_BYTES
from protocol.problems import ProblemType, ProtocolError
from tests.unit.protocol.sealing import PUBLIC, SIGNING, STREAM, STREAM_KEY, sealed_set

_SET = sealed_set(b"a visit")
_HEAD = changeset.read_head(_SET.head)


def _problem(sealed: SealedSet) -> ProblemType:
    with pytest.raises(ProtocolError) as refused:
        changeset.verify(sealed, PUBLIC)
    return refused.value.problem


def test_a_colleague_verifies_and_opens_it() -> None:
    found = changeset.verify(_SET, PUBLIC)
    assert (found.stream, found.n, found.prev, found.blobs) == (STREAM, 1, b"", ())
    assert changeset.open_body(_SET, found, STREAM_KEY) == b"a visit"


def test_its_id_is_the_hash_of_the_head_and_names_the_next_ones_prev() -> None:
    payload = cbor2.loads(_SET.head[1:])[2]
    first = hashlib.sha256(payload).digest()
    assert changeset.set_id(_SET) == first == _HEAD.id
    second = changeset.read_head(sealed_set(b"more", n=2, prev=first).head)
    assert second.prev == first


def test_blobs_are_named_in_the_head() -> None:
    blobs = (bytes(32), b"b" * 32)
    assert changeset.verify(sealed_set(blobs=blobs), PUBLIC).blobs == blobs


def test_a_purged_body_leaves_a_head_that_verifies() -> None:
    assert changeset.verify_head(_SET.head, PUBLIC) == _HEAD


@given(st.data())
def test_no_changed_byte_verifies(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(("head", "body")))
    raw = bytearray(getattr(_SET, part))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    parts = {"head": _SET.head, "body": _SET.body, part: bytes(raw)}
    assert _problem(SealedSet(**parts)) in {
        ProblemType.BAD_SIGNATURE,
        ProblemType.MALFORMED,
        ProblemType.UPGRADE_REQUIRED,
    }


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_random_bytes_never_verify_and_never_crash(first: bytes, second: bytes) -> None:
    _problem(SealedSet(first, second))


@given(st.integers(0, 400), st.binary(max_size=3))
def test_cut_or_lengthened_sets_never_verify(cut: int, tail: bytes) -> None:
    if cut or tail:
        _problem(SealedSet(_SET.head[: len(_SET.head) - cut] + tail, _SET.body))
        _problem(SealedSet(_SET.head, _SET.body[: max(0, len(_SET.body) - cut)] + tail))


def test_another_devices_signature_is_refused() -> None:
    forged = sealed_set(signing_key=Ed25519PrivateKey.generate())
    assert _problem(forged) is ProblemType.BAD_SIGNATURE


def test_a_body_of_another_set_is_refused() -> None:
    other = sealed_set(b"another visit")
    assert _problem(SealedSet(_SET.head, other.body)) is ProblemType.BAD_SIGNATURE


@pytest.mark.parametrize("field", ["agency", "stream", "circle"])
def test_a_body_cannot_be_replayed_under_another_head(field: str) -> None:
    moved = sealed_set(**{field: b"x" * 16})
    found = changeset.verify(moved, PUBLIC)
    with pytest.raises(ProtocolError) as refused:
        changeset.open_body(SealedSet(moved.head, _SET.body), found, STREAM_KEY)
    assert refused.value.problem is ProblemType.BAD_SIGNATURE


def test_the_wrong_stream_key_is_said_and_nothing_is_read() -> None:
    with pytest.raises(ProtocolError) as refused:
        changeset.open_body(_SET, _HEAD, bytes(32))
    assert refused.value.problem is ProblemType.BAD_SIGNATURE


def test_the_same_content_twice_shows_in_no_byte() -> None:
    assert sealed_set(b"same").body != sealed_set(b"same").body


def test_a_set_beyond_the_limit_is_refused_on_both_sides() -> None:
    noise = hashlib.shake_256(b"noise").digest(MAX_SET_BYTES)
    with pytest.raises(ProtocolError) as refused:
        sealed_set(noise)
    assert refused.value.problem is ProblemType.TOO_LARGE
    assert _problem(SealedSet(_SET.head, noise)) is ProblemType.TOO_LARGE
    assert _problem(SealedSet(noise, _SET.body)) is ProblemType.TOO_LARGE


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"v": 2}, ProblemType.UPGRADE_REQUIRED),
        ({"v": 2, "suite": "post-quantum"}, ProblemType.UPGRADE_REQUIRED),
        ({"v": 0}, ProblemType.MALFORMED),
        ({"v": True}, ProblemType.MALFORMED),
        ({"alg": "none"}, ProblemType.MALFORMED),
        ({"n": 0}, ProblemType.MALFORMED),
        ({"n": 2}, ProblemType.MALFORMED),
        ({"n": 2**60}, ProblemType.MALFORMED),
        ({"n": 1.0}, ProblemType.MALFORMED),
        ({"n": True}, ProblemType.MALFORMED),
        ({"epoch": 0}, ProblemType.MALFORMED),
        ({"stream": b"short"}, ProblemType.MALFORMED),
        ({"stream": "s" * 16}, ProblemType.MALFORMED),
        ({"prev": bytes(32)}, ProblemType.MALFORMED),
        ({"bodyhash": None}, ProblemType.MALFORMED),
        ({"blobs": []}, ProblemType.MALFORMED),
        ({"blobs": [b"short"]}, ProblemType.MALFORMED),
    ],
)
def test_a_signed_head_must_be_exactly_ours(
    change: dict[str, object], problem: ProblemType
) -> None:
    """A hostile member signs properly what the format does not allow, or a newer version does."""
    fields = cbor2.loads(_HEAD.encode()) | change
    payload = cbor2.dumps(fields, canonical=True)
    signed = cose.sign1(payload, SIGNING, aad=changeset.PURPOSE)
    assert _problem(SealedSet(signed, _SET.body)) is problem
    with pytest.raises(ProtocolError):
        head.decode(payload)
