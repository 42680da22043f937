"""A page of a very long form costs no more than one of a short form."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_steps import MOST_QUESTIONS
from tests.ui.form_desk import Desk, case_desk
from tests.ui.long_form import long_form

desk = case_desk


def shown(qtbot: QtBot, desk: Desk, questions: int) -> FormPage:
    page = desk.page(desk.form(long_form(questions)))
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()
    return page


def test_a_first_page_makes_no_more_widgets_for_a_thousand_questions_than_for_a_hundred(
    qtbot: QtBot, desk: Desk
) -> None:
    """What the milliseconds are is said by ``bench forms``."""
    short, long = (shown(qtbot, desk, questions) for questions in (100, 1000))
    steps = len(long.step_bar.buttons) - len(short.step_bar.buttons)
    assert len(short.view.rows) == len(long.view.rows) > 0
    made = len(long.findChildren(QWidget)) - len(short.findChildren(QWidget))
    assert made <= 2 * steps, "one button for each further step, at most with a line beside it"


def test_another_language_writes_on_the_widgets_that_are_there(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk, 1000)
    before = page.view.findChildren(QWidget)
    said = [label.text() for label in page.view.findChildren(QLabel)]
    page.heads.pickers[CLIENT].picked.emit("de")
    QApplication.processEvents()
    assert page.view.findChildren(QWidget) == before
    assert [label.text() for label in page.view.findChildren(QLabel)] != said


def test_a_group_of_a_thousand_questions_is_cut_into_parts(qtbot: QtBot, desk: Desk) -> None:
    page = desk.page(desk.form(long_form(1000, group=1000)))
    qtbot.addWidget(page)
    assert len(page.view.rows) <= MOST_QUESTIONS
    assert page.step_bar.buttons[0].text() == "Frage 0 (1/42)"


def test_a_step_shows_only_what_is_relevant_when_one_turns_to_it(qtbot: QtBot, desk: Desk) -> None:
    page = desk.open(form_id="f1_intake")
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    seen = 0
    for at in range(len(page.progress.steps)):
        page.navigator.show_step(at)
        qtbot.wait(1)
        for row in page.view.rows:
            is_relevant = page.conversation.session.state(row.ref).relevant
            assert row.isVisible() is is_relevant, row.ref
            seen += not is_relevant
    assert seen
