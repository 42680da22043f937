"""Decrypted copies for other programs: made on request only, gone at lock, exit and next start."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
from pathlib import Path
from typing import Final

from desktop.domain.errors import OPENING_WRITES, world_faults
from desktop.domain.small_file import read_small, replace_small

_IN_PROFILE: Final = "open"
_WHERE: Final = "open.where"
"""In the profile while copies lie outside of it: in which folder. A later start may be told of
another one by the system."""
_LONGEST_PATH: Final = 4096
_PRIVATE: Final = 0o700
_READ_ONLY: Final = 0o400


def folder_for(profile: Path) -> Path:
    """Where the copies of a profile lie: in memory (``$XDG_RUNTIME_DIR``, XDG base directory
    specification 0.8) where there is such a folder of ours, else in the profile itself."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and _is_private(Path(runtime)):
        return Path(runtime) / _name(profile)
    return profile / _IN_PROFILE


def _name(profile: Path) -> str:
    which = hashlib.sha256(os.fsencode(profile.resolve())).hexdigest()[:16]
    return f"fallmappe-{which}"


def _is_private(folder: Path) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return False
    is_ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return folder.is_absolute() and is_ours and not stat.S_IMODE(found.st_mode) & 0o077


class OpenedCopies:
    """Keeps them in one private folder (0700), each file read-only (0400). Any thread."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile

    def put(self, data: bytes, name: str) -> Path:
        """Write a copy and return where it lies. *name* is ours, never one from outside.

        Raises KnownError ATTACHMENT_OPEN_FULL, ATTACHMENT_OPEN_FAULT, ATTACHMENT_OPEN_REFUSED.
        """
        folder = folder_for(self._profile)
        if folder.parent != self._profile:
            with contextlib.suppress(OSError):  # a full disk is no reason not to open it
                replace_small(self._profile / _WHERE, os.fsencode(folder))
        with world_faults(OPENING_WRITES):
            folder.mkdir(mode=_PRIVATE, exist_ok=True)
            if folder.is_symlink():
                raise OSError(f"{folder.name} is a link")
            folder.chmod(_PRIVATE)
            own = folder / secrets.token_hex(8)
            own.mkdir(mode=_PRIVATE)
            path = own / name
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with open(os.open(path, flags, _READ_ONLY), "wb") as file:
                file.write(data)
        return path

    def are_left(self) -> bool:
        """Whether copies, or traces of them, may lie about. Needs no key."""
        places = (*self._folders(), self._profile / _WHERE)
        return any(os.path.lexists(place) for place in places)

    def clear(self) -> int:
        """Remove all copies, also those that a crash left, whatever the system called its folder
        then; returns how many stay because another program holds them (Windows). Needs no key.
        """
        held = 0
        for folder in self._folders():
            if folder.is_symlink() or not folder.is_dir():
                continue
            _make_removable(folder)
            shutil.rmtree(folder, ignore_errors=True)
            if folder.is_dir():
                held += sum(1 for path in folder.rglob("*") if path.is_file())
        if not held:
            with contextlib.suppress(OSError):
                (self._profile / _WHERE).unlink(missing_ok=True)
        return held

    def _folders(self) -> set[Path]:
        found = {folder_for(self._profile), self._profile / _IN_PROFILE}
        with contextlib.suppress(OSError, ValueError):
            noted = Path(os.fsdecode(read_small(self._profile / _WHERE, _LONGEST_PATH)))
            # Anybody may have written the note: it leads to a folder as we make them, or nowhere.
            if noted.name == _name(self._profile) and _is_private(noted):
                found.add(noted)
        return found


def _make_removable(folder: Path) -> None:
    """Links that were put there are not followed: what they lead to is not ours."""
    for place, folders, files in os.walk(folder):
        for path in (Path(place, name) for name in (*folders, *files)):
            with contextlib.suppress(OSError):
                if not path.is_symlink():
                    path.chmod(_PRIVATE)
