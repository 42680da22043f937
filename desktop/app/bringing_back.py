"""Backups as the start of the program meets them: made by themselves, and brought back.

Light to import: the first paint waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.options import Options

if TYPE_CHECKING:
    from desktop.services.backups import BackupService

_WAITING = "restored-*"


def is_waiting(profile: Path) -> bool:
    """True if a restored store has not quite reached its place: the program was ended then."""
    return any(profile.glob(_WAITING))


def finish(profile: Path) -> None:
    """Put it there; for whoever holds the profile. Raises KnownError READ_ONLY, DISK_FULL."""
    if is_waiting(profile):
        from desktop.storage import backup_restore

        backup_restore.finish(profile)


def back_up(backups: BackupService, options: Options) -> Callable[[], None]:
    """Let backups be made by themselves, where the policy wants them; returns what stops that
    at once, to be called when the store is left."""
    from desktop.app.policy import read_policy

    backups.follow(read_policy(options.policy).backup_folder)
    backups.start()
    return backups.cancel
