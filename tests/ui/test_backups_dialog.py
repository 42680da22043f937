"""The dialog of the backups: the keyboard stays where it was, a fault is said once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.backups_dialog import BackupsDialog
from tests.support.window_texts import texts
from tests.ui.pages_desk import PagesDesk


@pytest.fixture
def dialog(desk: PagesDesk, qtbot: QtBot) -> BackupsDialog:
    window = desk.window()
    window.show_backups()
    found = window.findChild(BackupsDialog)
    assert found is not None
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    desk.settle()
    return found


def test_a_second_press_while_it_backs_up_does_nothing_else(
    dialog: BackupsDialog, desk: PagesDesk
) -> None:
    handle = dialog.windowHandle()
    assert handle is not None
    dialog.make.setFocus()
    for _ in range(2):
        QTest.keyClick(handle, Qt.Key.Key_Space)
    assert not dialog.findChildren(QFileDialog)
    assert dialog.focusWidget() is dialog.make
    desk.settle()
    desk.settle()
    assert dialog.focusWidget() is dialog.make
    assert dialog.make.text() == "Jetzt sichern"


def test_a_backup_that_fails_is_said_once_with_what_to_do(
    dialog: BackupsDialog, desk: PagesDesk, qtbot: QtBot
) -> None:
    dialog.make.click()  # without a key file beside the store there is no backup
    qtbot.waitUntil(dialog.message.isVisible)
    desk.settle()
    said = dialog.state.text()
    assert said
    assert not any(said in text for text in texts(dialog) if text != said)
    assert dialog.message.text().endswith(".")
    assert dialog.make.text() == "Jetzt sichern"
