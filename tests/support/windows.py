"""What tests of windows in this process share; a folder's conftest names the fixtures it wants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.garbage import Garbage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme

__all__ = ["garbage", "in_front", "tasks", "theme"]
W = TypeVar("W", bound=QWidget)


@pytest.fixture(autouse=True)
def garbage(qapp: QApplication) -> Iterator[None]:
    """As in the program: windows are never destroyed while Qt or another thread is at work."""
    running = Garbage()
    running.start()
    yield
    running.stop()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The application in the light look at 100 %."""
    return Theme(qapp)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """A pool that is closed, and joined, at the end of the test."""
    pool = Tasks()
    yield pool
    pool.close()


def in_front(qtbot: QtBot, window: W) -> W:
    """*window*, shown and the active one; it is closed after the test."""
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
