"""A date that could be Gregorian or Solar Hijri is asked about, never stored without a word."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.date_field import DateField, DateTimeField, MomentField
from desktop.ui.fields.day_reading import DayRules, read_day
from desktop.ui.theme import tokens
from tests.ui.form_desk import write

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
