"""The summary before closing: read in two languages, corrected at its question, kept as read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.services.read_back import LineKind
from desktop.ui.fields.base import PaneLook
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.interpreter_window.path import END, SUMMARY, StopKind
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.read_back_desk import ReadBackDialog
from desktop.ui.pages.read_back_page import LineRow, ReadBackView
from desktop.ui.theme import tokens
from tests.ui.form_desk import ARRIVAL, TOPICS, Desk, case_desk, finish_by_keys, tap

desk = case_desk

ENTRY = ARRIVAL + "f2_entry_by"


def visit(qtbot: QtBot, desk: Desk, client: str = "ar") -> FormPage:
    """A visit in the middle: somebody was met, housing is a topic."""
    page = desk.open(client=client)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    talk = page.conversation
    talk.session.answer(ARRIVAL + "f2_outcome", "met")
    talk.originals.write(ENTRY, CLIENT, "امي", None)
    talk.originals.write(ENTRY, WORKER, "Mutter", None)
    talk.session.answer(TOPICS + "f2_topics", "housing health")
    return page


def opened(page: FormPage) -> ReadBackDialog:
    page.read_back.open()
    assert page.read_back.dialog is not None
    return page.read_back.dialog


def line(dialog: ReadBackDialog | ReadBackView, ref: str) -> LineRow:
    return next(row for row in dialog.lines.rows if row.line.ref == ref)


def test_each_side_reads_its_own_words(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk)
    dialog = opened(page)
    row = line(dialog, ENTRY)
    said = [label.accessibleName() for label in row.labels]
    assert said[1::2] == ["Mutter", "امي"]
    assert row.labels[3].layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert row.labels[3].font().pixelSize() > row.labels[1].font().pixelSize()
    assert row.accessibleName().endswith(": Mutter")
    dialog.reject()


def test_the_halves_stand_line_by_line(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(visit(qtbot, desk, "ti"))
    for row in dialog.lines.rows:
        if row.line.kind is not LineKind.GROUP:
            tops = [label.y() for label in row.labels]
            assert abs(tops[0] - tops[2]) <= 1
            assert abs(tops[1] - tops[3]) <= 1
    dialog.reject()


def test_a_line_leads_to_its_question_and_back_to_the_summary(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk)
    dialog = opened(page)
    row = line(dialog, TOPICS + "f2_topics")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.conversation.current == TOPICS + "f2_topics")
    assert page.read_back.notice.isVisible()
    page.conversation.answer(TOPICS + "f2_topics", "health", None)
    page.read_back.notice._action.click()
    again = page.read_back.dialog
    assert again is not None
    answers = line(again, TOPICS + "f2_topics").line.answers
    assert answers[WORKER].value == "Gesundheit"
    assert page.read_back.notice.isHidden()
    again.reject()


def test_that_it_was_read_aloud_is_kept_with_the_form(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk)
    dialog = opened(page)
    assert dialog.state.text() == ""
    qtbot.waitUntil(dialog.isActiveWindow)
    finish_by_keys(dialog)
    entry = page.conversation.companions.read_back
    assert entry is not None
    assert (entry.how, entry.language) == ("read_aloud", "ar")
    with qtbot.waitSignal(page.keeper.kept):
        page.keeper.save_now()
    again = desk.open(draft=desk.services.drafts.all()[0].draft)
    qtbot.addWidget(again)
    again.show()
    assert again.conversation.companions.read_back == entry
    state = opened(again).state.text()
    assert state.startswith("Zuletzt vorgelesen auf Arabisch, heute")
    assert again.read_back.dialog is not None
    again.read_back.dialog.reject()


def test_the_sheet_follows_answers_given_in_the_client_window(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk)
    dialog = opened(page)
    page.conversation.answer(TOPICS + "f2_topics", "money", None)
    qtbot.waitUntil(
        lambda: (
            line(dialog, TOPICS + "f2_topics").line.answers[WORKER].value != ""
            and "Gesundheit" not in line(dialog, TOPICS + "f2_topics").line.answers[WORKER].value
        )
    )
    dialog.reject()


def test_the_clients_page_speaks_one_language_and_asks_for_corrections(
    qtbot: QtBot, desk: Desk
) -> None:
    page = visit(qtbot, desk)
    view = ReadBackView(
        page.conversation, PaneLook(page.conversation.client, tokens.CLIENT, is_client=True)
    )
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    row = line(view, ENTRY)
    assert [label.accessibleName() for label in row.labels][1] == "امي"
    assert len(row.labels) == 2
    assert view.layoutDirection() is Qt.LayoutDirection.RightToLeft
    with qtbot.waitSignal(view.question_requested) as asked:
        tap(row)
    assert asked.args == [ENTRY]
    page.conversation.switch(client="uk")
    qtbot.waitUntil(lambda: view.layoutDirection() is Qt.LayoutDirection.LeftToRight)
    assert line(view, ENTRY).labels[0].layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_the_worker_sees_the_button_at_the_last_step(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk)
    assert page.read_back.button.isHidden()
    page.navigator.go_to("/data/f2_page_agreed/f2_minutes")
    assert not page.read_back.button.isHidden()
    tap(page.read_back.button)
    assert page.read_back.dialog is not None
    page.read_back.dialog.reject()


def test_a_client_corrects_an_answer_and_is_led_back_to_the_summary(
    qtbot: QtBot, desk: Desk
) -> None:
    page = visit(qtbot, desk)
    page.conversation.move_to(ENTRY)
    window = InterpreterWindow(page.conversation, page.local_now, summary=ReadBackView)
    window.resize(1366, 768)
    window.show()
    while window.stop.kind is not StopKind.SUMMARY:
        before = window.stop
        window._move(1)
        assert window.stop != before
    view = window.findChildren(ReadBackView)[-1]
    tap(line(view, ENTRY))
    assert window.stop.ref == ENTRY
    assert window.field is not None
    assert window.field.value() == "امي"
    window.foot.onward_pressed.emit()
    assert window.stop == SUMMARY
    window.foot.onward_pressed.emit()
    assert window.stop == END
    entry = page.conversation.companions.read_back
    assert entry is not None
    assert (entry.how, entry.language) == ("read_by_client", "ar")
    window.dismiss()
