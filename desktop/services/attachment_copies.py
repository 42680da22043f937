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

_IN_PROFILE: Final = "open"
_PRIVATE: Final = 0o700
_READ_ONLY: Final = 0o400


def folder_for(profile: Path) -> Path:
    """Where the copies of a profile lie: in memory (``$XDG_RUNTIME_DIR``, XDG base directory
    specification 0.8) where there is such a folder of ours, else in the profile itself."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and _is_private(Path(runtime)):
        which = hashlib.sha256(os.fsencode(profile.resolve())).hexdigest()[:16]
        return Path(runtime) / f"fallmappe-{which}"
    return profile / _IN_PROFILE


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

    def clear(self) -> int:
        """Remove all copies, also those that a crash left; returns how many stay because another
        program holds them (Windows)."""
        held = 0
        for folder in {folder_for(self._profile), self._profile / _IN_PROFILE}:
            if folder.is_symlink() or not folder.is_dir():
                continue
            for path in folder.rglob("*"):
                with contextlib.suppress(OSError):
                    path.chmod(_PRIVATE)
            shutil.rmtree(folder, ignore_errors=True)
            if folder.is_dir():
                held += sum(1 for path in folder.rglob("*") if path.is_file())
        return held
