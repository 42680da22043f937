"""Which ways on the unlock window offers for which fault."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.ui.unlock_window import UnlockWindow
from tests.support.window_texts import button, texts

AGAIN, BACK = "Noch einmal versuchen", "Sicherung zurückholen"
ON, LEAVE = "Mit diesem Stand weiterarbeiten", "Schließen"


@pytest.fixture
def window(qtbot: QtBot, tr: LocaleContext) -> UnlockWindow:
    made = UnlockWindow(tr)
    qtbot.addWidget(made)
    made.show()
    return made


def ways(window: UnlockWindow) -> set[str]:
    """The buttons of the fault that can be seen."""
    page = window._fault_page
    assert page is not None
    return {found.text() for found in page.findChildren(QPushButton) if found.isVisible()}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KnownError(ErrorCode.STORE_BEHIND, missing=3), {BACK, ON, LEAVE}),
        (KnownError(ErrorCode.STORE_ROLLED_BACK, missing=3), {BACK, ON, LEAVE}),
        (KnownError(ErrorCode.STORE_MIXED), {BACK, ON, LEAVE}),
        (KnownError(ErrorCode.STORE_DAMAGED, pages=2), {BACK, ON, LEAVE}),
        (KnownError(ErrorCode.STORE_DAMAGED), {BACK, LEAVE}),
        (KnownError(ErrorCode.STORE_EMPTIED), {BACK, LEAVE}),
        (KnownError(ErrorCode.STORE_MISSING), {AGAIN, BACK, LEAVE}),
        (KnownError(ErrorCode.STORE_OTHER_KEY), {BACK, LEAVE}),
        (KnownError(ErrorCode.KEY_FILE_DAMAGED), {BACK, LEAVE}),
        (KnownError(ErrorCode.STORE_NEWER), {LEAVE}),
        (KnownError(ErrorCode.NO_ACCESS), {LEAVE}),
        (KnownError(ErrorCode.READ_ONLY), {AGAIN, LEAVE}),
        (KnownError(ErrorCode.DISK_FULL), {AGAIN, LEAVE}),
        (KnownError(ErrorCode.ALREADY_RUNNING), {AGAIN, LEAVE}),
        (BugError("x"), {LEAVE}),
    ],
    ids=lambda given: "-".join(sorted(given)) if isinstance(given, set) else str(given),
)
def test_the_ways_fit_the_fault(window: UnlockWindow, error: Exception, expected: set[str]) -> None:
    window.show_error(error)
    assert ways(window) == expected


def test_going_on_is_asked_for_with_what_was_said(window: UnlockWindow, qtbot: QtBot) -> None:
    window.show_error(KnownError(ErrorCode.STORE_BEHIND, missing=3))
    with qtbot.waitSignal(window.go_on_requested) as asked:
        button(window, ON).click()
    assert asked.args == [ErrorCode.STORE_BEHIND]


def test_the_keyboard_stands_on_the_way_that_helps_most(window: UnlockWindow) -> None:
    window.activateWindow()
    window.show_error(KnownError(ErrorCode.STORE_MIXED))
    focused = window.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == BACK


@pytest.mark.parametrize("code", [ErrorCode.DISK_FULL, ErrorCode.DISK_FAULT])
def test_before_anything_is_open_nothing_is_said_of_a_last_entry(
    window: UnlockWindow, code: ErrorCode
) -> None:
    window.show_error(KnownError(code))
    said = " ".join(texts(window))
    assert "Öffnen" in said
    for words in ("Eingabe", "noch einmal speichern", "Fenster"):
        assert words not in said
