"""Findings about store and disk, set up for pictures."""

from __future__ import annotations

from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.health import Finding, Step
from desktop.ui.main_window import MainWindow
from desktop.ui.unlock_window import UnlockWindow


def behind(shown: UnlockWindow) -> UnlockWindow:
    """A store whose write-ahead log got lost."""
    shown.show_error(KnownError(ErrorCode.STORE_BEHIND, missing=24))
    return shown


def damaged(window: MainWindow) -> None:
    """Damaged pages, on *Heute*."""
    finding = Finding(ErrorCode.PAGES_DAMAGED, Step.RESTORE, {"pages": 3})
    window.today.health._on_found((finding,))


def low(window: MainWindow) -> None:
    """A disk that fills up, on *Heute*."""
    finding = Finding(ErrorCode.DISK_LOW, Step.MAKE_ROOM, {"free": 412})
    window.today.health._on_found((finding,))
