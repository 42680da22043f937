"""Files as they come from phones, scanners and people with bad intentions, built byte by byte."""

from __future__ import annotations

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QPainter

PLACE = b"Marienstrasse 13, 51.05N 13.74E"
"""Stands in every piece of metadata these pictures carry."""
CAMERA = b"SECRETCAM 9000"
SCRIPT = b"<script>alert(1)</script>"


def photo(
    width: int = 640, height: int = 480, form: str = "JPEG", *, seed: int = 1, whole: str = ""
) -> bytes:
    """A picture with lines of many colours; *whole* is a text chunk of a PNG."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(250, 246, 236))
    painter = QPainter(image)
    for at in range(0, 4 * max(width, height), 7):
        mixed = (at * 37 * seed) % 255
        painter.setPen(QColor(mixed, 255 - mixed, (at * seed) % 200))
        painter.drawLine(QPoint(at % width, 0), QPoint((at * 3 * seed) % width, height))
    painter.fillRect(0, 0, width // 4, height // 8, Qt.GlobalColor.red)
    painter.end()
    if whole:
        image.setText("Comment", whole)
        image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    return saved(image, form)


def saved(image: QImage, form: str) -> bytes:
    """*image* as a file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form, 90)  # type: ignore[call-overload]
    return bytes(held.data())


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def exif(orientation: int = 1) -> bytes:
    """Exif 2.32 by hand: make, orientation, a description, and the place in a GPS directory."""
    text = PLACE + b"\0"
    make = CAMERA + b"\0"
    entries = 4
    data_at = 8 + 2 + 12 * entries + 4
    gps_at = data_at + len(make) + len(text)
    first = struct.pack(">H", entries)
    first += struct.pack(">HHII", 0x010E, 2, len(text), data_at + len(make))
    first += struct.pack(">HHII", 0x010F, 2, len(make), data_at)
    first += struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    first += struct.pack(">HHII", 0x8825, 4, 1, gps_at)
    first += struct.pack(">I", 0)
    latitude_at = gps_at + 2 + 12 * 2 + 4
    gps = struct.pack(">H", 2) + struct.pack(">HHI4s", 0x0001, 2, 2, b"N\0\0\0")
    gps += struct.pack(">HHII", 0x0002, 5, 3, latitude_at) + struct.pack(">I", 0)
    gps += struct.pack(">IIIIII", 51, 1, 3, 1, 1, 1)
    return b"Exif\0\0MM\0*" + struct.pack(">I", 8) + first + make + text + gps


def phone_photo(orientation: int = 6) -> bytes:
    """A JPEG as a phone writes it: Exif with GPS, XMP, a profile, more behind the end."""
    plain = photo()
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"
    profile = b"ICC_PROFILE\0\x01\x01" + CAMERA
    extra = segment(0xE1, exif(orientation)) + segment(0xE1, xmp)
    extra += segment(0xE2, profile) + segment(0xFE, PLACE)
    return plain[:2] + extra + plain[2:] + b"MotionPhoto_Data" + PLACE


def png_header(width: int, height: int, bits: int = 1, colour: int = 0) -> bytes:
    """A PNG that says it is that large and has hardly any data: a pixel flood. *colour* is the
    type of the specification (0 grey, 2 red, green and blue), *bits* are those of each."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = zlib.compress(bytes(4096), 9)
    parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)


def jpeg_header(width: int, height: int) -> bytes:
    """The beginning of a JPEG of that size, and its end."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + segment(0xC0, frame) + b"\xff\xd9"


def animated_gif() -> bytes:
    """Two frames of one pixel, for ever."""
    frame = b"!\xf9\x04\x00\x0a\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    return head + b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00" + frame * 2 + b";"


def animated_webp() -> bytes:
    """The header of an animation."""
    head = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\x0f\0\0" + b"\x0f\0\0"
    return b"RIFF" + struct.pack("<I", len(head) + 4) + b"WEBP" + head


def two_page_tiff() -> bytes:
    """Two pages of 4 x 4 grey pixels; a scanner's stack."""
    pages, at = b"", 8
    for number in range(2):
        entries = (
            (256, 3, 1, 4), (257, 3, 1, 4), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
            (273, 4, 1, at), (277, 3, 1, 1), (278, 3, 1, 4), (279, 4, 1, 16),
        )  # fmt: skip
        directory_at = at + 16
        following = directory_at + 2 + 12 * len(entries) + 4 if number == 0 else 0
        table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
        page = bytes(range(0, 160, 10)) + struct.pack("<H", len(entries)) + table
        pages += page + struct.pack("<I", following + 16 if following else 0)
        at = 8 + len(pages)
    return b"II*\0" + struct.pack("<I", 8 + 16) + pages


def pdf(catalog: bytes = b"", more: bytes = b"", pages: int = 2) -> bytes:
    """A small PDF; *catalog* stands in its root, *more* among its objects."""
    kids = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % (3 + n) for n in range(pages))
    refs = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[" + refs + b"]/Count %d>>endobj\n" % pages
        + kids + more + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )  # fmt: skip


def packed(content: bytes) -> bytes:
    """An object stream: where writers since PDF 1.5 put most objects, compressed."""
    data = zlib.compress(content)
    head = b"90 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\n" % len(data)
    return head + b"stream\n" + data + b"\nendstream endobj\n"


def archive(name: bytes = b"evil.exe", content: bytes = b"MZ evil", comment: bytes = b"") -> bytes:
    """A ZIP archive with one stored file."""
    crc = zlib.crc32(content)
    sizes = struct.pack("<III", crc, len(content), len(content))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 10, 0, 0, 0, 0) + sizes
    local += struct.pack("<HH", len(name), 0) + name + content
    central = b"PK\x01\x02" + struct.pack("<HHHHHH", 10, 10, 0, 0, 0, 0) + sizes
    central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHII", 0, 0, 1, 1, len(central), len(local))
    return local + central + end + struct.pack("<H", len(comment)) + comment
