"""Words without end in a form of somebody else break; they neither widen a page nor are cut."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from pyxform.xls2xform import convert

from desktop.ui.fields.choice_row import CheckRow, RadioRow
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_step_bar import StepBar
from desktop.ui.theme.theme import Appearance, Theme
from tests.ui.form_desk import Desk

WORD = "Elektrizitätswerksbetriebsgesellschaft" * 3
TABLE = f"""
| survey |
| | type | name | required | label::Deutsch (de) | label::العربية (ar) | hint::Deutsch (de) |
| | begin_group | p | | {WORD} | {WORD} | |
| | select_one c | one | yes | {WORD} | هل **{WORD}** | {WORD} |
| | select_multiple c | many | | Oder {WORD} | {WORD} | |
| | rank c | order | | {WORD} | {WORD} | |
| | select_one c | again | | Noch einmal | {WORD} | |
| | end_group | | | | | |
| choices |
| | list_name | name | label::Deutsch (de) | label::العربية (ar) |
| | c | a | {WORD} | {WORD} |
| | c | b | Ja, {WORD} | نعم {WORD} |
| settings |
| | form_title | form_id | version | name | default_language |
| | {WORD} | long_words | 1 | data | Deutsch (de) |
"""


@pytest.fixture
def desk(case_desk: Desk, theme: Theme) -> Iterator[Desk]:
    yield case_desk
    theme.wear(Appearance())


def long_words() -> bytes:
    made = convert(xlsform=TABLE, file_type=".md", validate=False)
    xform: str = made.xform
    return xform.encode()


def cut_off(root: QWidget) -> list[str]:
    """Where the word is shown with less room than its letters need, line after line."""
    found = []
    for label in (each for each in root.findChildren(TextLabel) if each.isVisible()):
        if WORD in label.accessibleName():
            found.append((label.fontMetrics(), label.width(), label.height(), "text"))
    rows = [*root.findChildren(RadioRow), *root.findChildren(CheckRow)]
    for row in (each for each in rows if each.isVisible()):
        room = row.width() - row.drawing.around()
        found.append((row.drawing.metrics, room, row.height(), "choice"))
    assert found
    return [
        f"{kind}: {width}x{height}"
        for metrics, width, height, kind in found
        if height < math.ceil(metrics.horizontalAdvance(WORD) / width) * metrics.height() * 0.9
    ]


def is_too_wide(root: QWidget) -> bool:
    """Whether something must be moved sideways to be seen."""
    areas = [each for each in root.findChildren(QScrollArea) if each.isVisible()]
    # The bar of steps is the one thing that is meant to be moved.
    insides = [(a, a.widget()) for a in areas if not isinstance(a, StepBar)]
    return any(w is not None and w.width() > a.viewport().width() for a, w in insides)


@pytest.mark.parametrize("percent", [100, 150])
def test_a_word_without_end_breaks_in_both_panes(
    desk: Desk, qtbot: QtBot, theme: Theme, percent: int
) -> None:
    theme.wear(Appearance(text_percent=percent))
    page = desk.page(desk.form(long_words()))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.finish()
    assert page.summary.problems
    assert page.minimumSizeHint().width() <= page.width() == 1100
    assert not is_too_wide(page)
    assert cut_off(page.view) == []


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("name", ["one", "many", "order", "again"])
def test_a_word_without_end_breaks_in_the_clients_window(
    desk: Desk, qtbot: QtBot, theme: Theme, percent: int, name: str
) -> None:
    theme.wear(Appearance(text_percent=percent))
    page = desk.page(desk.form(long_words()))
    qtbot.addWidget(page)
    window = InterpreterWindow(page.conversation, page.local_now)
    desk.windows.append(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    page.conversation.move_to(f"/data/p/{name}")
    qtbot.waitUntil(lambda: window.field is not None and window.field.isVisible())
    assert window.width() == 1366
    assert not is_too_wide(window)
    assert cut_off(window) == []
