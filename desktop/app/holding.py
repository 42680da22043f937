"""One process at a time has a profile: a lock of the operating system, not a note left behind.

What the file says is for people. A copy of it, from a backup or another computer, and one that
a killed process left, hold nothing: a lock ends with its process.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from desktop.domain.errors import ErrorCode, KnownError, code_of_write

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_FILE = "running.lock"
"""Lies in a profile while a process has it; the first line is the number of that process."""
_FAR = 1 << 30
"""Where Windows locks a byte: behind the text, so that this can be read."""


class Hold:
    """Has *profile* from now until ``release``.

    Raises KnownError ALREADY_RUNNING while another process has it, or another ``Hold`` in this
    one; READ_ONLY, DISK_FULL, DISK_FAULT where no lock can be taken. Thread-safe.
    """

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self._path = profile / LOCK_FILE
        self._file = _taken(self._path)
        with contextlib.suppress(OSError):  # a full disk is no reason to stay outside
            os.ftruncate(self._file, 0)
            os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let other processes have it. The file goes first: who waits at it looks again."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        with contextlib.suppress(OSError):
            _unlock(self._file)  # also for a child that was just being started
        os.close(self._file)
        if sys.platform == "win32":  # an open file stays
            with contextlib.suppress(OSError):
                self._path.unlink()


def _taken(path: Path) -> int:
    while True:
        try:
            file = _opened(path)
        except OSError as error:
            raise KnownError(code_of_write(error), errno=error.errno) from None
        try:
            _lock(file)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file), os.stat(path)):
                    return file
        except BlockingIOError:
            os.close(file)
            raise KnownError(ErrorCode.ALREADY_RUNNING) from None
        except OSError as error:
            os.close(file)
            raise KnownError(code_of_write(error), errno=error.errno) from None
        os.close(file)  # whoever had it took the file away meanwhile


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        return os.open(path, os.O_RDONLY)  # copied without the right to write: good enough to lock


if sys.platform == "win32":

    def _lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None
        os.lseek(file, 0, os.SEEK_SET)

    def _unlock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
