"""Asks for the sync status again after every commit and every step of the exchange."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.services.views import SyncStatus
from desktop.ui.events import Events
from desktop.ui.tasks import Tasks


class SyncWatch(QObject):
    """Signals: ``status_changed(SyncStatus)``, only when something is different."""

    status_changed = Signal(object)

    def __init__(
        self, ask: Callable[[], SyncStatus], tasks: Tasks, events: Events, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self._tasks = tasks
        self.status: SyncStatus | None = None
        events.changed.connect(self.refresh)
        events.synced.connect(self.refresh)

    def refresh(self, _news: object = None) -> None:
        """Ask now; the answer comes as a signal if it is news."""
        self._tasks.run(self._ask, done=self._on_asked, initiator=self, latest="status")

    def _on_asked(self, status: SyncStatus) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)
