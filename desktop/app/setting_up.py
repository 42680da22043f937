"""The set-up over an open store: it covers and locks as the main window does, for the same
reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.app.cover import Covering
from desktop.app.idle import Limits
from desktop.app.left_alone import LeftAlone
from desktop.services.presence import PresenceService
from desktop.ui.setup_window import SetupWindow

if TYPE_CHECKING:
    from desktop.i18n.context import LocaleContext
    from desktop.ui.tasks import Tasks


class SettingUp(QObject):
    """Shows *window* and takes it away again. GUI thread.

    Covers (with the code on the screen: for whoever goes by) and locks after *limits* without
    input; locks on Ctrl+L, when the laptop falls asleep and when the session is locked. What was
    not finished begins again at the next unlocking.

    Signals: ``finished()``; ``closed()`` the person gave up; ``locked()``.
    """

    finished = Signal()
    closed = Signal()
    locked = Signal()

    def __init__(
        self,
        window: SetupWindow,
        limits: Limits,
        presence: PresenceService,
        tasks: Tasks,
        tr: LocaleContext,
    ) -> None:
        super().__init__()
        self.window = window
        self._is_over = False
        window.finished.connect(self._on_finished)
        window.closed.connect(self._on_closed)
        window.show()
        self._watch = LeftAlone(limits, parent=self)
        self.idle = self._watch.idle
        self._watch.cover_due.connect(self._cover)
        self._watch.lock_due.connect(self.lock)
        self.covering = Covering(window, presence, tasks, tr)
        self.covering.left.connect(self._on_left)
        self.covering.lock_requested.connect(self.lock)
        self.covering.close_requested.connect(window.close)

    @Slot()
    def lock(self) -> None:
        """Hide everything at once and ask for the lock."""
        if not self._is_over:
            self.end()
            self.locked.emit()

    def end(self) -> None:
        """Watch no more and take the window away."""
        if self._is_over:
            return
        self._is_over = True
        self._watch.stop()
        self.covering.leave(restore=False)
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    @Slot()
    def _cover(self) -> None:
        self.covering.enter()
        self.idle.is_held = True

    @Slot()
    def _on_left(self) -> None:
        self.idle.is_held = False
        self.idle.touch()

    @Slot()
    def _on_finished(self) -> None:
        """The last step was still at work when the worker left: nobody is there to go on."""
        if self.covering.is_on:
            self.lock()
        else:
            self.finished.emit()

    @Slot()
    def _on_closed(self) -> None:
        if not self._is_over:
            self.end()
            self.closed.emit()
