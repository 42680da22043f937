"""Brings what the store and the sync thread announce to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.domain.changes import Changes

ChangeListener = Callable[[Changes, object | None], None]
SyncListener = Callable[[], None]
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


@dataclass(frozen=True, slots=True)
class Synced:
    """The exchange with the server took a step; the status has to be asked again."""


class Events(QObject):
    """The one refresh path of all screens.

    Signals, both delivered in the GUI thread: ``changed(Changed)``, ``synced(Synced)``.
    """

    changed = Signal(object)
    synced = Signal(object)
    _arrived = Signal(object)

    def __init__(
        self,
        subscribe: Callable[[ChangeListener], Unsubscribe],
        subscribe_sync: Callable[[SyncListener], Unsubscribe],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_closed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._leave: list[Unsubscribe] = [
            subscribe(lambda changes, initiator: self._arrived.emit(Changed(changes, initiator))),
            subscribe_sync(lambda: self._arrived.emit(Synced())),
        ]

    def close(self) -> None:
        """Hear no more; what is still on its way is dropped, since the store may be closed."""
        self._is_closed = True
        while self._leave:
            self._leave.pop()()

    @Slot(object)
    def _on_arrived(self, news: Changed | Synced) -> None:
        if self._is_closed:
            return
        if isinstance(news, Changed):
            self.changed.emit(news)
        else:
            self.synced.emit(news)
