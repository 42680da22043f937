"""Child process of the start-up benchmark: shows a window and says when it has painted.

Arguments: ``bare`` for an empty QMainWindow, ``app PROFILE`` for the unlock window.
"""

from __future__ import annotations

import sys
from pathlib import Path

if sys.argv[1:2] == ["app"]:
    import desktop.__main__  # noqa: F401 - first, as when the program is started

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


class PaintWatch(QObject):
    """Prints one line at the first paint of a window and ends the application."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        print("painted", flush=True)
        QApplication.quit()


def main() -> int:
    """Show the window named on the command line."""
    if sys.argv[1] == "bare":
        application = QApplication([])
        window: QWidget = QMainWindow()
        window.resize(760, 600)
        window.show()
        _watch = PaintWatch(window)
        return application.exec()
    from desktop.app.boot import Program
    from desktop.app.options import Options

    program = Program(Options(Path(sys.argv[2])))
    _app_watch = PaintWatch(program.show())
    return program.run()


if __name__ == "__main__":
    sys.exit(main())
