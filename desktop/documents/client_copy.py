"""The client's copy: own answers from coded answers, in the client's language beside the worker's.

Free text stays as it is and is marked; where there is an original in the client's words, that
one stands in the client's column. Sealed questions and those for the worker alone are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial

from desktop.documents.model import Document, Drawing, Kind, Piece, Row, RowLook, Style, Words
from desktop.documents.questions import Item, ItemKind, items
from desktop.documents.sides import Side, Sides
from desktop.domain.companions import Companions
from desktop.forms.markdown import escaped
from desktop.forms.session import FormSession
from desktop.i18n import client_texts, document_texts
from desktop.i18n.bidi import isolate, isolate_ltr
from desktop.i18n.calendars import second_date
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import localised_digits

_NUMBERS = frozenset({"integer", "decimal", "range"})
_UNSHOWN = frozenset({"image", "file", "audio", "video", "geopoint", "geotrace", "geoshape"})
_SIGNED = {
    "drawn": document_texts.SIGNED,
    "paper": document_texts.SIGNED_ON_PAPER,
    "spoken": document_texts.SAID_YES,
}


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered: the session with its answers, what stands beside them, and when.

    *stored* tells the stored path of a question; *said_at* is in UTC milliseconds.
    """

    session: FormSession
    companions: Companions
    stored: Callable[[str], str]
    said_at: int
    zone: tzinfo

    def day(self, at: int) -> str:
        """The local day of an instant, ISO."""
        return datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone).date().isoformat()


def client_copy(
    given: Given,
    worker: LocaleContext,
    client: LocaleContext,
    *,
    title: tuple[str, str],
    is_draft: bool,
) -> Document:
    """A copy for the client to keep. *is_draft*: a translation of the form nobody has reviewed."""
    sides = Sides.of(worker, client)
    day = given.day(given.said_at)
    body = tuple(_body(given, sides))
    rows = (
        sides.head(document_texts.COPY, title, is_draft=is_draft),
        sides.row(
            lambda side: (side.say(document_texts.COPY_INTRO, Style.HINT, day=side.day(day)),),
            RowLook.HEAD,
        ),
        *(body or (sides.say(document_texts.NO_ANSWERS, Style.TEXT),)),
    )
    return sides.document(Kind.COPY, document_texts.COPY, rows)


def _body(given: Given, sides: Sides) -> Iterator[Row]:
    heading: Row | None = None
    for item in items(given.session, with_sealed=False):
        if item.kind is not ItemKind.QUESTION:
            found = sides.row(partial(_heading, given.session, item), RowLook.SECTION)
            heading = found if found.worker else heading
            continue
        path = given.stored(item.ref)
        if not item.state.relevant or not _is_worth_a_row(given, item, path):
            continue
        if heading is not None:
            yield heading
            heading = None
        yield sides.row(partial(_cell, given, item, path))


def _heading(session: FormSession, item: Item, side: Side) -> tuple[Piece, ...]:
    label = side.form_text(session, item.ref, "label", Style.SECTION)
    if item.kind is not ItemKind.ENTRY:
        return label
    return *label, side.say(client_texts.ENTRY_NUMBER, Style.LABEL, n=item.number)


def _is_worth_a_row(given: Given, item: Item, path: str) -> bool:
    if item.state.type == "note":
        return item.is_legal
    if path in given.companions.declined:
        return True
    if path in given.companions.attachments:
        return bool(item.state.value)
    return bool(item.state.value) and item.state.type not in _UNSHOWN


def _cell(given: Given, item: Item, path: str, side: Side) -> tuple[Piece, ...]:
    session, companions = given.session, given.companions
    if item.state.type == "note":
        text = side.form_text(session, item.ref, "label", Style.LEGAL)
        presented = companions.presented.get(path)
        if presented is None or presented.how not in document_texts.PRESENTED:
            return text
        how = document_texts.PRESENTED[presented.how]
        return *text, side.say(how, Style.HINT, day=side.day(given.day(presented.at)))
    label = side.form_text(session, item.ref, "label", Style.LABEL)
    if not item.state.value:
        return *label, side.say(client_texts.PREFER_NOT_TO_ANSWER, Style.TEXT)
    return *label, *_answer(given, item, path, side)


