"""Bringing a backup back, before anything is unlocked: here or on another computer."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.crypto import key_document, keyfile, paper_words
from desktop.domain.errors import ErrorCode, KnownError, world_faults
from desktop.domain.small_file import read_small
from desktop.services.installation import INSTALLATION_SETTING, named_store
from desktop.services.password_tries import FILE as TRIES
from desktop.services.password_tries import TryGuard
from desktop.storage import backup_attachments, backup_file, backup_folder, backup_restore
from desktop.storage.attachments import FOLDER as ATTACHMENTS
from desktop.storage.backup import verify
from desktop.storage.backup_file import Manifest
from desktop.storage.backup_folder import Found
from desktop.storage.files import FILE_MODE, STORE_NAME, private_directory
from desktop.storage.store import Store, Writer
from desktop.sync.renewal import become_new_device

RESTORED_SETTING: Final = "restored"
"""[UTC ms of the restore, UTC ms of the backup] until what was erased since is erased again."""
REPLACED_SETTING: Final = "attachments/restored"
"""UTC ms of a restore, for good: files beside this store may belong to what it does not know."""
_MOST_FOLDERS: Final = 50


@dataclass(frozen=True, slots=True)
class Restorable:
    """A backup that was found. ``created_at``: UTC ms, 0 when unknown; ``size``: bytes, with its
    attachments; ``fault``: why it cannot be brought back, else None; ``copies``: the same backup
    elsewhere, for when this file turns out damaged."""

    path: Path
    created_at: int
    size: int
    fault: ErrorCode | None = None
    copies: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """``created_at``: of the backup; ``missing``: attachments that were not found beside it;
    ``is_by_code``: the secret was the recovery code, so a password has to be chosen yet."""

    created_at: int
    missing: int
    is_by_code: bool = False


def prepare_folder(profile: Path) -> None:
    """Make the profile's folder where there is none yet. Raises KnownError READ_ONLY."""
    private_directory(profile)


def last_saved(profile: Path) -> int | None:
    """When the profile's store was written last, UTC ms, as its files tell; None without one."""
    files = [profile / f"{STORE_NAME}{end}" for end in ("", "-wal")]
    times = [path.stat().st_mtime_ns for path in files if path.is_file()]
    return max(times) // 1_000_000 if times else None


def find_backups(profile: Path, *places: Path) -> tuple[Restorable, ...]:
    """Backups in the profile and in *places* (a file, a folder of backups, or one with such
    folders in it), newest first; those of another store than the profile's come last.

    Places that cannot be read are passed over. Nothing that is said here is proved yet.
    """
    ours = named_store(profile)
    found: dict[tuple[str, int], list[Found]] = {}
    damaged: dict[str, Found] = {}
    for folder in (profile / backup_folder.FOLDER, *places):
        for one in _look(folder):
            if one.manifest is None:
                damaged[os.path.realpath(one.path)] = one
            else:
                same = found.setdefault((one.manifest.store_id, one.manifest.created_at), [])
                same.append(one)
    rows = [_row(first, ours, *more) for first, *more in found.values()]
    rows += [_row(one, ours) for one in damaged.values()]
    return tuple(sorted(rows, key=lambda row: (row.fault is not None, -row.created_at)))


def find_in(place: Path) -> tuple[Restorable, ...]:
    """The same of *place* alone, whosever backups lie there."""
    rows = [_row(one, None) for one in _look(place)]
    return tuple(sorted(rows, key=lambda row: (row.fault is not None, -row.created_at)))


def restore(
    profile: Path,
    backup: Path,
    secret: str,
    *,
    now: Callable[[], int],
    guard: TryGuard | None = None,
    allow_weak: bool = False,
) -> Restored:
    """Put the store of *backup* in the place of the profile's, as a new device; takes seconds.

    *secret*: the password at the time of the backup, today's, or the recovery code. Whoever
    calls holds the profile, and no store is open. Until the last step nothing is changed, and
    that step is one: killed at any point, the old or the restored store opens. What was there is
    kept aside, see ``backup_restore.drop_replaced``; it is replaced only by a backup of the same
    store, proved by the key. Wrong tries are counted as those of unlocking, by *guard* or in the
    profile; a right one ends the waiting only once backup and store are proved.
    *allow_weak* is for tests that save time. Raises KnownError: WRONG_PASSWORD, TRY_LATER,
    BACKUP_DAMAGED, BACKUP_UNREADABLE, BACKUP_OTHER, STORE_NEWER, STORE_DAMAGED, DISK_FULL,
    READ_ONLY.
    """
    manifest = backup_file.read_manifest(backup)
    ours = named_store(profile)
    if ours is not None and ours != manifest.store_id:
        raise KnownError(ErrorCode.BACKUP_OTHER)
    folder = backup_restore.prepare(profile)
    try:
        with (guard or TryGuard(profile / TRIES)).attempt():
            unlocked, is_by_code = _unlock(profile, folder, backup, secret, allow_weak)
            _take_out(profile, folder, backup, unlocked, manifest)
        _make_new(folder, unlocked, manifest, now)
        missing = _bring_attachments(profile, backup, manifest)
        backup_restore.put_in_place(profile, now())
    except BaseException:
        backup_restore.abandon(profile)
        raise
    return Restored(manifest.created_at, missing, is_by_code)


