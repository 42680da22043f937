"""A sealed change set for tests that take it apart."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import changeset
from protocol.changeset import SealedSet

SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SIGNING.public_key()
STREAM_KEY = bytes(range(32, 64))
AGENCY, STREAM, CIRCLE, DEVICE = (bytes([letter]) * 16 for letter in b"ascd")


def sealed_set(plain: bytes = b"a visit", **other: Any) -> SealedSet:
    """Seal *plain*; any argument of ``changeset.seal`` can be replaced."""
    arguments: dict[str, Any] = {
        "agency": AGENCY, "stream": STREAM, "circle": CIRCLE, "epoch": 1, "device": DEVICE,
        "n": 1, "prev": b"", "stream_key": STREAM_KEY, "signing_key": SIGNING,
    }  # fmt: skip
    return changeset.seal(plain_body=plain, **arguments | other)
