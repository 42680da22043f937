"""What was typed and is no answer (yet) survives a crash with the draft and is never stored."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.domain.records import FormSubmission
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.services.form_mapping import BERLIN
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from tests.support.all_fields import all_fields
from tests.support.windows import in_front
from tests.ui.form_desk import AGREED, ARRIVAL, Desk, case_desk, press

desk = case_desk

MINUTES = AGREED + "f2_minutes"
NEXT_VISIT = AGREED + "f2_next_visit"
COVERED = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
HALF = {
    "/data/p1/age": "zehn", "/data/p2/rent": "12,", "/data/p3/born": "12.3",
    "/data/p3/since": "3.2", "/data/p4/year": "199", "/data/p4/clock": "8",
    "/data/p5/meeting": "12.3\n", "/data/p8/small": "Gu", "/data/p9/land": "Land 7",
    "/data/p15/pain": "1,", "/data/p17/place": "51.05,",
}  # fmt: skip


def shown(qtbot: QtBot, page: FormPage) -> FormPage:
    return in_front(qtbot, page)


def type_at(qtbot: QtBot, page: FormPage, ref: str, text: str, side: int = WORKER) -> None:
    """Type and wait until the draft is kept; nothing is left or committed."""
    page.navigator.go_to(ref, side)
    with qtbot.waitSignal(page.keeper.kept, timeout=5000):
        press(page, text)
    qtbot.waitUntil(lambda: page.keeper.is_saved)


def line(page: FormPage, ref: str, side: int = WORKER) -> str:
    page.navigator.go_to(ref)
    question = page.view.row(ref)
    assert question is not None
    found = question.sides[side].field.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found.text()


def after_a_crash(qtbot: QtBot, desk: Desk) -> FormPage:
    """The program ended without a word; the draft is opened again."""
    return shown(qtbot, desk.open(draft=desk.store.read().drafts()[0].id))


def test_a_word_where_a_number_belongs_and_half_a_date_are_there_again(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "not_met")
    type_at(qtbot, page, MINUTES, "zehn")
    type_at(qtbot, page, NEXT_VISIT, "31.02.")
    assert desk.services.drafts.all()[0].answered == len(
        page.conversation.session.stored_answers(hidden=True)
    )
    again = after_a_crash(qtbot, desk)
    assert line(again, MINUTES) == "zehn"
    assert line(again, NEXT_VISIT) == "31.02."
    again.finish()
    assert {problem.ref for problem in again.summary.problems} >= {MINUTES, NEXT_VISIT}
    assert desk.store.read().find("form_submission") == []


def test_text_of_a_step_not_seen_again_stays_in_the_draft(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "not_met")
    type_at(qtbot, page, MINUTES, "zehn", CLIENT)
    again = after_a_crash(qtbot, desk)
    type_at(qtbot, again, ARRIVAL + "f2_outcome", "1")
    once_more = after_a_crash(qtbot, desk)
    assert line(once_more, MINUTES, CLIENT) == "zehn"


def test_a_date_that_was_not_read_yet_is_read_when_it_is_left(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "not_met")
    type_at(qtbot, page, NEXT_VISIT, "1.2.40")
    assert page.conversation.session.state(NEXT_VISIT).value == ""
    again = after_a_crash(qtbot, desk)
    assert line(again, NEXT_VISIT) == "1.2.40"
    assert again.conversation.session.state(NEXT_VISIT).value == ""
    again.navigator.turn(-1)
    assert again.conversation.session.state(NEXT_VISIT).value == "2040-02-01"
    assert line(again, NEXT_VISIT) == "01.02.2040"


@pytest.mark.qt_log_ignore("does not support")
def test_a_draft_opens_at_the_letter_whatever_is_asked(qtbot: QtBot, desk: Desk) -> None:
    """Half of an answer is none: not while it is typed, not when a cover takes the keyboard, and
    not when the draft is opened again."""
    form = desk.form(all_fields(), client="de")
    page, raw, answers = shown(qtbot, desk.page(form)), [], {}
    for ref, typed in HALF.items():
        page.navigator.go_to(ref)
        press(page, typed.strip())
        typing = page.focusWidget()
        assert typing is not None
        QApplication.sendEvent(typing, COVERED)
        raw += [one for one in page.view.raw_texts() if (one.ref, one.side) == (ref, WORKER)]
        answers[ref] = page.conversation.session.state(ref).value
    assert {one.ref: one.text for one in raw} == HALF
    assert {value for value in answers.values() if value} == {"12", "1"}, "so far"
    page.hide()
    session = FormSession(
        form.session.definition, environment=Environment(time_zone=BERLIN), answers=answers
    )
    again = shown(qtbot, desk.page(replace(form, session=session, raw=tuple(raw))))
    for ref, typed in HALF.items():
        again.navigator.go_to(ref)
        found = again.focusWidget()
        assert isinstance(found, QLineEdit)
        assert (found.text(), found.cursorPosition()) == (typed.strip(), len(typed.strip()))
        assert session.state(ref).value == answers[ref]


def test_what_was_mended_leaves_nothing_behind_in_the_finished_visit(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "not_met")
    type_at(qtbot, page, MINUTES, "zehn")
    again = after_a_crash(qtbot, desk)
    again.navigator.go_to(MINUTES)
    field = again.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    press(again, "10")
    with qtbot.waitSignal(again.finished):
        again.finish()
    (stored,) = desk.store.read().find("form_submission")
    assert isinstance(stored, FormSubmission)
    assert stored.answers[MINUTES] == "10"
    assert all(path.startswith("/data/") for path in stored.answers)
    assert "zehn" not in stored.answers.values()


def test_raw_text_in_a_repeat_is_kept_by_the_key_of_its_instance(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to(AGREED + "f2_agreement[1]/f2_agreed")
    page.repeats.add(AGREED + "f2_agreement")
    type_at(qtbot, page, AGREED + "f2_agreement[2]/f2_agreed_due", "bald")
    draft = desk.store.read().drafts()[0]
    assert any(key.startswith("raw 0 ") and "[2]" not in key for key in draft.answers)
    again = after_a_crash(qtbot, desk)
    assert line(again, AGREED + "f2_agreement[2]/f2_agreed_due") == "bald"
