"""The fields of a new password: by keyboard alone, read aloud, never jumping."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.services.password_strength import judge
from desktop.ui.dialogs.new_password import DIFFERENT, NewPassword
from desktop.ui.theme.theme import Theme

GOOD = "sonne ufer lampe nuss"


@pytest.fixture
def fields(qtbot: QtBot, theme: Theme, tr: LocaleContext) -> NewPassword:
    made = NewPassword(tr, judge, lambda: "kolibri trommel ufer stempel birne")
    qtbot.addWidget(made)
    made.resize(480, made.sizeHint().height())
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.first.setFocus()
    return made


def test_tab_goes_from_field_to_field_and_enter_ends_in_the_second(
    qtbot: QtBot, fields: NewPassword
) -> None:
    seen = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = [fields.first, fields.first.hold, fields.suggest, fields.second, fields.second.hold]
    assert seen == wanted
    fields.first.setFocus()
    QTest.keyClick(fields.first, Qt.Key.Key_Return)
    assert fields.second.hasFocus()
    with qtbot.waitSignal(fields.entered, timeout=1000):
        QTest.keyClick(fields.second, Qt.Key.Key_Return)


def test_the_space_bar_shows_what_was_typed_for_as_long_as_it_is_held(fields: NewPassword) -> None:
    QTest.keyClicks(fields.first, GOOD)
    fields.first.hold.setFocus()
    QTest.keyPress(fields.first.hold, Qt.Key.Key_Space)
    assert fields.first.echoMode() is QLineEdit.EchoMode.Normal
    QTest.keyRelease(fields.first.hold, Qt.Key.Key_Space)
    assert fields.first.echoMode() is QLineEdit.EchoMode.Password


def test_strength_is_said_in_words_and_read_aloud(fields: NewPassword) -> None:
    heights = set()
    for typed, filled, words in (
        ("hallo", 1, "Zu schwach"),
        (GOOD, 3, "Gut"),
        (f"{GOOD} zylinder", 4, "Sehr gut"),
    ):
        fields.first.clear()
        QTest.keyClicks(fields.first, typed)
        assert fields.bar.filled == filled
        assert fields.rating.text().startswith(words)
        spoken = fields.first.accessibleDescription()
        assert words in spoken
        assert fields.advice.text() in spoken
        heights.add(fields.second.y())
    assert len(heights) == 1, "the second field jumps"


def test_weak_or_different_entries_are_not_given_out(fields: NewPassword) -> None:
    QTest.keyClicks(fields.first, "hallo")
    QTest.keyClicks(fields.second, "hallo")
    assert fields.password() is None
    fields.clear()
    QTest.keyClicks(fields.first, GOOD)
    QTest.keyClicks(fields.second, GOOD + "x")
    assert fields.password() is None
    assert fields.mistake.text() == DIFFERENT
    fields.second.clear()
    QTest.keyClicks(fields.second, GOOD)
    assert fields.password() == GOOD


def test_a_suggestion_can_be_read_until_something_is_typed_over_it(fields: NewPassword) -> None:
    fields.suggest.click()
    assert fields.first.echoMode() is QLineEdit.EchoMode.Normal
    assert fields.second.text() == ""
    assert fields.second.hasFocus()
    QTest.keyClicks(fields.first, "x")
    assert fields.first.echoMode() is QLineEdit.EchoMode.Password
