"""From unlocking to the lock: hands, cover, system, each acting on one open program."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop.app.cover import Covering
from desktop.app.idle import IdleWatch, Limits
from desktop.app.session_signals import Reason
from desktop.app.session_signals.later import LaterWatch
from desktop.services.presence import PresenceService
from desktop.ui.keeping import PATIENCE_MS, SUSPEND_PATIENCE_MS

if TYPE_CHECKING:
    from desktop.app.client_view import ClientView
    from desktop.i18n.context import LocaleContext
    from desktop.services.services import Services
    from desktop.ui.main_window import MainWindow
    from desktop.ui.tasks import Tasks

_log = logging.getLogger(__name__)


class Locking(QObject):
    """Covers and locks one main window with all that belongs to it. GUI thread.

    The cover leaves a device alone that is with a client: there the client's one question is all
    there is, and thinking about it must not end in a password. The lock comes there as
    everywhere. A lock that was not asked for at the keyboard covers first; if something cannot be
    kept then (a full disk), the cover stays and says nothing of it before the worker is back.
    """

    def __init__(
        self,
        main: MainWindow,
        view: ClientView,
        services: Services,
        tasks: Tasks,
        tr: LocaleContext,
        limits: Callable[[], Limits],
    ) -> None:
        super().__init__()
        self._main, self._view = main, view
        self.idle = IdleWatch(limits, parent=self)
        presence = PresenceService(services.pin, services.secrets.confirm)
        self.covering = Covering(main, presence, tasks, tr)
        self._session = LaterWatch(self)
        self._session.lock_wanted.connect(self._on_session)
        self._is_over = False
        self.idle.cover_due.connect(self.cover)
        self.idle.lock_due.connect(self.lock)
        self.idle.lock_pressed.connect(self._on_pressed)
        self.covering.left.connect(self._on_left)
        self.covering.lock_requested.connect(self.lock)
        self.covering.close_requested.connect(main.close)

    def start(self) -> None:
        """Watch from now on."""
        self.idle.start()
        self._session.start()

    def stop(self) -> None:
        """The program is locked or ends: watch no more, give no window back."""
        if self._is_over:
            return
        self._is_over = True
        self.idle.stop()
        self._session.stop()
        self.covering.leave(restore=False)

    @Slot()
    def cover(self) -> None:
        """Cover everything, unless the device is with a client."""
        if self._view.hand_over is None and not self._is_over:
            self.covering.enter()
            self.idle.is_held = True

    @Slot()
    def lock(self, patience_ms: int = PATIENCE_MS) -> None:
        """Cover everything at once, keep what was entered, then close the store."""
        if self._is_over:
            return
        if self._view.hand_over is not None:
            self._view.hand_over.lock()
        else:
            self.cover()
        self._main.lock(patience_ms)

    def _on_session(self, reason: Reason) -> None:
        _log.info("lock: %s", reason.value)
        self.lock(SUSPEND_PATIENCE_MS if reason is Reason.SUSPEND else PATIENCE_MS)

    @Slot()
    def _on_pressed(self) -> None:
        if self._view.hand_over is None and not self.covering.is_on:
            self._main.lock()

    @Slot()
    def _on_left(self) -> None:
        self.idle.is_held = False
        self.idle.touch()
