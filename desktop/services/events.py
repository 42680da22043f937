"""The one refresh path: after each commit listeners hear which records changed."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.changes import Changes
from desktop.storage.store import Store

Listener = Callable[[Changes, object | None], None]


class Events:
    """Passes the store's ``Changes`` on; listeners are called in the writer thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call *listener(changes, initiator)* after every commit; returns the way out."""
        return self._store.subscribe(listener)
