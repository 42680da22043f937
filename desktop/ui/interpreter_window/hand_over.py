"""From handing the device over until the worker is back: PIN, idle time, the lock."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.pin import PinService, Tried, Verdict
from desktop.ui.interpreter_window.guard import ClientGuard
from desktop.ui.interpreter_window.window import InterpreterWindow
from desktop.ui.tasks import Tasks

IDLE_SECONDS = 10 * 60
"""After so long without a touch or key the program is locked with the password."""
LOOK_MS = 5_000


def wall_seconds() -> float:
    """A clock that goes on while the laptop sleeps, unlike the one of timers."""
    return time.time()


class HandOver(QObject):
    """Begins when made; ends with the right PIN, or with ``drop`` when the program is locked.

    Signals: ``returned()`` the worker is back and sees the windows again; ``lock_requested()``
    after too many wrong PINs, a forgotten one or idle time: the question is covered already, and
    all that was hidden stays hidden until ``drop``.
    """

    returned = Signal()
    lock_requested = Signal()

    def __init__(
        self,
        window: InterpreterWindow,
        pin: PinService,
        tasks: Tasks,
        *,
        seconds: Callable[[], float] = wall_seconds,
    ) -> None:
        super().__init__()
        self.window = window
        self._pin, self._tasks, self._seconds = pin, tasks, seconds
        self.guard = ClientGuard(window, seconds)
        window.pin_entered.connect(self._on_pin_entered)
        window.pin_forgotten.connect(self._on_forgotten)
        window.destroyed.connect(self._on_window_gone)
        self.watch = QTimer(self, interval=LOOK_MS)
        self.watch.timeout.connect(self._on_look)
        self.watch.start()
        self.guard.enter()

    def drop(self) -> None:
        """End without showing anything again: the program is being locked or closed."""
        self._end(restore=False)

    def _on_pin_entered(self, digits: str) -> None:
        self._tasks.run(
            self._pin.check, digits, done=self._on_tried, failed=self._on_failed, initiator=self
        )

    def _on_tried(self, tried: Tried) -> None:
        if tried.verdict is Verdict.RIGHT:
            self._end(restore=True)
            self.returned.emit()
            return
        if self.window.pad is not None:
            self.window.pad.show_wrong(tried.wait)
        if tried.verdict is Verdict.LOCK:
            self._lock()

    def _on_failed(self, _error: Exception) -> None:
        """The PIN cannot be read: the password will do."""
        self._lock()

    def _on_forgotten(self) -> None:
        self._tasks.run(
            self._pin.forget,
            done=lambda _done: self._lock(),
            failed=self._on_failed,
            initiator=self,
        )

    def _on_look(self) -> None:
        if self._seconds() - self.guard.last_input >= IDLE_SECONDS:
            self.guard.last_input = self._seconds()
            self._lock()

    def _lock(self) -> None:
        self.window.cover()
        self.lock_requested.emit()

    def _on_window_gone(self) -> None:
        self.watch.stop()

    def _end(self, *, restore: bool) -> None:
        self.watch.stop()
        self.guard.leave(restore=restore)
        self.window.dismiss()
