"""What the system says about the laptop and its session that calls for a lock.

Linux: logind, UPower and the screen savers over D-Bus. Windows: power and session messages. On a
Mac nothing is listened to: there the idle time alone locks, also that spent asleep.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from desktop.app.session_signals.watch import Reason, SessionWatch

__all__ = ["Reason", "SessionWatch", "session_watch"]


def session_watch(parent: QObject) -> SessionWatch | None:
    """The watch for this system, not started, or None where there is nothing to listen to."""
    system = str(sys.platform)  # so that a type checker reads on under every system
    if system == "win32":
        from desktop.app.session_signals.windows import WindowsWatch

        return WindowsWatch(parent)
    if system == "linux":
        from desktop.app.session_signals.bus import buses_watch

        return buses_watch(parent)
    return None
