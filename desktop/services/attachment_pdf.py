"""What a PDF holds beside its pages: looked for in its bytes, nothing is laid out or run.

Names are looked for in every byte of the file, also where a stream seems to lie: which bytes are
one is for the file to say, and a comment or a string can pretend. Compressed object streams are
unpacked within limits. What an encrypted PDF holds, or one that packs in unusual ways, cannot be
told, and that is said. This names what is there; it does not prove that nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.pdf_objects import (
    ObjectStream,
    Unclear,
    object_streams,
    outside_streams,
    spelled,
)

PDF: Final = "application/pdf"
_TAIL: Final = 65_536 + 22
_HEAD: Final = 1024
_ZIP_END: Final = b"PK\x05\x06"
_FOREIGN: Final = (b"<html", b"<!doctype", b"<script", b"<svg")
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_AT_OPENING: Final = re.compile(spelled(b"OpenAction") + rb"\s*(?:(\d{1,10})\s+\d+\s+R|(<<))")
"""An action; a place in the file to begin at stands in brackets."""
_NEXT: Final = re.compile(rb"/Next\s*\[?\s*(\d{1,10})\s+\d+\s+R")
_ACTION: Final = 2000
"""Bytes of an action that are read."""
_MOST_ACTIONS: Final = 8
"""Actions that are followed; a file has one at its opening, and few behind it."""
_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,10})\s+\d+\s+obj")
_MOST_OBJECTS: Final = 200_000


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
    """Too much is packed into it to look at all of it, or in a way that is not looked into."""


_TELLING: Final = {
    b"JavaScript": Finding.SCRIPT,
    b"JS": Finding.SCRIPT,
    b"XFA": Finding.SCRIPT,
    b"Rendition": Finding.SCRIPT,
    b"Launch": Finding.LAUNCH,
    b"GoToE": Finding.LAUNCH,
    b"GoToR": Finding.LAUNCH,
    b"EmbeddedFile": Finding.FILES,
    b"EmbeddedFiles": Finding.FILES,
    b"RichMedia": Finding.FILES,
    b"SubmitForm": Finding.SENDS,
    b"ImportData": Finding.SENDS,
    b"Encrypt": Finding.LOCKED,
}
_SHORT: Final = 4
"""Names of fewer letters are met by chance in what is compressed: they are looked for outside."""


def _any_of(wanted: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(b"(?P<%s>%s)" % (name, spelled(name)) for name in wanted))


_EVERYWHERE: Final = _any_of(name for name in _TELLING if len(name) >= _SHORT)
_OUTSIDE: Final = _any_of(name for name in _TELLING if len(name) < _SHORT)
_BY_ITSELF, _ADDRESS = (re.compile(spelled(name)) for name in (b"AA", b"URI"))


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
    streams, found = list[ObjectStream](), set[Finding]()
    try:
        streams.extend(object_streams(data))
    except Unclear:
        found.add(Finding.UNCLEAR)
    parts = [outside_streams(data), *(stream.whole for stream in streams)]
    for pattern, where in ((_EVERYWHERE, [data, *parts[1:]]), (_OUTSIDE, parts)):
        found |= {_TELLING[name] for part in where for name in _met(pattern, part)}
    if _opens_an_address(parts, streams):
        found.add(Finding.LAUNCH)
    if Finding.LOCKED in found:
        found.discard(Finding.UNCLEAR)
    pages = sum(len(_PAGE.findall(part)) for part in parts)
    return LookedPdf(pages, tuple(one for one in Finding if one in found), end)


def _met(pattern: re.Pattern[bytes], part: bytes) -> set[bytes]:
    return {(found.lastgroup or "").encode() for found in pattern.finditer(part)}


def _opens_an_address(parts: list[bytes], streams: list[ObjectStream]) -> bool:
    """Whether an address is opened by anything but a click on a link."""
    if not any(_ADDRESS.search(part) for part in parts):
        return False
    if any(_BY_ITSELF.search(part) for part in parts):
        return True  # when a page is turned, a field left: any of the addresses may be meant
    held = _by_number(parts[0], streams)
    actions = (action for part in parts for action in _at_opening(part, held))
    return any(_ADDRESS.search(action) for action in actions)


def _at_opening(part: bytes, held: dict[int, list[bytes]]) -> Iterator[bytes]:
    """The actions that run when the file is opened, as far as they can be followed."""
    for found in islice(_AT_OPENING.finditer(part), _MOST_ACTIONS):
        begins = [_inline(part[found.start() :][:_ACTION])]
        for action in held.get(int(found[1]), []) if found[1] else begins:
            yield action
            for following in islice(_NEXT.finditer(action), _MOST_ACTIONS):
                yield from held.get(int(following[1]), [])


def _inline(action: bytes) -> bytes:
    """As far as the dictionary that begins in *action* goes."""
    depth = 0
    for bracket in re.finditer(rb"<<|>>", action):
        depth += 1 if bracket[0] == b"<<" else -1
        if depth == 0:
            return action[: bracket.end()]
    return action


def _by_number(outside: bytes, streams: list[ObjectStream]) -> dict[int, list[bytes]]:
    """How each object begins; which one of several with a number counts, the reader decides."""
    held: dict[int, list[bytes]] = {}
    for stream in streams:
        for number, whole in stream.objects.items():
            held.setdefault(number, []).append(whole[:_ACTION])
    for found in islice(_OBJECT.finditer(outside), _MOST_OBJECTS):
        begins = outside[found.end() : found.end() + _ACTION]
        same = held.setdefault(int(found[1]), [])
        if len(same) < _MOST_ACTIONS:
            same.append(begins.split(b"endobj", 1)[0])
    return held
