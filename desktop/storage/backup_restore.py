"""Putting a restored profile in place: prepared beside it, then moved in at one stroke.

``restoring`` is being prepared and counts for nothing. Renaming it to ``restored-<moment>`` is
the stroke; from then on ``finish`` moves its files into the profile, whenever it is called and
however often it was interrupted. So either the old or the restored store opens.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError, world_faults
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
        os.rename(folder, profile / f"restored-{moment:%Y%m%d-%H%M%S}")
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


def drop_replaced(profile: Path) -> int:
    """Remove stores (and their key files) that a restored one replaced: the next verified
    backup is there. Returns how many files went."""
    paths = list(profile.glob(f"*{_REPLACED}*"))
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


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
