"""Whether Qt still holds what Python remembers."""

from __future__ import annotations

from PySide6.QtCore import QObject


def is_alive(thing: QObject) -> bool:
    """False once Qt has deleted *thing*; the check is loaded late, for a quick first paint."""
    import shiboken6

    return bool(shiboken6.isValid(thing))
