"""The unlock window: password, mistakes in words, faults with their next step, two languages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.ui.error_texts import BUG_TEXT, ERROR_TEXTS, describe
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import FORGOTTEN, UnlockWindow
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.password_hold import HoldButton


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tr: LocaleContext) -> UnlockWindow:
    window = UnlockWindow(tr, demo_password="apfel-wolke")
    qtbot.addWidget(window)
    window.show()
    return window


def texts(window: UnlockWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def test_enter_sends_the_password(qtbot: QtBot, window: UnlockWindow) -> None:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    with qtbot.waitSignal(window.unlock_requested) as sent:
        QTest.keyClicks(field, "geheim")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent.args == ["geheim"]


def test_an_empty_password_asks_nothing(qtbot: QtBot, window: UnlockWindow) -> None:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    with qtbot.assertNotEmitted(window.unlock_requested):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_wrong_password_is_said_in_words_and_forgotten_on_typing(
    qtbot: QtBot, window: UnlockWindow
) -> None:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    window.show_progress()
    bar = window.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert bar.isVisible()
    window.show_wrong_password()
    assert ERROR_TEXTS[ErrorCode.WRONG_PASSWORD].sentence in texts(window)
    assert not bar.isVisible()
    QTest.keyClicks(field, "x")
    assert ERROR_TEXTS[ErrorCode.WRONG_PASSWORD].sentence not in texts(window)


def test_the_password_can_be_read_while_the_button_is_held(
    qtbot: QtBot, window: UnlockWindow
) -> None:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    hold = window.findChild(HoldButton)
    assert isinstance(hold, HoldButton)
    QTest.mousePress(hold, Qt.MouseButton.LeftButton)
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    QTest.mouseRelease(hold, Qt.MouseButton.LeftButton)
    assert field.echoMode() is QLineEdit.EchoMode.Password


def field_of(window: UnlockWindow) -> QLineEdit:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    return field


@pytest.mark.hardening("T14")
def test_while_one_has_to_wait_nothing_is_sent_and_typing_is_possible(
    qtbot: QtBot, window: UnlockWindow
) -> None:
    field = field_of(window)
    window.show_error(KnownError(ErrorCode.WRONG_PASSWORD, seconds=1))
    said = [text for text in texts(window) if "Der nächste Versuch geht in" in text]
    assert len(said) == 1
    assert "1" in said[0]
    with qtbot.assertNotEmitted(window.unlock_requested):
        QTest.keyClicks(field, "geheim")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert said[0] in texts(window), "typing does not hide the wait"
    qtbot.waitUntil(lambda: said[0] not in texts(window), timeout=5000)
    with qtbot.waitSignal(window.unlock_requested) as sent:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent.args == ["geheim"]


@pytest.mark.hardening("T14")
def test_a_try_that_came_too_soon_says_why_it_has_to_wait(window: UnlockWindow) -> None:
    window.show_error(KnownError(ErrorCode.TRY_LATER, seconds=60))
    assert ERROR_TEXTS[ErrorCode.TRY_LATER].sentence in texts(window)
    assert any("60" in text for text in texts(window))


def test_who_forgot_the_password_is_asked_for_initials_first_where_there_are_several(
    qtbot: QtBot, window: UnlockWindow
) -> None:
    link = next(b for b in window.findChildren(QPushButton) if b.text() == FORGOTTEN)
    with qtbot.waitSignal(window.forgotten):
        link.click()
    window.ask_initials()
    with qtbot.assertNotEmitted(window.forgotten):
        link.click()
    QTest.keyClicks(window._initials, " mk ")
    with qtbot.waitSignal(window.forgotten):
        link.click()
    assert window.initials == "mk"


def test_behind_the_open_store_the_hidden_window_holds_no_password(window: UnlockWindow) -> None:
    QTest.keyClicks(field_of(window), "geheim")
    window.hide()
    assert field_of(window).text() == ""


@pytest.mark.parametrize(
    "code",
    [
        ErrorCode.STORE_DAMAGED,
        ErrorCode.KEY_FILE_MISSING,
        ErrorCode.FOREIGN_FILE,
        ErrorCode.ALREADY_RUNNING,
        ErrorCode.STORE_NEWER,
    ],
)
def test_a_fault_is_shown_with_its_next_step(window: UnlockWindow, code: ErrorCode) -> None:
    window.show_error(KnownError(code))
    assert ERROR_TEXTS[code].sentence in texts(window)
    assert ERROR_TEXTS[code].step in texts(window)


def test_a_bug_is_never_shown_raw(window: UnlockWindow) -> None:
    window.show_error(BugError("KeyError: 'x'"))
    assert BUG_TEXT.sentence in texts(window)
    assert not any("KeyError" in text for text in texts(window))


def test_arabic_turns_the_window(window: UnlockWindow, tr: LocaleContext) -> None:
    tr.switch("ar")
    assert window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    tr.switch("de")
    assert window.layoutDirection() is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_code_has_a_sentence_and_a_step(code: ErrorCode, tr: LocaleContext) -> None:
    sentence, step = describe(KnownError(code), tr)
    assert sentence.endswith((".", "?"))
    assert step.endswith((".", "?"))
    assert "!" not in sentence + step


def test_the_unlock_window_loads_nothing_heavy() -> None:
    heavy = "babel qtawesome cryptography sqlcipher3 urllib3 pyxform openpyxl starlette msgspec"
    code = (
        "import sys, desktop.ui.unlock_window;"
        f"print([m for m in '{heavy}'.split() if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_first_paint_does_without_the_big_enumerations(tmp_path: Path) -> None:
    """PySide makes all enumerations of a class at its first use: 11 ms for Qt, 4 for QStyle."""
    for name in ("key.json", "store.db"):
        (tmp_path / name).touch()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from desktop.app.boot import Program\n"
        "from desktop.app.options import Options\n"
        "from PySide6 import QtCore, QtWidgets\n"
        "program = Program(Options(Path(sys.argv[1])))\n"
        "window = program.show()\n"
        "window.grab()\n"
        "print('Qt' in vars(QtCore), 'QStyle' in vars(QtWidgets), window.isVisible())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["False", "False", "True"], done.stdout + done.stderr


def test_labels_take_texts_literally_and_begin_where_the_window_begins(
    window: UnlockWindow,
) -> None:
    label = PlainLabel("<b>x</b>", parent=window)
    assert label.textFormat() is Qt.TextFormat.PlainText
    upright = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    assert label.alignment() == upright | Qt.AlignmentFlag.AlignLeft
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() == upright | Qt.AlignmentFlag.AlignRight
    late = PlainLabel("x", parent=window)
    assert late.alignment() == upright | Qt.AlignmentFlag.AlignRight
