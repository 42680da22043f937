"""The system is listened to a moment after a window came up: first comes its page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Slot

from desktop.app.session_signals import session_watch
from desktop.app.session_signals.watch import SessionWatch

_AFTER_MS: Final = 500


class LaterWatch(SessionWatch):
    """The watch of this system, begun some time after ``start``; ``stop`` is for good."""

    _watch: SessionWatch | None = None
    _is_over = False

    def start(self) -> None:
        """Listen soon."""
        QTimer.singleShot(_AFTER_MS, self, self._begin)

    def stop(self) -> None:
        """Listen no more, or never."""
        self._is_over = True
        if self._watch is not None:
            self._watch.stop()

    @Slot()
    def _begin(self) -> None:
        if self._is_over or self._watch is not None:
            return
        self._watch = session_watch(self)
        if self._watch is not None:
            self._watch.lock_wanted.connect(self.lock_wanted)
            self._watch.start()
