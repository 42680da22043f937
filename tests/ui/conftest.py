"""Real windows, offscreen; every test leaves no window, thread or task behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.support.windows import garbage, tasks, theme
from tests.ui.pages_desk import PagesDesk

__all__ = ["desk", "garbage", "tasks", "theme", "tr"]


@pytest.fixture
def tr() -> LocaleContext:
    """A window's language: German."""
    return LocaleContext("de")


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, tasks: Tasks, theme: Theme) -> Iterator[PagesDesk]:
    """A store with three cases, and windows on it."""
    made = PagesDesk(tmp_path, qtbot, tasks, theme)
    yield made
    made.close()
