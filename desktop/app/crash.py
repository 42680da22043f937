"""Crash reports without values: types, files and line numbers, never messages or locals."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from desktop.domain.errors import BugError, KnownError


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
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return None
    return path


def install(folder: Path) -> None:
    """Send every unhandled exception of every thread to a report instead of the screen."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        path = write_report(folder, error)
        name = path.name if path else "none"
        print(f"fallmappe: internal error, report {name}", file=sys.stderr)  # noqa: T201

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook


def report_bug(folder: Path, error: BugError) -> None:
    """Keep a report of a bug that a task ran into; the page shows a sentence of its own."""
    write_report(folder, error)
