"""Fixtures for tests of windows in this process; a folder's conftest names those it wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.garbage import Garbage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme

__all__ = ["garbage", "tasks", "theme"]


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
