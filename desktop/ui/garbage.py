"""Looks for garbage in the GUI thread only, between two events."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Garbage(QObject):
    """While one runs, Python's search for reference cycles happens at its timer alone.

    Windows are part of such cycles. Left to itself Python looks wherever something is allocated:
    in a thread of ``Tasks`` or of the exchange, where destroying a widget ends the process, or
    deep inside Qt while it holds a lock that destroying a widget waits for.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin; a program never ends it before its process ends."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Collect everything, then leave it to Python again."""
        self._timer.stop()
        gc.collect()
        gc.enable()

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python would; no more than one."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [at for at in range(3) if counts[at] > limits[at]]
        if due:
            gc.collect(due[-1])
