"""The room a screen leaves to windows, and how large one begins in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FIRST, LEAST = QSize(1366, 768), QSize(900, 560)
_FRAME = QSize(16, 40)
"""What the system puts around a window, at most."""


def room_for(window: QWidget) -> QRect:
    """The free part of the screen *window* is on, or of the first one. Points; GUI thread.

    Not asked by ``QWidget.screen()``: PySide ties the screen it returns to the widget and deletes
    it with it.
    """
    at = window.frameGeometry().center()
    screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def first_size(available: QSize) -> QSize:
    """The size a window begins with on a screen that has so much room for it and its frame."""
    room = available - _FRAME
    if room.width() < LEAST.width() or room.height() < LEAST.height():
        return _FIRST
    return _FIRST.boundedTo(room)
