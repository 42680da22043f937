"""Counts the seconds of a wait down, by a clock that nobody sets."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_LOOK_MS = 200


class Countdown(QObject):
    """Signals: ``ticked(int)`` whenever another whole second is left, ``ended()``."""

    ticked = Signal(int)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._until = 0.0
        self._shown = 0
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether there is still something to wait for."""
        return self._timer.isActive()

    def begin(self, seconds: int) -> None:
        """Wait *seconds* from now; a wait that is still on ends first."""
        self._until = time.monotonic() + seconds
        self._shown = 0
        self._timer.start()
        self._look()

    @Slot()
    def _look(self) -> None:
        left = math.ceil(self._until - time.monotonic())
        if left <= 0:
            self._timer.stop()
            self.ended.emit()
        elif left != self._shown:
            self._shown = left
            self.ticked.emit(left)
