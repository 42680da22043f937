"""The steps of a long form: all are seen at once, and each begins in the worker's pane."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.text_field import LineField
from desktop.ui.pages.form_band import WORKER
from tests.ui.form_desk import Desk, case_desk

desk = case_desk


@pytest.mark.parametrize("width", [1060, 1166])
def test_nine_steps_are_all_seen(qtbot: QtBot, desk: Desk, width: int) -> None:
    page = desk.open(form_id="f3_profile", client="en")
    qtbot.addWidget(page)
    page.resize(width, 712)
    page.show()
    bar = page.step_bar
    assert len(bar.buttons) > 7
    qtbot.waitUntil(lambda: bar.buttons[-1].geometry().right() <= bar.viewport().width())
    shortened = [b for b in bar.buttons if b.width() < b.whole]
    assert shortened
    assert all(b.toolTip() == b.sign.title for b in shortened)
    assert not any(b.sign.is_current for b in shortened)


def test_a_step_begins_in_the_workers_pane_before_anything_has_its_place(
    qtbot: QtBot, desk: Desk
) -> None:
    page = desk.open(form_id="f3_profile", client="en")
    qtbot.addWidget(page)
    page.resize(1166, 712)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    for step in range(3):
        page.navigator.show_step(step)
        assert page.navigator.side == WORKER


def test_the_groups_of_a_telephone_number_are_kept_apart_for_arabic_digits(qtbot: QtBot) -> None:
    field = LineField(PaneLook(LocaleContext("ar")), is_figure=True)
    qtbot.addWidget(field)
    field.set_value("0351 555 01")
    mark = "\N{LEFT-TO-RIGHT MARK}"
    assert field.line.text() == " ".join(f"{mark}{g}{mark}" for g in ("٠٣٥١", "٥٥٥", "٠١"))
    assert field.value() == "0351 555 01"
