"""A form of twenty pages with all kinds of fields, filled without a mouse: keys only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import FormSubmission
from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.support.all_fields import PAGES, all_fields
from tests.support.own_forms import take_in
from tests.support.window_texts import texts
from tests.support.windows import in_front
from tests.ui.form_desk import Desk

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    """The light look at 100 %."""
    return Theme(qapp)


@pytest.fixture
def desk(tmp_path: Path, theme: Theme) -> Iterator[Desk]:
    """A worker's desk with a case."""
    tasks = Tasks()
    opened = Desk(tmp_path, tasks)
    yield opened
    tasks.close()
    opened.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> FormPage:
    """The form of all fields, in German and Arabic, with the keyboard in its first question."""
    brought = tmp_path / "all_fields.xml"
    brought.write_bytes(all_fields())
    take_in(desk.services.forms, brought)
    shown = desk.open(form_id="all_fields")
    in_front(qtbot, shown)
    shown.setFocus()
    return shown


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None, "the keyboard is nowhere"
    return found


def key(code: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(focus(), code, held)


def type_(text: str) -> None:
    QTest.keyClicks(focus(), text)


def enter() -> None:
    """On to the next question."""
    key(Key.Key_Return)


def name(page: FormPage) -> str:
    return page.conversation.current.rpartition("/")[2]


def stored(page: FormPage) -> dict[str, str]:
    answers = page.conversation.session.stored_answers()
    return {path.rpartition("/")[2]: value for path, value in answers.items()}


def fill(page: FormPage) -> None:
    """What a worker types, page after page; Enter is the only way on."""
    for text in ("Abeba Tesfay", "35", "412,50"):
        type_(text)
        enter()
    type_("Der Brief ist weg.")
    key(Key.Key_Tab)
    while name(page) == "story":
        key(Key.Key_PageDown, CTRL)
    for text in ("12.3.90", "11.2024", "2019", "0930"):
        type_(text)
        enter()
    type_("24.11.26")
    key(Key.Key_Tab)
    type_("10:15")
    enter()
    type_("2")  # select_one: a digit
    enter()
    for digit in "13":
        type_(digit)  # select_multiple: each digit ticks
    enter()
    type_("mittel")  # minimal: a part of the word
    enter()
    type_("land 17")
    enter()
    type_("g")  # likert: a letter
    enter()
    key(Key.Key_Down)  # packed: an arrow
    enter()
    for digit in "25":
        type_(digit)
    enter()
    type_("4")  # quick: the pick leads on by itself
    type_("1")
    enter()
    type_("5")
    enter()
    type_("7")
    key(Key.Key_Up)  # range
    enter()
    key(Key.Key_Down, CTRL)  # rank
    enter()
    type_("51,05 13,74")
    enter()
    type_("4006381")
    enter()
    type_("0351 555")
    enter()
    key(Key.Key_Space)  # acknowledge
    enter()
    type_("3")
    enter()


@pytest.mark.qt_log_ignore("does not support")
def test_twenty_pages_are_filled_by_keyboard_alone(page: FormPage) -> None:
    assert len(page.conversation.steps) == len(PAGES) == 20
    fill(page)
    answers = stored(page)
    clock = answers.pop("clock")
    meeting = answers.pop("meeting")
    assert clock.startswith("09:30:00.000+")
    assert meeting == "2026-11-24T10:15:00.000+01:00"
    wanted = {
        "name": "Abeba Tesfay", "age": "35", "rent": "412.5", "story": "Der Brief ist weg.",
        "born": "1990-03-12", "since": "2024-11-01", "year": "2019-01-01", "one": "c2",
        "several": "c1 c3", "small": "c3", "land": "l17", "scale": "c2", "pack": "c2",
        "cols": "c2 c5", "fast": "c4", "row1": "c1", "row2": "c5", "pain": "8",
        "order": "c2 c1 c3 c4 c5", "place": "51.05 13.74 0 0", "code": "4006381",
        "phone": "0351 555", "agreed": "OK", "map": "c3", "sum": "2",
    }  # fmt: skip
    assert {key: answers.get(key) for key in wanted} == wanted


@pytest.mark.qt_log_ignore("does not support")
def test_a_repeat_is_added_and_filled_and_the_form_finished_by_keys(
    qtbot: QtBot, desk: Desk, page: FormPage
) -> None:
    fill(page)
    while page.progress.neighbour(1) is not None:
        key(Key.Key_PageDown, CTRL)
    assert page.progress.current == 19
    for _ in range(40):
        if getattr(focus(), "text", str)().startswith("+"):
            break
        key(Key.Key_Tab)
    key(Key.Key_Return)
    type_("Selam")
    assert "Selam" in stored(page).values()
    key(Key.Key_Return, CTRL)
    assert any("speichert trotzdem" in text for text in texts(page)), "a legal text was not read"
    with qtbot.waitSignal(page.finished):
        key(Key.Key_Return, CTRL)
    (submission,) = desk.store.read().find("form_submission")
    assert isinstance(submission, FormSubmission)
    assert "Selam" in submission.answers.values()


def test_a_number_that_becomes_none_stays_as_typed(page: FormPage) -> None:
    enter()
    type_("3")
    assert stored(page)["age"] == "3"
    type_("a")
    assert "age" not in stored(page)
    type_("0")
    question = page.view.row(page.conversation.current)
    assert question is not None
    assert question.sides[WORKER].field.typed() == "3a0"


def test_shift_enter_leads_back_through_the_pages(page: FormPage) -> None:
    for text in ("A", "1", "2"):
        type_(text)
        enter()
    assert name(page) == "story"
    key(Key.Key_Tab, SHIFT)
    assert name(page) == "rent"
    key(Key.Key_Return, SHIFT)
    assert name(page) == "age"
    key(Key.Key_Return, SHIFT)
    assert name(page) == "name"


@pytest.mark.qt_log_ignore("does not support")
def test_the_whole_form_is_walked_in_the_clients_pane_by_keys_too(page: FormPage) -> None:
    key(Key.Key_F6)
    walked = [name(page)]
    for _ in range(60):
        before = (page.conversation.current, focus())
        if name(page) == "story":
            key(Key.Key_PageDown, CTRL)
        else:
            enter()
        if (page.conversation.current, focus()) == before:
            break
        if page.next is focus():
            break
        if walked[-1] != name(page):
            walked.append(name(page))
    questions = [question for page_ in PAGES for _, question, _, _ in page_]
    passive = {"head", "law", "sum", "child"}
    assert [q for q in questions if q not in passive and q not in walked] == []
