"""Looks for garbage in the GUI thread only, between two events."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Garbage(QObject):
    """While one runs, Python's search for reference cycles happens in the GUI thread alone.

    Windows are part of such cycles. Left to itself Python looks in whichever thread allocates
    next, and widgets destroyed in a thread of ``Tasks`` or of the exchange end the process.
    """

    _running = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_running = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin; once more is no fault."""
        if not self._is_running:
            self._is_running = True
            Garbage._running += 1
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again, unless another one runs."""
        if self._is_running:
            self._is_running = False
            Garbage._running -= 1
            self._timer.stop()
            if not Garbage._running:
                gc.enable()

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python would; no more than one."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [at for at in range(3) if counts[at] > limits[at]]
        if due:
            gc.collect(due[-1])