def after_restore(store: Store, reapply: Callable[[], object]) -> None:
    """At the first opening after a restore: what was erased since the backup is erased again.

    Blocks for a commit. Raises KnownError of the store; then the next opening does it.
    """
    if store.read().setting(RESTORED_SETTING) is None:
        return
    reapply()
    store.write(lambda writer: writer.put_setting(RESTORED_SETTING, None)).result()


def _take_out(
    profile: Path, folder: Path, backup: Path, unlocked: keyfile.Unlocked, manifest: Manifest
) -> None:
    """Prove that the backup is whole, of one store, and of the one it replaces: the id that a
    backup names is in the open, and whoever copies it can make one with a key of their own."""
    if unlocked.store_id != manifest.store_id:
        raise KnownError(ErrorCode.BACKUP_DAMAGED, file=backup.name, part=backup_file.KEY)
    if not backup_restore.may_replace(profile, unlocked.key):
        raise KnownError(ErrorCode.BACKUP_OTHER)
    backup_file.extract_store(backup, unlocked.key, folder / STORE_NAME)
    verify(folder / STORE_NAME, unlocked.key)


def _make_new(
    folder: Path, unlocked: keyfile.Unlocked, manifest: Manifest, now: Callable[[], int]
) -> None:
    store = Store.open(folder, unlocked.key, store_id=unlocked.store_id, now=now)
    try:

        def note(writer: Writer) -> None:
            writer.put_setting(INSTALLATION_SETTING, None)
            writer.put_setting(RESTORED_SETTING, [now(), manifest.created_at])
            writer.put_setting(REPLACED_SETTING, now())

        become_new_device(store, now(), note, least_sequence=unlocked.min_sequence)
    finally:
        store.close()


def _unlock(
    profile: Path, folder: Path, backup: Path, secret: str, allow_weak: bool
) -> tuple[keyfile.Unlocked, bool]:
    """Open the backup's key file; else the profile's own, if the password was changed since.
    The one that opens is the one that stays. True beside it if *secret* is the recovery code."""
    candidates = [backup_file.read_key_file(backup)]
    for name in backup_restore.KEY_FILES:
        with contextlib.suppress(OSError):
            candidates.append(read_small(profile / name, key_document.MAX_BYTES + 1))
    faults: list[KnownError] = []
    for data in dict.fromkeys(candidates):
        for name in backup_restore.KEY_FILES:
            _write_private(folder / name, data)
        try:
            return keyfile.unlock(folder, secret, allow_weak=allow_weak), False
        except KnownError as error:
            faults.append(error)
        try:
            code = paper_words.read_secret(secret)
        except KnownError:
            continue
        try:
            return keyfile.unlock_with_secret(folder, code, allow_weak=allow_weak), True
        except KnownError as error:
            faults.append(error)
    raise _weightiest(faults, backup)


def _weightiest(faults: list[KnownError], backup: Path) -> KnownError:
    """A guess that was wrong anywhere counts as one, whatever else there is to say."""
    wrong = (fault for fault in faults if fault.code is ErrorCode.WRONG_PASSWORD)
    return as_of_backup(next(wrong, faults[0]), backup)


def as_of_backup(fault: KnownError, backup: Path) -> KnownError:
    """What *fault* of a key file means where it is that of *backup*."""
    if fault.code in (ErrorCode.KEY_FILE_DAMAGED, ErrorCode.FOREIGN_FILE):
        return KnownError(ErrorCode.BACKUP_DAMAGED, file=backup.name, part=backup_file.KEY)
    return fault


def _bring_attachments(profile: Path, backup: Path, manifest: Manifest) -> int:
    """Fetch what is not here, or not whole. They never change: what has another hash than the
    backup says is damaged, here or there. Returns how many could not be found whole."""
    target, source = profile / ATTACHMENTS, backup.parent / ATTACHMENTS
    missing = 0
    with world_faults():
        for kept in manifest.attachments:
            place = target / kept.id
            if backup_file.is_whole(place, kept):
                continue
            private_directory(target)
            is_whole = not place.is_dir() and backup_file.is_whole(source / kept.id, kept)
            if is_whole:
                backup_attachments.copy_file(source / kept.id, place, lambda: False)
            missing += not is_whole
    return missing


def _look(place: Path) -> list[Found]:
    try:
        if place.is_file():
            one = backup_folder.look_at(place)
            return [] if one is None else [one]
        inner = [path for path in place.iterdir() if os.path.isdir(path)]
    except OSError:
        return []
    likely = [path for path in inner if path.name.startswith("fallmappe-")]
    likely += [path for path in inner if path.name == backup_folder.FOLDER]
    found = []
    for folder in (place, *likely[:_MOST_FOLDERS]):
        with contextlib.suppress(KnownError):
            found += backup_folder.look(folder)
    return found


def _row(one: Found, ours: str | None, *more: Found) -> Restorable:
    if one.manifest is None:
        return Restorable(one.path, 0, one.size, one.fault)
    is_other = ours is not None and one.manifest.store_id != ours
    fault = ErrorCode.BACKUP_OTHER if is_other else None
    copies = tuple(dict.fromkeys(copy.path for copy in more if copy.path != one.path))
    return Restorable(one.path, one.manifest.created_at, one.whole_size, fault, copies)


def _write_private(path: Path, data: bytes) -> None:
    with world_faults():
        path.unlink(missing_ok=True)
        path.touch(mode=FILE_MODE)
        path.write_bytes(data)
