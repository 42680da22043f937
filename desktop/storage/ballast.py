"""A reserve of 16 MB in the profile, given back to the disk when a save finds it full.

Written with random bytes and synced, so that the blocks are really taken, also by file systems
that compress or store nothing for zeros.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from pathlib import Path
from typing import Final

from desktop.storage.files import FILE_MODE, sync_directory

BALLAST_NAME: Final = "ballast"
SIZE: Final = 16 * 1024 * 1024
"""Bytes."""
ROOM: Final = 2 * 1024**3
"""So many bytes have to be free before the reserve is made."""
_CHUNK: Final = 1 << 20

_log = logging.getLogger(__name__)


def free_bytes(directory: Path) -> int | None:
    """What may still be written on the disk of *directory*, or None when it does not say."""
    try:
        return shutil.disk_usage(directory).free
    except OSError:
        return None


def is_there(directory: Path) -> bool:
    """Whether the whole reserve is there."""
    try:
        return (directory / BALLAST_NAME).stat().st_size == SIZE
    except OSError:
        return False


def release(directory: Path) -> bool:
    """Give the reserve back to the disk; False when there was none."""
    try:
        (directory / BALLAST_NAME).unlink()
    except OSError:
        return False
    with contextlib.suppress(OSError):
        sync_directory(directory)  # some file systems free the blocks only with this
    return True


def make(directory: Path, room: int = ROOM) -> bool:
    """Make the reserve if it is missing and *room* bytes are free; blocks for some 0.1 s.

    Returns whether it is there afterwards. Never raises: without it work goes on as well.
    """
    if is_there(directory):
        return True
    free = free_bytes(directory)
    if free is None or free < room:
        return False
    fresh = directory / f"{BALLAST_NAME}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(fresh, flags, FILE_MODE), "wb") as file:
            for _ in range(SIZE // _CHUNK):
                file.write(os.urandom(_CHUNK))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, directory / BALLAST_NAME)
    except OSError as error:
        _log.warning("no reserve: %s", error.errno)
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        return False
    return True
