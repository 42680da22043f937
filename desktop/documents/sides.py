"""Writes the same thing on both sides of a document, each in its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.documents.model import Document, Kind, Piece, Row, RowLook, Style, Words
from desktop.forms.markdown import escaped
from desktop.forms.session import FormSession
from desktop.forms.texts import Text, TextKind
from desktop.i18n import document_texts
from desktop.i18n.bidi import isolate_in, isolate_places
from desktop.i18n.calendars import second_date
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language as language_of

_BLANK = "\u2026" * 6


@dataclass(frozen=True, slots=True)
class Side:
    """One column: its language, and the form's texts in it."""

    tr: LocaleContext
    is_client: bool

    def say(self, message: str, style: Style, **facts: object) -> Words:
        """A text of the program."""
        return Words(self.tr.text(message, **facts), style, self.tr.language)

    def form_text(
        self, session: FormSession, ref: str, kind: TextKind, style: Style
    ) -> tuple[Words, ...]:
        """A text of the form, nothing if it has none; a gap shows the other language, marked."""
        return self.found(session.text(ref, kind, self.tr.language), style)

    def found(self, text: Text, style: Style) -> tuple[Words, ...]:
        """A text of the form as it was found."""
        if not text.value:
            return ()
        words = Words(readable(text), style, text.language)
        return (words, *self.gap(text))

    def gap(self, text: Text) -> tuple[Words, ...]:
        """The mark of a text that this language lacks."""
        return (self.say(document_texts.LABEL_MISSING, Style.GAP),) if text.missing else ()

    def day(self, iso: str) -> str:
        """A date; on the client's side with the calendar the reader grew up with."""
        shown = self.tr.date(iso)
        second = second_date(iso, self.tr.language) if self.is_client else ""
        rtl = self.tr.is_rtl
        return f"{shown} ({isolate_in(second, rtl=rtl)})" if second else shown


@dataclass(frozen=True, slots=True)
class Sides:
    """The two columns of a document."""

    worker: Side
    client: Side

    @classmethod
    def of(cls, worker: LocaleContext, client: LocaleContext) -> Sides:
        """The worker's left column and the client's right one."""
        return cls(Side(worker, is_client=False), Side(client, is_client=True))

    def row(self, write: Callable[[Side], tuple[Piece, ...]], look: RowLook = RowLook.PLAIN) -> Row:
        """A row whose cells are written by the same rule; one mark of gaps in each is enough."""
        worker, client = (_marked_once(write(side)) for side in (self.worker, self.client))
        return Row(worker, client, look)

    def say(self, message: str, style: Style, look: RowLook = RowLook.PLAIN) -> Row:
        """A row with one text of the program."""
        return self.row(lambda side: (side.say(message, style),), look)

    def head(self, title: str, subject: tuple[str, str], *, is_draft: bool) -> Row:
        """The title, below it the *subject* in both languages, and the mark of a draft.

        The mark stands in both columns: who reads only one of them must see it too.
        """

        def write(side: Side) -> tuple[Piece, ...]:
            name = subject[side.is_client]
            pieces = [side.say(title, Style.TITLE)]
            if name:
                pieces.append(Words(escaped(name), Style.TEXT, side.tr.language))
            if is_draft:
                pieces.append(side.say(document_texts.DRAFT, Style.NOTICE))
            return tuple(pieces)

        return self.row(write, RowLook.HEAD)

    def document(self, kind: Kind | None, title: str, rows: tuple[Row, ...]) -> Document:
        """The finished document; *title* is the message id of its kind."""
        worker, client = self.worker.tr, self.client.tr
        numbering = (worker.text(document_texts.PAGE_OF), client.text(document_texts.PAGE_OF))
        return Document(kind, worker.text(title), worker.language, client.language, numbering, rows)


def readable(text: Text) -> str:
    """The Markdown of a text of the form; names and numbers in it are whole and no Markdown.

    What is not known yet is a gap to write in.
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    last = length = 0
    for start, end in sorted((*text.outputs, *((at, at) for at in text.gaps))):
        before, data = text.value[last:start], text.value[start:end] or _BLANK
        pieces += [before, data]
        places.append((length + len(before), length + len(before) + len(data)))
        length, last = places[-1][1], end
    whole = "".join([*pieces, text.value[last:]])
    rtl = language_of(text.language).is_rtl
    return isolate_places(whole, places, rtl=rtl, guard=escaped)


def _marked_once(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    gaps = [piece for piece in pieces if _is_gap(piece)]
    return (*(piece for piece in pieces if not _is_gap(piece)), *gaps[:1])


def _is_gap(piece: Piece) -> bool:
    return isinstance(piece, Words) and piece.style is Style.GAP
