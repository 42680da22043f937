"""Backups by themselves: once a day, encrypted, verified by opening, never in the way."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop.crypto import key_document
from desktop.domain.errors import ErrorCode, KnownError, world_faults
from desktop.domain.small_file import read_small
from desktop.services.attachment_orphans import named_files
from desktop.services.backups_forgotten import forget_newest
from desktop.services.backups_second import SecondFolder
from desktop.services.backups_state import BackupState
from desktop.storage import backup_file, backup_folder, backup_restore
from desktop.storage.attachments import FOLDER as ATTACHMENTS
from desktop.storage.backup_attachments import Laid, lay_attachments
from desktop.storage.backup_file import Contents, Manifest
from desktop.storage.backup_folder import Found
from desktop.storage.files import private_directory
from desktop.storage.store import Store

DAY_MS: Final = 24 * 3600 * 1000
DUE_MS: Final = 20 * 3600 * 1000
"""An older last backup is followed by a new one, if anything has changed."""
UNCHANGED_MS: Final = 7 * DAY_MS
"""... or this old, whether or not."""
BEGIN_S, AGAIN_S = 20.0, 3600.0
"""Seconds after unlocking until it is looked whether a backup is due, and between two looks."""
STOP_S: Final = 0.5
"""What is still being checked then goes with the process, and half files with the next backup."""
_ROOM: Final = 64 * 1024 * 1024
"""Bytes that a backup leaves free on the disk."""

_Mark = tuple[Path, int, int]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup in a list. ``created_at``: UTC ms, 0 when unknown; ``size``: bytes, with its
    attachments; ``is_second``: in the second folder; ``fault``: why it cannot be used."""

    path: Path
    created_at: int
    size: int
    is_second: bool = False
    fault: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """``last_at``: when the newest verified backup was made; ``fault``: why the last try failed;
    ``second``: the second folder, ``second_at``: the newest backup that is known to lie there,
    ``is_second_late``: nothing has come there for a week; ``is_second_fixed``: set by IT;
    ``is_second_full``: the last one found no room there. Moments are UTC ms."""

    last_at: int | None
    fault: ErrorCode | None = None
    is_running: bool = False
    second: Path | None = None
    second_at: int | None = None
    is_second_late: bool = False
    is_second_fixed: bool = False
    is_second_full: bool = False


