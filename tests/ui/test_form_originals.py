"""Free text in two languages: the client's words stay, the worker's rendering is the answer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import FormSubmission
from desktop.services.companions import of_submission
from desktop.services.originals import Standing, standing
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_question import QuestionRow
from desktop.ui.pages.original_row import OriginalPart, Quoted
from tests.ui.form_desk import ARRIVAL, TOPICS, Desk, case_desk, write

desk = case_desk

FACT = TOPICS + "f2_topic[1]/f2_fact"
SAID = "النافذة لا تغلق"


def at_the_fact(qtbot: QtBot, desk: Desk, client: str = "ar") -> FormPage:
    """A visit with one topic, at the first free text about it."""
    page = desk.open(client=client)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    session = page.conversation.session
    session.answer(ARRIVAL + "f2_outcome", "met")
    session.answer(TOPICS + "f2_topics", "housing")
    if not page.conversation.is_seen(FACT):
        session.add_repeat(TOPICS + "f2_topic")
    session.answer(TOPICS + "f2_topic[1]/f2_topic_domain", "housing")
    page.navigator.go_to(FACT)
    return page


def row_of(page: FormPage, ref: str = FACT) -> QuestionRow:
    found = page.view.row(ref)
    assert found is not None
    return found


def part_of(page: FormPage) -> Quoted:
    part = next(part for part in row_of(page).parts if isinstance(part, OriginalPart))
    assert part.shown is not None
    return part.shown


def box(page: FormPage, side: int) -> QWidget:
    target = row_of(page).sides[side].field.focus_target()
    assert target is not None
    return target


def answer(page: FormPage) -> str:
    return page.conversation.session.state(FACT).value


def test_what_the_client_writes_is_quoted_over_an_empty_field(qtbot: QtBot, desk: Desk) -> None:
    page = at_the_fact(qtbot, desk)
    write(box(page, CLIENT), SAID)
    assert answer(page) == SAID
    assert row_of(page).sides[WORKER].field.value() == ""
    part = part_of(page)
    assert part.quote.label.accessibleName() == SAID
    assert part.quote.label.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert part.head.words.text() == "Original (Arabisch) · noch nicht übersetzt"

    write(box(page, WORKER), "Das Fenster schließt nicht")
    assert answer(page) == "Das Fenster schließt nicht"
    assert row_of(page).sides[CLIENT].field.value() == SAID
    assert part.head.words.text() == "Original (Arabisch)"
    assert part.button.isHidden()
    original = page.conversation.companions.original(FACT)
    assert original is not None
    assert (original.language, original.script, original.by) == ("ar", "Arab", "worker")
    assert original.rendered_by == desk.services.me.staff


def test_a_changed_original_is_marked_and_undo_takes_the_mark_back(
    qtbot: QtBot, desk: Desk
) -> None:
    page = at_the_fact(qtbot, desk)
    write(box(page, CLIENT), SAID)
    write(box(page, WORKER), "Fenster kaputt")
    write(box(page, CLIENT), " منذ أسبوع")
    part = part_of(page)
    assert part.head.words.text() == "Original geändert (Arabisch)"
    assert answer(page) == "Fenster kaputt"
    QTest.keyClick(box(page, CLIENT), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert part.quote.label.accessibleName() == SAID
    assert part.head.words.text() == "Original (Arabisch)"


def test_one_press_says_that_the_rendering_still_fits(qtbot: QtBot, desk: Desk) -> None:
    page = at_the_fact(qtbot, desk)
    write(box(page, CLIENT), "DRK")
    part = part_of(page)
    assert part.button.text() == "So übernehmen"
    assert part.button in page.view.stops(WORKER)
    QTest.keyClick(part.button, Qt.Key.Key_Space)
    assert row_of(page).sides[WORKER].field.value() == "DRK"
    assert page.conversation.originals.standing(FACT) is Standing.RENDERED


def test_clearing_one_side_leaves_the_other(qtbot: QtBot, desk: Desk) -> None:
    page = at_the_fact(qtbot, desk)
    write(box(page, CLIENT), SAID)
    write(box(page, WORKER), "Fenster")
    field = row_of(page).sides[CLIENT].field
    field.setFocus()
    QTest.keyClick(box(page, CLIENT), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(box(page, CLIENT), Qt.Key.Key_Delete)
    assert (answer(page), page.conversation.companions.original(FACT)) == ("Fenster", None)
    QTest.keyClick(box(page, CLIENT), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.conversation.originals.standing(FACT) is Standing.RENDERED
    assert field.value() == SAID


def test_a_draft_of_a_killed_program_has_both(qtbot: QtBot, desk: Desk) -> None:
    page = at_the_fact(qtbot, desk)
    write(box(page, CLIENT), SAID)
    write(box(page, WORKER), "Fenster")
    write(box(page, CLIENT), "!")
    with qtbot.waitSignal(page.keeper.kept):
        page.keeper.save_now()
    again = desk.open(draft=desk.services.drafts.all()[0].draft)
    qtbot.addWidget(again)
    again.show()
    again.navigator.go_to(FACT)
    assert answer(again) == "Fenster"
    assert row_of(again).sides[WORKER].field.value() == "Fenster"
    assert row_of(again).sides[CLIENT].field.value() == SAID + "!"
    assert part_of(again).head.words.text() == "Original geändert (Arabisch)"


def test_the_client_window_writes_the_original_and_shows_no_rendering(
    qtbot: QtBot, desk: Desk
) -> None:
    page = at_the_fact(qtbot, desk)
    window = InterpreterWindow(page.conversation, page.local_now)
    window.show()
    assert window.field is not None
    target = window.field.focus_target()
    assert target is not None
    write(target, SAID)
    original = page.conversation.companions.original(FACT)
    assert original is not None
    assert original.by == "client"
    write(box(page, WORKER), "Fenster schließt nicht")
    assert window.field.value() == SAID
    write(box(page, CLIENT), "؟")
    assert window.field.value() == SAID + "؟"
    window.dismiss()


def test_a_finished_form_holds_rendering_and_original(qtbot: QtBot, desk: Desk) -> None:
    page = at_the_fact(qtbot, desk)
    write(box(page, CLIENT), SAID)
    write(box(page, WORKER), "Fenster")
    desk.services.visits.finish(replace(page._snapshot(), open_questions=0))
    (stored,) = desk.store.read().find("form_submission")
    assert isinstance(stored, FormSubmission)
    (path,) = (path for path in stored.originals if path.endswith("/f2_fact"))
    assert stored.answers[path] == "Fenster"
    assert of_submission(stored).originals[path].text == SAID


def test_in_one_language_both_panes_write_one_text(qtbot: QtBot, desk: Desk) -> None:
    page = desk.open(client="en")
    page.conversation.switch(worker="en")
    qtbot.addWidget(page)
    page.show()
    talk = page.conversation
    talk.session.answer(ARRIVAL + "f2_outcome", "met")
    ref = ARRIVAL + "f2_entry_by"
    talk.originals.write(ref, CLIENT, "neighbour", None)
    assert talk.originals.value(ref, WORKER) == "neighbour"
    assert talk.companions.original(ref) is None


def test_a_long_word_is_broken_and_signs_stay_as_typed(qtbot: QtBot, desk: Desk) -> None:
    page = at_the_fact(qtbot, desk)
    typed = "**" + "ا" * 90 + "**<b>x</b>"
    write(box(page, CLIENT), typed)
    label = part_of(page).quote.label
    assert label.accessibleName() == typed
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.heightForWidth(300) > 2 * label.fontMetrics().height()
    original = page.conversation.companions.original(FACT)
    assert original is not None
    assert standing(original) is Standing.OPEN
