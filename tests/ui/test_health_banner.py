"""The line on *Heute* about store, disk and clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import ErrorCode
from desktop.i18n.context import LocaleContext
from desktop.services.health import MB, HealthService, Step
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.health_banner import HealthBanner
from desktop.ui.widgets.icons import IconButton
from tests.support.window_texts import button, texts
from tests.unit.storage.laptop import Laptop

LOW = "Auf diesem Laptop sind nur noch 300 MB frei."
VERY_LOW = "Auf diesem Laptop sind nur noch 50 MB frei. Bald lässt sich nichts mehr sichern."


class Desk:
    """A banner over a real store; ``free`` is what the disk says, ``pressed`` what was pressed."""

    def __init__(self, directory: Path, qtbot: QtBot, tasks: Tasks, tr: LocaleContext) -> None:
        self.laptop = Laptop(directory)
        self.free = 50_000 * MB
        self.pressed: list[Step] = []
        self.health = HealthService(
            self.laptop.store, lambda: self.laptop.now_ms, free_bytes=lambda _: self.free
        )
        ways = {
            step: lambda step=step: self.pressed.append(step) for step in (Step.SYNC, Step.RESTORE)
        }
        self.banner = HealthBanner(self.health, tasks, tr, ways)
        self._tasks, self._qtbot = tasks, qtbot
        qtbot.addWidget(self.banner)

    def look(self) -> list[str]:
        """Let the banner look; what can be read then."""
        self.banner.look()
        self._qtbot.waitUntil(lambda: self._tasks.pending == 0)
        return texts(self.banner)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, tasks: Tasks, tr: LocaleContext) -> Iterator[Desk]:
    made = Desk(tmp_path / "anna", qtbot, tasks, tr)
    yield made
    tasks.close()
    made.laptop.store.close()


def test_nothing_is_said_while_all_is_well(desk: Desk) -> None:
    assert desk.look() == []
    assert not desk.banner.isVisible()


def test_a_disk_that_fills_up_is_said_and_taken_back(desk: Desk) -> None:
    desk.free = 300 * MB
    assert LOW in desk.look()
    assert desk.banner.property("tone") == "info"
    desk.free = 50 * MB
    assert VERY_LOW in desk.look()
    assert desk.banner.property("tone") == "danger"
    desk.free = 50_000 * MB
    assert desk.look() == []


def test_it_is_said_in_the_language_of_the_window(desk: Desk, tr: LocaleContext) -> None:
    desk.free = 300 * MB
    desk.look()
    tr.switch("en")
    assert "Only 300 MB are left on this laptop." in texts(desk.banner)


def test_what_was_closed_stays_closed_until_it_gets_worse(desk: Desk) -> None:
    desk.free = 300 * MB
    desk.look()
    cross = next(b for b in desk.banner.findChildren(IconButton) if b.isVisibleTo(desk.banner))
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert desk.look() == []
    desk.free = 50 * MB
    assert VERY_LOW in desk.look()


def test_damage_leads_to_the_backups(desk: Desk) -> None:
    desk.laptop.store.guard.damaged_pages = 2
    assert "Im Datenspeicher sind Stellen beschädigt: 2. Alles andere ist lesbar." in desk.look()
    button(desk.banner, "Sicherungen").click()
    assert desk.pressed == [Step.RESTORE]


def test_the_background_makes_the_reserve(desk: Desk, qtbot: QtBot, tasks: Tasks) -> None:
    desk.banner.tend()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert (desk.laptop.directory / "ballast").exists()
    assert [finding.code for finding in desk.health.findings()] == list[ErrorCode]()
