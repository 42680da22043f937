"""A password is read in one way everywhere: while the eye in its field is held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.services.password_strength import judge
from desktop.ui.cover import Cover
from desktop.ui.dialogs.new_password import NewPassword
from desktop.ui.dialogs.old_password import OldPassword
from desktop.ui.dialogs.password_line import PasswordLine
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow

DESKTOP = Path(__file__).resolve().parents[2] / "desktop"
HIDDEN, READ = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
PLACES: dict[str, Callable[[LocaleContext], QWidget]] = {
    "unlocking": UnlockWindow,
    "cover": Cover,
    "confirming and bringing back": lambda tr: PasswordLine(tr, "Passwort"),
    "the old one": OldPassword,
    "the new one": lambda tr: NewPassword(tr, judge, lambda: "x"),
}


@pytest.mark.parametrize("place", PLACES)
def test_it_is_seen_while_the_button_is_held(
    qtbot: QtBot, theme: Theme, tr: LocaleContext, place: str
) -> None:
    shown = PLACES[place](tr)
    qtbot.addWidget(shown, before_close_func=_let_close)
    shown.show()
    lines = [line for line in shown.findChildren(QLineEdit) if line.echoMode() is HIDDEN]
    buttons = [
        button
        for button in shown.findChildren(QPushButton)
        if button.accessibleName() == "Zum Lesen halten" and button.isVisible()
    ]
    assert len(lines) == len(buttons) > 0
    for line, button in zip(lines, buttons, strict=True):
        line.setText("geheim")
        QTest.keyPress(button, Qt.Key.Key_Space)
        assert line.echoMode() is READ
        QTest.keyRelease(button, Qt.Key.Key_Space)
        assert line.echoMode() is HIDDEN
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        for widget in (line, button):
            widget.setEnabled(False)
        assert line.echoMode() is HIDDEN, "and not while it is checked"


def test_no_window_hides_a_password_in_another_way() -> None:
    hiding = {
        path.name
        for path in DESKTOP.rglob("*.py")
        if "setEchoMode" in path.read_text(encoding="utf-8")
    }
    password = {"password_hold.py", "password_edit.py", "new_password.py"}
    assert hiding == password | {"pin_dialog.py"}, "a PIN has no button"


def _let_close(shown: QWidget) -> None:
    if isinstance(shown, Cover):
        shown.take_away()
