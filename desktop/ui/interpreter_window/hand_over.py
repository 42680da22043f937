"""From handing the device over until the worker is back: PIN and lock."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.services.pin import PinService, Tried, Verdict
from desktop.ui.interpreter_window.guard import ClientGuard
from desktop.ui.interpreter_window.window import InterpreterWindow
from desktop.ui.tasks import Tasks


class HandOver(QObject):
    """Begins when made; ends with the right PIN, or with ``drop`` when the program is locked.

    Signals: ``returned()`` the worker is back and sees the windows again; ``lock_requested()``
    after too many wrong PINs, a forgotten one, or ``lock``, which the program's own watch for
    idle time calls: the question is covered already, and all that was hidden stays hidden until
    ``drop``.
    """

    returned = Signal()
    lock_requested = Signal()

    def __init__(self, window: InterpreterWindow, pin: PinService, tasks: Tasks) -> None:
        super().__init__()
        self.window = window
        self._pin, self._tasks = pin, tasks
        self.guard = ClientGuard(window)
        window.pin_entered.connect(self._on_pin_entered)
        window.pin_forgotten.connect(self._on_forgotten)
        self.guard.enter(window)

    def lock(self) -> None:
        """Cover the question and ask for the lock."""
        self.window.cover()
        self.lock_requested.emit()

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
            self.lock()

    def _on_failed(self, _error: Exception) -> None:
        """The PIN cannot be read: the password will do."""
        self.lock()

    def _on_forgotten(self) -> None:
        self._tasks.run(
            self._pin.forget,
            done=lambda _done: self.lock(),
            failed=self._on_failed,
            initiator=self,
        )

    def _end(self, *, restore: bool) -> None:
        self.guard.leave(restore=restore)
        self.window.dismiss()
