"""Objects of a PDF that writers pack away: object streams (ISO 32000-1, 7.5.7), within limits.

Nothing here trusts a file to be what it says. Where an object stream does not look as writers
write them, it is not guessed at: ``Unclear`` says that it cannot be looked into.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

_UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of all object streams together, those included that break while being unpacked."""
_STEP: Final = 1024 * 1024
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENDS: Final = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)"


def spelled(name: bytes) -> bytes:
    """A pattern for a name of letters, any of which may be written as an escape of three
    (``/J#61vaScript``)."""
    return b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (code, code) for code in name) + _ENDS


_KEYWORD: Final = re.compile(rb"(?<!end)stream(\r\n|\n|\r)")
_DICTIONARY: Final = re.compile(rb"\d+\s+\d+\s+obj\s*(<<[^()%]{0,4096}>>)\s*\Z")
"""One without strings and comments, which nothing in an object stream's asks for: in those a
second dictionary or the word *stream* could hide."""
_BEFORE: Final = 5000
_LINE: Final = 400
_MOST_STREAMS: Final = 100_000
"""A PDF of the largest size that is taken in has no need for more."""
_ONLY_FLATE: Final = re.compile(rb"/Filter\s*(/FlateDecode|\[\s*/FlateDecode\s*\])")
_TYPE: Final = b"/ObjStm"
_TYPED: Final = re.compile(spelled(_TYPE[1:]))
_COUNT, _FIRST = re.compile(rb"/N\s+(\d{1,7})"), re.compile(rb"/First\s+(\d{1,9})")
_NUMBER: Final = re.compile(rb"\s*(\d{1,10})\s+(\d{1,10})")


class Unclear(Exception):
    """Something is packed in a way, or in an amount, that is not looked into."""


@dataclass(frozen=True, slots=True)
class ObjectStream:
    """The objects of one stream by number, and all of them in one piece."""

    whole: bytes
    objects: dict[int, bytes]


def plain(part: bytes) -> bytes:
    """A short *part* with every escape in a name written out."""
    return _ESCAPE.sub(_written_out, part) if b"#" in part else part


def outside_streams(data: bytes) -> bytes:
    """The file without what its streams hold, as far as they can be told.

    The word *stream* in a comment or a string on its line begins none: what is taken for outside
    too often is only looked at once more.
    """
    outside, at = [], 0
    for keyword in islice(_KEYWORD.finditer(data), _MOST_STREAMS):
        if keyword.start() >= at and _begins(
            data[max(0, keyword.start() - _LINE) : keyword.start()]
        ):
            outside.append(data[at : keyword.start()])
            end = data.find(b"endstream", keyword.end())
            at = len(data) if end < 0 else end
    return b" ".join((*outside, data[at:]))


def object_streams(data: bytes) -> Iterator[ObjectStream]:
    """Every object stream of the file. Raises Unclear."""
    room = _UNPACKED
    named = sum(1 for _ in _TYPED.finditer(data))
    for dictionary, begin in _dictionaries(data):
        if _TYPE in dictionary:
            named -= 1
        elif not (_COUNT.search(dictionary) and _FIRST.search(dictionary)):
            continue  # readers go by these two even where the type is not given
        end = data.find(b"endstream", begin)
        whole = _unpacked(data[begin : max(begin, end)], dictionary, room)
        room -= len(whole)
        yield ObjectStream(whole, _by_number(whole, dictionary))
    if named > 0:
        raise Unclear


def _dictionaries(data: bytes) -> Iterator[tuple[bytes, int]]:
    for number, keyword in enumerate(_KEYWORD.finditer(data)):
        if number >= _MOST_STREAMS:
            raise Unclear
        before = data[max(0, keyword.start() - _BEFORE) : keyword.start()]
        found = _DICTIONARY.search(before, max(0, before.rfind(b"obj") - 24))
        if found:
            yield plain(found[1]), keyword.end()


def _begins(before: bytes) -> bool:
    line = re.split(rb"[\r\n]", before.rstrip())[-1]
    return line.endswith(b">>") and b"%" not in line and b"(" not in line


def _written_out(code: re.Match[bytes]) -> bytes:
    return bytes([int(code[1], 16)])


def _unpacked(stream: bytes, dictionary: bytes, room: int) -> bytes:
    if b"/Filter" not in dictionary:
        return stream
    if not _ONLY_FLATE.search(dictionary):
        raise Unclear
    unpacking, opened = zlib.decompressobj(), bytearray()
    try:
        while stream and not unpacking.eof:
            if len(opened) >= room:
                raise Unclear
            opened += unpacking.decompress(stream, min(_STEP, room - len(opened)))
            stream = unpacking.unconsumed_tail
    except zlib.error:
        raise Unclear from None
    if not unpacking.eof:
        raise Unclear
    return bytes(opened)


def _by_number(whole: bytes, dictionary: bytes) -> dict[int, bytes]:
    count, first = _COUNT.search(dictionary), _FIRST.search(dictionary)
    if not count or not first:
        raise Unclear
    starts: list[tuple[int, int]] = []
    at = 0
    for _ in range(int(count[1])):
        pair = _NUMBER.match(whole, at)
        if pair is None:
            raise Unclear
        starts.append((int(pair[1]), int(first[1]) + int(pair[2])))
        at = pair.end()
    ends = [start for _, start in starts[1:]] + [len(whole)]
    return {number: whole[start:end] for (number, start), end in zip(starts, ends, strict=True)}
