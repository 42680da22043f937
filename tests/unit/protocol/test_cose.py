"""One algorithm each, nothing to negotiate (hardening T29)."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from protocol import changeset, cose, receipt
from protocol.messages import Receipt
from protocol.problems import ProblemType, ProtocolError
from tests.unit.protocol.sealing import PUBLIC, SIGNING, STREAM_KEY, sealed_set


def _refused(call: Any) -> ProblemType:
    with pytest.raises(ProtocolError) as refused:
        call()
    return refused.value.problem


def _sign1(protected: Any, unprotected: Any, payload: bytes = b"x") -> bytes:
    """What a signer who holds the key but not our rules would make."""
    header = cbor2.dumps(protected, canonical=True)
    signed = cbor2.dumps(["Signature1", header, b"", payload])
    return cbor2.dumps(
        cbor2.CBORTag(18, [header, unprotected, payload, SIGNING.sign(signed)]), canonical=True
    )


def test_header_key_id_and_content_type_are_signed() -> None:
    data = cose.sign1(b"x", SIGNING, kid=b"k", content_type="application/cbor", aad=b"why")
    assert cose.verify1(data, PUBLIC, aad=b"why") == b"x"
    assert cose.key_id(data) == b"k"
    assert cose.key_id(cose.sign1(b"x", SIGNING)) == b""


@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [
        ({1: -7}, {}),
        ({1: -19}, {}),
        ({}, {1: -8}),
        ({1: -8}, {4: b"kid"}),
        ({1: -8, 2: [99], 99: 1}, {}),
        ({1: -8, 4: "kid"}, {}),
        ({1: -8, 33: b"certificate"}, {}),
        ([], {}),
        ({1: -8}, []),
    ],
)
def test_any_other_algorithm_or_header_is_refused(protected: Any, unprotected: Any) -> None:
    data = _sign1(protected, unprotected)
    assert _refused(lambda: cose.verify1(data, PUBLIC)) is ProblemType.MALFORMED


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    stored = receipt.sign_receipt(Receipt(bytes(32), bytes(16), 1, 2), SIGNING)
    assert receipt.verify_receipt(stored, PUBLIC).seq == 1
    assert _refused(lambda: receipt.verify_receipt(sealed_set().head, PUBLIC)) is (
        ProblemType.BAD_SIGNATURE
    )
    assert _refused(lambda: cose.verify1(stored, PUBLIC, aad=changeset.PURPOSE)) is (
        ProblemType.BAD_SIGNATURE
    )


@given(st.integers(0, 63), st.integers(1, 255))
def test_a_changed_receipt_is_refused(at: int, flip: int) -> None:
    raw = bytearray(receipt.sign_receipt(Receipt(bytes(32), bytes(16), 1, 2), SIGNING))
    raw[at] ^= flip
    _refused(lambda: receipt.verify_receipt(bytes(raw), PUBLIC))


def test_what_was_encrypted_comes_back() -> None:
    sealed = cose.encrypt0(b"words", STREAM_KEY, aad=b"head")
    assert cose.decrypt0(sealed, STREAM_KEY, aad=b"head") == b"words"
    assert b"words" not in sealed
    for key, aad in ((bytes(32), b"head"), (STREAM_KEY, b"other")):
        assert _refused(lambda k=key, a=aad: cose.decrypt0(sealed, k, aad=a)) is (
            ProblemType.BAD_SIGNATURE
        )


@pytest.mark.parametrize(
    ("protected", "unprotected", "content"),
    [
        ({1: 1}, {5: bytes(12)}, bytes(32)),
        ({1: 3}, {}, bytes(32)),
        ({1: 3}, {5: bytes(11)}, bytes(32)),
        ({1: 3}, {5: "twelve bytes"}, bytes(32)),
        ({1: 3}, {4: b"k", 5: bytes(12)}, bytes(32)),
        ({1: 3, 4: b"k"}, {5: bytes(12)}, bytes(32)),
        ({1: 3}, {5: bytes(12)}, bytes(15)),
        ({1: 3}, {5: bytes(12)}, None),
    ],
)
def test_no_weaker_encryption_is_opened(protected: Any, unprotected: Any, content: Any) -> None:
    parts = [cbor2.dumps(protected), unprotected, content]
    data = cbor2.dumps(cbor2.CBORTag(16, parts), canonical=True)
    assert _refused(lambda: cose.decrypt0(data, STREAM_KEY, aad=b"")) is ProblemType.MALFORMED


def test_a_128_bit_key_opens_nothing() -> None:
    header = cbor2.dumps({1: 1})
    structure = cbor2.dumps(["Encrypt0", header, b""])
    sealed = AESGCM(bytes(16)).encrypt(bytes(12), b"words", structure)
    data = cbor2.dumps(cbor2.CBORTag(16, [header, {5: bytes(12)}, sealed]))
    assert _refused(lambda: cose.decrypt0(data, bytes(16), aad=b"")) is ProblemType.MALFORMED
