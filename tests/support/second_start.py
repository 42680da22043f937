"""``python -m tests.support.second_start PROFILE``: start the program, print what its first
window says ("password", or the code of what keeps it from opening), and end with the input."""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.app.boot import Program
from desktop.app.options import Options
from desktop.domain.errors import ErrorCode
from desktop.ui.error_texts import ERROR_TEXTS
from desktop.ui.unlock_window import UnlockWindow
from tests.support.window_texts import texts


def main(profile: Path) -> None:
    """Two of these at once are two real processes on one profile."""
    window = Program(Options(profile=profile, language="de")).show()
    assert isinstance(window, UnlockWindow)
    shown = texts(window)
    busy = ERROR_TEXTS[ErrorCode.ALREADY_RUNNING].sentence
    print(ErrorCode.ALREADY_RUNNING.value if busy in shown else "password", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
