"""How large a picture says it is: read from its header, before any decoder sees it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame: SOF0 to SOF15 without DHT, JPG and DAC."""
_LONE: Final = frozenset((0x01, 0xD8))
_SCAN, _END = 0xDA, 0xD9
_MARKER: Final = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""Neither a stuffed 0xFF of coded pixels nor a restart between them."""
_MOST_SEGMENTS: Final = 10_000
"""Far more than any camera writes: what has more was made to keep us busy."""
_WIDTH, _HEIGHT = 256, 257
_SHORT, _LONG = 3, 4


@dataclass(frozen=True, slots=True)
class PictureSize:
    """In pixels, as stored: a photo taken upright may still lie on its side."""

    width: int
    height: int
    is_animated: bool = False


def size_of(data: bytes, media_type: str) -> PictureSize | None:
    """The size a JPEG, PNG, WebP or TIFF states, or None if its header is cut or senseless."""
    read = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/webp": _webp,
        "image/tiff": _tiff,
    }[media_type]
    try:
        return read(data)
    except (struct.error, IndexError):
        return None


def _png(data: bytes) -> PictureSize | None:
    length, kind, width, height = struct.unpack_from(">I4sII", data, 8)
    if kind != b"IHDR" or length != 13:
        return None
    return PictureSize(width, height, b"acTL" in data[:4096])


def _jpeg(data: bytes) -> PictureSize | None:
    for marker, at in _segments(data):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return PictureSize(width, height)
        if marker in (_SCAN, _END):
            return None
    return None


def _webp(data: bytes) -> PictureSize | None:
    kind = data[12:16]
    if kind == b"VP8X":
        wide = int.from_bytes(data[24:27], "little") + 1
        high = int.from_bytes(data[27:30], "little") + 1
        return PictureSize(wide, high, bool(data[20] & 0x02))
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = struct.unpack_from("<I", data, 21)[0]
        return PictureSize((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        wide, high = struct.unpack_from("<HH", data, 26)
        return PictureSize(wide & 0x3FFF, high & 0x3FFF)
    return None


def _tiff(data: bytes) -> PictureSize | None:
    order = "<" if data[:2] == b"II" else ">"
    start = struct.unpack_from(order + "I", data, 4)[0]
    count = struct.unpack_from(order + "H", data, start)[0]
    sides = {_WIDTH: 0, _HEIGHT: 0}
    for entry in range(min(count, 200)):
        tag, kind, _number = struct.unpack_from(order + "HHI", data, start + 2 + 12 * entry)
        if tag in sides and kind in (_SHORT, _LONG):
            form = order + ("H" if kind == _SHORT else "I")
            sides[tag] = struct.unpack_from(form, data, start + 10 + 12 * entry)[0]
    following = struct.unpack_from(order + "I", data, start + 2 + 12 * count)[0]
    return PictureSize(sides[_WIDTH], sides[_HEIGHT], following != 0)


def jpeg_is_whole(data: bytes) -> bool:
    """Whether a JPEG goes on to its end marker; decoders fill a missing rest with grey instead.

    What a phone hangs on behind the end does not matter.
    """
    return any(marker == _END for marker, _at in _segments(data))


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The markers of a JPEG and where they stand; coded pixels between them are passed over."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            return
        marker, at = found[1][0], found.end()
        yield marker, found.start()
        if marker != _END and marker not in _LONE:
            at = found.start() + 2 + max(2, int.from_bytes(data[at : at + 2], "big"))
