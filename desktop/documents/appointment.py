"""The appointment slip: what, where, when, what to bring; a picture for the phone's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from desktop.documents.model import Code, Document, Kind, Piece, Row, RowLook, Style, Words
from desktop.documents.qr import modules
from desktop.documents.sides import Side, Sides
from desktop.forms.markdown import escaped
from desktop.i18n import document_texts
from desktop.i18n.bidi import isolate, isolate_ltr
from desktop.i18n.calendars import second_date
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import localised_digits

_UNBROKEN = "\u00a0"
_COMMAS = {"ar": "، ", "fa": "، ", "ps": "، ", "ti": "፣ "}


@dataclass(frozen=True, slots=True)
class Appointment:
    """*at* is a moment with its zone; *purpose* and *things* are codes of ``document_texts``.

    *place*, *also* and *number* are free text and stand as they are in both columns.
    """

    at: datetime
    purpose: str
    place: str = ""
    things: tuple[str, ...] = ()
    also: str = ""
    number: str = ""
    has_interpreter: bool = False


def appointment_slip(
    appointment: Appointment, worker: LocaleContext, client: LocaleContext, *, uid: str
) -> Document:
    """The slip without any name; *uid* makes the calendar entry one of its own."""
    sides = Sides.of(worker, client)
    rows = (
        sides.head(document_texts.APPOINTMENT, ("", ""), is_draft=False),
        *_body(appointment, sides),
        *_code(calendar_entry(appointment.at, uid), sides),
    )
    return sides.document(Kind.APPOINTMENT, document_texts.APPOINTMENT, rows)


def _code(entry: str, sides: Sides) -> Iterator[Row]:
    """The picture on the worker's side, its explanation on both; nothing where none is made."""
    found = modules(entry)
    if found:
        row = sides.say(document_texts.CODE_HINT, Style.HINT, RowLook.FOOT)
        yield replace(row, worker=(Code(entry, found), *row.worker))


def calendar_entry(at: datetime, uid: str) -> str:
    """An iCalendar event (RFC 5545) with the moment it begins and no more."""
    begin = at.astimezone(UTC)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fallmappe",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{begin:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{begin:%Y%m%dT%H%M%SZ}",
        "SUMMARY:Termin",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines)


def _body(appointment: Appointment, sides: Sides) -> Iterator[Row]:
    def part(title: str, *pieces: Piece, side: Side) -> tuple[Piece, ...]:
        return side.say(title, Style.HINT), *pieces

    def when(side: Side) -> tuple[Piece, ...]:
        at, tr = appointment.at, side.tr
        iso = at.date().isoformat()
        clock = localised_digits(f"{at:%H:%M}", tr.info.digits)
        day = f"{_weekday(at, tr)}{_COMMAS.get(tr.language, ', ')}{tr.date(iso)}"
        said = side.say(document_texts.AT, Style.LARGE, day=day, time=clock)
        second = second_date(iso, tr.language) if side.is_client else ""
        more = (Words(second, Style.TEXT, tr.language),) if second else ()
        return part(document_texts.WHEN, said, *more, side=side)

    def what(side: Side) -> tuple[Piece, ...]:
        purpose = document_texts.PURPOSES.get(appointment.purpose, document_texts.APPOINTMENT)
        more = [side.say(document_texts.INTERPRETER_COMES, Style.TEXT)]
        said = side.say(purpose, Style.LARGE)
        shown = more if appointment.has_interpreter else []
        return part(document_texts.WHAT, said, *shown, side=side)

    def where(side: Side) -> tuple[Piece, ...]:
        place = Words(isolate(escaped(appointment.place)), Style.LARGE, side.tr.language)
        return part(document_texts.WHERE, place, side=side)

    def bring(side: Side) -> tuple[Piece, ...]:
        known = [code for code in appointment.things if code in document_texts.THINGS]
        said = [side.say(document_texts.THINGS[code], Style.TEXT) for code in known]
        also = [Words(escaped(appointment.also), Style.TEXT, "")] if appointment.also else []
        mark = [side.say(document_texts.FREE_TEXT, Style.NOTICE)] if side.is_client else []
        return part(document_texts.BRING, *said, *also, *(mark if also else []), side=side)

    def contact(side: Side) -> tuple[Piece, ...]:
        number = isolate_ltr(escaped(appointment.number.replace(" ", _UNBROKEN)))
        return part(
            document_texts.CONTACT,
            side.say(document_texts.CALL, Style.TEXT, number=number),
            side=side,
        )

    yield sides.row(when)
    yield sides.row(what)
    if appointment.place:
        yield sides.row(where)
    if appointment.things or appointment.also:
        yield sides.row(bring)
    if appointment.number:
        yield sides.row(contact)


def _weekday(at: datetime, tr: LocaleContext) -> str:
    from babel.dates import format_date

    info = tr.info
    return str(format_date(at.date(), "EEEE", locale=info.locale or info.code))
