"""Shows what is to be pictured and waits until it stands still."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.tasks import Tasks

_MS = 60
_MOST_MS = 10_000


def is_wanted(name: str, words: Sequence[str]) -> bool:
    """Whether the name of a picture holds one of the *words*, if there are any."""
    return not words or any(word in name for word in words)


def show(widget: QWidget, size: tuple[int, int]) -> None:
    """Show a window in that size, as the active one."""
    widget.resize(*size)
    widget.show()
    widget.activateWindow()
    pause()


def pause(ms: int = _MS) -> None:
    """Let timers, layout and paint happen for so many milliseconds."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def settle(tasks: Tasks, ms: int = _MS) -> None:
    """Wait until nothing waits for an answer, thrice, since answers ask again."""
    for _ in range(3):
        loop = QEventLoop()
        tasks.when_idle(partial(QTimer.singleShot, ms, loop.quit))
        QTimer.singleShot(_MOST_MS, loop.quit)
        loop.exec()
