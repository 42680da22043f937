"""Rows of repeats: removed and brought back by hand, or as a number is typed and mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.forms.body_view import BodyNode
from desktop.forms.environment import Environment
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.services.form_mapping import BERLIN
from desktop.services.raw_texts import raw_texts
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_repeat import AddBand, InstanceBand
from desktop.ui.pages.form_steps import leaves, steps_of
from tests.support.agency_server import ROOT
from tests.support.windows import in_front
from tests.ui.form_desk import AGREED, ARRIVAL, TOPICS, Desk, case_desk, press, tap
from tests.unit.forms.filling import begin

desk = case_desk

TOPIC, AGREEMENT = TOPICS + "f2_topic", AGREED + "f2_agreement"
FACT = {at: f"{TOPIC}[{at}]/f2_fact" for at in (1, 2)}
LIBRARY = sorted((ROOT / "desktop" / "forms" / "library").glob("*.xml"))
COUNTED = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Kinder</h:title><model>
 <instance><data id="kids" version="1"><g><k/><r jr:template=""><c/><n/></r></g><after/></data>
 </instance><bind nodeset="/data/g/k" type="int"/><bind nodeset="/data/g/r/n" type="int"/>
 </model></h:head><h:body>
 %s<group ref="/data/g"><label>Familie</label>%s
 <group ref="/data/g/r"><label>Kind</label>
 <repeat nodeset="/data/g/r" jr:count="/data/g/k">
 <input ref="/data/g/r/c"><label>Vorname</label></input>
 <input ref="/data/g/r/n"><label>Alter</label></input></repeat></group></group>
 <input ref="/data/after"><label>Danach</label></input></h:body></h:html>"""
NUMBER = b'<input ref="/data/g/k"><label>Wie viele Kinder?</label></input>'
BESIDE, BEFORE = COUNTED % (b"", NUMBER), COUNTED % (NUMBER, b"")
"""The number stands in the step of the rows, or in the step before it."""


def shown(qtbot: QtBot, page: FormPage) -> FormPage:
    in_front(qtbot, page)
    page.first_focus()
    return page


def visit(qtbot: QtBot, desk: Desk, step: str, rows: int = 1) -> FormPage:
    """A visit that met somebody, at the step with the repeat *step*."""
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    for _ in range(rows - 1):
        page.conversation.session.add_repeat(step)
    page.navigator.show_step(step_with(page, step))
    return page


def step_with(page: FormPage, ref: str) -> int:
    found = [at for at, one in enumerate(page.progress.steps) if one.ref and f"{one.ref}/" in ref]
    return found[0]


def removal(page: FormPage, at: int) -> QPushButton:
    """ "Entfernen" over the row *at*, from 1, in sight."""
    bands = sorted(page.view.findChildren(InstanceBand), key=lambda band: band.y())
    button = [band for band in bands if band.isVisible()][at - 1].button
    page.scrolled.ensureWidgetVisible(button)
    return button


def by_space(button: QPushButton) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def band(page: FormPage, repeat: str) -> AddBand:
    found = page.view.add_band(repeat)
    assert found is not None
    return found


def value(page: FormPage, ref: str) -> str:
    return page.conversation.session.state(ref).value


def count(page: FormPage, repeat: str) -> int:
    return len(page.conversation.instances(repeat))


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_shipped_form_can_be_without_a_single_row(path: Path) -> None:
    session = begin(load_form(path.read_bytes()))
    while rows := [row for repeat in _repeats(session) for row in repeat.children]:
        session.remove_repeat(rows[-1].ref)
        asked = [leaf.ref for node in session.body() for leaf in leaves(node)]
        assert [ref for step in steps_of(session) for ref in step.questions] == asked
    again = begin(session.definition, session.stored_answers(hidden=True))
    assert steps_of(again) == steps_of(session)


def _repeats(session: FormSession) -> Iterator[BodyNode]:
    waiting = list(session.body())
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if node.kind == "repeat" and node.can_add:
            yield node


def test_the_only_agreement_goes_and_the_draft_opens_again(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk, AGREEMENT)
    tap(removal(page, 1))
    assert count(page, AGREEMENT) == 0
    assert not [one for one in page.view.findChildren(InstanceBand) if one.isVisible()]
    qtbot.waitUntil(lambda: page.keeper.is_saved)
    again = shown(qtbot, desk.open(draft=desk.store.read().drafts()[0].id))
    assert count(again, AGREEMENT) == 0
    again.navigator.show_step(step_with(again, AGREEMENT))
    tap(band(again, AGREEMENT).buttons[WORKER])
    assert count(again, AGREEMENT) == 1


@pytest.mark.parametrize("hand", [tap, by_space], ids=["tap", "space"])
@pytest.mark.parametrize("rows", [1, 2])
def test_a_row_is_removed_where_one_is_and_brought_back_with_its_text(
    qtbot: QtBot, desk: Desk, hand: Callable[[QPushButton], None], rows: int
) -> None:
    page = visit(qtbot, desk, TOPIC, rows)
    step = page.progress.current
    page.navigator.go_to(FACT[1])
    press(page, "Schimmel im Bad")
    hand(removal(page, 1))
    assert page.progress.current == step
    assert count(page, TOPIC) == rows - 1
    line = band(page, TOPIC)
    assert line.removed_label.text() == f"Thema 1 von {rows} ist entfernt."
    assert QApplication.focusWidget() is line.undo_button
    assert page.conversation.is_seen(page.conversation.current)
    hand(line.undo_button)
    assert value(page, FACT[1]) == "Schimmel im Bad"
    assert count(page, TOPIC) == rows
    assert not line.undo_button.isVisible()
    assert page.progress.current == step
    qtbot.waitUntil(lambda: page.keeper.is_saved)
    again = desk.open(draft=desk.store.read().drafts()[0].id)
    qtbot.addWidget(again)
    assert value(again, FACT[1]) == "Schimmel im Bad"


