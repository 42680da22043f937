"""Labels of forms are Markdown: bold, italic, headings and lists; everything else is text.

HTML is shown as typed, a link as its words and address, a picture as its description, and colour
(``<span style>``) is left out, so that no label can look like part of the program or fetch
anything. Reading takes time in proportion to the length, however deep signs are nested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

_SIGN = re.compile(r"[*_#\[\\]|<span\b|^ {0,3}[-+*] ", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*\Z")
_ITEM = re.compile(r" {0,3}[-+*]\s+(.+)\Z")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,1000})\]\(([^()\s]{1,2000})\)")
_ESCAPED = re.compile(r"\\([\\*_#\[\]()<>!+.-])")
_TOKEN = re.compile(
    rf"{_ESCAPED.pattern}|({_LINK.pattern})|(\*+|_+)|(</?span(?:\s[^<>]{{0,500}})?>)|([^\\!\[*_<]+|.)",
    re.DOTALL | re.IGNORECASE,
)
_CACHED = 4000
"""Longer texts (in characters) are read anew each time, so that the cache stays small."""
_DATA_SIGN = re.compile(r"([\\*_#\[\]<!])|^(\s*)(?=[-+]\s)", re.MULTILINE)
BULLET = "\u2022"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look; *address* is where a link would lead."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, an item of a list, or lines of plain text (``text``)."""

    kind: str
    runs: tuple[Run, ...]


def escaped(data: str) -> str:
    """Return *data* (an answer) so that it stands in a label as it was typed."""
    return _DATA_SIGN.sub(lambda found: f"{found[2] or ''}\\{found[1] or ''}", data)


def is_marked(source: str) -> bool:
    """Whether *source* reads otherwise than it is written; plain text is cheaper to lay out."""
    if not _SIGN.search(source):
        return False
    blocks = parse(source)
    return blocks != (Block("text", (Run(source),)),)


def plain(source: str) -> str:
    """Return *source* without its Markdown signs, for names read aloud, lists and titles."""
    if not _SIGN.search(source):
        return source
    lines = []
    for block in parse(source):
        words = "".join(run.text for run in block.runs)
        lines.append(f"{BULLET} {words}" if block.kind == "item" else words)
    return "\n".join(lines)


def parse(source: str) -> tuple[Block, ...]:
    """Read *source*; never fails, what is no Markdown is text."""
    return _read_again(source) if len(source) <= _CACHED else _read(source)


@lru_cache(maxsize=2048)
def _read_again(source: str) -> tuple[Block, ...]:
    return _read(source)


def _read(source: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    loose: list[str] = []
    lines = source.split("\n")

    def end_text() -> None:
        if loose:
            blocks.append(Block("text", _inline("\n".join(loose))))
            loose.clear()

    for line in lines:
        heading, item = _HEADING.match(line), _ITEM.match(line)
        if heading is not None:
            end_text()
            runs = tuple(replace(run, bold=True) for run in _inline(heading[1]))
            blocks.append(Block("heading", runs))
        elif item is not None and len(lines) > 1:
            end_text()
            blocks.append(Block("item", _inline(item[1])))
        else:
            loose.append(line)
    end_text()
    return tuple(blocks)


class _Inline:
    """Reads one stretch; at most one bold and one italic are open at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: list[str] = []
        self._kinds: list[str] = []
        self._open: list[tuple[str, str, int]] = []
        """What is open: kind, sign, place among the pieces."""

    def read(self) -> tuple[Run, ...]:
        for token in _TOKEN.finditer(self._text):
            escape, link, words, address, signs, span, rest = token.groups()
            if signs:
                self._signs(signs, token.start(), token.end())
            elif link:
                self._add(words, "" if link[0] == "!" else f"@{address}")
            elif not span:
                self._add(escape or rest)
        for _, sign, at in self._open:
            self._pieces[at], self._kinds[at] = sign, ""
        return self._runs()

    def _signs(self, signs: str, start: int, end: int) -> None:
        before = self._text[start - 1] if start else " "
        after = self._text[end] if end < len(self._text) else " "
        may_open, may_close = not after.isspace(), not before.isspace()
        is_word = before.isalnum() and after.isalnum()
        left = signs
        while left:
            is_inner = bool(self._open) and self._open[-1][0] == "italic" and may_close
            sign = left[:1] if len(left) == 3 and is_inner else left[:2]
            kind = "bold" if len(sign) == 2 else "italic"
            inside_word = is_word and (kind == "italic" or sign == "__")
            left = left[len(sign) :]
            if len(signs) > 3 or inside_word:
                self._add(sign)
            elif may_close and any(one[:2] == (kind, sign) for one in self._open):
                self._close(kind)
            elif may_open and all(one[0] != kind for one in self._open):
                self._open.append((kind, sign, len(self._pieces)))
                self._add("", kind)
            else:
                self._add(sign)

    def _close(self, kind: str) -> None:
        while True:
            opened, sign, at = self._open.pop()
            if opened == kind:
                break
            self._pieces[at], self._kinds[at] = sign, ""
        if at == len(self._pieces) - 1:
            self._pieces[at], self._kinds[at] = sign + sign, ""
        else:
            self._add("", f"/{kind}")

    def _add(self, piece: str, kind: str = "") -> None:
        self._pieces.append(piece)
        self._kinds.append(kind)

    def _runs(self) -> tuple[Run, ...]:
        runs: list[Run] = []
        bold = italic = False
        for piece, kind in zip(self._pieces, self._kinds, strict=True):
            if kind[:1] == "@":
                runs.append(Run(piece, bold, italic, kind[1:]))
            elif kind:
                bold = kind == "bold" or (bold and kind != "/bold")
                italic = kind == "italic" or (italic and kind != "/italic")
            elif runs and (runs[-1].bold, runs[-1].italic, runs[-1].address) == (bold, italic, ""):
                runs[-1] = Run(runs[-1].text + piece, bold, italic)
            elif piece:
                runs.append(Run(piece, bold, italic))
        return tuple(runs)


def _inline(text: str) -> tuple[Run, ...]:
    return _Inline(text).read()
