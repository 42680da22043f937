"""The client's window: one question, large, in the client's language, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.text_field import LineField
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_question import NOTICE_LINE
from tests.support.windows import in_front
from tests.ui.form_desk import AGREED, ARRIVAL, Desk, case_desk, press, tap

desk = case_desk

Key = Qt.Key
CONCERN = "/data/f2_page_present/f2_child_concern"


def both(qtbot: QtBot, desk: Desk, client: str = "ar") -> tuple[FormPage, InterpreterWindow]:
    """A form page and the client window that the page asked for."""
    page = desk.open(client=client)
    in_front(qtbot, page)
    page.navigator.go_to(ARRIVAL + "f2_outcome")
    with qtbot.waitSignal(page.client_window_requested) as asked:
        page.header.client_view.click()
    window = InterpreterWindow(asked.args[0], page.local_now)
    desk.windows.append(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    return page, window


def choices(window: InterpreterWindow) -> ChoiceField:
    assert isinstance(window.field, ChoiceField)
    return window.field


def shows_a_question(window: InterpreterWindow) -> bool:
    return window.field is not None and window.skip.isVisible()


def value(page: FormPage, ref: str) -> str:
    return page.conversation.session.state(ref).value


def words(window: QWidget) -> str:
    """Every text that can be read in the window."""
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_a_tap_of_the_client_answers_in_the_workers_window_at_once(
    qtbot: QtBot, desk: Desk
) -> None:
    page, window = both(qtbot, desk)
    tap(choices(window).rows[0])
    assert value(page, ARRIVAL + "f2_outcome") == "met"
    question = page.view.row(ARRIVAL + "f2_outcome")
    assert question is not None
    for side in question.sides:
        assert isinstance(side.field, ChoiceField)
        assert side.field.rows[0].isChecked()


def test_an_answer_of_the_worker_stands_in_the_clients_window_at_once(
    qtbot: QtBot, desk: Desk
) -> None:
    page, window = both(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.navigator.go_to(ARRIVAL + "f2_outcome")
    press(page, "4")
    assert value(page, ARRIVAL + "f2_outcome") == "refused"
    assert choices(window).value() == "refused"


def test_it_follows_the_question_the_worker_is_at(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk, client="uk")
    session = page.conversation.session
    for ref in (AGREED + "f2_minutes", ARRIVAL + "f2_reason"):
        page.navigator.go_to(ref)
        assert window.question.text() == session.text(ref, "label", "uk").value


def test_it_shows_one_question_large_in_the_clients_direction(qtbot: QtBot, desk: Desk) -> None:
    _, window = both(qtbot, desk)
    field = choices(window)
    qtbot.waitUntil(field.isVisible)
    assert window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert window.question.font().pixelSize() == 32
    assert all(row.height() >= 56 for row in field.rows)
    assert field.width() <= 20 * 32
    buttons = (window.again, window.skip, window.no_answer, window.back)
    assert all(button.isVisible() and button.height() >= 56 for button in buttons)
    assert window.findChildren(QMenuBar) == []


def test_it_names_nobody_and_shows_nothing_of_other_questions(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    page.navigator.go_to(AGREED + "f2_note")
    press(page, "Vertrauliches")
    page.navigator.go_to(ARRIVAL + "f2_reason")
    assert window.windowTitle() == "Fallmappe"
    assert "Selam" not in words(window)
    assert "Vertrauliches" not in words(window)


def test_questions_for_the_worker_alone_are_never_shown(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to("/data/f2_page_present/f2_children_seen")
    assert shows_a_question(window)
    page.navigator.go_to(CONCERN)
    assert not shows_a_question(window)
    window.conversation.move_to("/data/f2_page_present/f2_children_seen")
    tap(window.skip)
    assert page.conversation.current != CONCERN
    assert page.conversation.is_for_client(page.conversation.current)


def test_the_client_goes_on_and_back_and_the_worker_sees_where(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    tap(window.skip)
    assert page.conversation.current == ARRIVAL + "f2_reason"
    tap(window.back)
    assert page.conversation.current == ARRIVAL + "f2_outcome"


def test_asking_again_and_not_wanting_to_answer_are_told_to_the_worker(
    qtbot: QtBot, desk: Desk
) -> None:
    page, window = both(qtbot, desk)
    page.navigator.go_to(ARRIVAL + "f2_reason")
    tap(window.again)
    question = page.view.row(ARRIVAL + "f2_reason")
    assert question is not None
    notice = question.sides[WORKER].more[NOTICE_LINE]
    assert notice.text() == "Klient:in bittet: noch einmal"
    tap(choices(window).rows[0])
    tap(window.no_answer)
    assert value(page, ARRIVAL + "f2_reason") == ""
    qtbot.waitUntil(lambda: "möchte darauf nicht antworten" in notice.text())


def test_not_wanting_to_answer_is_never_mistaken_for_an_outcome(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    assert "refused" in page.conversation.session.choices(ARRIVAL + "f2_outcome")
    tap(window.no_answer)
    assert value(page, ARRIVAL + "f2_outcome") == ""
    assert page.conversation.is_declined(ARRIVAL + "f2_outcome")


def test_text_typed_by_the_client_arrives_letter_by_letter(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to(ARRIVAL + "f2_entry_by")
    assert isinstance(window.field, LineField)
    QTest.keyClicks(window.field.line, "Abe")
    assert value(page, ARRIVAL + "f2_entry_by") == "Abe"
    question = page.view.row(ARRIVAL + "f2_entry_by")
    assert question is not None
    assert question.sides[CLIENT].field.value() == "Abe"


def test_a_question_that_is_no_longer_asked_leaves_the_window(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to(ARRIVAL + "f2_entry_by")
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "not_met")
    assert not shows_a_question(window)


def test_the_language_switches_live(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    page.heads.pickers[CLIENT].picked.emit("es")
    label = page.conversation.session.text(ARRIVAL + "f2_outcome", "label", "es")
    assert window.question.text() == label.value
    assert window.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_neither_escape_nor_the_window_frame_closes_it_but_the_worker_does(
    qtbot: QtBot, desk: Desk
) -> None:
    page, window = both(qtbot, desk)
    QTest.keyClick(window, Key.Key_Escape)
    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.destroyed):
        page.leave()


def test_nothing_can_be_copied_from_or_pasted_into_it(qtbot: QtBot, desk: Desk) -> None:
    page, window = both(qtbot, desk)
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to(ARRIVAL + "f2_entry_by")
    assert isinstance(window.field, LineField)
    line = window.field.line
    line.setText("geheim")
    line.selectAll()
    QTest.keyClick(line, Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "geheim"
    assert line.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
