"""Keeps everything entered in a window before it is locked or closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.i18n.context import LocaleContext
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.pages.opening import FormOpener
from desktop.ui.tasks import Tasks

PATIENCE_MS = 20_000
"""Longest wait of a lock for work that goes on, such as an export; a lock is not put off for it."""
SUSPEND_PATIENCE_MS = 1_500
"""The same while the laptop falls asleep, which systems put off for two to five seconds."""


class Keeping(QObject):
    """Belongs to one window; asks in at most one dialog what to do with what cannot be kept."""

    def __init__(self, window: QWidget, forms: FormOpener, tasks: Tasks, tr: LocaleContext) -> None:
        super().__init__(window)
        self._window, self._forms, self._tasks, self._tr = window, forms, tasks, tr
        self._asking: UnsavedDialog | None = None

    def keep(self, then: Callable[[], object], patience_ms: int = 0) -> None:
        """Save the open form, wait for what is being saved, then call *then* once.

        Running work is waited for, with *patience_ms* no longer than that.
        """
        go = self._once(then, patience_ms)
        self._forms.keep(go, lambda: self._ask(go))

    def _once(self, then: Callable[[], object], patience_ms: int) -> Callable[[], None]:
        calls: list[Callable[[], object]] = [then]

        def call() -> None:
            if calls:
                calls.pop()()

        def go() -> None:
            self._tasks.when_idle(call)
            if patience_ms:
                QTimer.singleShot(patience_ms, self, call)

        return go

    def _ask(self, then: Callable[[], object]) -> None:
        if self._asking is not None and is_alive(self._asking):
            return
        self._asking = dialog = UnsavedDialog(self._window, self._tr)
        dialog.leave_chosen.connect(then)
        dialog.open()
