"""A document in two languages: rows of two cells, as plain values; how it looks is for the ui."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.companions import Strokes

Modules = tuple[tuple[bool, ...], ...]


class Kind(StrEnum):
    """What is printed."""

    PREPARATION = "preparation"
    APPOINTMENT = "appointment"
    COPY = "copy"


class Style(StrEnum):
    """What a paragraph is for."""

    TITLE = "title"
    SECTION = "section"
    LABEL = "label"
    TEXT = "text"
    LARGE = "large"
    """What must be found at a glance: the day of an appointment."""
    LEGAL = "legal"
    HINT = "hint"
    NOTICE = "notice"
    """A mark that must not be overlooked: a draft, words that are not translated."""
    GAP = "gap"
    """Says that a text stands there in another language."""


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph, Markdown as in labels of forms; isolated names and numbers stay isolated.

    *language* is the one the text is really in; empty for free text of an unknown language, whose
    direction is that of its first letter (UAX 9, rule P2).
    """

    text: str
    style: Style
    language: str


@dataclass(frozen=True, slots=True)
class Box:
    """A choice with a box to tick by hand."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Room:
    """Empty lines to write on."""

    lines: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A signature: strokes in pixels of a field of *width* x *height*."""

    strokes: Strokes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of *payload*: its dark modules row by row, without the quiet zone."""

    payload: str
    modules: Modules


Piece = Words | Box | Room | Drawing | Code


class RowLook(StrEnum):
    """HEAD and FOOT stand free, a SECTION is a band kept with what follows, a PLAIN one ruled."""

    HEAD = "head"
    SECTION = "section"
    PLAIN = "plain"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side: the worker's cell on the left, the client's on the right."""

    worker: tuple[Piece, ...]
    client: tuple[Piece, ...]
    look: RowLook = RowLook.PLAIN


@dataclass(frozen=True, slots=True)
class Document:
    """*title* names the kind of document in the worker's language; it never holds a name.

    *numbering* is how a page is numbered on each side, with ``{n}`` and ``{total}``.
    """

    kind: Kind | None
    """None for what is about no form."""
    title: str
    worker_language: str
    client_language: str
    numbering: tuple[str, str]
    rows: tuple[Row, ...]

    def texts(self) -> tuple[str, ...]:
        """Every paragraph and choice, row by row, the worker's side first."""
        return tuple(
            piece.text
            for row in self.rows
            for piece in (*row.worker, *row.client)
            if isinstance(piece, Words | Box)
        )
