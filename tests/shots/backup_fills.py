"""Dialogs of the backups with some days of backups behind them, set up for pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Never

from desktop.app.running import Running, wall_ms
from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.services.backups import BackupService
from desktop.services.backups_restore import Restored, find_backups
from desktop.services.restore_proof import examine
from desktop.ui.dialogs.restore_dialog import RestoreDialog, Shared
from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.unlock_window import WRONG_OR_UNKNOWN, UnlockWindow

DAY_MS = 24 * 3600 * 1000


def some_days(running: Running, folder: Path) -> None:
    """Five backups, the oldest damaged since, the last two in a second folder, too."""
    store, backups = running.store, running.services.backups
    if backups.rows():
        return
    second = folder.with_name("Sicherungen-Netzlaufwerk")
    second.mkdir(exist_ok=True)
    for days in (16, 9, 2, 1, 0):
        if days == 1:
            backups.choose_folder(second)
        BackupService(store, partial(_ago, days)).make()
    oldest = backups.rows()[-1].path
    data = bytearray(oldest.read_bytes())
    data[5000] ^= 1
    oldest.write_bytes(data)


def _ago(days: int) -> int:
    return wall_ms() - days * DAY_MS


def backups(window: MainWindow, running: Running, folder: Path) -> None:
    """All there are, and where they lie."""
    some_days(running, folder)
    window.show_backups()


def restore_shared(shown: UnlockWindow, language: str, tasks: Tasks) -> UnlockWindow:
    """On a laptop of several workers, with a wrong password typed."""

    def never(*_: object) -> Never:
        raise AssertionError

    dialog = RestoreDialog(
        shown, LocaleContext(language), tasks, lambda _place: (), never,
        saved_at=None, now=wall_ms, shared=Shared(never, "MK", WRONG_OR_UNKNOWN),
    )  # fmt: skip
    dialog.open()
    dialog.proof.line.setText("sonne ufer lampe")
    dialog._on_failed(KnownError(ErrorCode.WRONG_PASSWORD))
    return shown


def restore(
    shown: UnlockWindow, running: Running, folder: Path, language: str, tasks: Tasks,
    settle: Callable[[], object], *, is_chosen: bool,
) -> UnlockWindow:  # fmt: skip
    """The list; or one chosen, with a wrong password typed."""
    some_days(running, folder)

    def never(_backup: Path, _secret: str) -> Restored:
        raise AssertionError

    dialog = RestoreDialog(
        shown, LocaleContext(language), tasks, lambda _place: find_backups(folder), never,
        saved_at=wall_ms() - 3600_000, now=wall_ms, examine=examine,
    )  # fmt: skip
    dialog.open()
    settle()
    if is_chosen:
        dialog.rows()[1].opened.emit()
        dialog.password.line.setText("sonne ufer lampe")
    return shown
