"""What was left behind half done, on another page or in a form, outlives the lock as well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.domain.ids import RecordId
from desktop.ui.dialogs.interpreter_dialog import InterpreterDialog
from desktop.ui.dialogs.pledge_dialog import PledgeDialog
from desktop.ui.fields.date_field import DateField
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_repeat import AddBand, InstanceBand
from tests.support.desk_windows import Desk, Office, press, tap
from tests.support.window_texts import texts

pytestmark = pytest.mark.hardening("T11")
TOPIC, AGREEMENT = "/data/f2_page_topics/f2_topic", "/data/f2_page_agreed/f2_agreement"
DUE = f"{AGREEMENT}[1]/f2_agreed_due"
WHAT = f"{AGREEMENT}[1]/f2_agreed"


@pytest.fixture
def desk(office: Office) -> Desk:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    return desk


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
    desk.lock()
    desk.unlock()
    row = go_to_birth(desk, first)
    assert [line.text() for line in row.findChildren(QLineEdit)] == ["31.02."]
    row.findChildren(QLineEdit)[0].setFocus()
    press(row, Qt.Key.Key_Escape)
    assert not row.is_editing


def removal(desk: Desk) -> QPushButton:
    found = [band for band in desk.form.view.findChildren(InstanceBand) if band.isVisible()]
    desk.form.scrolled.ensureWidgetVisible(found[0].button)
    return found[0].button


def way_back(desk: Desk) -> AddBand:
    found = desk.form.view.add_band(AGREEMENT)
    assert found is not None
    return found


def back_in_the_form(desk: Desk) -> None:
    desk.unlock()
    desk.wait(lambda: desk.main.forms.page is not None and desk.form.isVisible())
    desk.wait(lambda: desk.program._tasks.pending == 0)


def test_a_removed_row_can_be_brought_back_with_all_that_was_in_it(desk: Desk) -> None:
    desk.begin_visit()
    desk.form.conversation.session.answer("/data/f2_page_arrival/f2_outcome", "met")
    desk.form.navigator.go_to(WHAT, WORKER)
    press(desk.form, "Formular beantragen")
    desk.form.navigator.go_to(DUE, WORKER)
    press(desk.form, "bald")
    tap(removal(desk))
    for _ in range(2):
        desk.lock()
        back_in_the_form(desk)
        assert desk.form.conversation.instances(AGREEMENT) == ()
        desk.wait(lambda: way_back(desk).undo_button.isVisible())
        assert way_back(desk).removed_label.text() == "Vereinbarung 1 von 1 ist entfernt."
    tap(way_back(desk).undo_button)
    assert desk.answer(WHAT) == "Formular beantragen"
    assert desk.question(DUE).sides[WORKER].field.unkept() == "bald"


def test_half_a_date_is_no_answer_after_cover_and_lock(desk: Desk) -> None:
    """In a form; and the word looked for beside it, and who interprets, are there again."""
    desk.begin_visit()
    desk.form.conversation.session.answer("/data/f2_page_arrival/f2_outcome", "met")
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
    press(desk.form, Qt.Key.Key_End, ".2027")
    desk.form.navigator.go_to(WHAT, WORKER)
    assert desk.answer(DUE) == "2027-03-12"


def test_who_interprets_and_pledges_and_the_word_looked_for(desk: Desk) -> None:
    desk.begin_visit()
    press(desk.form, Qt.Key.Key_F7)
    press(desk.form, "Jobc")
    dialog = desk.form.interpreter.open()
    family = next(one for one in dialog.roles.buttons() if one.property("code") == "family")
    family.click()
    dialog.reason.setText("niemand sonst da")
    dialog.name.setEditText("Leyla Ö")
    dialog.sign.click()
    (pledge,) = desk.main.findChildren(PledgeDialog)
    pledge.organisation.setText("Dolmetsch")
    QTest.keyClick(pledge.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    back_in_the_form(desk)
    desk.wait(lambda: bool(desk.main.findChildren(PledgeDialog)))
    (dialog,) = desk.main.findChildren(InterpreterDialog)
    (pledge,) = desk.main.findChildren(PledgeDialog)
    assert pledge.parent() is dialog
    assert (pledge.name.text(), pledge.organisation.text()) == ("Leyla Ö", "Dolmetsch")
    said = dialog.said()
    assert (said.role, said.family_reason, said.name) == ("family", "niemand sonst da", "Leyla Ö")
    panel = desk.form.paper.panel
    assert panel is not None
    assert panel.search.text() == "Jobc"
