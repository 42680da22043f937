"""The second folder of backups, on a stick or a network drive: it gets each one when in reach."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError, code_of_write
from desktop.services.backups_forgotten import forget_newest
from desktop.services.backups_state import BackupState
from desktop.storage import backup_copy, backup_folder
from desktop.storage.backup_attachments import real_folder
from desktop.storage.backup_file import Manifest
from desktop.storage.backup_folder import Found, Read
from desktop.storage.store import Store

LATE_MS: Final = 7 * 24 * 3600 * 1000
"""So long a second folder may be out of reach before it is said."""
FOLDER_SETTING: Final = "backup/folder"

_log = logging.getLogger(__name__)


class SecondFolder:
    """Thread-safe, except that ``bring`` runs once at a time; blocks as long as that disk does.

    *is_cancelled* is asked between the steps of a copy; *read* proves a backup of this store.
    """

    def __init__(
        self,
        store: Store,
        state: BackupState,
        now: Callable[[], int],
        is_cancelled: Callable[[], bool],
        read: Read,
    ) -> None:
        self._store, self._state, self._now = store, state, now
        self._is_cancelled, self._read = is_cancelled, read
        self._by_policy: Path | None = None
        self.damaged: set[Path] = set()
        """Attachments there that were found to be so; the next copy replaces them."""

    @property
    def is_fixed(self) -> bool:
        """Whether a policy names it."""
        return self._by_policy is not None

    @property
    def place(self) -> Path | None:
        """The folder as it was chosen, in reach or not."""
        if self._by_policy is not None:
            return self._by_policy
        chosen = self._store.read().setting(FOLDER_SETTING)
        return Path(chosen) if isinstance(chosen, str) else None

    @property
    def own(self) -> Path | None:
        """Where the backups of this store lie in it."""
        place = self.place
        return None if place is None else backup_copy.own_folder(place, self._store.store_id)

    @property
    def newest_at(self) -> int | None:
        """UTC ms of the newest backup that is known to lie there."""
        return self._state.read().get("second_at")

    @property
    def is_late(self) -> bool:
        """Whether nothing has come there for ``LATE_MS``."""
        since = self.newest_at or self._state.read().get("second_since") or self._now()
        return self.place is not None and self._now() - since > LATE_MS

    @property
    def is_full(self) -> bool:
        """Whether the last backup found no room there."""
        return self.place is not None and bool(self._state.read().get("second_full"))

    def follow(self, policy_folder: Path | None) -> None:
        """Take the folder from the policy of the laptop; None leaves it to the worker."""
        self._by_policy = policy_folder

    def choose(self, folder: Path | None) -> None:
        """Keep a copy of every backup in *folder* from now on; None: no more.

        Raises KnownError BACKUP_FOLDER when nothing can be written there, or when it lies in the
        profile, and those of a save. Backups that are there already stay.
        """
        if folder is not None:
            self._try_out(folder)
        value = None if folder is None else str(folder.resolve())
        self._store.write(lambda writer: writer.put_setting(FOLDER_SETTING, value)).result()
        self._state.note(second_at=None, second_full=None, second_since=self._now())

    def bring(self, newest: Found | None) -> bool:
        """Copy *newest*, of the profile's own folder, there and prove it; False if the folder
        cannot be reached now, or has it already. A fault of the folder is no error: it is tried
        again with the next backup. Raises KnownError as any save does."""
        place, own = self.place, self.own
        if place is None or own is None or newest is None or newest.manifest is None:
            return False
        try:
            if not place.is_dir():
                return False
            fresh = self._copy_to(own, newest.path, newest.manifest)
        except (OSError, KnownError) as error:
            code = code_of_write(error) if isinstance(error, OSError) else error.code
            _log.info("second folder: %s", code.value)
            if code in (ErrorCode.BACKUP_FULL, ErrorCode.DISK_FULL):
                self._state.note(second_full=True)
            return False
        self._state.note(second_at=newest.manifest.created_at, second_full=None)
        return fresh

    def _copy_to(self, own: Path, source: Path, manifest: Manifest) -> bool:
        """Thinned out first: a folder that is full may have room then."""
        now, ours = self._now(), self._store.store_id
        real_folder(own)
        believes = self._state.believes(now, manifest.created_at)
        if believes:
            spared = {one.id for one in manifest.attachments}
            backup_folder.prune(own, ours, now, self._read, spared=spared)
        elif (known := self._state.known_before(now)) is not None:
            backup_folder.drop_older(own, ours, known, self._read)
        try:
            copy = backup_copy.bring(
                source, manifest, own, now, self._read, self._is_cancelled, self.damaged
            )
        except (OSError, KnownError):
            if believes and not self._is_cancelled():
                self._forget_newest(own, now)
            raise
        self.damaged.clear()
        if copy is not None:
            try:
                self._store.check_backup(copy, self._is_cancelled)
            except KnownError:
                copy.unlink(missing_ok=True)
                raise
        if believes:
            backup_folder.prune(own, ours, now, self._read)
        return copy is not None

    def _forget_newest(self, own: Path, now: int) -> None:
        with contextlib.suppress(OSError, KnownError):  # another time
            for one in backup_folder.look(own, self._read):
                if one.manifest is not None and one.manifest.store_id == self._store.store_id:
                    forget_newest(self._store, one, now)
                    return

    def _try_out(self, folder: Path) -> None:
        profile = self._store.directory.resolve()
        try:
            place = folder.resolve()
            if profile == place or profile in place.parents:
                raise KnownError(ErrorCode.BACKUP_FOLDER)
            trial = place / f".fallmappe-{secrets.token_hex(4)}"
            trial.touch(mode=0o600, exist_ok=False)
            trial.unlink()
        except OSError as error:
            raise KnownError(ErrorCode.BACKUP_FOLDER, errno=error.errno) from None
