"""Texts that a style draws read as their widget does; Qt would let the whole program decide."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QProxyStyle, QWidget

_KEPT = "readingStyle"
_TEXT = QPalette.ColorRole.NoRole
_FORCED = int(Qt.TextFlag.TextForceLeftToRight) | int(Qt.TextFlag.TextForceRightToLeft)


class ReadingStyle(QProxyStyle):
    """Fusion, with the words of a button, a box to tick or a head in the direction of its pane.

    Two panes of one window may read in two directions, so that the application has none.
    """

    def drawItemText(
        self,
        painter: QPainter,
        rect: QRect,
        flags: int,
        palette: QPalette | Qt.GlobalColor | QColor,
        enabled: bool,
        text: str,
        role: QPalette.ColorRole = _TEXT,
    ) -> None:
        device = painter.device()
        before = painter.layoutDirection()
        if isinstance(device, QWidget) and not flags & _FORCED:
            painter.setLayoutDirection(device.layoutDirection())
        super().drawItemText(painter, rect, flags, palette, enabled, text, role)
        painter.setLayoutDirection(before)


def wear_reading_style(application: QApplication) -> None:
    """Let all windows read so; GUI thread, cheap as long as few widgets are shown, once."""
    if application.property(_KEPT) is None:
        style = ReadingStyle("Fusion")
        application.setStyle(style)
        application.setProperty(_KEPT, style)
