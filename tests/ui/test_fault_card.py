"""Each fault that keeps a store closed: one way is the first one, another try before all others."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.fault_card import BRING_BACK, RETRY, FaultCard
from tests.support.window_texts import button

PAGED = {ErrorCode.STORE_BEHIND: {"missing": 3}}


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
