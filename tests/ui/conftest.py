"""Real windows, offscreen; every test leaves no window, thread or task behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import Field
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.support.windows import garbage, in_front, tasks, theme
from tests.ui.form_desk import case_desk
from tests.ui.pages_desk import PagesDesk

__all__ = ["case_desk", "desk", "garbage", "placed", "tasks", "theme", "tr"]
Place = Callable[[Field], Field]


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


@pytest.fixture
def placed(qtbot: QtBot, theme: Theme) -> Place:
    """Shows a field in a window of its own, with the keyboard."""
    windows = []

    def place(field: Field) -> Field:
        window = QWidget()
        windows.append(window)
        field.setParent(window)
        window.resize(620, 400)
        field.resize(600, 380)
        in_front(qtbot, window)
        field.focus()
        return field

    return place
