"""Backups as the start of the program meets them: made by themselves, and brought back.

Light to import: the first paint waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.options import Options
from desktop.domain.errors import ErrorCode, KnownError

if TYPE_CHECKING:
    from desktop.app.entrance import Entrance
    from desktop.i18n.context import LocaleContext
    from desktop.services.backups import BackupService
    from desktop.services.backups_restore import Restorable, Restored
    from desktop.ui.dialogs.restore_dialog import Shared
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

    *claim* takes the folder for this process; what it raises is shown. With several workers the
    initials have been typed, whoever's they are.
    """
    from desktop.app.running import wall_ms
    from desktop.services import backups_restore
    from desktop.services.restore_proof import examine
    from desktop.ui.dialogs.restore_dialog import RestoreDialog

    way = Way(entrance, window.initials, claim)
    try:
        way.begin()
    except KnownError as error:
        window.show_error(error)
        return
    dialog = RestoreDialog(
        window,
        tr,
        tasks,
        way.find,
        way.bring_back,
        saved_at=None if way.is_shared else backups_restore.last_saved(way.profile),
        now=wall_ms,
        shared=way.shared(),
        examine=examine,
    )

    def open_with(password: str) -> None:
        window.show_password()
        window.unlock_requested.emit(password)

    def choose_password(code: str) -> None:
        window.show_password()
        entrance.ask_code(window, tr, tasks, code)

    dialog.restored.connect(open_with)
    dialog.restored_by_code.connect(choose_password)
    dialog.open()


class Way:
    """From the initials that were typed to a restored profile.

    Where several workers share the laptop nothing is looked at, made or held before a secret was
    right, and what is said until then is the same for initials that nobody has. A folder is made
    when something is put into it, not before. ``find``, ``prove`` and ``bring_back`` run in a
    thread of ``Tasks``.
    """

    def __init__(self, entrance: Entrance, initials: str, claim: Callable[[Path], object]) -> None:
        options = entrance.options_for(initials)
        self._entrance, self._initials, self._claim = entrance, initials, claim
        self._policy = _policy_folder(options)
        self.profile = options.profile
        self.is_shared = entrance.asks_who
        self._is_proved = not self.is_shared

    def begin(self) -> None:
        """Take the folder of a worker alone, if there is one. Raises what *claim* raises."""
        if not self.is_shared and self.profile.is_dir():
            self._claim(self.profile)

    def shared(self) -> Shared | None:
        """What the dialog asks for first, if anything."""
        if not self.is_shared:
            return None
        from desktop.ui.dialogs.restore_dialog import Shared
        from desktop.ui.unlock_window import WRONG_OR_UNKNOWN

        return Shared(self.prove, self._initials, WRONG_OR_UNKNOWN)

    def find(self, place: Path | None) -> tuple[Restorable, ...]:
        """What may be shown now, see ``backups_restore.find_backups``."""
        from desktop.services import backups_restore

        if not self._is_proved:
            return () if place is None else backups_restore.find_in(place)
        places = [one for one in (self._policy, place) if one is not None]
        return backups_restore.find_backups(self.profile, *places)

    def prove(self, secret: str) -> tuple[tuple[Restorable, ...], int | None]:
        """After the right *secret* the backups of this worker, and when the store was saved last.

        Raises KnownError WRONG_PASSWORD, TRY_LATER, and what *claim* raises.
        """
        from desktop.services import backups_restore

        self._opened_by(secret, None)
        if self.profile.is_dir():
            self._claim(self.profile)
        self._is_proved = True
        return self.find(None), backups_restore.last_saved(self.profile)

    def bring_back(self, backup: Path, secret: str) -> Restored:
        """Put *backup* in place, see ``backups_restore.restore``. Raises also BACKUP_OTHER_INITIALS
        where its store is that of another worker here.

        A further worker gets a folder now: the one from when somebody was alone here is meant by
        initials that have none, but is that of whose store it names.
        """
        from desktop.app.running import wall_ms
        from desktop.services import backups_restore

        profile = self.profile
        if self.is_shared or not profile.is_dir():
            profile = self._place_of(backup, self._opened_by(secret, backup))
        backups_restore.prepare_folder(profile)
        self._claim(profile)
        guard = self._entrance.guard(self._initials, profile)
        return backups_restore.restore(profile, backup, secret, now=wall_ms, guard=guard)

    def _opened_by(self, secret: str, backup: Path | None) -> str:
        from desktop.services.restore_proof import fault_of, prove

        fault = None if backup is None else fault_of(backup)
        if fault is not None and not self.is_shared:
            raise fault  # there is nothing else here that the secret could open
        try:
            with self._entrance.guard(self._initials).attempt(proves=backup is None):
                return prove(self.profile, secret, backup)
        except KnownError as error:
            if fault is None or error.code is not ErrorCode.WRONG_PASSWORD:
                raise
            # Counted all the same: it may have been a guess at whoever has these initials.
            raise fault from error

    def _place_of(self, backup: Path, opened: str) -> Path:
        from desktop.storage.backup_file import read_manifest

        if read_manifest(backup).store_id != opened:
            raise KnownError(ErrorCode.BACKUP_OTHER)
        profile = self.profile
        if not self._is_proved:
            profile = self._entrance.place_of(self._initials, opened)
        if self._entrance.holder(opened) not in (None, profile):
            raise KnownError(ErrorCode.BACKUP_OTHER_INITIALS)
        return profile


def back_up(backups: BackupService, options: Options) -> Callable[[], None]:
    """Let backups be made by themselves, where the policy wants them; returns what stops that
    at once, to be called when the store is left."""
    backups.follow(_policy_folder(options))
    backups.start()
    return backups.cancel


def _policy_folder(options: Options) -> Path | None:
    from desktop.app.policy import read_policy

    return read_policy(options.policy).backup_folder
