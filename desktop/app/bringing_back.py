"""Backups as the start of the program meets them: made by themselves, and brought back.

Light to import: the first paint waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.options import Options
from desktop.domain.errors import KnownError

if TYPE_CHECKING:
    from desktop.app.entrance import Entrance
    from desktop.i18n.context import LocaleContext
    from desktop.services.backups import BackupService
    from desktop.services.backups_restore import Restorable
    from desktop.ui.dialogs.restore_dialog import RestoreDialog
    from desktop.ui.tasks import Tasks
    from desktop.ui.unlock_window import UnlockWindow

_WAITING = ("restored-*/*.json", "restored-*/store.db")


def is_waiting(profile: Path) -> bool:
    """True if a restored store has not quite reached its place: the program was ended then."""
    return any(any(profile.glob(pattern)) for pattern in _WAITING)


def finish(profile: Path) -> None:
    """Put it there; for whoever holds the profile. Raises KnownError READ_ONLY, DISK_FULL."""
    if is_waiting(profile):
        from desktop.storage import backup_restore

        backup_restore.finish(profile)


def ask(
    window: UnlockWindow,
    entrance: Entrance,
    tr: LocaleContext,
    tasks: Tasks,
    claim: Callable[[Path], object],
) -> None:
    """Open the dialog that brings a backup back; then it is unlocked as if typed, or, after the
    recovery code, a new password is asked for.

    *claim* takes the folder for this process; what it raises is shown in *window*.
    """
    from desktop.services import backups_restore

    options = entrance.options_for(window.initials)
    try:
        backups_restore.prepare_folder(options.profile)
        claim(options.profile)
    except KnownError as error:
        window.show_error(error)
        return
    dialog = _dialog(window, tr, tasks, options)

    def open_with(password: str) -> None:
        window.show_password()
        window.unlock_requested.emit(password)

    def choose_password(code: str) -> None:
        window.show_password()
        entrance.ask_code(window, tr, tasks, code)

    dialog.restored.connect(open_with)
    dialog.restored_by_code.connect(choose_password)
    dialog.open()


def _dialog(
    window: UnlockWindow, tr: LocaleContext, tasks: Tasks, options: Options
) -> RestoreDialog:
    from desktop.app.running import wall_ms
    from desktop.services import backups_restore
    from desktop.ui.dialogs.restore_dialog import RestoreDialog

    profile, policy = options.profile, _policy_folder(options)

    def find(place: Path | None) -> tuple[Restorable, ...]:
        places = [one for one in (policy, place) if one is not None]
        return backups_restore.find_backups(profile, *places)

    return RestoreDialog(
        window,
        tr,
        tasks,
        find,
        partial(backups_restore.restore, profile, now=wall_ms),
        saved_at=backups_restore.last_saved(profile),
        now=wall_ms,
    )


def back_up(backups: BackupService, options: Options) -> Callable[[], None]:
    """Let backups be made by themselves, where the policy wants them; returns what stops that
    at once, to be called when the store is left."""
    backups.follow(_policy_folder(options))
    backups.start()
    return backups.cancel


def _policy_folder(options: Options) -> Path | None:
    from desktop.app.policy import read_policy

    return read_policy(options.policy).backup_folder
