"""What was left behind half done, on another page or in a form, outlives the lock as well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.domain.ids import RecordId
from desktop.ui.fields.date_field import DateField
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_repeat import AddBand
from tests.support.desk_windows import Desk, press, tap
from tests.support.window_texts import texts

pytestmark = pytest.mark.hardening("T11")
TOPIC, AGREEMENT = "/data/f2_page_topics/f2_topic", "/data/f2_page_agreed/f2_agreement"
DUE = f"{AGREEMENT}[1]/f2_agreed_due"
WHAT = f"{AGREEMENT}[1]/f2_agreed"


def edited(desk: Desk, label: str, typed: str) -> FieldRow:
    desk.wait(lambda: label in texts(desk.main.case))
    row = desk.field_row(label)
    row.setFocus()
    press(row, Qt.Key.Key_F4)
    desk.wait(lambda: row.is_editing)
    press(row, typed)
    return row


def go_to_birth(desk: Desk, case: RecordId) -> FieldRow:
    """The row of the date of birth of *case*, when all about the case is read."""
    desk.main.open_case(case)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    desk.wait(lambda: "Geburtsdatum" in texts(desk.main.case))
    return desk.field_row("Geburtsdatum")


def test_an_unreadable_value_waits_on_its_case_while_others_are_shown(desk: Desk) -> None:
    first = desk.main.case.case
    assert first is not None
    edited(desk, "Geburtsdatum", "31.02.")
    desk.main.go("today")
    desk.lock()
    desk.unlock()
    assert "case" not in desk.main.pages, "built when somebody goes there, as always"
    other = next(row.case for row in desk.services.cases.list("", 50) if row.case != first)
    assert not go_to_birth(desk, other).is_editing
    row = go_to_birth(desk, first)
    assert [line.text() for line in row.findChildren(QLineEdit)] == ["31.02."]
    row.findChildren(QLineEdit)[0].setFocus()
    press(row, Qt.Key.Key_Escape)
    assert not row.is_editing


def back_in_the_form(desk: Desk) -> None:
    desk.unlock()
    desk.wait(lambda: desk.main.forms.page is not None and desk.form.isVisible())
    desk.wait(lambda: desk.program._tasks.pending == 0)


def way_back(desk: Desk) -> AddBand:
    found = desk.form.view.add_band(AGREEMENT)
    assert found is not None
    return found


def test_a_removed_row_and_half_a_date_come_through_cover_and_lock(desk: Desk) -> None:
    """The row can be brought back with all that was in it; half a date is no answer."""
    desk.begin_visit()
    session = desk.form.conversation.session
    session.answer("/data/f2_page_arrival/f2_outcome", "met")
    session.add_repeat(AGREEMENT)
    desk.form.navigator.go_to(WHAT, WORKER)
    press(desk.form, "Formular beantragen")
    desk.form.navigator.go_to(DUE, WORKER)
    press(desk.form, "bald")
    desk.form.repeats.remove(f"{AGREEMENT}[1]")
    desk.form.navigator.go_to(DUE, WORKER)
    press(desk.form, "12.3", Qt.Key.Key_Left)

    desk.let_pass(200)
    assert desk.program.locking is not None
    assert desk.program.locking.covering.is_on
    assert desk.answer(DUE) == ""
    desk.let_pass(1000)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    back_in_the_form(desk)
    field = desk.question(DUE).sides[WORKER].field
    assert isinstance(field, DateField)
    assert (field.line.text(), field.line.cursorPosition()) == ("12.3", 3)
    assert desk.main.focusWidget() is field.line
    assert desk.answer(DUE) == ""
    press(desk.form, Qt.Key.Key_End, ".2099")
    desk.form.navigator.go_to(WHAT, WORKER)
    assert desk.answer(DUE) == "2099-03-12"

    assert desk.form.conversation.instances(AGREEMENT) == (f"{AGREEMENT}[1]",)
    assert way_back(desk).removed_label.text() == "Vereinbarung 1 von 2 ist entfernt."
    tap(way_back(desk).undo_button)
    assert desk.answer(WHAT) == "Formular beantragen"
    assert desk.question(DUE).sides[WORKER].field.unkept() == "bald"
    assert desk.answer(DUE.replace("[1]", "[2]")) == "2099-03-12"