def _answer(given: Given, item: Item, path: str, side: Side) -> Iterator[Piece]:
    kind, value, tr = item.state.type, item.state.value, side.tr
    attached = given.companions.attachments.get(path)
    if attached is not None:
        title = escaped(attached.title or attached.file_name)
        yield side.say(document_texts.ATTACHED, Style.TEXT, title=title)
    elif kind in ("select1", "select", "rank"):
        for code in [value] if kind == "select1" else value.split():
            text = given.session.choice_text(item.ref, code, tr.language)
            yield from side.found(text, Style.TEXT)
    elif kind == "signature":
        yield from _signature(given, path, side)
    elif kind == "date":
        yield from _date(item, side)
    elif kind == "dateTime":
        clock = localised_digits(value.partition("T")[2][:5], tr.info.digits)
        at = tr.text(document_texts.AT, day=side.day(value), time=clock)
        yield Words(at, Style.TEXT, tr.language)
    elif kind == "time":
        yield Words(localised_digits(value[:5], tr.info.digits), Style.TEXT, tr.language)
    elif kind in _NUMBERS:
        shown = localised_digits(value.replace(".", _point(tr)), tr.info.digits)
        yield Words(isolate_ltr(shown), Style.TEXT, tr.language)
    elif kind == "acknowledge":
        yield side.say(document_texts.UNDERSTOOD, Style.TEXT)
    else:
        yield from _free_text(given, item, path, side)


def _date(item: Item, side: Side) -> Iterator[Piece]:
    value, appearance = item.state.value, item.state.appearance.split()
    precision = "month" if "month-year" in appearance else "year" if "year" in appearance else "day"
    if precision == "day":
        yield Words(side.day(value), Style.TEXT, side.tr.language)
        return
    shown = value[:4] if precision == "year" else f"{value[5:7]}/{value[:4]}"
    digits, language = side.tr.info.digits, side.tr.language
    yield Words(isolate_ltr(localised_digits(shown, digits)), Style.TEXT, language)
    second = second_date(value, language, precision) if side.is_client else ""
    if second:
        yield Words(second, Style.HINT, language)


def _point(tr: LocaleContext) -> str:
    return "." if tr.language == "en" else "٫" if tr.info.digits.startswith("arab") else ","


def _free_text(given: Given, item: Item, path: str, side: Side) -> Iterator[Piece]:
    value, original = escaped(item.state.value), given.companions.originals.get(path)
    if item.is_verbatim or item.state.appearance == "numbers":
        yield Words(isolate(value), Style.TEXT, side.tr.language)
    elif original is None:
        yield Words(value, Style.TEXT, "")
        if side.is_client:
            yield side.say(document_texts.FREE_TEXT, Style.NOTICE)
    elif side.is_client:
        yield Words(escaped(original.text), Style.TEXT, original.language)
        yield side.say(document_texts.OWN_WORDS, Style.HINT)
    elif original.rendered_by:
        yield Words(value, Style.TEXT, side.tr.language)
    else:
        yield Words(escaped(original.text), Style.TEXT, original.language)
        yield side.say(client_texts.NOT_TRANSLATED, Style.NOTICE)


def _signature(given: Given, path: str, side: Side) -> Iterator[Piece]:
    signature = given.companions.signatures.get(path)
    if signature is None:
        return
    if signature.strokes and side.is_client:
        yield Drawing(signature.strokes, signature.width, signature.height)
    words = _SIGNED.get(signature.how, document_texts.SIGNED)
    yield side.say(words, Style.TEXT, day=side.day(given.day(signature.at)))
