"""The set-up over an open store: it locks as the main window does, and for the same reasons."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.app.idle import IdleWatch, Limits
from desktop.app.session_signals import session_watch
from desktop.ui.setup_window import SetupWindow

if TYPE_CHECKING:
    from desktop.app.session_signals import SessionWatch

_LISTEN_AFTER_MS = 500


class SettingUp(QObject):
    """Shows *window* and takes it away again. GUI thread.

    Locks after *lock_s* seconds without input, on Ctrl+L, when the laptop falls asleep and when
    the session is locked. What was not finished begins again at the next unlocking.

    Signals: ``finished()``; ``closed()`` the person gave up; ``locked()``.
    """

    finished = Signal()
    closed = Signal()
    locked = Signal()

    def __init__(self, window: SetupWindow, lock_s: float) -> None:
        super().__init__()
        self.window = window
        self._session: SessionWatch | None = None
        self._is_over = False
        self.idle = IdleWatch(lambda: Limits(math.inf, lock_s), parent=self)
        self.idle.lock_due.connect(self.lock)
        self.idle.lock_pressed.connect(self.lock)
        window.finished.connect(self.finished)
        window.closed.connect(self._on_closed)
        window.show()
        self.idle.start()
        QTimer.singleShot(_LISTEN_AFTER_MS, self, self._listen)

    @Slot()
    def lock(self) -> None:
        """Hide everything at once and ask for the lock."""
        if not self._is_over:
            self.end()
            self.locked.emit()

    def end(self) -> None:
        """Watch no more and take the window away."""
        if self._is_over:
            return
        self._is_over = True
        self.idle.stop()
        if self._session is not None:
            self._session.stop()
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    @Slot()
    def _on_closed(self) -> None:
        if not self._is_over:
            self.end()
            self.closed.emit()

    @Slot()
    def _listen(self) -> None:
        if self._is_over or self._session is not None:
            return
        self._session = session_watch(self)
        if self._session is not None:
            self._session.lock_wanted.connect(lambda _reason: self.lock())
            self._session.start()
