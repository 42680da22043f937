"""Turns the form to the client: on a second screen, or on this device handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from desktop.i18n.context import LocaleContext
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.client_view_dialog import ClientViewDialog
from desktop.ui.dialogs.pin_dialog import PinDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.interpreter_window.hand_over import HandOver
from desktop.ui.screen_room import screen_of
from desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop.services.pin import PinService
    from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.read_back_page import ReadBackView


class ClientView(QObject):
    """At most one client window at a time; it goes with its form, never by itself.

    *second_screen* gives the screen that the worker's window is not on, if any. Signal:
    ``lock_requested()`` while the device is with the client: everything else is hidden and stays
    so until ``drop``.
    """

    lock_requested = Signal()

    def __init__(
        self,
        worker_window: QWidget,
        pin: PinService,
        tasks: Tasks,
        tr: LocaleContext,
        *,
        second_screen: Callable[[QWidget], QScreen | None] | None = None,
    ) -> None:
        super().__init__()
        self._worker, self._pin, self._tasks, self._tr = worker_window, pin, tasks, tr
        self.second_screen = second_screen or screen_beside
        self._window: InterpreterWindow | None = None
        self.hand_over: HandOver | None = None

    @property
    def window(self) -> InterpreterWindow | None:
        """The client's window while it is shown; a closed one is deleted a little later."""
        window = self._window
        return window if window is not None and is_alive(window) and window.isVisible() else None

    def ask(self, conversation: FormConversation) -> None:
        """Ask the worker which way, then go it; a window on the second screen is taken away."""
        if self.window is not None:
            self.window.dismiss()
            return
        self._tasks.run(
            self._pin.is_set,
            done=lambda has_pin: self._ask(conversation, has_pin=has_pin),
            failed=lambda _error: self._ask(conversation, has_pin=False),
            initiator=self,
        )

    def show_on(self, screen: QScreen, conversation: FormConversation) -> InterpreterWindow:
        """Fill *screen* with the client's window; the worker's windows stay."""
        window = self._make(conversation, is_handed_over=False)
        window.setScreen(screen)
        window.setGeometry(screen.geometry())
        window.showFullScreen()
        screen.destroyed.connect(window.dismiss)
        self._worker.activateWindow()
        return window

    def hand_device_over(self, conversation: FormConversation) -> None:
        """Fill the screen the worker works on; everything else is hidden until the PIN."""
        window = self._make(conversation, is_handed_over=True)
        window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        screen = screen_of(self._worker)
        window.setScreen(screen)
        window.setGeometry(screen.geometry())
        window.showFullScreen()
        window.activateWindow()
        hand_over = HandOver(window, self._pin, self._tasks)
        hand_over.returned.connect(self._on_returned)
        hand_over.lock_requested.connect(self.lock_requested)
        self.hand_over = hand_over

    def drop(self) -> None:
        """Take the client's window away; nothing that was hidden is shown again."""
        if self.hand_over is not None:
            self.hand_over.drop()
            self.hand_over = None
        elif self.window is not None:
            self.window.dismiss()

    def _ask(self, conversation: FormConversation, *, has_pin: bool) -> None:
        second = self.second_screen(self._worker)
        dialog = ClientViewDialog(
            self._worker, self._tr, has_second_screen=second is not None, has_pin=has_pin
        )
        if second is not None:
            dialog.second_screen_chosen.connect(lambda: self.show_on(second, conversation))
        dialog.hand_over_chosen.connect(lambda: self._begin(conversation, has_pin=has_pin))
        dialog.pin_change_chosen.connect(lambda: self._ask_for_pin(lambda: None))
        dialog.open()

    def _begin(self, conversation: FormConversation, *, has_pin: bool) -> None:
        if has_pin:
            self.hand_device_over(conversation)
        else:
            self._ask_for_pin(lambda: self.hand_device_over(conversation))

    def _ask_for_pin(self, then: Callable[[], object]) -> None:
        dialog = PinDialog(self._worker, self._tr, self._pin, self._tasks)
        dialog.pin_set.connect(then)
        dialog.open()

    def _make(self, conversation: FormConversation, *, is_handed_over: bool) -> InterpreterWindow:
        from desktop.services.form_mapping import berlin_now

        window = InterpreterWindow(
            conversation, berlin_now, is_handed_over=is_handed_over, summary=ReadBackView
        )
        self._window = window
        return window

    @Slot()
    def _on_returned(self) -> None:
        self.hand_over = None
        self._worker.activateWindow()


def screen_beside(window: QWidget) -> QScreen | None:
    """The first screen that *window* is not on, or None if there is only one."""
    here = screen_of(window).geometry()
    others = (s for s in QGuiApplication.screens() if s.geometry() != here)
    return next(others, None)
