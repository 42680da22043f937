"""Secrets on paper: Crockford base 32 in groups of four, with a check for typing errors.

The alphabet has no I, L, O, U; on reading, I and L count as 1 and O as 0, case and separators
do not matter. The last four characters are the first 20 bits of SHA-256 over the secret.
"""

from __future__ import annotations

import hashlib

from desktop.domain.errors import ErrorCode, KnownError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")
_CHECK_BITS = 20
_GROUP = 4


def to_code(secret: bytes) -> str:
    """Return *secret* for printing: 16 bytes give eight groups, 32 bytes fourteen."""
    bits = _length(len(secret)) * 5 - _CHECK_BITS
    number = int.from_bytes(secret, "big") << (bits - 8 * len(secret))
    number = number << _CHECK_BITS | _check(secret)
    count = _length(len(secret))
    text = "".join(_ALPHABET[number >> 5 * (count - 1 - at) & 31] for at in range(count))
    return "-".join(text[at : at + _GROUP] for at in range(0, count, _GROUP))


def from_code(text: str, length: int) -> bytes:
    """Return the secret of *length* bytes that was printed as *text*.

    Raises KnownError INVALID_VALUE (facts: expected and found number of characters) when it is
    mistyped.
    """
    letters = [c for c in text.upper().translate(_LOOKALIKES) if c.isalnum()]
    count = _length(length)
    wrong = KnownError(ErrorCode.INVALID_VALUE, expected=count, found=len(letters))
    if len(letters) != count or any(letter not in _ALPHABET for letter in letters):
        raise wrong
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    check = number & (1 << _CHECK_BITS) - 1
    padded = number >> _CHECK_BITS
    padding = count * 5 - _CHECK_BITS - 8 * length
    secret = (padded >> padding).to_bytes(length, "big")
    if padded & (1 << padding) - 1 or check != _check(secret):
        raise wrong
    return secret


def _length(size: int) -> int:
    needed = -(-(8 * size + _CHECK_BITS) // 5)
    return -(-needed // _GROUP) * _GROUP


def _check(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(secret).digest()[:3], "big") >> 4
