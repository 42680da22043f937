"""Markdown of a label as runs of plain, bold and italic text; HTML in it is text as typed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from desktop.ui.fields.markup import to_rich


class Run(NamedTuple):
    """Letters that look alike."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


def runs(source: str) -> list[Run]:
    """Cut *source* into runs; a line break is part of its run."""
    reader = _Reader()
    reader.feed(to_rich(source))
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Reads what ``to_rich`` gives: b, i and br, everything else escaped."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Run] = []
        self._bold = self._italic = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data("\n")
        self._bold += tag == "b"
        self._italic += tag == "i"

    def handle_endtag(self, tag: str) -> None:
        self._bold -= tag == "b"
        self._italic -= tag == "i"

    def handle_data(self, data: str) -> None:
        self.found.append(Run(data, self._bold > 0, self._italic > 0))
