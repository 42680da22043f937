"""Whether anybody is still there while this process may hold a key and no main window watches."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop.app.idle import IdleWatch, Limits
from desktop.app.session_signals.later import LaterWatch


class LeftAlone(QObject):
    """Watches hands, Ctrl+L, sleep and session from its making to ``stop``. GUI thread.

    While *is_busy* says so, no lock is due: what works is let come to its end, and the time
    without input counts anew.

    Signals: ``cover_due()``, ``lock_due()``.
    """

    cover_due = Signal()
    lock_due = Signal()

    def __init__(
        self, limits: Limits, is_busy: Callable[[], bool] = bool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._is_busy, self._is_over = is_busy, False
        self._session = LaterWatch(self)
        self._session.lock_wanted.connect(lambda _reason: self._on_due())
        self.idle = IdleWatch(lambda: limits, parent=self)
        self.idle.cover_due.connect(self.cover_due)
        self.idle.lock_due.connect(self._on_due)
        self.idle.lock_pressed.connect(self._on_due)
        self.idle.start()
        self._session.start()

    def stop(self) -> None:
        """Watch no more; nothing is signalled any longer."""
        if self._is_over:
            return
        self._is_over = True
        self.idle.stop()
        self._session.stop()

    @Slot()
    def _on_due(self) -> None:
        if self._is_over:
            return
        if self._is_busy():
            self.idle.touch()
        else:
            self.lock_due.emit()
