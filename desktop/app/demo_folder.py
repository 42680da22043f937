"""The folder of the demo agency: what may be deleted in it, and by whom."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MARKER = "demo.json"
"""Names a folder as ours; written before anything else, filled when the agency is founded."""

_LOCK = "demo.lock"
_PARTS = ("server", "worker-a", "worker-b")


class DemoFolderError(Exception):
    """The folder cannot be used; the text is a whole sentence for the terminal."""


@contextlib.contextmanager
def held(directory: Path) -> Iterator[None]:
    """Make *directory* a demo folder that is used by one demo at a time.

    Raises DemoFolderError as ``check`` does, and when another demo runs in it.
    """
    _mark(directory)
    with (directory / _LOCK).open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            raise DemoFolderError(f"In {directory} läuft schon eine Vorführung.") from error
        yield


def clear(directory: Path) -> None:
    """Make *directory* an empty demo folder; only a demo agency of ours is ever deleted.

    Raises DemoFolderError as ``check`` does.
    """
    _mark(directory)
    try:
        (directory / MARKER).write_text("{}", encoding="utf-8")
        for part in _PARTS:
            if (directory / part).exists():
                shutil.rmtree(directory / part)
    except OSError as error:
        raise _unusable(error) from error


def _mark(directory: Path) -> None:
    check(directory)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (directory / MARKER).exists():
            (directory / MARKER).write_text("{}", encoding="utf-8")
    except OSError as error:
        raise _unusable(error) from error


def check(directory: Path) -> None:
    """Raise DemoFolderError unless *directory* is missing, empty or a demo folder."""
    try:
        if not directory.exists():
            return
        if not directory.is_dir():
            raise DemoFolderError(f"{directory} ist kein Ordner.")
        if not (directory / MARKER).is_file() and any(directory.iterdir()):
            raise DemoFolderError(
                f"In {directory} liegt schon etwas anderes. Bitte einen leeren Ordner angeben."
            )
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> DemoFolderError:
    reason = error.strerror or type(error).__name__
    return DemoFolderError(f"Der Ordner lässt sich nicht benutzen: {reason}.")


def _lock(file: IO[bytes]) -> None:
    """Both locks end with the process. Raises OSError when somebody else has it."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
