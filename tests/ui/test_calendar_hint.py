"""Under a date stands the same day in the calendar of the reader; what is stored stays ISO."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.calendar_popup import CalendarPopup
from desktop.ui.fields.date_field import DateField, DateTimeField, MomentField, TimeField
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import Theme


def now() -> datetime:
    return datetime(2026, 11, 22, 8, 46, tzinfo=ZoneInfo("Europe/Berlin"))


def look(language: str, size: int = tokens.SECTION) -> PaneLook:
    return PaneLook(LocaleContext(language), size, is_client=True)


def hint(field: MomentField) -> str:
    return field.hint.text() if field.hint.isVisibleTo(field) else ""


def test_a_dari_speaker_types_a_birthday_and_reads_it_in_the_known_calendar(qtbot: QtBot) -> None:
    field = DateField(look("fa"), now)
    qtbot.addWidget(field)
    edited: list[str] = []
    field.value_edited.connect(edited.append)
    assert hint(field) == ""
    field.line.setText("22.11.2026")
    field.commit()
    assert edited == ["2026-11-22"]
    assert hint(field) == "۱ آذر (قوس) ۱۴۰۵ هـ ش"
    assert field.hint.layoutDirection() == Qt.LayoutDirection.RightToLeft
    field.set_value("")
    assert hint(field) == ""


def test_the_other_pane_changes_the_answer_and_the_hint_follows(qtbot: QtBot) -> None:
    field = DateTimeField(look("ti"), now)
    qtbot.addWidget(field)
    field.set_value("2026-11-22T08:46:00.000+01:00")
    assert hint(field) == "13 ሕዳር 2019 ግእዝ"


def test_a_month_and_a_year_name_what_they_cover(qtbot: QtBot) -> None:
    month = DateField(look("ti"), now, precision="month")
    year = DateField(look("ps"), now, precision="year")
    for field in (month, year):
        qtbot.addWidget(field)
    month.set_value("2026-11-01")
    year.set_value("1998-01-01")
    assert hint(month) == "ጥቅምቲ – ሕዳር 2019 ግእዝ"
    assert hint(year) == "۱۳۷۶ – ۱۳۷۷ هـ ش"


def test_a_switch_of_the_language_brings_and_takes_the_hint(qtbot: QtBot) -> None:
    pane = look("uk")
    field = DateField(pane, now)
    qtbot.addWidget(field)
    field.set_value("2026-11-22")
    assert hint(field) == ""
    for language, wanted in (("ti", "13 ሕዳር 2019 ግእዝ"), ("de", "")):
        pane.tr.switch(language)
        field.relabel()
        assert hint(field) == wanted


def test_a_time_of_day_has_no_calendar(qtbot: QtBot) -> None:
    field = TimeField(look("ti"), now)
    qtbot.addWidget(field)
    field.set_value("08:46:00.000+01:00")
    assert hint(field) == ""


def test_the_client_window_writes_it_larger(qtbot: QtBot) -> None:
    fields = [DateField(look("ti", size), now) for size in (tokens.SECTION, tokens.CLIENT)]
    for field in fields:
        qtbot.addWidget(field)
        field.set_value("2026-11-22")
    pane, window = (field.hint.font().pixelSize() for field in fields)
    assert window > pane


def test_the_month_to_pick_from_is_named_in_both_calendars(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    popup = CalendarPopup(look("ti"), "2026-11-22", window)
    assert popup.hint.text() == "ጥቅምቲ – ሕዳር 2019 ግእዝ"
    popup.calendar.showNextMonth()
    assert popup.hint.text() == "ሕዳር – ታሕሳስ 2019 ግእዝ"
    german = CalendarPopup(look("de"), "2026-11-22", window)
    assert not german.hint.isVisibleTo(german)


def test_the_spelling_asked_for_has_room_in_the_client_window(qtbot: QtBot, theme: Theme) -> None:
    field = DateTimeField(look("ar", tokens.CLIENT), now)
    qtbot.addWidget(field)
    for line in (field.line, field.time_line):
        asked = line.fontMetrics().horizontalAdvance(line.placeholderText())
        inset = line.textMargins().left() + line.textMargins().right()
        assert inset
        assert line.width() - inset - 2 * 10 >= asked
