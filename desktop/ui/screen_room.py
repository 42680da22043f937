"""Which screen a window is on, the room it leaves to windows, and how large one begins in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

_FIRST, LEAST = QSize(1366, 768), QSize(900, 560)
_FRAME = QSize(16, 40)
"""What the system puts around a window, at most."""


def screen_of(window: QWidget) -> QScreen:
    """The screen the middle of *window* is on, or the first one. GUI thread.

    In the place of ``QWidget.screen()``: PySide ties the screen that returns to the widget and
    deletes it with it.
    """
    at = window.frameGeometry().center()
    return QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()


def room_for(window: QWidget) -> QRect:
    """The free part of the screen *window* is on, in points. GUI thread."""
    return screen_of(window).availableGeometry()


def first_size(available: QSize) -> QSize:
    """The size a window begins with on a screen that has so much room for it and its frame."""
    room = available - _FRAME
    if room.width() < LEAST.width() or room.height() < LEAST.height():
        return _FIRST
    return _FIRST.boundedTo(room)
