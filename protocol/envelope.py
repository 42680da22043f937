"""Compression and padding of a body before it is encrypted.

    packed = method byte | length of data, 4 bytes big-endian | data | zeros up to padme length

``method`` names algorithm and preset dictionary together, so a new dictionary is a new number.
Method 1: raw DEFLATE (RFC 1951) with ``dictionary_v1.bin``. zlib's own header and checksum are
left out: the encryption authenticates every byte.
"""

from __future__ import annotations

import hashlib
import zlib
from functools import cache
from importlib import resources

from protocol.limits import MAX_PLAIN_BYTES
from protocol.problems import ProblemType, ProtocolError, malformed

METHOD = 1
_LEAD = 5
_DICTIONARY_SHA256 = "76f13ac7d3293891d7b8eefb40450c28f18318029c1081a5dc4da6fe1da054ad"


@cache
def dictionary() -> bytes:
    """Return preset dictionary v1; it never changes once released."""
    data = resources.files("protocol").joinpath("dictionary_v1.bin").read_bytes()
    if hashlib.sha256(data).hexdigest() != _DICTIONARY_SHA256:
        raise RuntimeError("dictionary_v1.bin is not the released one")
    return data


def padme(length: int) -> int:
    """Return the padded length: at most 12 % more, O(log log n) bits leaked.

    Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
    with PURBs", PoPETS 2019, algorithm 1.
    """
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


def pack(plain: bytes) -> bytes:
    """Compress and pad; ProtocolError ``too-large`` beyond MAX_PLAIN_BYTES."""
    if len(plain) > MAX_PLAIN_BYTES:
        raise ProtocolError(ProblemType.TOO_LARGE, where="plain", limit=MAX_PLAIN_BYTES)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=dictionary())
    data = deflater.compress(plain) + deflater.flush()
    used = _LEAD + len(data)
    return bytes((METHOD,)) + len(data).to_bytes(4, "big") + data + bytes(padme(used) - used)


def unpack(packed: bytes) -> bytes:
    """Return what ``pack`` was given.

    Never inflates beyond MAX_PLAIN_BYTES. Raises ProtocolError ``upgrade-required`` for an
    unknown method, ``too-large`` for a bomb, ``malformed`` for the rest.
    """
    if len(packed) < _LEAD:
        raise malformed("envelope")
    if packed[0] != METHOD:
        problem = ProblemType.UPGRADE_REQUIRED if packed[0] > METHOD else ProblemType.MALFORMED
        raise ProtocolError(problem, where="envelope")
    end = _LEAD + int.from_bytes(packed[1:_LEAD], "big")
    if end > len(packed) or len(packed) != padme(end) or any(packed[end:]):
        raise malformed("envelope")
    return _inflate(packed[_LEAD:end])


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj(-15, zdict=dictionary())
    try:
        plain = inflater.decompress(data, MAX_PLAIN_BYTES + 1)
    except zlib.error:
        raise malformed("envelope") from None
    if len(plain) > MAX_PLAIN_BYTES:
        raise ProtocolError(ProblemType.TOO_LARGE, where="plain", limit=MAX_PLAIN_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise malformed("envelope")
    return plain
