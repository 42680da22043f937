"""Proof of a device to the server: a signed challenge."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol.problems import ProblemType, ProtocolError


def session_message(agency: bytes, challenge: bytes) -> bytes:
    """Return the bytes to sign; *agency* 16 bytes, *challenge* 32 bytes from the server.

    The prefix keeps a hostile server from having a set or a roster entry signed as "challenge".
    """
    if len(agency) != 16 or len(challenge) != 32:
        raise ProtocolError(ProblemType.MALFORMED, where="challenge")
    return b"fallmappe/1|session|" + agency + challenge


def verify_session(
    agency: bytes, challenge: bytes, signature: bytes, public_key: Ed25519PublicKey
) -> None:
    """Raise ProtocolError ``unauthorised`` unless *signature* proves the device's key."""
    try:
        public_key.verify(signature, session_message(agency, challenge))
    except InvalidSignature:
        raise ProtocolError(ProblemType.UNAUTHORISED) from None
