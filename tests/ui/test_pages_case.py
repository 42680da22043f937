"""One case: fields edited in place, changes of colleagues while editing, conflicts, *Verlauf*."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from desktop.domain.changes import Value
from desktop.domain.companions import Companions, Declined
from desktop.domain.ids import new_record_id
from desktop.services.fields import field_views
from desktop.services.visits import snapshot
from desktop.ui.dialogs.conflict_dialog import ConflictDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.conflict_card import ConflictCardWidget
from desktop.ui.widgets.labels import ReadingLabel
from tests.ui.pages_desk import PagesDesk, texts


@pytest.fixture
def window(desk: PagesDesk) -> MainWindow:
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    return window


def field_row(window: MainWindow, label: str) -> FieldRow:
    return next(
        row
        for row in window.case.findChildren(FieldRow)
        if row.accessibleName().startswith(label) and row.isVisible()
    )


def line(row: FieldRow) -> QLineEdit:
    found = row.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def test_enter_edits_and_enter_saves(desk: PagesDesk, window: MainWindow) -> None:
    row = field_row(window, "Telefonnummer")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    editor = line(row)
    assert editor.selectedText() == "0351 555 01"
    QTest.keyClicks(editor, "0351 555 99")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 99"
    assert "0351 555 99" in texts(window.case)
    undo = window.case.banner.findChildren(QPushButton)
    next(b for b in undo if b.text() == "Rückgängig").click()
    desk.settle()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 01"
    assert desk.services.conflicts.all() == ()


def test_escape_leaves_the_stored_value(desk: PagesDesk, window: MainWindow) -> None:
    row = field_row(window, "Telefonnummer")
    row.edit()
    QTest.keyClicks(line(row), "falsch")
    QTest.keyClick(line(row), Qt.Key.Key_Escape)
    desk.settle()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 01"
    assert not row.is_editing


def test_a_change_while_editing_is_said_and_nothing_is_overwritten(
    desk: PagesDesk, window: MainWindow, qtbot: QtBot
) -> None:
    row = field_row(window, "Telefonnummer")
    row.edit()
    QTest.keyClicks(line(row), "0351 555 10")
    seen = desk.field(desk.cases[0], "phone")
    desk.colleague_sets(seen, "0351 555 20", base=seen.base)
    said = "Inzwischen geändert: 0351 555 20"
    qtbot.waitUntil(lambda: said in texts(row))
    assert line(row).text() == "0351 555 10"
    QTest.keyClick(line(row), Qt.Key.Key_Return)
    desk.settle()
    card = desk.services.conflicts.all()[0]
    assert {version.value for version in card.versions} == {"0351 555 10", "0351 555 20"}


def test_leaving_the_page_saves_what_was_being_typed(desk: PagesDesk, window: MainWindow) -> None:
    row = field_row(window, "Telefonnummer")
    row.edit()
    QTest.keyClicks(line(row), "0351 555 44")
    window.go("today")
    desk.settle()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 44"


def test_several_codes_are_ticked(desk: PagesDesk, window: MainWindow) -> None:
    row = field_row(window, "Dringend")
    row.edit()
    box = next(box for box in row.findChildren(QCheckBox) if box.text() == "Frist")
    box.click()
    row.save()
    desk.settle()
    assert desk.field(desk.cases[0], "urgent").value == ["deadline"]


def test_a_date_that_cannot_be_read_keeps_the_editor_open(
    desk: PagesDesk, window: MainWindow
) -> None:
    row = field_row(window, "Geburtsdatum")
    row.edit()
    QTest.keyClicks(line(row), "31.02.1990")
    QTest.keyClick(line(row), Qt.Key.Key_Return)
    assert row.is_editing
    line(row).clear()
    QTest.keyClicks(line(row), "1.2.1990")
    QTest.keyClick(line(row), Qt.Key.Key_Return)
    desk.settle()
    value = desk.field(desk.cases[0], "birth").value
    assert value == {"birth_date": "1990-02-01", "birth_precision": "day"}


def test_of_a_birth_known_by_its_year_no_day_is_kept(desk: PagesDesk, window: MainWindow) -> None:
    row = field_row(window, "Geburtsdatum")
    row.edit()
    QTest.keyClicks(line(row), "12.5.1961")
    box = row.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("year"))
    QTest.keyClick(line(row), Qt.Key.Key_Return)
    desk.settle()
    value = desk.field(desk.cases[0], "birth").value
    assert value == {"birth_date": "1961-01-01", "birth_precision": "year"}


def conflict(desk: PagesDesk, window: MainWindow, qtbot: QtBot) -> ConflictCardWidget:
    desk.colleague_sets(desk.field(desk.cases[0], "phone"), "0351 555 77")
    qtbot.waitUntil(lambda: window.case.findChild(ConflictCardWidget) is not None)
    card = window.case.findChild(ConflictCardWidget)
    assert isinstance(card, ConflictCardWidget)
    return card


def press(card: ConflictCardWidget, text: str) -> None:
    next(b for b in card.findChildren(QPushButton) if b.text() == text).click()


def choose(card: ConflictCardWidget, starts: str) -> None:
    next(b for b in card.findChildren(QRadioButton) if b.text().startswith(starts)).click()


def test_a_conflict_is_shown_with_both_values_and_resolved(
    desk: PagesDesk, window: MainWindow, qtbot: QtBot
) -> None:
    card = conflict(desk, window, qtbot)
    choose(card, "0351 555 77")
    press(card, "Übernehmen")
    desk.settle()
    assert desk.services.conflicts.all() == ()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 77"
    undo = window.case.banner.findChildren(QPushButton)
    next(b for b in undo if b.text() == "Rückgängig").click()
    desk.settle()
    assert len(desk.services.conflicts.all()) == 1


def test_another_value_and_both_as_a_note(
    desk: PagesDesk, window: MainWindow, qtbot: QtBot
) -> None:
    card = conflict(desk, window, qtbot)
    field = card.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "0351 555 88")
    box = card.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)
    box.click()
    press(card, "Übernehmen")
    desk.settle()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 88"
    note = desk.services.cases.timeline(desk.cases[0])[0].parts[0].text
    assert "0351 555 01" in note
    assert "0351 555 77" in note


def test_facts_and_sayings_are_told_apart_in_the_course(
    desk: PagesDesk, window: MainWindow
) -> None:
    desk.services.cases.add_note(desk.cases[0], "fact", "de", "Heizung kalt.")
    desk.services.cases.add_note(desk.cases[0], "said", "de", "Friert nachts.")
    desk.settle()
    window.case.show_timeline()
    shown = texts(window.case)
    assert shown.index("Sagt Klient:in") < shown.index("Friert nachts.")
    assert "Gesehen und gehört" in shown
    assert shown.count("nur auf diesem Laptop") == 2


def test_the_course_says_what_a_client_did_not_want_to_answer(
    desk: PagesDesk, window: MainWindow
) -> None:
    form = desk.services.visits.begin("f2_visit", desk.cases[0], None, "de", "ti")
    form.session.answer("/data/f2_page_arrival/f2_outcome", "not_met")
    minutes = "/data/f2_page_agreed/f2_minutes"
    kept = Companions(declined={minutes: Declined("ti", 9)})
    desk.services.visits.finish(snapshot(form, "de", "ti", companions=kept))
    desk.settle()
    window.case.show_timeline()
    desk.settle()
    shown = texts(window.case)
    label = form.session.text(minutes, "label", "de").value
    assert shown[shown.index(label) + 1] == "möchte nicht antworten"


def test_names_are_never_read_as_html(desk: PagesDesk, window: MainWindow) -> None:
    window.open_case(desk.cases[2])
    desk.settle()
    assert "<b>Kovalenko</b>, Oksana" in texts(window.case)
    labels = [label for label in window.findChildren(QLabel) if label.isVisible()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_visit_begins_from_the_case_by_key(desk: PagesDesk, window: MainWindow) -> None:
    QTest.keyClick(window.case, Qt.Key.Key_F2)
    desk.settle()
    page = window.forms.page
    assert page is not None
    assert page.conversation.client.language == "ti"
    window.go_back()
    desk.settle()
    assert window.case.isVisible()


def boxes(row: FieldRow) -> list[QComboBox]:
    return [box for box in row.findChildren(QComboBox) if box.isVisible()]


def test_a_family_moves_into_a_room_and_house_and_room_are_saved_as_one(desk: PagesDesk) -> None:
    first, _ = desk.house("Haus 3", "Zimmer 214", "Zimmer 215")
    second, rooms = desk.house("Haus 7", "Zimmer 001")
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    row = field_row(window, "Wohnort")
    row.edit()
    desk.settle()
    (house,) = boxes(row)
    assert [house.itemText(at) for at in range(house.count())] == [
        "eigene Anschrift",
        "Haus 3",
        "Haus 7",
    ]
    house.setCurrentIndex(house.findData(first))
    assert boxes(row)[1].count() == 3
    house.setCurrentIndex(house.findData(second))
    boxes(row)[1].setCurrentIndex(1)
    QTest.keyClick(house, Qt.Key.Key_Return)
    desk.settle()
    stored = {"accommodation": second, "unit": rooms[0], "address": ""}
    assert desk.field(desk.cases[0], "home").value == stored
    assert "Haus 7 · Zimmer 001" in texts(window.case)
    assert desk.services.conflicts.all() == ()


def test_without_a_house_the_address_is_typed(desk: PagesDesk) -> None:
    house, _ = desk.house("Haus 3", "Zimmer 214")
    field = desk.field(desk.cases[0], "home")
    desk.services.cases.save_field(field, {"accommodation": house, "unit": None, "address": ""})
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    row = field_row(window, "Wohnort")
    row.edit()
    desk.settle()
    boxes(row)[0].setCurrentIndex(0)
    QTest.keyClicks(line(row), "Hauptstraße 5")
    QTest.keyClick(line(row), Qt.Key.Key_Return)
    desk.settle()
    stored = {"accommodation": None, "unit": None, "address": "Hauptstraße 5"}
    assert desk.field(desk.cases[0], "home").value == stored


def test_looking_at_a_home_changes_nothing_even_when_the_house_is_unknown(desk: PagesDesk) -> None:
    gone = new_record_id()
    field = desk.field(desk.cases[0], "home")
    desk.services.cases.save_field(field, {"accommodation": gone, "unit": gone, "address": ""})
    before = desk.field(desk.cases[0], "home")
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    row = field_row(window, "Wohnort")
    row.edit()
    desk.settle()
    QTest.keyClick(boxes(row)[0], Qt.Key.Key_Return)
    desk.settle()
    assert desk.field(desk.cases[0], "home") == before


def test_a_conflict_in_a_visit_says_which_visit(desk: PagesDesk, qtbot: QtBot) -> None:
    visit = desk.plan(desk.cases[0])
    desk.services.visits.mark(visit, "not_met")
    view = field_views(desk.store.read(), "visit", visit, ("outcome",))[0]
    desk.colleague_sets(view, "met")
    window = desk.window()
    window.open_case(desk.cases[0])
    said = "Tesfay, Selam · Besuch · heute"
    qtbot.waitUntil(lambda: any(text.startswith(said) for text in texts(window.case)))


def test_a_birthday_begins_at_midnight_in_berlin(desk: PagesDesk, window: MainWindow) -> None:
    born: dict[str, Value] = {"birth_date": "1990-03-15", "birth_precision": "day"}
    desk.services.cases.save_field(desk.field(desk.cases[0], "birth"), born)
    half_past_midnight = datetime(2026, 3, 15, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    window.case._now = lambda: int(half_past_midnight.timestamp() * 1000)
    desk.settle()
    window.case.redraw()
    assert any(chip.words == "36 Jahre" for chip in window.case.findChildren(Chip))


def test_enter_takes_what_was_typed_as_the_other_value(desk: PagesDesk) -> None:
    phone = desk.field(desk.cases[0], "phone")
    desk.colleague_sets(phone, "0351 555 77")
    window = desk.window()
    window.today.open_first_conflict()
    dialog = window.today.findChild(ConflictDialog)
    assert isinstance(dialog, ConflictDialog)
    other = dialog.findChild(QLineEdit)
    assert isinstance(other, QLineEdit)
    QTest.keyClick(other, Qt.Key.Key_Return)
    assert dialog.isVisible(), "nothing was typed yet"
    QTest.keyClicks(other, "0351 555 88")
    QTest.keyClick(other, Qt.Key.Key_Return)
    desk.settle()
    assert desk.field(desk.cases[0], "phone").value == "0351 555 88"
    assert desk.services.conflicts.all() == ()


def test_a_word_without_end_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    address = "https://example.org/" + "a1b2c3d4" * 20
    label = ReadingLabel(f"Siehe {address}")
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 300
