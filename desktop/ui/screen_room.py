"""The room a screen leaves to windows."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def room_for(window: QWidget) -> QRect:
    """The free part of the screen *window* is on, or of the first one. Points; GUI thread.

    Not asked by ``QWidget.screen()``: PySide ties the screen it returns to the widget and deletes
    it with it.
    """
    at = window.frameGeometry().center()
    screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()
