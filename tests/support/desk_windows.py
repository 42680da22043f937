"""Workers at their laptops: the whole program with real windows, stores and agency server."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Protocol

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app.boot import Program
from desktop.app.demo_agency import PASSWORD, DemoAgency
from desktop.app.options import Options
from desktop.app.server_process import ServerProcess
from desktop.services.services import Services
from desktop.ui.dialogs.client_view_dialog import ClientViewDialog
from desktop.ui.dialogs.pin_dialog import PinDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_question import QuestionRow
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.language_switch import LanguageSwitch
from desktop.ui.widgets.status_chip import StatusChip
from tests.support.window_texts import texts

PIN = "3815"
"""A PIN that will do."""
PATIENCE_MS = 12_000
"""Longest wait for something that takes well under a second on an idle machine."""


class Waits(Protocol):
    """The part of qtbot that a desk needs."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None:
        """Let the windows work until *callback* is true."""


class Desk:
    """One worker's program: the unlock window, then everything behind it."""

    def __init__(
        self,
        qtbot: Waits,
        profile: Path,
        server: str = "",
        language: str = "de",
        policy: Path | None = None,
    ) -> None:
        self.qtbot = qtbot
        self.profile = profile
        self._options = Options(profile=profile, server=server, language=language, policy=policy)
        self._is_shut = False
        self.start()

    def start(self) -> None:
        """Start the program, for the first time or, when it locked itself, anew.

        The real program does so in a fresh process (tests/journeys/test_lock_process.py).
        """
        self.program = Program(self._options, restart=self._restart)
        window = self.program.show()
        assert isinstance(window, UnlockWindow)
        self.unlock_window = window

    def _restart(self) -> None:
        old, old_window = self.program, self.unlock_window
        self.start()
        old._tasks.close()
        old.deleteLater()
        old_window.hide()
        old_window.deleteLater()

    @property
    def main(self) -> MainWindow:
        """The window behind the password."""
        assert self.program._main is not None, "not unlocked"
        return self.program._main

    @property
    def services(self) -> Services:
        """What the windows talk to; used to look, never to do what a person does."""
        assert self.program._running is not None, "not unlocked"
        return self.program._running.services

    @property
    def form(self) -> FormPage:
        """The form that is open."""
        page = self.main.forms.page
        assert page is not None, "no form is open"
        return page

    @property
    def client_window(self) -> InterpreterWindow:
        """The window turned towards the client."""
        assert self.program._client is not None
        return self.program._client

    def is_client_seen(self) -> bool:
        """Whether the client's window is there."""
        client = self.program._client
        return client is not None and shiboken6.isValid(client) and client.isVisible()

    def turn_to_client(self) -> InterpreterWindow:
        """F8 and the second screen; offscreen there is but one, so both windows share it."""
        view = self.program._client_view
        assert view is not None
        view.second_screen = lambda window: window.screen()
        self._choose_view().second_screen.click()
        self.wait(self.is_client_seen)
        return self.client_window

    def hand_over(self, pin: str = PIN) -> InterpreterWindow:
        """F8 and the device itself; sets the PIN if there is none yet."""
        dialog = self._choose_view()
        has_pin = self.services.pin.is_set()
        dialog.hand_over.click()
        if not has_pin:
            self.set_pin(pin)
        self.wait(self.is_client_seen)
        self.wait(lambda: self.client_window.isActiveWindow())
        return self.client_window

    def set_pin(self, pin: str, again: str = "") -> PinDialog:
        """Type a PIN twice into the dialog that asks for it, and press Enter."""
        found = [d for d in self.main.findChildren(PinDialog) if d.isVisible()]
        assert found, "nobody asks for a PIN"
        for line, text in ((found[0].first, pin), (found[0].second, again or pin)):
            line.clear()
            QTest.keyClicks(line, text)
        QTest.keyClick(found[0].second, Qt.Key.Key_Return)
        return found[0]

    def _choose_view(self) -> ClientViewDialog:
        form = self.form
        self.activate()
        QTest.keyClick(form.window().focusWidget() or form, Qt.Key.Key_F8)
        shown: list[ClientViewDialog] = []

        def is_asked() -> bool:
            shown[:] = [d for d in self.main.findChildren(ClientViewDialog) if d.isVisible()]
            return bool(shown)

        self.wait(is_asked)
        return shown[0]

    @property
    def is_open(self) -> bool:
        """Whether the store is unlocked and the main window seen."""
        return self.program._main is not None and self.program._main.isVisible()

    def wait(self, reached: Callable[[], bool]) -> None:
        """Wait, without sleeping, until *reached* holds."""
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def type_password(self, password: str = PASSWORD) -> None:
        """Type the password and press Enter."""
        field = self.unlock_window.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        field.clear()
        QTest.keyClicks(field, password)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def unlock(self) -> MainWindow:
        """Open the store; returns when *Heute* is filled."""
        self.type_password()
        self.wait(lambda: self.is_open)
        self.activate()
        self.wait(lambda: bool(self.chip()))
        self.wait(lambda: self.program._tasks.pending == 0)
        return self.main

    def activate(self) -> None:
        """Bring the main window to the front: keys go there, or to a dialog over it."""
        self.main.activateWindow()
        self.wait(lambda: bool(QApplication.activeModalWidget()) or self.main.isActiveWindow())

    def chip(self) -> str:
        """What the status chip says, or nothing while it is not there."""
        chip = self.main.findChild(StatusChip)
        assert isinstance(chip, StatusChip)
        return chip.text() if chip.isVisible() else ""

    def wait_chip(self, part: str) -> None:
        """Wait until the status chip says *part*."""
        self.wait(lambda: part in self.chip())

    def wait_text(self, part: str, inside: QWidget | None = None) -> None:
        """Wait until *part* can be read in the window (or in one part of it)."""
        self.wait(lambda: any(part in text for text in texts(inside or self.main)))

    def switch(self, language: str) -> None:
        """Choose the window's language in its menu."""
        window = self.main if self.is_open else self.unlock_window
        switch = window.findChild(LanguageSwitch)
        assert isinstance(switch, LanguageSwitch)
        switch.choose(language)

    def open_case(self, name: str) -> None:
        """Go to *Fälle*, find *name*, open the first hit with the keyboard."""
        self.activate()
        self.search(name)
        press(self.main.search, Qt.Key.Key_Return)
        self.wait(lambda: any(name in text for text in texts(self.main.case)))

    def search(self, text: str) -> None:
        """Ctrl+K, type; returns when the list shows what was found."""
        QTest.keyClick(self.main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        press(self.main.search, text)
        said = (f"„{text}“", f"“{text}”", "Nichts gefunden.", "Nothing found.")
        self.wait(lambda: any(each in t for t in texts(self.main.cases) for each in said))

    def field_row(self, label: str) -> FieldRow:
        """The row of the overview that is called *label*."""
        for row in self.main.case.findChildren(FieldRow):
            if row.isVisible() and label in texts(row):
                return row
        raise AssertionError(label)

    def edit_field(self, label: str, text: str) -> None:
        """Open the editor of a row by keyboard, write *text* over what is there, Enter."""
        self.wait(lambda: label in texts(self.main.case))
        row = self.field_row(label)
        row.setFocus()
        press(row, Qt.Key.Key_F4)
        self.wait(lambda: row.is_editing)
        press(row, text, Qt.Key.Key_Return)
        self.wait(lambda: text in texts(self.field_row(label)))

    def begin_visit(self) -> FormPage:
        """F2 on the page that is shown."""
        press(self.main, Qt.Key.Key_F2)
        return self.opened_form()

    def opened_form(self) -> FormPage:
        """The form, as soon as it is there with the keyboard in a question."""
        self.wait(lambda: self.main.forms.page is not None and self.form.isVisible())
        self.form.first_focus()
        self.wait(lambda: self.form.conversation.current != "")
        return self.form

    def question(self, ref: str) -> QuestionRow:
        """A question of the step that is shown."""
        found = self.form.view.row(ref)
        assert found is not None, ref
        return found

    def answer(self, ref: str) -> str:
        """What the form holds as the answer to *ref*."""
        return self.form.conversation.session.state(ref).value

    def lock(self) -> None:
        """Ctrl+L; returns when the password is asked for again."""
        QTest.keyClick(self.main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: self.program._main is None and self.unlock_window.isVisible())

    def let_pass(self, seconds: float) -> None:
        """Let so much time go by at once in which nobody touches anything."""
        locking = self.program.locking
        assert locking is not None, "not unlocked"
        clock = locking.idle.seconds
        locking.idle.seconds = lambda: clock() + seconds
        locking.idle.look()

    def close(self) -> None:
        """Close the window as a person does; returns when everything is shut."""
        if self._is_shut:
            return
        self._is_shut = True
        with application_stays():
            if self.program._main is not None:
                main = self.program._main
                main.close()
                self.wait(lambda: self.program._main is None)
            elif (setup := self._setup_window()) is not None:
                setup.close()
            else:
                self.unlock_window.close()
            self.program._tasks.close()
        self.unlock_window.deleteLater()
        self.unlock_window.hide()

    def _setup_window(self) -> QWidget | None:
        """The window of the set-up, while it is seen."""
        going_on = self.program._set_up
        if going_on is None or not shiboken6.isValid(going_on.window):
            return None
        return going_on.window if going_on.window.isVisible() else None

    def crash_reports(self) -> list[str]:
        """What the program noted about faults of its own."""
        return [path.read_text() for path in (self.profile / "log").glob("*")]


class Office:
    """A demo agency for one test: its server (stopped at first) and the desks of A and B."""

    def __init__(self, qtbot: QtBot, founded: DemoAgency, directory: Path) -> None:
        self._qtbot = qtbot
        shutil.copytree(founded.directory, directory, dirs_exist_ok=True)
        self.agency = DemoAgency(directory, founded.root, free_port(), founded.workers)
        self.server: ServerProcess = self.agency.server()
        self.desks: list[Desk] = []

    def profile(self, letter: str) -> Path:
        """The folder of worker A or B."""
        return self.agency.profile(letter)

    def desk(
        self,
        letter: str = "A",
        *,
        server: str = "",
        language: str = "de",
        policy: Path | None = None,
    ) -> Desk:
        """Start the program of worker A or B; ask for the password."""
        address = server or self.server.address
        desk = Desk(self._qtbot, self.profile(letter), address, language, policy)
        self.desks.append(desk)
        return desk

    def close(self) -> None:
        """Close every window and stop the server."""
        try:
            for desk in self.desks:
                desk.close()
        finally:
            self.server.kill()


class _Stay(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() is QEvent.Type.Quit


@contextmanager
def application_stays() -> Iterator[None]:
    """All tests share one QApplication: a program that ends must not take it along."""
    application = QApplication.instance()
    assert application is not None
    stay = _Stay()
    application.installEventFilter(stay)
    try:
        yield
    finally:
        application.removeEventFilter(stay)


def free_port() -> int:
    """A port that no outgoing connection takes by chance while the server is down."""
    chance = Random()
    while True:
        port = chance.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def press(widget: QWidget, *keys: Qt.Key | str) -> None:
    """Type texts and press keys at whatever has the focus in the window of *widget*."""
    for key in keys:
        target = widget.window().focusWidget() or widget
        if isinstance(key, str):
            write(target, key)
        else:
            QTest.keyClick(target, key)


def write(target: QWidget, text: str) -> None:
    """Type *text* letter by letter; QTest itself knows ASCII only."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(target, letter)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(target, event)


def tap(widget: QWidget) -> None:
    """Press the middle of *widget* as a finger or mouse does, once it has its place."""
    QApplication.processEvents()
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2)
    )
