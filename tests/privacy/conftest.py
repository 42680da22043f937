"""Privacy is shown with the whole program: real windows, stores, files and processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop.ui.garbage import Garbage
from desktop.ui.theme.theme import Theme


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
