"""What all watches of the session have in common."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal


class Reason(StrEnum):
    """Why the store is to be closed."""

    SUSPEND = "suspend"
    LID = "lid"
    SESSION = "session"
    """The session was locked, or its screen went dark."""


class SessionWatch(QObject):
    """Signal: ``lock_wanted(Reason)``; with SUSPEND the laptop falls asleep within seconds."""

    lock_wanted = Signal(object)

    def start(self) -> None:
        """Listen, and ask the system to wait a moment before it falls asleep."""
        raise NotImplementedError

    def stop(self) -> None:
        """Listen no more and let the system sleep."""
        raise NotImplementedError
