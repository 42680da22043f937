"""Opening a store where it was left, and closing it so that this is possible. Any thread."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.domain.errors import KnownError

if TYPE_CHECKING:
    from desktop.app.running import Running
    from desktop.services.whereabouts import Place

CLOSING_S = 5.0
"""Longest wait of a lock for the closing. A disk that hangs does not keep the key in memory: what
was confirmed is in the log of writes."""
_SYNC_S = 0.4
"""A lock waits no longer for a thread that waits for the server: the process ends anyway."""


def opened(unlock: Callable[[], Running]) -> tuple[Running, Place | None]:
    """Unlock; beside what runs then the place where the program was locked, if it was."""
    running = unlock()
    running.services.attachments.tidy()
    return running, running.services.whereabouts.take()


def close(running: Running, place: Place | None) -> None:
    """Close the store; for a lock within a second, after *place* is kept if there is room."""
    if place is None:
        running.close()
        return
    with contextlib.suppress(KnownError):
        running.services.whereabouts.keep(place)
    running.close(_SYNC_S)
