"""*Abgleich* and the chip: the truth in words for every state."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import ErrorCode
from desktop.i18n.context import LocaleContext
from desktop.services.views import SyncStatus
from desktop.sync.state import SyncReport, SyncState
from desktop.ui.widgets.status_chip import StatusChip
from desktop.ui.widgets.status_words import chip_words, page_words
from tests.support.window_texts import button
from tests.ui.pages_desk import PagesDesk, texts

NOW = 1_763_971_200_000
MORNING = NOW - 3_600_000


def status(state: SyncState, **more: object) -> SyncStatus:
    facts: dict[str, object] = {"unsent": 0, "conflicts": 0, "last_success_at": MORNING}
    return SyncStatus(state, **(facts | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "words", "tone"),
    [
        (status(SyncState.IDLE), "alles gesendet 08:00", "ok"),
        (status(SyncState.IDLE, unsent=3), "3 nur auf diesem Laptop", "warn"),
        (status(SyncState.OFFLINE), "offline", "muted"),
        (status(SyncState.OFFLINE, unsent=1), "1 nur auf diesem Laptop", "warn"),
        (status(SyncState.PORTAL), "Anmeldeseite des WLANs", "warn"),
        (status(SyncState.CERTIFICATE), "Zertifikat unbekannt", "danger"),
        (status(SyncState.NOT_OUR_SERVER), "Fremder Server", "danger"),
        (status(SyncState.REVOKED), "Gerät gesperrt", "danger"),
        (status(SyncState.SYNCING, progress=(20, 80)), "Abgleich 20 von 80", "info"),
        (status(SyncState.IDLE, conflicts=2), "2 Konflikte", "warn"),
        (status(SyncState.IDLE, conflicts=1), "1 Konflikt", "warn"),
        (status(SyncState.OFFLINE, conflicts=1, unsent=3), "1 Konflikt · 3 nur hier", "warn"),
        (status(SyncState.IDLE, parked=1), "1 Sendung geparkt", "warn"),
        (status(SyncState.BLOCKED, parked=2), "2 Sendungen geparkt", "warn"),
        (status(SyncState.BLOCKED, error=ErrorCode.TAMPERED), "Abgleich angehalten", "danger"),
    ],
)
def test_the_chip_tells_the_truth(
    shown: SyncStatus, words: str, tone: str, tr: LocaleContext
) -> None:
    found = chip_words(shown, tr, NOW)
    assert (found.words, found.tone) == (words, tone)


@pytest.mark.parametrize("state", list(SyncState))
def test_every_state_has_a_sentence(state: SyncState, tr: LocaleContext) -> None:
    for unsent in (0, 4):
        found = page_words(status(state, unsent=unsent), tr, NOW)
        assert found.words.endswith(".")
        assert chip_words(status(state, unsent=unsent), tr, NOW).words


def test_the_sentence_says_why_the_exchange_halts(tr: LocaleContext) -> None:
    tampered = page_words(status(SyncState.BLOCKED, error=ErrorCode.TAMPERED), tr, NOW)
    assert tampered.words.startswith("Eine empfangene Sendung ist verfälscht.")
    parked = page_words(status(SyncState.BLOCKED, parked=2, unsent=3), tr, NOW)
    assert parked.words == "Der Abgleich ist fertig bis auf 2 geparkte Stellen."
    assert parked.step == "3 Einträge sind nur auf diesem Laptop."


def test_never_all_sent_while_something_is_only_here(tr: LocaleContext) -> None:
    for state in SyncState:
        for conflicts in (0, 1):
            found = chip_words(status(state, unsent=1, conflicts=conflicts), tr, NOW)
            assert "alles gesendet" not in found.words


def test_what_is_only_here_is_listed_with_whose_it_is(desk: PagesDesk) -> None:
    window = desk.window()
    window.go("sync")
    desk.settle()
    shown = texts(window.sync)
    assert "6 Einträge sind nur auf diesem Laptop." in shown
    assert "Fall · Tesfay, Selam" in shown


@pytest.mark.parametrize(
    ("state", "expected", "role"),
    [
        (SyncState.OFFLINE, "sobald der Server erreichbar ist.", "primary"),
        (SyncState.PORTAL, "sobald der Server erreichbar ist.", "primary"),
        (SyncState.NEW_DEVICE, "sobald die IT dieses Gerät angemeldet hat.", ""),
        (SyncState.REVOKED, "sobald behoben ist, was oben steht.", ""),
    ],
)
def test_the_list_gives_no_other_reason_than_the_sentence_at_the_top(
    desk: PagesDesk, state: SyncState, expected: str, role: str
) -> None:
    window = desk.window()
    desk.services.sync.reported(SyncReport(state))
    window.go("sync")
    desk.settle()
    notes = [text for text in texts(window.sync) if text.startswith("Gesendet wird")]
    assert [note.endswith(expected) for note in notes] == [True]
    now = button(window.sync, "Jetzt abgleichen")
    assert now.property("role") == role


def test_progress_is_real_and_can_be_cancelled(desk: PagesDesk, qtbot: QtBot) -> None:
    asked: list[str] = []

    class Exchange:
        def nudge(self) -> None:
            asked.append("now")

        def cancel(self) -> None:
            asked.append("cancel")

        def retry_parked(self) -> None:
            asked.append("retry")

        def accept_restored_server(self) -> None:
            asked.append("accept")

        def network_returned(self) -> None:
            asked.append("network")

    desk.services.sync.attach(Exchange())
    window = desk.window()
    window.go("sync")
    desk.settle()
    press(window.sync, "Jetzt abgleichen")
    desk.services.sync.reported(SyncReport(SyncState.SYNCING, progress=(30, 120)))
    bar = window.sync.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    qtbot.waitUntil(bar.isVisible)
    assert (bar.value(), bar.maximum()) == (30, 120)
    chip = window.findChild(StatusChip)
    assert isinstance(chip, StatusChip)
    qtbot.waitUntil(lambda: chip.text() == "Abgleich 30 von 120")
    press(window.sync, "Abbrechen")
    desk.settle()
    assert asked == ["now", "cancel"]


def press(root: QWidget, text: str) -> None:
    next(b for b in root.findChildren(QPushButton) if b.text() == text).click()
