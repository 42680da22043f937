"""The slip: what, when, where, what to bring; the calendar entry holds the time and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desktop.documents.appointment import Appointment, appointment_slip, calendar_entry
from desktop.documents.model import Code, Document, Style, Words
from desktop.i18n.bidi import strip_controls
from desktop.i18n.context import LocaleContext
from tests.unit.documents.bilingual_sample import BERLIN, row_of, said

APPOINTMENT = Appointment(
    datetime(2026, 11, 24, 9, 30, tzinfo=BERLIN),
    "jobcentre",
    place="Budapester Straße 30",
    things=("papers", "letters"),
    also="Kinderwagen",
    number="0351 555 01",
    has_interpreter=True,
)


def slip(appointment: Appointment = APPOINTMENT, client: str = "ti") -> Document:
    worker, other = LocaleContext("de"), LocaleContext(client, fallback="de")
    return appointment_slip(appointment, worker, other, uid="f00d")


def test_it_says_what_when_where_and_what_to_bring() -> None:
    document = slip()
    assert said(row_of(document, "Wann")) == ["Wann", "Dienstag, 24.11.2026 um 09:30 Uhr"]
    assert said(row_of(document, "Was"))[1] == "Termin im Jobcenter"
    assert strip_controls(said(row_of(document, "Wo"))[1]) == "Budapester Straße 30"
    assert said(row_of(document, "Bitte mitbringen"))[1:] == [
        "Pass und Aufenthaltspapiere",
        "Briefe und Bescheide, auch ungeöffnete",
        "Kinderwagen",
    ]


def test_the_client_reads_the_day_in_the_own_calendar_too() -> None:
    assert said(row_of(slip(), "Wann"), client=True)[-1] == "15 ሕዳር 2019 ግእዝ"
    assert "۳ آذر (قوس) ۱۴۰۵ هـ ش" in said(row_of(slip(client="fa"), "Wann"), client=True)


def test_a_number_keeps_its_direction_in_an_arabic_sentence() -> None:
    told = said(row_of(slip(client="ar"), "Wenn der Termin nicht passt"), client=True)[-1]
    assert "0351\u00a0555\u00a001" in told
    assert strip_controls(told) != told


def test_free_text_is_marked_for_the_client_and_never_markdown() -> None:
    document = slip(replace(APPOINTMENT, also="*alle* Briefe"))
    row = row_of(document, "Bitte mitbringen")
    assert said(row)[-1] == "\\*alle\\* Briefe"
    last = row.client[-1]
    assert isinstance(last, Words)
    assert last.style is Style.NOTICE


def test_what_is_not_known_is_left_out() -> None:
    document = slip(Appointment(APPOINTMENT.at, "visit"))
    heads = [said(row)[0] for row in document.rows]
    assert heads[:3] == ["Termin", "Wann", "Was"]
    assert "Wo" not in heads
    assert "Bitte mitbringen" not in heads


def test_the_calendar_entry_is_in_utc_and_holds_nothing_but_the_time() -> None:
    entry = calendar_entry(APPOINTMENT.at, "f00d")
    assert "DTSTART:20261124T083000Z\r\n" in entry
    assert entry.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert entry.endswith("END:VEVENT\r\nEND:VCALENDAR")
    for private in ("Budapester", "0351", "Jobcenter", "Kinderwagen"):
        assert private not in entry
    assert entry.isascii()


def test_the_picture_holds_that_entry_and_is_explained_on_both_sides() -> None:
    row = slip().rows[-1]
    code = row.worker[0]
    assert isinstance(code, Code)
    assert code.payload == calendar_entry(APPOINTMENT.at, "f00d")
    finder = (True, True, True, True, True, True, True, False)
    assert code.modules[0][:8] == finder
    assert len(code.modules) == len(code.modules[0])
    assert said(row)
    assert said(row, client=True)


def test_summer_time_is_counted() -> None:
    july = datetime(2026, 7, 1, 9, 30, tzinfo=BERLIN)
    assert "DTSTART:20260701T073000Z" in calendar_entry(july, "x")
