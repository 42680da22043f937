"""Keeps everything entered in a window before it is locked or closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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

    def keep(
        self, then: Callable[[], object], patience_ms: int = 0, *, is_locking: bool = False
    ) -> None:
        """Save the open form, wait for what is being saved, then call *then* once.

        Running work is waited for, with *patience_ms* no longer than that. What it brings into
        the form, such as a photo, is saved as well.
        """
        ask = partial(self._ask, is_locking=is_locking)
        _Turn(self._forms, self._tasks, ask, then).begin(patience_ms, self)

    def _ask(self, then: Callable[[], object], *, is_locking: bool) -> None:
        if self._asking is not None and is_alive(self._asking):
            return
        self._asking = dialog = UnsavedDialog(self._window, self._tr, is_locking=is_locking)
        dialog.leave_chosen.connect(then)
        dialog.open()


class _Turn:
    """One way to the lock: save, wait until nothing runs, and again while that changed the form."""

    def __init__(
        self,
        forms: FormOpener,
        tasks: Tasks,
        ask: Callable[[Callable[[], object]], object],
        then: Callable[[], object],
    ) -> None:
        self._forms, self._tasks, self._ask = forms, tasks, ask
        self._then: Callable[[], object] | None = then

    def begin(self, patience_ms: int, timers: QObject) -> None:
        def wait(go_on: Callable[[], object], hurry: Callable[[], object]) -> None:
            self._tasks.when_kept(go_on)
            if patience_ms:
                QTimer.singleShot(patience_ms, timers, hurry)

        def leave() -> None:
            wait(self._call, self._call)

        def kept() -> None:
            wait(lambda: self._go_on(leave), lambda: self._save(self._call, leave))

        self._save(kept, leave)

    def _go_on(self, leave: Callable[[], object]) -> None:
        if self._tasks.is_keeping:
            self._tasks.when_kept(lambda: self._go_on(leave))
        elif self._forms.is_kept:
            self._call()
        else:
            self._save(lambda: self._go_on(leave), leave)

    def _save(self, then: Callable[[], object], leave: Callable[[], object]) -> None:
        if self._then is not None:
            self._forms.keep(then, lambda: self._ask(leave))

    def _call(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
