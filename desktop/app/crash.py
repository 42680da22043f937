"""Crash reports without values: types, files and line numbers, never messages or locals."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from desktop.domain.errors import BugError, KnownError
from desktop.domain.small_file import open_to_append


def write_report(folder: Path, error: BaseException) -> Path | None:
    """Write a redacted report and return its path; None when even that fails."""
    import traceback

    lines = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())]
    seen: BaseException | None = error
    while seen is not None:
        code = f" {seen.code.value}" if isinstance(seen, KnownError) else ""
        lines.append(f"{type(seen).__name__}{code}")
        for frame in traceback.extract_tb(seen.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"crash-{time.time_ns()}.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return path


def install(folder: Path) -> None:
    """Send every exception that nobody caught to a report instead of the screen.

    Those of all threads, and those that Python cannot raise any more, as in a destructor: of
    these it would otherwise print the message. An interruption from the terminal is no fault.
    """

    def note(error: BaseException | None) -> None:
        if error is None or isinstance(error, KeyboardInterrupt):
            return
        path = write_report(folder, error)
        name = path.name if path else "none"
        print(f"fallmappe: internal error, report {name}", file=sys.stderr)  # noqa: T201

    sys.excepthook = lambda _kind, error, _trace: note(error)
    threading.excepthook = lambda arguments: note(arguments.exc_value)
    sys.unraisablehook = lambda arguments: note(arguments.exc_value)


class FaultReport:
    """A file for what ends the process itself, such as a bad access to memory.

    Python's fault handler writes the names of functions and files with their lines, never values.
    The file has to be open beforehand; an empty one is removed by ``close``, or used again by the
    next start. A profile that is not there gets none.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fault.txt"
        self._file: BinaryIO | None = None
        if not os.path.isdir(folder.parent):  # also where another account keeps us out
            return
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size:
                self._path.rename(folder / f"fault-{time.time_ns()}.txt")
            self._file = os.fdopen(open_to_append(self._path), "ab", buffering=0)
        except OSError:
            return
        faulthandler.enable(self._file, all_threads=True)

    def close(self) -> None:
        """Watch no more."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            if not self._path.stat().st_size:
                self._path.unlink()


def report_bug(folder: Path, error: BugError) -> None:
    """Keep a report of a bug that a task ran into; the page shows a sentence of its own."""
    write_report(folder, error)
