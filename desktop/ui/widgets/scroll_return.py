"""Scrolls back to where something stood, as soon as there is again so much to scroll."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollBar

PATIENCE_MS = 5_000
"""Content that has not come by then does not move what a person reads by now."""


class ScrollReturn(QTimer):
    """Begins when made and belongs to *bar*; ends when it is there, when a person scrolls, or
    after ``PATIENCE_MS``.
    """

    def __init__(self, bar: QScrollBar, value: int) -> None:
        super().__init__(bar, singleShot=True, interval=PATIENCE_MS)
        self._bar, self._value = bar, value
        self.timeout.connect(self._end)
        bar.rangeChanged.connect(self._move)
        bar.actionTriggered.connect(self._end)
        self.start()
        self._move()

    def _move(self) -> None:
        if self.isActive():
            self._bar.setValue(self._value)

    def _end(self) -> None:
        self.stop()
        self._bar.rangeChanged.disconnect(self._move)
        self._bar.actionTriggered.disconnect(self._end)
        self.deleteLater()
