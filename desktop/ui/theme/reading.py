"""Texts that a style draws read as their widget does; Qt would let the whole program decide."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QTextOption
from PySide6.QtWidgets import QApplication, QProxyStyle, QWidget

_KEPT = "readingStyle"
_TEXT = QPalette.ColorRole.NoRole
_RTL = int(Qt.TextFlag.TextForceRightToLeft)
_FORCED = int(Qt.TextFlag.TextForceLeftToRight) | _RTL
_SIDES = int(Qt.AlignmentFlag.AlignHorizontal_Mask) | int(Qt.AlignmentFlag.AlignVertical_Mask)
_WRAP, _KEYS = int(Qt.TextFlag.TextWordWrap), int(Qt.TextFlag.TextShowMnemonic)


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
        if flags & _RTL and flags & _WRAP and not flags & _KEYS:
            _draw_lines(painter, rect, flags, palette, text, role)
            return
        device = painter.device()
        before = painter.layoutDirection()
        if isinstance(device, QWidget) and not flags & _FORCED:
            painter.setLayoutDirection(device.layoutDirection())
        super().drawItemText(painter, rect, flags, palette, enabled, text, role)
        painter.setLayoutDirection(before)


def _draw_lines(
    painter: QPainter,
    rect: QRect,
    flags: int,
    palette: QPalette | Qt.GlobalColor | QColor,
    text: str,
    role: QPalette.ColorRole,
) -> None:
    """Lines from right to left that all begin at the edge: Qt moves each away from it by the
    space at which it was broken, except where that space counts as a part of the line.
    """
    option = QTextOption(Qt.AlignmentFlag(flags & _SIDES))
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    option.setFlags(QTextOption.Flag.IncludeTrailingSpaces)
    before = painter.pen()
    if role != _TEXT and isinstance(palette, QPalette):
        painter.setPen(palette.color(role))
    painter.drawText(QRectF(rect), text, option)
    painter.setPen(before)


def wear_reading_style(application: QApplication) -> None:
    """Let all windows read so; GUI thread, cheap as long as few widgets are shown, once."""
    if application.property(_KEPT) is None:
        style = ReadingStyle("Fusion")
        application.setStyle(style)
        application.setProperty(_KEPT, style)
