"""The real program with a line to the test: ``python -m tests.support.driven SOCKET OPTIONS``.

Commands come as lines of JSON and are run in the GUI thread; each is answered with one line.
Nothing of the program is replaced: only the clock of idle time can be put forward.
"""

from __future__ import annotations

import ctypes
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.app import boot
from desktop.app.boot import Program
from desktop.app.session_signals.bus import BusWatch
from desktop.ui.dialogs.recovery_dialog import RecoveryDialog
from desktop.ui.main_window import MainWindow

_PR_SET_PTRACER = 0x59616D61
"""Linux: some systems let only parents read, and a fresh process has another one (Yama)."""
Answer = dict[str, Any]
_KIND = QEvent.Type(QEvent.registerEventType())


class _Asked(QEvent):
    def __init__(self, line: Answer) -> None:
        super().__init__(_KIND)
        self.line = line


class Driver(QObject):
    """Answers commands; those that wait for the program look again with every turn."""

    def __init__(self, program: Program, path: str) -> None:
        super().__init__()
        self._program = program
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._said = self._socket.makefile("w")
        threading.Thread(target=self._listen, daemon=True).start()
        self._say({"at": "start", "unlock": self._unlock_is_shown()})

    def _listen(self) -> None:
        with self._socket.makefile("r") as lines:
            for line in lines:
                QApplication.postEvent(self, _Asked(json.loads(line)))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, _Asked):
            arguments = dict(event.line)
            command: Callable[..., Answer] = getattr(self, f"do_{arguments.pop('do')}")
            self._say(command(**arguments))
            return True
        return super().event(event)

    def _say(self, answer: Answer) -> None:
        self._said.write(json.dumps(answer) + "\n")
        self._said.flush()

    def _unlock_is_shown(self) -> bool:
        return self._program._unlock is not None and self._program._unlock.isVisible()

    @property
    def _main(self) -> MainWindow:
        assert self._program._main is not None
        return self._program._main

    def do_unlock(self, password: str) -> Answer:
        """Type the password; returns when the page is filled."""
        assert self._program._unlock is not None
        field = self._program._unlock.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, password)
        QTest.keyClick(field, Qt.Key.Key_Return)
        return self._wait(lambda: self._program._main is not None and self._is_idle())

    def do_recover(self, code: str) -> Answer:
        """Give the code; returns when a new password is asked for."""
        assert self._program._unlock is not None
        self._program._on_forgotten()
        (dialog,) = self._program._unlock.findChildren(RecoveryDialog)
        dialog.go_on_with(code)
        return self._wait(lambda: dialog.new.isVisible() and self._is_idle())

    def do_open(self, case: str) -> Answer:
        """Show a case and its journal."""
        self._main.go("case", case)  # type: ignore[arg-type]
        done = self._wait(self._is_idle)
        self._main.case.show_timeline()
        QTest.qWait(1)
        return done

    def do_type(self, question: str, text: str) -> Answer:
        """Begin a visit and type into a question without leaving it."""
        self._main.case._on_visit()
        self._wait(lambda: self._main.forms.page is not None)
        page = self._main.forms.page
        assert page is not None
        page.navigator.go_to(question)
        target = self._main.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)
        return self._wait(self._is_idle)

    def do_look(self) -> Answer:
        """What stands in the question at work."""
        done = self._wait(lambda: self._main.forms.page is not None and self._is_idle())
        page = self._main.forms.page
        assert page is not None
        page.navigator.leave_question()
        ref = page.conversation.current
        state = page.conversation.session.state(ref)
        return {**done, "question": ref, "value": state.value, "case": self._main.here[1]}

    def do_delaying(self) -> Answer:
        """Whether logind waits for this process."""
        locking = self._program.locking
        assert locking is not None
        return self._wait(lambda: any(one.is_delaying for one in locking.findChildren(BusWatch)))

    def do_idle(self, seconds: float) -> Answer:
        """Put the clock forward; no answer comes from this process if that locks it."""
        watching = self._program.locking or self._program._entrance._left_alone
        assert watching is not None
        clock = watching.idle.seconds
        watching.idle.seconds = lambda: clock() + seconds
        watching.idle.look()
        return {}

    def do_key(self) -> Answer:
        """Ctrl+L in the main window."""
        QTest.keyClick(self._main.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        return {}

    def _is_idle(self) -> bool:
        return self._program._tasks.pending == 0

    def _wait(self, reached: Callable[[], bool]) -> Answer:
        deadline = time.monotonic() + 20
        while not reached() and time.monotonic() < deadline:
            QTest.qWait(5)
        return {"reached": reached()}


def main() -> int:
    """Start the program as its own entry point does; its memory may be read by the test."""
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    path, *arguments = sys.argv[1:]
    drivers: list[Driver] = []
    return boot.main(arguments, begun=lambda program: drivers.append(Driver(program, path)))


if __name__ == "__main__":
    sys.exit(main())
