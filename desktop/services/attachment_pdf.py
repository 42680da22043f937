"""What a PDF holds beside its pages: looked for in its bytes, nothing is laid out or run.

Names are read with their escapes (``/J#61vaScript``); compressed object streams are unpacked
within limits. What an encrypted PDF holds cannot be told, and that is said. This names what is
there; it does not prove that nothing else is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError

PDF: Final = "application/pdf"
_UNPACKED: Final = 32 * 1024 * 1024
"""Of all object streams together; more than that is a bomb, and nothing of it is believed."""
_TAIL: Final = 65_536 + 22
_HEAD: Final = 1024
_ZIP_END: Final = b"PK\x05\x06"
_FOREIGN: Final = (b"<html", b"<!doctype", b"<script", b"<svg")
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME: Final = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]{1,400}")
"""127 bytes are the most (ISO 32000-1 C.2), each maybe written as an escape of three."""
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY: Final = 4096
"""Bytes before a stream in which its dictionary is looked for."""
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


class Finding(StrEnum):
    """Something a person should know before a PDF is taken in or opened."""

    SCRIPT = "script"
    LAUNCH = "launch"
    """Starts another program or opens an address by itself."""
    FILES = "files"
    """Other files are packed into it."""
    SENDS = "sends"
    """A form that sends its answers somewhere."""
    LOCKED = "locked"
    """Protected by a password: what is in it cannot be looked at here."""
    UNCLEAR = "unclear"
    """Too much is packed into it to look at all of it."""


_TELLING: Final = {
    b"/JavaScript": Finding.SCRIPT,
    b"/JS": Finding.SCRIPT,
    b"/Launch": Finding.LAUNCH,
    b"/GoToE": Finding.LAUNCH,
    b"/GoToR": Finding.LAUNCH,
    b"/EmbeddedFile": Finding.FILES,
    b"/EmbeddedFiles": Finding.FILES,
    b"/RichMedia": Finding.FILES,
    b"/SubmitForm": Finding.SENDS,
    b"/ImportData": Finding.SENDS,
    b"/Encrypt": Finding.LOCKED,
}


@dataclass(frozen=True, slots=True)
class LookedPdf:
    """``pages`` is 0 where it cannot be told; what lies behind ``end`` is no part of the PDF."""

    pages: int
    findings: tuple[Finding, ...]
    end: int


def look_into_pdf(whole: bytes) -> LookedPdf:
    """Count pages and name what else is there.

    Raises KnownError ATTACHMENT_BROKEN without an end (a file cut in two), ATTACHMENT_TWOFOLD for
    one that is an archive or a web page as well, also without what lies behind its end.
    """
    end = whole.rfind(b"%%EOF") + 5
    data = whole[:end]
    if end < 5 or b"startxref" not in data:
        raise KnownError(ErrorCode.ATTACHMENT_BROKEN, type=PDF)
    if _ZIP_END in data[-_TAIL:] or any(word in data[:_HEAD].lower() for word in _FOREIGN):
        raise KnownError(ErrorCode.ATTACHMENT_TWOFOLD)
    found: set[Finding] = set()
    pages = 0
    try:
        for part in _parts(data):
            pages += len(_PAGE.findall(part))
            found |= {_TELLING[name] for name in _names(part) if name in _TELLING}
    except _TooMuch:
        found.add(Finding.UNCLEAR)
    return LookedPdf(pages, tuple(one for one in Finding if one in found), end)


class _TooMuch(Exception):
    pass


def _names(part: bytes) -> Iterator[bytes]:
    for name in {found[0] for found in _NAME.finditer(part)}:
        yield _ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), name) if b"#" in name else name


def _parts(data: bytes) -> Iterator[bytes]:
    """The file outside its streams, then each object stream unpacked."""
    outside: list[bytes] = []
    packed: list[bytes] = []
    at = 0
    for head in _STREAM.finditer(data):
        if head.start() < at:
            continue
        before = data[max(at, head.start() - _DICTIONARY) : head.start()]
        dictionary = before[max(0, before.rfind(b" obj")) :]
        end = data.find(b"endstream", head.end())
        end = len(data) if end < 0 else end
        outside.append(data[at : head.start()])
        if b"/ObjStm" in dictionary or b"#" in dictionary:
            packed.append(data[head.end() : end])
        at = end
    yield b" ".join((*outside, data[at:]))
    room = _UNPACKED
    for stream in packed:
        opened = _unpacked(stream, room)
        room -= len(opened)
        yield opened


def _unpacked(stream: bytes, room: int) -> bytes:
    if room <= 0:
        raise _TooMuch
    unpacking = zlib.decompressobj()
    try:
        opened = unpacking.decompress(stream, room)
    except zlib.error:
        return stream
    if unpacking.unconsumed_tail:
        raise _TooMuch
    return opened
