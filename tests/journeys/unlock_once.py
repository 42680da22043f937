"""Opens a profile with its password in the real program, says so, and ends.

``python -m tests.journeys.unlock_once PROFILE`` prints ``open N`` with the number of cases, and
which modules of a keyring were loaded on the way.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from desktop.app.boot import Program
from desktop.app.demo_agency import PASSWORD
from desktop.app.options import Options
from desktop.ui.unlock_window import UnlockWindow

KEYRINGS = ("keyring", "secretstorage", "jeepney", "gi")


def main() -> int:
    """Show the window, type the password, look until the main window is there."""
    program = Program(Options(profile=Path(sys.argv[1])))
    window = program.show()
    assert isinstance(window, UnlockWindow)
    window._password.setText(PASSWORD)
    window._open.click()
    look = QTimer(interval=50)

    def is_open() -> None:
        if program._main is None or program._running is None:
            return
        look.stop()
        count = program._running.store.read().count("case")
        loaded = sorted(name for name in KEYRINGS if name in sys.modules)
        print("open", count, *loaded, flush=True)
        program._main.close()

    look.timeout.connect(is_open)
    look.start()
    return program.run()


if __name__ == "__main__":
    sys.exit(main())
