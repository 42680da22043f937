"""A row removed by mistake during a visit comes back, whatever happens next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.exceptions import capture_exceptions

from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_repeat import AddBand, InstanceBand
from tests.support.desk_windows import Desk, Office, press, tap

TOPIC, AGREEMENT = "/data/f2_page_topics/f2_topic", "/data/f2_page_agreed/f2_agreement"
FACT = f"{TOPIC}[1]/f2_fact"
TEXT = "Schimmel im Bad"


def by_space(button: QPushButton) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def at_step(desk: Desk, repeat: str) -> FormPage:
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1", Qt.Key.Key_Return, "r", Qt.Key.Key_Return)
    form.navigator.go_to(next(r for r in form.conversation.order(asked(form)) if repeat in r))
    return form


def asked(form: FormPage) -> list[str]:
    return [ref for step in form.progress.steps for ref in step.questions]


def removal(form: FormPage) -> QPushButton:
    found = [band for band in form.view.findChildren(InstanceBand) if band.isVisible()]
    form.scrolled.ensureWidgetVisible(found[0].button)
    return found[0].button


def line(form: FormPage, repeat: str) -> AddBand:
    found = form.view.add_band(repeat)
    assert found is not None
    return found


@pytest.mark.parametrize("hand", [tap, by_space], ids=["tap", "space"])
def test_a_topic_brought_back_is_still_there_after_locking(
    office: Office, hand: Callable[[QPushButton], None]
) -> None:
    with capture_exceptions() as raised:
        desk = office.desk()
        form = at_step(desk, TOPIC)
        client = desk.turn_to_client()
        desk.activate()
        form.navigator.go_to(FACT, WORKER)
        press(form, TEXT)
        step = form.progress.current
        hand(removal(form))
        assert form.progress.current == step
        assert line(form, TOPIC).removed_label.text() == "Thema 1 von 1 ist entfernt."
        assert client.stop.kind != "nothing"
        hand(line(form, TOPIC).undo_button)
        assert desk.answer(FACT) == TEXT
        desk.lock()
        desk.unlock()
        desk.opened_form()
        assert desk.answer(FACT) == TEXT
    assert raised == []
    assert desk.crash_reports() == []


def test_a_visit_without_an_agreement_is_there_again_after_locking(office: Office) -> None:
    with capture_exceptions() as raised:
        desk = office.desk()
        form = at_step(desk, AGREEMENT)
        tap(removal(form))
        assert form.conversation.instances(AGREEMENT) == ()
        desk.lock()
        desk.unlock()
        form = desk.opened_form()
        assert form.conversation.instances(AGREEMENT) == ()
        tap(line(form, AGREEMENT).buttons[WORKER])
        assert form.conversation.instances(AGREEMENT) == (f"{AGREEMENT}[1]",)
    assert raised == []
