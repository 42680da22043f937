"""Notices parts of a page that show up for a moment as windows of their own."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop.ui.cover import PlainCover
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.setup_window import SetupWindow
from desktop.ui.unlock_window import UnlockWindow

WINDOWS = (MainWindow, UnlockWindow, SetupWindow, InterpreterWindow, PlainCover, QDialog, QMenu)
PASSING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class Watch(QObject):
    """Notes every widget that is shown as a window and is none."""

    def __init__(self) -> None:
        super().__init__()
        self.flashes: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            is_window = watched.isWindow() and watched.windowType() not in PASSING
            if is_window and not isinstance(watched, WINDOWS):
                where = traceback.extract_stack()[-2]
                file = Path(where.filename).name
                self.flashes.add(f"{type(watched).__name__} in {file}, line {where.lineno}")
        return False


@contextmanager
def watching() -> Iterator[Watch]:
    """Meanwhile flashes are noted: a window that flashes up takes the keyboard along."""
    application = QApplication.instance()
    assert application is not None
    watch = Watch()
    application.installEventFilter(watch)
    try:
        yield watch
    finally:
        application.removeEventFilter(watch)
