"""The log of the program: a file in the profile that names codes, ids and kinds of fault only."""

from __future__ import annotations

import contextlib
import logging
import os
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from desktop.domain.errors import KnownError
from desktop.domain.small_file import open_to_append

_BYTES = 200_000
"""A longer file is put aside at the next start; what was aside before is gone then."""
_ErrorInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class LogFormatter(logging.Formatter):
    """Writes an exception as its kind and place: its message may quote what somebody typed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        said = logging.makeLogRecord(record.__dict__)
        if isinstance(said.args, tuple):
            said.args = tuple(map(_without_message, said.args))
        said.exc_text = said.stack_info = None
        return super().format(said)

    def formatException(self, ei: _ErrorInfo) -> str:
        import traceback

        lines = [_without_message(ei[1])]
        for frame in traceback.extract_tb(ei[2]):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        return "\n".join(map(str, lines))


class LogFile(logging.FileHandler):
    """Opened with the first line; where there is no profile, nothing is written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "program.log", encoding="utf-8", delay=True)
        self._folder = folder
        self.setFormatter(LogFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        if not os.path.isdir(self._folder.parent):
            return
        with contextlib.suppress(OSError):
            if self.stream is None:
                self._begin()
            super().emit(record)

    def _begin(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = Path(self.baseFilename)
        if path.exists() and path.stat().st_size > _BYTES:
            path.replace(path.with_suffix(".old.log"))

    def _open(self) -> TextIOWrapper:
        return open(open_to_append(Path(self.baseFilename)), "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk keeps nobody from working; Python would print the line instead."""


def install(folder: Path) -> LogFile:
    """Send warnings of all modules to the file in *folder*, and nothing to the terminal."""
    handler = LogFile(folder)
    logging.getLogger().addHandler(handler)
    return handler


def _without_message(value: object) -> object:
    if isinstance(value, KnownError):
        return f"{type(value).__name__} {value.code.value}"
    return type(value).__name__ if isinstance(value, BaseException) else value
