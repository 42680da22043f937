"""Small files that lie open beside the encrypted ones, where anybody may have put another.

What is no regular file is refused before it is read, so that a pipe holds nobody up; nothing is
read beyond a limit; and what is not the JSON asked for is one error, however odd it is.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Final

PRIVATE_MODE: Final = 0o600


class NotRegularError(OSError):
    """A folder, a pipe, a socket or a device lies where a file should."""


def open_regular(path: Path) -> BufferedReader:
    """Open a file that others may have put there, to read. Raises OSError; NotRegularError for
    what is no file: a pipe would let us wait for ever."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except OSError:
        if path.exists() and not path.is_file():  # a socket; on Windows a folder
            raise _not_regular() from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _not_regular()
    return os.fdopen(handle, "rb")


def _not_regular() -> NotRegularError:
    return NotRegularError(errno.EINVAL, "not a regular file")


def read_small(path: Path, most: int) -> bytes:
    """The first *most* bytes of such a file. Raises OSError."""
    with open_regular(path) as file:
        return file.read(most)


def read_object(path: Path, most: int) -> dict[str, object]:
    """The JSON object in such a file. Raises OSError; ValueError when it is larger than *most*
    bytes, no JSON, nested too deeply, no object, or holds a number without end."""
    import json  # when it is needed: a start without such files does without it

    data = read_small(path, most + 1)
    if len(data) > most:
        raise ValueError("too large")
    try:
        found = json.loads(data, parse_constant=_finite, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def replace_small(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Put a private file (0600) in the place of *path*, whole or not at all; with *durable* its
    content is on the disk afterwards. Raises OSError, and leaves no half file then."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        write_fresh(fresh, data, durable=durable)
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def write_fresh(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write a private file that is not there yet; what a crash left in its place goes."""
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, PRIVATE_MODE), "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def open_to_append(path: Path) -> int:
    """A descriptor of a private file that lines are added to. Raises OSError, also for a pipe in
    its place: it would hold us up until somebody reads it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, flags, PRIVATE_MODE)


def _finite(written: str) -> float:
    if not math.isfinite(number := float(written)):
        raise ValueError("no number")
    return number
