"""Brings what the store and the sync thread announce to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.domain.changes import Changes
from desktop.services.views import SyncStatus

ChangeListener = Callable[[Changes, object | None], None]
StatusListener = Callable[[SyncStatus], None]
Unsubscribe = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Changed:
    """One committed transaction; *initiator* is the object that saved, or None."""

    changes: Changes
    initiator: object | None

    def touches(self, *records: str | None) -> bool:
        """Whether one of these record ids was touched."""
        ids = {record for _, record in self.changes.records}
        return any(record in ids for record in records if record is not None)

    def touches_kind(self, *kinds: str) -> bool:
        """Whether a record of one of these kinds was touched."""
        return any(kind in kinds for kind, _ in self.changes.records)


class Events(QObject):
    """The one refresh path of all screens.

    Signals, both delivered in the GUI thread: ``changed(Changed)``, ``synced(SyncStatus)``.
    """

    changed = Signal(object)
    synced = Signal(object)
    _arrived = Signal(object)

    def __init__(
        self,
        subscribe: Callable[[ChangeListener], Unsubscribe],
        subscribe_sync: Callable[[StatusListener], Unsubscribe],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._leave: list[Unsubscribe] = [
            subscribe(lambda changes, initiator: self._arrived.emit(Changed(changes, initiator))),
            subscribe_sync(self._arrived.emit),
        ]

    def close(self) -> None:
        """Hear no more."""
        while self._leave:
            self._leave.pop()()

    @Slot(object)
    def _on_arrived(self, news: Changed | SyncStatus) -> None:
        if isinstance(news, Changed):
            self.changed.emit(news)
        else:
            self.synced.emit(news)