def test_the_way_back_is_in_sight_below_many_rows(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk, TOPIC, rows=5)
    tap(removal(page, 1))
    undo = band(page, TOPIC).undo_button
    qtbot.waitUntil(lambda: not undo.visibleRegion().isEmpty())


def test_the_way_back_is_still_offered_after_a_look_at_another_step(
    qtbot: QtBot, desk: Desk
) -> None:
    page = visit(qtbot, desk, TOPIC)
    page.navigator.go_to(FACT[1])
    press(page, "Schimmel im Bad")
    step = page.progress.current
    tap(removal(page, 1))
    page.navigator.turn(-1)
    page.navigator.show_step(step)
    tap(band(page, TOPIC).undo_button)
    assert value(page, FACT[1]) == "Schimmel im Bad"


def test_the_client_stays_at_a_question_when_the_row_goes(qtbot: QtBot, desk: Desk) -> None:
    page = visit(qtbot, desk, TOPIC, rows=2)
    client = InterpreterWindow(page.conversation, page.local_now)
    desk.windows.append(client)
    with qtbot.waitExposed(client):
        client.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.conversation.move_to(f"{TOPIC}[2]/f2_topic_domain")
    assert client.stop.ref == f"{TOPIC}[2]/f2_topic_domain"
    tap(removal(page, 1))
    assert client.stop.ref == f"{TOPIC}[1]/f2_topic_domain", "the same row, now the first"
    tap(removal(page, 1))
    assert client.stop.kind == "question"
    assert page.progress.current == step_with(page, TOPIC)
    assert page.conversation.is_seen(client.stop.ref, for_client=True)
    tap(client.skip)
    assert client.stop.kind != "nothing"


def typing(page: FormPage, ref: str) -> QLineEdit:
    page.navigator.go_to(ref)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    return line


def test_a_number_mended_digit_by_digit_loses_no_row(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.page(desk.form(BESIDE)))
    press(typing(page, "/data/g/k"), "12")
    for at in (1, 2, 12):
        press(typing(page, f"/data/g/r[{at}]/c"), f"Kind {at}")
    before = page.conversation.session.stored_answers()
    line = typing(page, "/data/g/k")
    press(line, Qt.Key.Key_Backspace)
    assert (line.text(), count(page, "/data/g/r")) == ("1", 1)
    press(line, Qt.Key.Key_Backspace, "0", Qt.Key.Key_Backspace, "12")
    assert QApplication.focusWidget() is line
    assert page.conversation.session.stored_answers() == before
    assert typing(page, "/data/g/r[2]/c").text() == "Kind 2"


def test_text_that_is_no_answer_goes_with_its_row_and_comes_back(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.page(desk.form(BESIDE)))
    press(typing(page, "/data/g/k"), "2")
    press(typing(page, "/data/g/r[2]/n"), "zehn")
    line = typing(page, "/data/g/k")
    assert [one.ref for one in page.summary.problems] == ["/data/g/r[2]/n"]
    press(line, Qt.Key.Key_Backspace, "1")
    assert not page.summary.problems
    assert page.view.raw_texts() == ()
    press(line, Qt.Key.Key_Backspace, "2")
    assert typing(page, "/data/g/r[2]/n").text() == "zehn"


def test_half_typed_text_moves_up_with_its_row(qtbot: QtBot, desk: Desk) -> None:
    due = "{}/f2_agreed_due"
    page = visit(qtbot, desk, AGREEMENT, rows=2)
    press(typing(page, due.format(f"{AGREEMENT}[2]")), "bald")
    tap(removal(page, 1))
    assert [one.ref for one in page.view.raw_texts()] == [due.format(f"{AGREEMENT}[1]")]
    assert typing(page, due.format(f"{AGREEMENT}[1]")).text() == "bald"


def test_a_step_of_counted_rows_may_be_empty(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.page(desk.form(BEFORE)))
    for number, rows in (("3", 3), ("0", 0), ("2", 2)):
        line = typing(page, "/data/g/k")
        line.clear()
        press(line, number)
        asked = [ref for step in page.progress.steps for ref in step.questions]
        assert len([ref for ref in asked if ref.endswith("/c")]) == rows
        for at in range(len(page.progress.steps)):
            page.navigator.show_step(at)


def test_text_of_a_row_that_a_count_took_out_is_in_the_draft(qtbot: QtBot, desk: Desk) -> None:
    form = desk.form(BESIDE)
    page = shown(qtbot, desk.page(form))
    press(typing(page, "/data/g/k"), "2")
    press(typing(page, "/data/g/r[2]/n"), "zehn")
    press(typing(page, "/data/g/k"), Qt.Key.Key_Backspace, "1")
    kept = page._snapshot()
    definition, environment = form.session.definition, Environment(time_zone=BERLIN)
    session = FormSession(definition, environment=environment, answers=dict(kept.typed))
    found = raw_texts(session, {**kept.typed, **kept.raw})
    page = shown(qtbot, desk.page(replace(form, session=session, raw=found)))
    assert not page.summary.problems
    press(typing(page, "/data/g/k"), Qt.Key.Key_Backspace, "2")
    assert typing(page, "/data/g/r[2]/n").text() == "zehn"
