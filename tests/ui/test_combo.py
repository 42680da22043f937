"""Combo boxes from right to left, where a style sheet makes Qt forget the side."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.ui.theme.theme import Theme
from desktop.ui.widgets.combo import Combo

WIDTH, HEIGHT = 400, 40
EDGE, ARROW = 5, 40


def ink(image: QImage, left: int, right: int) -> int:
    """How many dark points lie between two columns."""
    middle = range(10, HEIGHT - 10)
    return sum(image.pixelColor(x, y).lightness() < 120 for x in range(left, right) for y in middle)


@pytest.mark.parametrize("text", ["Deutsch", "العربية"])
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_the_text_begins_where_the_window_begins_to_read(
    qtbot: QtBot, theme: Theme, text: str, direction: Qt.LayoutDirection
) -> None:
    box = Combo()
    qtbot.addWidget(box)
    box.setLayoutDirection(direction)
    box.addItem(text)
    box.resize(WIDTH, HEIGHT)
    with qtbot.waitExposed(box):
        box.show()
    image = box.grab().toImage()
    is_rtl = direction is Qt.LayoutDirection.RightToLeft
    first, last = (ARROW, EDGE) if is_rtl else (EDGE, ARROW)
    left, right = ink(image, first, WIDTH // 2), ink(image, WIDTH // 2, WIDTH - last)
    assert (right > left) is is_rtl
