"""Which ways on the unlock window offers for which fault, and which of them is the first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.fault_card import BRING_BACK, RETRY, FaultCard
from tests.support.window_texts import button, texts

AGAIN, BACK = "Noch einmal versuchen", "Sicherung zurückholen"
ON, LEAVE = "Mit diesem Stand weiterarbeiten", "Schließen"
PAGED = {ErrorCode.STORE_BEHIND: {"missing": 3}}


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


@pytest.fixture
def card(qtbot: QtBot) -> FaultCard:
    window = UnlockWindow(LocaleContext("de"))
    qtbot.addWidget(window)
    window.show()
    window.show_error(KnownError(ErrorCode.STORE_MISSING))
    found = window.findChild(FaultCard)
    assert isinstance(found, FaultCard)
    return found


@pytest.mark.parametrize("code", sorted(RETRY | BRING_BACK))
def test_one_way_is_the_first(card: FaultCard, code: ErrorCode) -> None:
    card.show_fault(KnownError(code, **PAGED.get(code, {})))
    card.first_focus()
    ways = [way for way in (card._retry, *(one for one, _ in card._ways)) if way.isVisible()]
    assert [way.property("role") or "" for way in ways] == ["primary", *[""] * (len(ways) - 1)]
    assert ways[0].hasFocus()
    assert [way.y() for way in ways] == sorted(way.y() for way in ways)


def test_a_missing_store_is_looked_for_again_before_a_backup_replaces_it(card: FaultCard) -> None:
    again, back = (
        button(card, text) for text in ("Noch einmal versuchen", "Sicherung zurückholen")
    )
    assert again.property("role") == "primary"
    assert back.property("role") != "primary"


def test_tab_goes_from_way_to_way_as_they_are_seen(card: FaultCard) -> None:
    card.window().activateWindow()
    card.first_focus()
    gone = []
    for _ in range(3):
        focused = card.window().focusWidget()
        assert isinstance(focused, QPushButton)
        gone.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert [one.text() for one in gone] == [
        "Noch einmal versuchen",
        "Sicherung zurückholen",
        "Schließen",
    ]
