"""Words on buttons and in menus read as their widget does; what they are called stays as it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QPushButton,
    QRadioButton,
    QStyleOptionMenuItem,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.i18n.bidi import LRI, PDI, as_rtl, open_isolates, strip_controls
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import keys_text
from desktop.ui.pages.form_band import CLIENT, WORKER, PairBand
from desktop.ui.pages.translation_list import FirstWords
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import Theme
from desktop.ui.widgets.labels import ReadingLabel
from desktop.ui.widgets.menu import Menu
from desktop.ui.widgets.quote import QuoteLabel

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


def test_a_phone_number_in_arabic_words_keeps_its_order_and_is_copied_plain(
    qtbot: QtBot, theme: Theme
) -> None:
    said = "رقمي 0351 555 01، شكرا"
    whole = f"{LRI}0351 555 01{PDI}"
    quote, line, reading = QuoteLabel(said, "ar"), FirstWords(said, "ar"), ReadingLabel(said)
    for label in (quote, line, reading):
        qtbot.addWidget(label)
        assert whole in label.text()
    assert quote.accessibleName() == said
    assert not open_isolates(line.elided(line.fontMetrics(), 80))
    reading.setSelection(0, len(reading.text()))
    QTest.keySequence(reading, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QApplication.clipboard().text() == said


def test_german_words_get_no_marks(qtbot: QtBot, theme: Theme) -> None:
    reading = ReadingLabel("Telefon 0351 555 01")
    qtbot.addWidget(reading)
    assert reading.text() == "Telefon 0351 555 01"


@pytest.mark.parametrize("direction", [LTR, RTL])
def test_the_bar_of_a_question_stands_at_the_pane_that_has_the_keyboard(
    direction: Qt.LayoutDirection, qtbot: QtBot, theme: Theme
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setLayoutDirection(direction)
    band = PairBand(window)
    band.resize(200, 40)
    band.set_tone("accent")
    accent = QColor(current_tokens().accent)
    for side, at, away in ((WORKER, 0, 199), (CLIENT, 199, 0)):
        band.set_bar_side(side)
        image = band.grab().toImage()
        assert image.pixelColor(at, 20) == accent
        assert image.pixelColor(away, 20) != accent


def test_keys_keep_their_order_in_arabic() -> None:
    assert keys_text("Ctrl+Shift+F", LocaleContext("de")) == "Strg+Umschalt+F"
    shown = keys_text("Alt+Left", LocaleContext("ar"))
    assert shown.startswith(LRI)
    assert shown.endswith(PDI)
    assert strip_controls(shown).startswith("Alt+")
