"""Watches for hands: how long no key, mouse, finger or pen touched any window of the program."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from desktop.ui.alive import is_alive

LOOK_MS = 1000
_Type = QEvent.Type
_INPUT = frozenset(
    {
        _Type.KeyPress,
        _Type.KeyRelease,
        _Type.InputMethod,
        _Type.MouseButtonPress,
        _Type.MouseButtonRelease,
        _Type.MouseMove,
        _Type.Wheel,
        _Type.NativeGesture,
        _Type.TouchBegin,
        _Type.TouchUpdate,
        _Type.TouchEnd,
        _Type.TabletPress,
        _Type.TabletMove,
        _Type.TabletRelease,
    }
)


_CLOCKS = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
"""Those that go on in suspend; the monotonic clock of Windows does so by itself."""


def awake_or_not() -> float:
    """Seconds on a clock that never goes back and goes on while the laptop sleeps."""
    name = _CLOCKS.get(sys.platform, "")
    return time.clock_gettime(getattr(time, name)) if name else time.monotonic()


class Limits(NamedTuple):
    """Seconds without input until everything is covered, and until the store is closed."""

    cover: float
    lock: float


class IdleWatch(QObject):
    """Looks once a second, and at once when the laptop wakes up. GUI thread.

    Long work does not count as input, nor does what comes while ``is_held``. Only windows and the
    object with the keyboard are listened to: a filter for all events of the program would cost a
    call of Python for each of them.

    Signals: ``cover_due()`` and ``lock_due()``, each once until there is input again;
    ``lock_pressed()`` for Ctrl+L in any window, also in front of a dialog.
    """

    cover_due = Signal()
    lock_due = Signal()
    lock_pressed = Signal()

    def __init__(
        self,
        limits: Callable[[], Limits],
        seconds: Callable[[], float] = awake_or_not,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._limits = limits
        self.seconds = seconds
        self.is_held = False
        self._last_input = seconds()
        self._is_cover_told = self._is_lock_told = False
        self._focus: QObject | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch; the time before does not count."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusObjectChanged.connect(self._on_focus)
        application.focusWindowChanged.connect(self._listen)
        self._on_focus(application.focusObject())
        self._listen()
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more; nothing is signalled any longer."""
        self._timer.stop()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusObjectChanged.disconnect(self._on_focus)
        application.focusWindowChanged.disconnect(self._listen)
        self._on_focus(None)
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    def touch(self) -> None:
        """Count from now, as if there had been input."""
        self._last_input = self.seconds()
        self._is_cover_told = self._is_lock_told = False

    def look(self) -> None:
        """Compare the time without input with the limits."""
        self._listen()
        idle, limits = self.seconds() - self._last_input, self._limits()
        if idle >= limits.lock and not self._is_lock_told:
            self._is_cover_told = self._is_lock_told = True
            self.lock_due.emit()
        elif idle >= limits.cover and not self._is_cover_told:
            self._is_cover_told = True
            self.cover_due.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _INPUT and not self.is_held:
            self.touch()
            # The object with the keyboard gets the same key a second time.
            if kind is _Type.KeyPress and watched.isWindowType() and _is_lock(event):
                self.lock_pressed.emit()
        return False

    def _listen(self, _window: object = None) -> None:
        """Windows come at any time; a filter that is there already is not doubled."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def _on_focus(self, focus: QObject | None) -> None:
        """What an input method composes goes to the object, not to the window."""
        if self._focus is not None and is_alive(self._focus):
            self._focus.removeEventFilter(self)
        self._focus = focus
        if focus is not None:
            focus.installEventFilter(self)


def _is_lock(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_L:
        return False
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier
