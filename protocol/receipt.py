"""Signed receipts: the server's promise that a set is stored under a number."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol import cbor, cose
from protocol.messages import Receipt

PURPOSE = b"fallmappe/1|receipt"
_LIMIT = 1024


def sign_receipt(receipt: Receipt, server_key: Ed25519PrivateKey) -> bytes:
    """Return the receipt as COSE_Sign1 by the server's key."""
    return cose.sign1(cbor.encode(cbor.plain(receipt)), server_key, aad=PURPOSE)


def verify_receipt(data: bytes, public_key: Ed25519PublicKey) -> Receipt:
    """Return a receipt signed by *public_key* (pinned in the roster).

    Raises ProtocolError ``malformed`` or ``bad-signature``. The caller compares id and stream.
    """
    payload = cose.verify1(data, public_key, aad=PURPOSE)
    return cbor.decode_as(payload, Receipt, limit=_LIMIT, where="receipt")
