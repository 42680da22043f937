"""COSE_Sign1 and COSE_Encrypt0 (RFC 9052), each with exactly one algorithm (RFC 9053).

EdDSA over Ed25519 and AES-256-GCM with a random 96-bit IV. There is nothing to negotiate: any
other algorithm, an unknown header or an unprotected one that we do not write is refused, so
no byte can change without the check failing.
"""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol import cbor
from protocol.problems import ProblemType, ProtocolError, malformed

_TAG_ENCRYPT0 = b"\xd0"
_TAG_SIGN1 = b"\xd2"
_ALG, _CONTENT_TYPE, _KID, _IV = 1, 3, 4, 5
_EDDSA, _A256GCM = -8, 3
_IV_BYTES, _GCM_TAG_BYTES, _SIGNATURE_BYTES = 12, 16, 64
_MAX_SIGNED_BYTES = 1024 * 1024
_MAX_SEALED_BYTES = 2 * 1024 * 1024
_MAX_HEADER_BYTES = 256
_ENCRYPT0_HEADER = cbor.encode({_ALG: _A256GCM})
_SIGN1_HEADER = cbor.encode({_ALG: _EDDSA})


def sign1(
    payload: bytes,
    private_key: Ed25519PrivateKey,
    *,
    kid: bytes = b"",
    content_type: str | None = None,
    aad: bytes = b"",
) -> bytes:
    """Return a tagged COSE_Sign1 with attached *payload*.

    All headers are protected. *aad* (external_aad, RFC 9052 section 4.4) names the purpose of
    the signature, so that one made for a change set is never valid as a roster entry.
    """
    header: dict[int, Any] = {_ALG: _EDDSA}
    if content_type is not None:
        header[_CONTENT_TYPE] = content_type
    if kid:
        header[_KID] = kid
    protected = cbor.encode(header)
    signature = private_key.sign(_sig_structure(protected, aad, payload))
    return _TAG_SIGN1 + cbor.encode([protected, {}, payload, signature])


def verify1(data: bytes, public_key: Ed25519PublicKey, *, aad: bytes = b"") -> bytes:
    """Return the payload of a COSE_Sign1 whose signature is valid.

    Raises ProtocolError ``malformed`` or ``bad-signature``.
    """
    protected, payload, signature = _read_sign1(data)
    try:
        public_key.verify(signature, _sig_structure(protected, aad, payload))
    except InvalidSignature:
        raise ProtocolError(ProblemType.BAD_SIGNATURE) from None
    return payload


def unverified_payload(data: bytes) -> bytes:
    """Return the payload of a COSE_Sign1 without believing it: to find out whose key to use."""
    return _read_sign1(data)[1]


def key_id(data: bytes) -> bytes:
    """Return the (unverified) key id of a COSE_Sign1, b"" when it has none."""
    kid: bytes = _sign1_header(_read_sign1(data)[0]).get(_KID, b"")
    return kid


def encrypt0(plain: bytes, key: bytes, *, aad: bytes) -> bytes:
    """Return a tagged COSE_Encrypt0 of *plain* under a 32-byte *key* with a fresh random IV."""
    iv = secrets.token_bytes(_IV_BYTES)
    sealed = AESGCM(key).encrypt(iv, plain, _enc_structure(aad))
    return _TAG_ENCRYPT0 + cbor.encode([_ENCRYPT0_HEADER, {_IV: iv}, sealed])


def decrypt0(data: bytes, key: bytes, *, aad: bytes) -> bytes:
    """Return the plain bytes of a COSE_Encrypt0.

    Raises ProtocolError ``malformed``, or ``bad-signature`` when key, *aad* or bytes differ
    from those it was sealed with.
    """
    protected, unprotected, sealed = _structure(data, _TAG_ENCRYPT0, 3, _MAX_SEALED_BYTES)
    if protected != _ENCRYPT0_HEADER or list(unprotected) != [_IV]:
        raise malformed("cose-header")
    iv = unprotected[_IV]
    if not isinstance(iv, bytes) or len(iv) != _IV_BYTES or len(sealed) < _GCM_TAG_BYTES:
        raise malformed("cose")
    try:
        return AESGCM(key).decrypt(iv, sealed, _enc_structure(aad))
    except InvalidTag:
        raise ProtocolError(ProblemType.BAD_SIGNATURE, where="body") from None


def _read_sign1(data: bytes) -> tuple[bytes, bytes, bytes]:
    protected, unprotected, payload, signature = _structure(data, _TAG_SIGN1, 4, _MAX_SIGNED_BYTES)
    if unprotected or not isinstance(signature, bytes) or len(signature) != _SIGNATURE_BYTES:
        raise malformed("cose")
    if protected != _SIGN1_HEADER:
        _sign1_header(protected)
    return protected, payload, signature


def _sign1_header(protected: bytes) -> dict[int, Any]:
    header = cbor.decode(protected, limit=_MAX_HEADER_BYTES, where="cose-header")
    types = {_ALG: int, _CONTENT_TYPE: str, _KID: bytes}
    if not isinstance(header, dict) or header.get(_ALG) != _EDDSA:
        raise malformed("cose-header")
    if any(type(v) is not types.get(k) for k, v in header.items()):
        raise malformed("cose-header")
    return header


def _structure(data: bytes, tag: bytes, size: int, limit: int) -> list[Any]:
    if data[:1] != tag:
        raise malformed("cose")
    parts = cbor.decode(data[1:], limit=limit, where="cose")
    if not isinstance(parts, list) or len(parts) != size:
        raise malformed("cose")
    protected, unprotected, content = parts[:3]
    if not isinstance(protected, bytes) or not isinstance(content, bytes):
        raise malformed("cose")
    if not isinstance(unprotected, dict):
        raise malformed("cose")
    return parts


def _sig_structure(protected: bytes, aad: bytes, payload: bytes) -> bytes:
    return cbor.encode(["Signature1", protected, aad, payload])


def _enc_structure(aad: bytes) -> bytes:
    return cbor.encode(["Encrypt0", _ENCRYPT0_HEADER, aad])
