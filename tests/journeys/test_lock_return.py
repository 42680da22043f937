"""After a lock the worker is back where the work was, to the letter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollBar

from desktop.services.companions import Interpreting
from desktop.ui.dialogs.note_dialog import NoteDialog
from desktop.ui.pages.form_band import CLIENT
from tests.support.desk_windows import Desk, press
from tests.support.window_texts import texts

pytestmark = pytest.mark.hardening("T11")
CTRL = Qt.KeyboardModifier.ControlModifier
NOTE = "/data/f2_page_agreed/f2_note"


def is_back(desk: Desk) -> bool:
    return desk.main.forms.page is not None and desk.form.isVisible()


def bar_of(desk: Desk) -> QScrollBar:
    return desk.form.scrolled.verticalScrollBar()


def in_the_middle_of_a_word(desk: Desk) -> None:
    """The client's pane of a question far down, text typed and not yet left, cursor inside."""
    desk.main.resize(900, 600)
    form = desk.begin_visit()
    form.interpreter.take(Interpreting(role="family", language="ar", family_reason="allein"))
    form.conversation.switch(client="ar")
    form.navigator.go_to(NOTE, CLIENT)
    field = desk.main.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    press(field, "Das Fenster schliesst nicht")
    cursor = field.textCursor()
    cursor.setPosition(11)
    field.setTextCursor(cursor)


def test_the_open_form_is_back_at_the_same_letter(desk: Desk) -> None:
    in_the_middle_of_a_word(desk)
    desk.wait(lambda: bar_of(desk).maximum() > 60)
    QApplication.processEvents()
    bar_of(desk).setValue(bar_of(desk).maximum() - 40)
    QApplication.processEvents()
    scrolled = bar_of(desk).value()
    line = desk.form.interpreter.line.words
    size = desk.main.size()
    desk.lock()
    assert not any("Mahmoud" in text for text in texts(desk.unlock_window, spoken=True))

    desk.unlock()
    desk.wait(lambda: is_back(desk))
    form = desk.form
    desk.wait(lambda: form.conversation.current == NOTE)
    assert (form.conversation.worker.language, form.conversation.client.language) == ("de", "ar")
    assert form.navigator.side == CLIENT
    field = desk.main.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "Das Fenster schliesst nicht"
    assert field.textCursor().position() == 11
    assert form.interpreter.line.words == line
    assert "allein" in str(form.conversation.companions.interpretation)
    desk.wait(lambda: bar_of(desk).value() == scrolled)
    assert desk.main.size() == size
    press(field, "x")
    assert field.toPlainText() == "Das Fensterx schliesst nicht"


def test_a_form_in_which_nothing_was_entered_is_back_too(desk: Desk) -> None:
    desk.begin_visit()
    desk.lock()
    desk.unlock()
    desk.wait(lambda: is_back(desk))
    QTest.keyClick(desk.form, Qt.Key.Key_Escape)


def test_the_way_back_is_used_once(desk: Desk) -> None:
    desk.begin_visit()
    desk.lock()
    desk.unlock()
    desk.wait(lambda: is_back(desk))
    assert desk.services.whereabouts.take() is None
    desk.form.leave()
    desk.wait(lambda: desk.main.forms.page is None)
    assert desk.main.here[0] == "case", "the form was begun from there"


def test_case_and_tab_are_back(desk: Desk) -> None:
    desk.main.case.show_timeline()
    case = desk.main.case.case
    desk.lock()
    desk.unlock()
    assert desk.main.here == ("case", case)
    desk.wait_text("Mahmoud", desk.main.case)
    assert desk.main.case._tabs.currentIndex() == 1
    desk.main.go_back()
    assert desk.main.here[0] == "cases", "and the way back from there"


def test_a_note_that_is_being_written_is_open_again(desk: Desk) -> None:
    """Ctrl+L works in front of a dialog, too, which keeps all other keys from the window."""
    QTest.keyClick(desk.main.case, Qt.Key.Key_M, CTRL)
    (dialog,) = desk.main.findChildren(NoteDialog)
    press(dialog, "Termin beim Amt verschoben")
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, CTRL)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    (dialog,) = desk.main.findChildren(NoteDialog)
    assert dialog.isVisible()
    assert dialog.note().text == "Termin beim Amt verschoben"
