"""Words on buttons and in menus read as their widget does; what they are called stays as it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QPushButton,
    QRadioButton,
    QStyleOptionMenuItem,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.i18n.bidi import as_rtl
from desktop.ui.theme.theme import Theme
from desktop.ui.widgets.menu import Menu

HALTED = "متوقف: أرسل هذا إلى IT (12%)…"
LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


def painted(button: QAbstractButton, words: str) -> object:
    button.setText(words)
    return button.grab().toImage()


@pytest.mark.parametrize("kind", [QPushButton, QRadioButton, QCheckBox, QToolButton])
def test_words_on_a_button_read_as_its_pane_does(
    kind: type[QAbstractButton], qtbot: QtBot, theme: Theme
) -> None:
    button = kind()
    qtbot.addWidget(button)
    button.resize(500, 40)
    button.setLayoutDirection(RTL)
    assert painted(button, HALTED) == painted(button, as_rtl(HALTED))
    button.setLayoutDirection(LTR)
    assert painted(button, HALTED) != painted(button, as_rtl(HALTED))


def test_an_entry_of_a_menu_reads_as_its_window_and_keeps_its_words(qtbot: QtBot) -> None:
    menu = Menu()
    qtbot.addWidget(menu)
    action = menu.addAction(HALTED)
    option = QStyleOptionMenuItem()
    menu.setLayoutDirection(RTL)
    menu.initStyleOption(option, action)
    assert option.text == as_rtl(HALTED)
    assert action.text() == HALTED
    menu.setLayoutDirection(LTR)
    menu.initStyleOption(option, action)
    assert option.text == HALTED
