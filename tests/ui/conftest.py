"""Real windows, offscreen; every test leaves no window, thread or task behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.garbage import Garbage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.ui.pages_desk import PagesDesk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen screen says so whenever a window has a smallest size; that is no fault."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


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
def tr() -> LocaleContext:
    """A window's language: German."""
    return LocaleContext("de")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """A pool that is closed, and joined, at the end of the test."""
    pool = Tasks()
    yield pool
    pool.close()


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, tasks: Tasks, theme: Theme) -> Iterator[PagesDesk]:
    """A store with three cases, and windows on it."""
    made = PagesDesk(tmp_path, qtbot, tasks, theme)
    yield made
    made.close()
