"""What is half typed when the cover or the lock comes is not a fact yet, and not lost either."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from desktop.app.demo_agency import PASSWORD
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files as odd
from tests.support.desk_windows import Desk, Office, press
from tests.support.window_texts import texts

pytestmark = pytest.mark.hardening("T11")
CTRL = Qt.KeyboardModifier.ControlModifier


def edited(desk: Desk, label: str) -> FieldRow:
    desk.wait(lambda: label in texts(desk.main.case))
    row = desk.field_row(label)
    row.setFocus()
    press(row, Qt.Key.Key_F4)
    desk.wait(lambda: row.is_editing)
    return row


def uncover(desk: Desk) -> None:
    assert desk.program.locking is not None
    covering = desk.program.locking.covering
    assert covering.cover is not None
    line = covering.cover.findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, PASSWORD)
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.wait(lambda: not covering.is_on)


def by_key(desk: Desk) -> None:
    desk.lock()


def by_idle(desk: Desk) -> None:
    """First the cover comes, then the lock."""
    desk.let_pass(200)
    assert desk.program.locking is not None
    assert desk.program.locking.covering.is_on
    desk.let_pass(1000)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())


def stored(desk: Desk, label: str) -> object:
    """What the store has, whatever the page shows."""
    case = desk.main.case.case
    assert case is not None
    view = desk.services.cases.view(case)
    fields = [field for person in view.persons for field in person.fields] + list(view.fields)
    return next(field.value for field in fields if field.label == label)


@pytest.mark.parametrize(
    ("label", "typed"), [("Geburtsdatum", "12.3"), ("Telefonnummer", "0351 9"), ("E-Mail", "nur@")]
)
def test_the_cover_leaves_a_half_typed_field_as_it_is(desk: Desk, label: str, typed: str) -> None:
    row = edited(desk, label)
    before, waiting = stored(desk, label), desk.chip()
    press(row, typed)
    assert desk.program.locking is not None
    desk.program.locking.cover()
    uncover(desk)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert stored(desk, label) == before
    assert desk.chip() == waiting
    assert row.is_editing
    line = desk.main.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.text() == typed


@pytest.mark.parametrize("lock", [by_key, by_idle])
@pytest.mark.parametrize(
    ("label", "typed"), [("Geburtsdatum", "12.3"), ("Telefonnummer", "0351 9")]
)
def test_after_a_lock_the_editor_is_open_again_and_nothing_was_written(
    desk: Desk, lock: Callable[[Desk], None], label: str, typed: str
) -> None:
    row = edited(desk, label)
    before = stored(desk, label)
    press(row, typed, Qt.Key.Key_Left)
    lock(desk)
    desk.unlock()
    desk.wait(lambda: label in texts(desk.main.case))
    assert stored(desk, label) == before
    desk.wait(lambda: desk.field_row(label).is_editing)
    line = desk.main.focusWidget()
    assert isinstance(line, QLineEdit)
    assert (line.text(), line.cursorPosition()) == (typed, len(typed) - 1)
    press(line, Qt.Key.Key_Escape)
    assert not desk.field_row(label).is_editing
    assert stored(desk, label) == before


def test_after_the_lock_it_is_finished_and_saved_by_enter(desk: Desk) -> None:
    press(edited(desk, "Geburtsdatum"), "12.3")
    desk.lock()
    desk.unlock()
    desk.wait(lambda: desk.field_row("Geburtsdatum").is_editing)
    press(desk.main, ".1988", Qt.Key.Key_Return)
    desk.wait(lambda: "12.03.1988" in texts(desk.field_row("Geburtsdatum")))


def is_editing(desk: Desk, label: str) -> bool:
    return desk.field_row(label).is_editing


def test_house_room_and_ticked_codes_are_back_too(desk: Desk) -> None:
    row = edited(desk, "Wohnort")
    house, room, _address = row.findChildren(QComboBox) + row.findChildren(QLineEdit)[-1:]
    assert isinstance(house, QComboBox)
    assert isinstance(room, QComboBox)
    house.setCurrentIndex(2 if house.currentIndex() == 1 else 1)
    room.setCurrentIndex(room.count() - 1)
    picked = (house.currentText(), room.currentText())
    urgent = edited(desk, "Dringend")
    boxes = urgent.findChildren(QCheckBox)
    boxes[-1].click()
    ticked = [box.isChecked() for box in boxes]
    before = stored(desk, "Wohnort"), stored(desk, "Dringend")
    desk.lock()
    desk.unlock()
    for label in ("Wohnort", "Dringend"):
        desk.wait(partial(is_editing, desk, label))
    row = desk.field_row("Wohnort")
    assert tuple(box.currentText() for box in row.findChildren(QComboBox)) == picked
    boxes = desk.field_row("Dringend").findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == ticked
    assert (stored(desk, "Wohnort"), stored(desk, "Dringend")) == before


def test_what_a_colleague_wrote_meanwhile_is_still_said_after_the_lock(desk: Desk) -> None:
    """The editor goes on replacing what stood there when it was opened."""
    press(edited(desk, "Telefonnummer"), "0351 9")
    desk.lock()
    desk.unlock()
    desk.wait(lambda: desk.field_row("Telefonnummer").is_editing)
    case = desk.main.case.case
    assert case is not None
    view = desk.services.cases.view(case)
    field = next(f for f in view.persons[0].fields if f.label == "Telefonnummer")
    desk.services.cases.save_field(field, "0351 555 20")
    desk.wait_text("Inzwischen geändert: 0351 555 20", desk.field_row("Telefonnummer"))


def test_closing_from_the_cover_writes_nothing_and_loses_nothing(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    press(edited(desk, "Geburtsdatum"), "12.3")
    before = stored(desk, "Geburtsdatum")
    assert desk.program.locking is not None
    desk.program.locking.cover()
    desk.close()
    again = office.desk()
    again.unlock()
    again.wait(lambda: "Geburtsdatum" in texts(again.main.case))
    assert stored(again, "Geburtsdatum") == before
    again.wait(lambda: again.field_row("Geburtsdatum").is_editing)


def test_going_elsewhere_still_saves(desk: Desk) -> None:
    press(edited(desk, "Telefonnummer"), "0351 555 44")
    desk.main.go("today")
    desk.wait(lambda: stored(desk, "Telefonnummer") == "0351 555 44")


def test_the_cover_leaves_the_half_typed_title_of_a_document_as_it_is(desk: Desk) -> None:
    service, case = desk.services.attachments, desk.main.case.case
    assert case is not None
    taken = service.take(service.look(odd.pdf()), QtPictureCleaner())
    service.add(case, taken)
    desk.main.case.show_documents()
    desk.wait(lambda: taken.id in desk.main.case.documents.tiles)
    dialog = desk.main.case.documents.open(taken.id)
    assert dialog is not None
    dialog.activateWindow()
    desk.wait(dialog.isActiveWindow)
    dialog.title.setFocus()
    press(dialog.title, "Bescheid vom Jobc")
    assert desk.program.locking is not None
    desk.program.locking.cover()
    uncover(desk)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert [row.attached.title for row in service.of_case(case)] == [""]
    assert dialog.title.text() == "Bescheid vom Jobc"
    dialog.title.setFocus()
    dialog.title.end(False)
    press(dialog.title, "enter", Qt.Key.Key_Return)
    desk.wait(lambda: service.of_case(case)[0].attached.title == "Bescheid vom Jobcenter")
