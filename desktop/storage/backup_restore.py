"""Putting a restored or new profile in place: prepared beside it, then moved in at one stroke.

``restoring`` is being prepared and counts for nothing. Renaming it to ``restored-<moment>`` is
the stroke; from then on ``finish`` moves its files into the profile, whenever it is called and
however often it was interrupted. So either the old or the restored store opens.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from desktop.crypto import key_document
from desktop.crypto.key_document import KeyDocument
from desktop.domain.errors import ErrorCode, KnownError, world_faults
from desktop.domain.small_file import read_small
from desktop.storage import backup_file, backup_folder
from desktop.storage.driver import SALT_BYTES, file_salt
from desktop.storage.files import (
    STORE_NAME,
    private_directory,
    sync_directory,
    sync_file,
)
from desktop.storage.head_file import HEAD_NAME

PREPARING: Final = "restoring"
KEY_FILES: Final = ("key.json", "key.backup.json")
_OURS: Final = (*KEY_FILES, STORE_NAME, HEAD_NAME)
_READY: Final = re.compile(r"restored-(\d{8}-\d{6})")
_COMPANIONS: Final = ("", "-wal", "-shm")
_REPLACED: Final = ".replaced-"
_ASIDE: Final = re.compile(r"(.+)\.replaced-(\d{8}-\d{6})(-wal)?")
_MOMENT: Final = "%Y%m%d-%H%M%S"
KEPT_MS: Final = 30 * 24 * 3600 * 1000
"""So long what was replaced may lie aside at most, ms: as long as a backup."""


def prepare(profile: Path) -> Path:
    """An empty private folder to put the restored store and key files in."""
    folder = profile / PREPARING
    with world_faults():
        private_directory(profile)
        shutil.rmtree(folder, ignore_errors=True)
        private_directory(folder)
    return folder


def abandon(profile: Path) -> None:
    """Throw away what was being prepared."""
    shutil.rmtree(profile / PREPARING, ignore_errors=True)


def put_in_place(profile: Path, now_ms: int) -> None:
    """Make what was prepared the profile's store and key; the old ones are kept aside.

    The store must be closed, and nobody else may hold the profile. Raises KnownError
    STORE_MISSING if something was not prepared, READ_ONLY, DISK_FULL.
    """
    folder = profile / PREPARING
    with world_faults():
        for name in (STORE_NAME, *KEY_FILES):
            if not (folder / name).is_file():
                raise KnownError(ErrorCode.STORE_MISSING, file=name)
            sync_file(folder / name)
        for path in folder.iterdir():
            if path.name not in _OURS:
                with contextlib.suppress(OSError):  # somebody else's, see ``finish``
                    path.unlink()
        sync_directory(folder)
        moment = datetime.fromtimestamp(now_ms / 1000)
        os.rename(folder, profile / f"restored-{moment:{_MOMENT}}")
        sync_directory(profile)
    finish(profile)


def is_waiting(profile: Path) -> bool:
    """True if a restored store has not reached its place yet: ``finish`` is to be called."""
    return bool(_ready(profile))


def finish(profile: Path) -> None:
    """Move a restored store into its place, if there is one. Idempotent.

    To be called before the profile is opened, by whoever holds it. Raises KnownError
    READ_ONLY, DISK_FULL; then it can be called again.
    """
    with world_faults():
        for folder, moment in _ready(profile):
            _set_aside(profile, folder, moment)
            for name in _OURS:
                if (folder / name).exists():
                    os.replace(folder / name, profile / name)
                    sync_directory(profile)
            with contextlib.suppress(OSError):
                # A file manager may have put something of its own in it: it may stay there.
                folder.rmdir()
            sync_directory(profile)


def has_replaced(profile: Path) -> bool:
    """True while a store that a restored one replaced is kept aside: its attachments are needed."""
    return any(profile.glob(f"{STORE_NAME}{_REPLACED}*"))


def may_replace(profile: Path, key: bytes) -> bool:
    """Whether a store with *key* may take the place of what lies in *profile*.

    It may where the store there begins as one of this key does, or where a whole key file there,
    or else in one of the backups there, was written by somebody who had it. Where none of them
    is left to tell (lost, overwritten), it may, too: what lies there is kept aside.
    """
    if _begins_as_of(profile / STORE_NAME, key):
        return True
    found = [_key_document(profile / name) for name in KEY_FILES]
    whole = [document for document in found if document is not None]
    whole = whole or list(_of_backups(profile / backup_folder.FOLDER))
    return not whole or any(document.is_by_owner_of(key) for document in whole)


def drop_replaced(profile: Path, key: bytes, now_ms: int, *, is_backed_up: bool) -> int:
    """Remove stores (and their key files) that a restored one replaced; returns how many files
    went. Raises KnownError READ_ONLY, DISK_FAULT.

    Those of this *key* go once *is_backed_up*: a verified backup was made since. Anything else
    stays for ``KEPT_MS``, whatever it is: it may be the only store of somebody.
    """
    going = [
        path
        for path in profile.glob(f"*{_REPLACED}*")
        if (is_backed_up and _is_of(path, key)) or _is_old(path, now_ms)
    ]
    with world_faults():
        for path in going:
            path.unlink(missing_ok=True)
    return len(going)


def _is_of(aside: Path, key: bytes) -> bool:
    named = _ASIDE.fullmatch(aside.name)
    if named is not None and named[1] in KEY_FILES:
        document = _key_document(aside)
        return document is not None and document.is_by_owner_of(key)
    return _begins_as_of(aside.with_name(aside.name.removesuffix("-wal")), key)


def _is_old(aside: Path, now_ms: int) -> bool:
    named = _ASIDE.fullmatch(aside.name)
    try:
        since = aside.lstat().st_mtime
        if named is not None:
            moment = datetime.strptime(named[2], _MOMENT).timestamp()
            # One that lies ahead is of a clock that was wrong.
            since = moment if moment * 1000 <= now_ms + KEPT_MS else since
    except (OSError, ValueError, OverflowError):
        return False
    return now_ms - since * 1000 > KEPT_MS


def _begins_as_of(store: Path, key: bytes) -> bool:
    try:
        return read_small(store, SALT_BYTES) == file_salt(key)
    except OSError:
        return False


def _key_document(path: Path) -> KeyDocument | None:
    with contextlib.suppress(OSError, KnownError):
        data = read_small(path, key_document.MAX_BYTES + 1)
        return key_document.decode(data, file=path.name, allow_weak=True)
    return None


def _of_backups(folder: Path) -> Iterator[KeyDocument]:
    with contextlib.suppress(KnownError):
        for found in backup_folder.look(folder):
            with contextlib.suppress(KnownError):
                data = backup_file.read_key_file(found.path)
                yield key_document.decode(data, file=KEY_FILES[0], allow_weak=True)


def _set_aside(profile: Path, folder: Path, moment: str) -> None:
    """As long as the restored store waits, whatever lies in its place is the old one."""
    if not (folder / STORE_NAME).exists():
        return
    (profile / HEAD_NAME).unlink(missing_ok=True)
    key = KEY_FILES[0]
    if (folder / key).exists() and (profile / key).exists():
        os.replace(profile / key, profile / f"{key}{_REPLACED}{moment}")
    for end in _COMPANIONS:
        old = profile / f"{STORE_NAME}{end}"
        if not old.exists():
            continue
        if end == "-shm":
            old.unlink()
        else:
            # The log keeps the name that belongs to its store, so that both still open.
            os.replace(old, profile / f"{STORE_NAME}{_REPLACED}{moment}{end}")
    sync_directory(profile)


def _ready(profile: Path) -> list[tuple[Path, str]]:
    try:
        names = sorted(entry.name for entry in os.scandir(profile) if entry.is_dir())
    except FileNotFoundError:
        return []
    found = ((profile / name, _READY.fullmatch(name)) for name in names)
    ready = [(path, match[1]) for path, match in found if match is not None]
    return [(path, moment) for path, moment in ready if _is_left(path)]


def _is_left(folder: Path) -> bool:
    """Whether anything of ours is in it; an empty one is taken away as well."""
    names = os.listdir(folder)
    return not names or any(name in _OURS for name in names)
