"""Enter presses what has the focus, in windows and dialogs alike; real keys through the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.attachment_ask import ask_to_add
from desktop.ui.dialogs.pin_pad import PinPad
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.language_switch import LanguageSwitch
from desktop.ui.widgets.layouts import column
from tests.shots import secret_fills
from tests.support.keyboard_rules import unnamed
from tests.ui.pages_desk import PagesDesk


@pytest.fixture
def unlock(qtbot: QtBot, tr: LocaleContext) -> UnlockWindow:
    made = UnlockWindow(tr)
    qtbot.addWidget(made)
    seen(qtbot, made)
    qtbot.waitUntil(lambda: hasattr(made, "_ring"))
    return made


def seen(qtbot: QtBot, window: QWidget) -> None:
    window.open() if isinstance(window, QDialog) else window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def enter(window: QWidget) -> None:
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Return)


def test_enter_opens_what_the_unlock_window_offers(unlock: UnlockWindow, qtbot: QtBot) -> None:
    unlock._bring_back.setFocus()
    with qtbot.waitSignal(unlock.restore_requested):
        enter(unlock)


def test_enter_goes_the_way_out_of_a_fault(unlock: UnlockWindow, qtbot: QtBot) -> None:
    unlock.show_error(KnownError(ErrorCode.STORE_BUSY))
    with qtbot.waitSignal(unlock.retry_requested):
        enter(unlock)


def test_enter_presses_a_button_of_the_frame(desk: PagesDesk, qtbot: QtBot) -> None:
    window = desk.window()
    seen(qtbot, window)
    window._rail._buttons["cases"].setFocus()
    enter(window)
    assert window.here == ("cases", None)


def test_enter_at_cancel_does_not_take_a_suspicious_file(
    qtbot: QtBot, unlock: UnlockWindow, tr: LocaleContext
) -> None:
    dialog = ask_to_add(unlock, tr, ["javascript"])
    seen(qtbot, dialog)
    with qtbot.waitSignal(dialog.rejected):
        enter(dialog)


def test_typed_text_is_not_dropped_by_a_key(
    qtbot: QtBot, unlock: UnlockWindow, tr: LocaleContext
) -> None:
    dialog = UnsavedDialog(unlock, tr)
    left: list[bool] = []
    dialog.leave_chosen.connect(lambda: left.append(True))
    seen(qtbot, dialog)
    with qtbot.waitSignal(dialog.rejected):
        enter(dialog)
    assert not left


def test_a_held_enter_presses_once(unlock: UnlockWindow) -> None:
    pressed: list[bool] = []
    unlock.restore_requested.connect(lambda: pressed.append(True))
    unlock._bring_back.setFocus()
    enter(unlock)
    handle = unlock.windowHandle()
    assert handle is not None
    repeated = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True
    )
    QApplication.sendEvent(unlock._bring_back, repeated)
    assert pressed == [True]


def test_the_keys_of_the_pin_say_what_they_are_for(qtbot: QtBot, tr: LocaleContext) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setLayout(column(PinPad(tr)))
    seen(qtbot, holder)
    assert list(unnamed(holder)) == []


@pytest.mark.parametrize("step", [0, 1, 2])
def test_tab_leads_through_the_set_up_to_its_button_before_the_language(
    step: int, desk: PagesDesk, tasks: Tasks, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    window = secret_fills.set_up(desk.services, tmp_path, "de", tasks, theme, step)
    qtbot.addWidget(window)
    seen(qtbot, window)
    handle, met = window.windowHandle(), list[QWidget | None]()
    assert handle is not None
    while window.primary not in met:
        QTest.keyClick(handle, Qt.Key.Key_Tab)
        met.append(window.focusWidget())
        assert len(met) < 20
    assert not any(isinstance(each, LanguageSwitch) for each in met)


@pytest.mark.parametrize("kind", [ActionButton, QCheckBox, QRadioButton])
def test_a_button_with_the_focus_wears_the_ring_and_no_second_mark(
    kind: type[QAbstractButton], qtbot: QtBot, theme: Theme
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, other = kind(), kind()
    for each in (first, other):
        each.setText("Beispiel")
    window.setLayout(column(first, other))
    seen(qtbot, window)
    other.setFocus(Qt.FocusReason.TabFocusReason)
    bare = first.grab().toImage()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert first.hasFocus()
    assert first.grab().toImage() == bare
