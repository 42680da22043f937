"""A page of a very long form is quick to show, and quick to show in another language."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_steps import MOST_QUESTIONS
from tests.ui.form_desk import Desk, case_desk
from tests.ui.long_form import long_form

desk = case_desk

_TRIES = 5


def best_ms(work: Callable[[], object], after: Callable[[], object] | None = None) -> float:
    """The shortest of a few tries, in time that this thread worked: nothing here waits, and other
    work on the machine only ever adds time.
    """
    times = []
    for _ in range(_TRIES):
        start = time.thread_time()
        work()
        times.append((time.thread_time() - start) * 1000)
        if after is not None:
            after()
    return min(times)


def test_the_first_page_of_a_thousand_questions_is_shown_within_100_ms(
    qtbot: QtBot, desk: Desk
) -> None:
    xml = long_form(1000)
    pages: list[FormPage] = []

    forms = [desk.form(xml) for _ in range(_TRIES)]

    def show() -> None:
        page = desk.page(forms.pop())
        page.show()
        QApplication.processEvents()
        page.repaint()
        pages.append(page)

    def put_away() -> None:
        page = pages.pop()
        page.conversation.close()
        page.close()
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert best_ms(show, put_away) <= 100


def test_a_page_changes_its_language_within_50_ms(qtbot: QtBot, desk: Desk) -> None:
    page = desk.page(desk.form(long_form(1000)))
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()

    def switch() -> None:
        for code in ("de", "ar"):
            page.heads.pickers[CLIENT].picked.emit(code)
            QApplication.processEvents()
            page.repaint()

    assert best_ms(switch) <= 2 * 50


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
