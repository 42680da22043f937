"""A date that could be Gregorian or Solar Hijri is asked about, never stored without a word."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from pyxform.xls2xform import convert

from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.date_field import DateField, DateTimeField, MomentField
from desktop.ui.fields.day_reading import DayRules, read_day
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.theme import tokens
from tests.ui.form_desk import Desk, case_desk, write
from tests.ui.signing_desk import shown

desk = case_desk

TODAY = date(2026, 11, 22)


def now() -> datetime:
    return datetime(2026, 11, 22, 8, 46, tzinfo=ZoneInfo("Europe/Berlin"))


def look(language: str) -> PaneLook:
    return PaneLook(LocaleContext(language), tokens.CLIENT, is_client=True)


def typed(qtbot: QtBot, field: MomentField, text: str) -> MomentField:
    """The field after *text* was typed into its first line and left."""
    qtbot.addWidget(field)
    line = field.stops()[0]
    write(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    return field


@pytest.mark.parametrize("language", ["fa", "ps"])
@pytest.mark.parametrize("text", ["۱۲/۰۳/۱۳۷۰", "1370/03/12", "12.3.70"])
def test_a_solar_hijri_date_is_asked_about_and_converted(
    qtbot: QtBot, language: str, text: str
) -> None:
    field = typed(qtbot, DateField(look(language), now), text)
    assert field.value() == ""
    assert field.problem() == client_texts.WHICH_CALENDAR
    assert field.which.isVisibleTo(field)
    field.which.persian.click()
    assert field.value() == "1991-06-02"
    assert field.problem() == ""
    assert not field.which.isVisibleTo(field)


def test_it_stays_gregorian_if_that_is_what_was_meant(qtbot: QtBot) -> None:
    field = typed(qtbot, DateField(look("fa"), now), "12/03/1370")
    field.which.gregorian.click()
    field.commit()
    assert field.value() == "1370-03-12"
    assert field.problem() == ""


def test_a_day_only_the_solar_hijri_calendar_has_needs_no_question(qtbot: QtBot) -> None:
    field = typed(qtbot, DateField(look("fa"), now), "31/02/1370")
    assert field.value() == "1991-05-21"
    assert field.hint.isVisibleTo(field)


def test_a_moment_asks_too(qtbot: QtBot) -> None:
    field = DateTimeField(look("fa"), now)
    write(field.time_line, "8:00")
    typed(qtbot, field, "12/03/1370")
    assert field.value() == ""
    field.which.persian.click()
    assert field.value().startswith("1991-06-02T08:00")


@pytest.mark.parametrize(
    ("language", "text", "is_bounded", "value"),
    [
        ("fa", "02/06/1991", False, "1991-06-02"),
        ("de", "12.03.1370", False, ""),
        ("de", "12.03.1370", True, "1370-03-12"),
        ("de", "01.01.3000", False, ""),
        ("ar", "12/03/1950", False, "1950-03-12"),
        ("ti", "12/03/1983", False, "1983-03-12"),
    ],
)
def test_an_unlikely_year_is_wrong_unless_the_form_says_what_is_possible(
    language: str, text: str, is_bounded: bool, value: str
) -> None:
    read = read_day(text, TODAY, DayRules(language, is_bounded=is_bounded))
    assert read.value == value
    assert read.problem == ("" if value else client_texts.YEAR_UNLIKELY)


@pytest.mark.parametrize(
    ("precision", "text", "stored", "shown"),
    [
        ("month", "13.1", "2026-01-01", "01.2026"),
        ("month", "13.11.2025", "2025-11-01", "11.2025"),
        ("month", "11.2025", "2025-11-01", "11.2025"),
        ("year", "13.11.2025", "2025-01-01", "2025"),
        ("day", "13.1", "2026-01-13", "13.01.2026"),
    ],
)
def test_of_a_month_or_year_only_what_is_asked_is_stored(
    qtbot: QtBot, precision: str, text: str, stored: str, shown: str
) -> None:
    field = DateField(look("de"), now, precision=precision)
    typed(qtbot, field, text)
    assert field.value() == stored
    assert field.line.text() == shown


TABLE = """
| survey |
| | type | name | constraint | label::Deutsch (de) | label::فارسی (fa) |
| | date | born | . <= today() | Geboren am | تاریخ تولد |
| | dateTime | met | | Getroffen am | زمان دیدار |
| | date | built | . >= date('1206-01-01') | Gebaut am | تاریخ ساخت |
| settings |
| | form_title | form_id | version | name | default_language |
| | Tage | days | 1 | data | Deutsch (de) |
"""
BORN = "/data/born"


def page_in_persian(desk: Desk, qtbot: QtBot) -> FormPage:
    made = convert(xlsform=TABLE, file_type=".md", validate=False)
    return shown(qtbot, desk.page(desk.form(made.xform.encode(), client="fa")))


def day(page: FormPage, side: int, ref: str = BORN) -> DateField:
    row = page.view.row(ref)
    assert row is not None
    found = row.sides[side].field
    assert isinstance(found, DateField)
    return found


def asked(window: InterpreterWindow) -> DateField:
    """The field the client sees now: a window that is dressed anew makes it anew."""
    assert isinstance(window.field, DateField)
    return window.field


def test_a_date_that_becomes_unclear_stays_as_typed_until_it_is_clear(
    desk: Desk, qtbot: QtBot
) -> None:
    page = page_in_persian(desk, qtbot)
    session, field = page.conversation.session, day(page, CLIENT)
    field.focus()
    write(field.line, "02/06/1991")
    QTest.keyClick(field.line, Qt.Key.Key_Tab)
    assert session.state(BORN).value == "1991-06-02"
    field.line.clear()
    write(field.line, "12/03/1370")
    assert session.state(BORN).value == ""
    assert field.line.text() == "12/03/1370"
    page.finish()
    assert [problem.ref for problem in page.summary.problems] == [BORN]
    field.which.persian.click()
    assert session.state(BORN).value == "1991-06-02"
    assert day(page, WORKER).line.text() == "02.06.1991"
    with qtbot.waitSignal(page.keeper.kept):
        page.keeper.save_now()
    assert not page.summary.problems


def test_the_client_chooses_the_calendar_by_keys_alone(desk: Desk, qtbot: QtBot) -> None:
    page = page_in_persian(desk, qtbot)
    window = InterpreterWindow(page.conversation, page.local_now)
    desk.windows.append(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.conversation.move_to(BORN)
    qtbot.waitUntil(lambda: asked(window).line.isVisible() and asked(window).line.hasFocus())
    write(asked(window).line, "12/03/1370")
    QTest.keyClick(asked(window).line, Qt.Key.Key_Return)
    assert window.error.isVisible()
    assert "هجری شمسی" in window.error.text()
    for name in ("gregorian", "persian"):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert getattr(asked(window).which, name).hasFocus()
    QTest.keyClick(asked(window).which.persian, Qt.Key.Key_Return)
    assert page.conversation.session.state(BORN).value == "1991-06-02"
    assert not window.error.isVisible()
    assert asked(window).line.hasFocus()
    assert asked(window).which.layoutDirection() is Qt.LayoutDirection.RightToLeft
    QTest.keyClick(asked(window).line, Qt.Key.Key_Return)
    assert window.stop.ref == "/data/met"


@pytest.mark.parametrize(("ref", "stored"), [(BORN, ""), ("/data/built", "1370-03-12")])
def test_years_long_past_are_for_forms_that_name_a_day_themselves(
    desk: Desk, qtbot: QtBot, ref: str, stored: str
) -> None:
    page = page_in_persian(desk, qtbot)
    page.navigator.go_to(ref)
    field = day(page, WORKER, ref)
    field.focus()
    write(field.line, "12.03.1370")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert page.conversation.session.state(ref).value == stored
    assert [problem.message for problem in page.summary.problems] == (
        [] if stored else ["Bitte das Jahr prüfen."]
    )