class BackupService:
    """Thread-safe. ``start`` lets it work by itself; the other methods block."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now: Callable[[], int] = lambda: backup_file.within_reason(now())
        self._making = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._listeners: list[Callable[[], None]] = []
        self._state = BackupState(store)
        self._rotten: set[_Mark] = set()
        self._whole: set[tuple[_Mark, str]] = set()
        self._second = SecondFolder(store, self._state, self._now, self._stop.is_set, self._read)

    @property
    def folder(self) -> Path:
        """Where the profile's own backups lie."""
        return self._store.directory / backup_folder.FOLDER

    def follow(self, policy_folder: Path | None) -> None:
        """Take the second folder from the policy of the laptop; None leaves it to the worker."""
        self._second.follow(policy_folder)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call *listener*, in any thread, when the status changes; returns the way out."""
        self._listeners.append(listener)

        def leave() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def start(self, begin_s: float = BEGIN_S) -> None:
        """Make backups by itself when they are due, in a thread of its own."""
        if self._thread is None:
            work = lambda: self._run(begin_s)  # noqa: E731
            self._thread = threading.Thread(target=work, name="backup", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Stop for good, in the middle of a backup too; nothing half stays. Returns at once."""
        self._stop.set()

    def stop(self, timeout: float = STOP_S) -> bool:
        """``cancel``, and wait; True if nothing is running any more."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def status(self) -> BackupStatus:
        """What is to be shown. Looks at the profile's own folder only."""
        last, fault = self._last(), self._state.read().get("fault")
        return BackupStatus(
            last_at=None if last is None else last.created_at,
            fault=ErrorCode(fault) if fault else None,
            is_running=self._making.locked(),
            second=self._second.place,
            second_at=self._second.newest_at,
            is_second_late=self._second.is_late,
            is_second_fixed=self._second.is_fixed,
            is_second_full=self._second.is_full,
        )

    def rows(self) -> tuple[BackupRow, ...]:
        """All backups of this store, newest first: the profile's, and those of a second folder
        that can be reached."""
        rows = [self._row(one) for one in self._found(self.folder)]
        if (second := self._second.own) is not None:
            with contextlib.suppress(KnownError):
                rows += [replace(self._row(one), is_second=True) for one in self._found(second)]
        return tuple(sorted(rows, key=lambda row: (-row.created_at, row.is_second)))

    def check(self, row: BackupRow) -> BackupRow:
        """Read a backup and its attachments to the end and prove them, blocking for seconds; the
        row with its fault (CANCELLED if the program stops meanwhile), or without one."""
        mark = _mark_of(row.path)
        try:
            manifest = self._store.check_backup(row.path, self._stop.is_set)
        except KnownError as error:
            if error.code is ErrorCode.BACKUP_DAMAGED:
                self._rotten.add(mark)
            return replace(row, fault=error.code)
        self._rotten.discard(mark)
        return replace(row, fault=self._fault_beside(row.path.parent / ATTACHMENTS, manifest))

    def tidy(self) -> None:
        """Remove what is kept no longer, whether or not a new backup can be made; not while the
        clock cannot be believed. Raises KnownError of the folder."""
        with self._making:
            self._tidy()
        self._tell()

    def is_due(self) -> bool:
        """True if there is none, if the last one is older than 20 hours and something has changed
        since, or if it is older than a week."""
        last = self._last()
        if last is None:
            return True
        age = abs(self._now() - last.created_at)
        return age > DUE_MS and (age > UNCHANGED_MS or last.mark != self._mark())

    def make(self) -> BackupRow:
        """Make a verified backup now, thin out the older ones, bring it to the second folder.

        Blocks for seconds; saves go on meanwhile. The row has the fault BACKUP_INCOMPLETE where
        attachments are damaged and no whole copy was found. Raises KnownError BACKUP_FULL,
        BACKUP_FOLDER, STORE_DAMAGED, KEY_FILE_DAMAGED, CANCELLED, DISK_FULL, DISK_FAULT,
        READ_ONLY; the newest backup there was stays then.
        """
        try:
            with self._making:
                return self._make_and_note()
        finally:
            self._tell()

    def choose_folder(self, folder: Path | None) -> None:
        """Keep a copy of every backup in *folder* (a stick, a network drive), too; None: no more.

        Errors as ``SecondFolder.choose``.
        """
        self._second.choose(folder)
        self._tell()

    def bring_to_second(self) -> bool:
        """Copy the newest backup to the second folder and prove it there, blocking for seconds;
        False if that cannot be reached now, or has it already. A fault of the folder is no error:
        it is tried again with the next backup."""
        with self._making:
            return self._second.bring(self._newest())

    def look(self) -> None:
        """What is done once an hour: tidy, and make a backup that is due. Where none can be made
        the second folder is thinned out all the same, and gets the last one. Blocks for seconds;
        raises KnownError as a save does."""
        try:
            self.tidy()
            if self.is_due():
                self.make()
                return
        except KnownError as error:
            _log.info("backup: %s", error.code.value)
        if not self._stop.is_set():
            self.bring_to_second()

    def _run(self, begin_s: float) -> None:
        pause, is_first = begin_s, True
        while not self._stop.wait(pause):
            pause = AGAIN_S
            try:
                if is_first and (newest := self._newest()) is not None:
                    self.check(self._row(newest))  # what has rotted is not the newest any more
                is_first = False
                self.look()
            except KnownError as error:
                _log.info("backup: %s", error.code.value)
            except Exception as error:  # the thread outlives a fault of ours
                _log.error("backup ended by %s", type(error).__name__)

    def _tidy(self) -> bool:
        now, last = self._now(), self._last()
        if not self._state.believes(now, None if last is None else last.created_at):
            _log.warning("the clock has leapt: only what was too old before goes")
            if (known := self._state.known_before(now)) is not None:
                backup_folder.drop_older(self.folder, self._store.store_id, known, self._read)
                self._drop_aside(known)
            return False
        backup_folder.prune(self.folder, self._store.store_id, now, self._read)
        self._drop_aside(now)
        with contextlib.suppress(KnownError):  # another time
            forget_newest(self._store, self._newest(), now)
        return True

    def _drop_aside(self, moment: int) -> None:
        backup_folder.drop_old_copies(self._store.directory, moment)
        self._store.drop_replaced(moment, is_backed_up=False)

    def _make_and_note(self) -> BackupRow:
        fault: ErrorCode | None = None
        self._tell()
        try:
            with world_faults():
                row = self._make()
            fault = row.fault
        except KnownError as error:
            fault = error.code
            raise
        finally:
            if not self._stop.is_set():
                self._state.note(fault=None if fault is None else fault.value)
        return row

    def _make(self) -> BackupRow:
        folder, now = self.folder, self._now()
        if os.path.lexists(folder) and not folder.is_dir():
            raise KnownError(ErrorCode.BACKUP_FOLDER)
        private_directory(folder)
        believes, key_file = self._tidy(), self._key_file()
        self._check_room(folder, may_replace=believes)
        laid = self._lay(folder)
        contents = Contents(
            key_file=key_file,
            store_id=self._store.store_id,
            sequence=self._store.sequence,
            created_at=now,
            mark=self._mark(),
            attachments=laid.kept,
        )
        target = folder / backup_folder.name_for(now, folder)
        manifest = self._store.back_up(target, contents, self._stop.is_set)
        self._store.drop_replaced(now if believes else 0, is_backed_up=True)
        if believes:
            backup_folder.prune(folder, self._store.store_id, now, self._read)
        self._second.bring(self._newest())
        row = self._row(Found(target, manifest, target.stat().st_size))
        return replace(row, fault=ErrorCode.BACKUP_INCOMPLETE) if laid.broken else row

    def _lay(self, folder: Path) -> Laid:
        last, second = self._last(), self._second.own
        named = {file.name: file.chunks for file in named_files(self._store.read())}
        known = () if last is None else last.attachments
        others = [] if second is None else [second / ATTACHMENTS]
        profile = self._store.directory
        return lay_attachments(profile, folder, known, named, others, self._stop.is_set)

    def _check_room(self, folder: Path, *, may_replace: bool) -> None:
        files = [path for path in self._store.directory.glob("store.db*") if path.is_file()]
        needed = sum(path.stat().st_size for path in files) + _ROOM
        free, newest = shutil.disk_usage(folder).free, self._newest()
        if free >= needed:
            return
        # One that should have gone is there only because none could follow: it makes the room
        # for one, if that is enough and the store is whole.
        is_late = newest is not None and backup_folder.is_late(newest, self._now())
        if newest is None or not (is_late and may_replace and free + newest.size >= needed):
            raise KnownError(ErrorCode.BACKUP_FULL)
        if self._store.examine():
            raise KnownError(ErrorCode.STORE_DAMAGED)
        newest.path.unlink()

    def _mark(self) -> str:
        """Differs when anything that a backup holds has changed."""
        reader = self._store.read()
        drafts = [(draft.id, draft.saved_at) for draft in reader.drafts()]
        cursors = sorted(reader.cursors().items())
        stand = (self._store.sequence, self._store.device, cursors, drafts, len(reader.roster()))
        return hashlib.sha256(repr(stand).encode() + self._key_file()).hexdigest()[:32]

    def _key_file(self) -> bytes:
        """The first copy of the key file that is whole: a backup without one opens never again."""
        for name in backup_restore.KEY_FILES:
            with contextlib.suppress(OSError, KnownError):
                data = read_small(self._store.directory / name, key_document.MAX_BYTES + 1)
                key_document.decode(data, file=name, allow_weak=True)
                return data
        raise KnownError(ErrorCode.KEY_FILE_DAMAGED, file=backup_restore.KEY_FILES[0])

    def _last(self) -> Manifest | None:
        newest = self._newest()
        return None if newest is None else newest.manifest

    def _newest(self) -> Found | None:
        with contextlib.suppress(KnownError):
            return next((one for one in self._found(self.folder) if one.fault is None), None)
        return None

    def _found(self, folder: Path) -> list[Found]:
        ours = self._store.store_id
        found = backup_folder.look(folder, self._read)
        return [one for one in found if one.manifest is None or one.manifest.store_id == ours]

    def _read(self, path: Path) -> Manifest:
        if _mark_of(path) in self._rotten:
            raise KnownError(ErrorCode.BACKUP_DAMAGED, file=path.name)
        return self._store.read_backup(path)

    def _fault_beside(self, folder: Path, manifest: Manifest) -> ErrorCode | None:
        fault = None
        for kept in manifest.attachments:
            if self._stop.is_set():
                return ErrorCode.CANCELLED
            known = (_mark_of(folder / kept.id), kept.sha256)
            if known not in self._whole:
                if backup_file.is_whole(folder / kept.id, kept):
                    self._whole.add(known)
                else:
                    fault = ErrorCode.BACKUP_INCOMPLETE
                    self._second.damaged.add(folder / kept.id)
        return fault

    def _row(self, one: Found) -> BackupRow:
        manifest = one.manifest
        if manifest is None:
            return BackupRow(one.path, 0, one.size, fault=one.fault)
        return BackupRow(one.path, manifest.created_at, one.whole_size, fault=one.fault)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _mark_of(path: Path) -> _Mark:
    """A file and when it was changed last: it is not read once more until then."""
    try:
        found = path.stat()
    except OSError:
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_ctime_ns
