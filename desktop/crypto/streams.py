"""Keys below an epoch key (protocol section 2)."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def stream_key(epoch_key: bytes, stream_id: bytes, epoch: int) -> bytes:
    """Return the 32-byte key of one stream in one epoch of its circle; *stream_id* 16 bytes.

    Handing it over opens one case and not the circle.
    """
    return _derive(epoch_key, f"fallmappe/1|stream|{stream_id.hex()}|{epoch}", 32)


def key_check(epoch_key: bytes, circle: bytes, epoch: int) -> bytes:
    """Return the 16 bytes that stand in the roster and prove all were granted one key."""
    return _derive(epoch_key, f"fallmappe/1|check|{circle.hex()}|{epoch}", 16)


def _derive(key: bytes, info: str, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, None, info.encode()).derive(key)
