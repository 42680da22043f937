"""One server per data folder: an exclusive lock that the system releases when a process ends."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_LOCK_FILE = "server.lock"


class FolderInUseError(Exception):
    """Another server process works on this data folder."""


@contextlib.contextmanager
def held(directory: Path) -> Iterator[None]:
    """Keep other servers out of *directory*. Raises FolderInUseError at once, OSError.

    SQLite's lock on an empty file: the same on every system, gone with the process even after
    SIGKILL.
    """
    path = directory / _LOCK_FILE
    path.touch(mode=0o600)
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise FolderInUseError(directory.name) from error
        yield
