"""How far the client is: one dot for each part of the form, no numbers, no titles."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme.palette import current_tokens

_SIZE, _GAP, _LONG = 10, 10, 28
MOST_DOTS = 24
"""A form of more parts gets a bar instead."""


class ProgressDots(QWidget):
    """Parts before the present one are filled, the present one is long."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.at, self.count = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_at(self, at: int, count: int) -> None:
        """Part *at* (from 0) of *count*; *at* equal to *count* is the end."""
        if (at, count) != (self.at, self.count):
            self.at, self.count = at, count
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        if self.count > MOST_DOTS:
            return QSize(MOST_DOTS * (_SIZE + _GAP), _SIZE)
        return QSize(max(0, self.count * (_SIZE + _GAP) - _GAP + _LONG - _SIZE), _SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        if self.count > MOST_DOTS:
            whole = QRectF(0, 2, self.width(), _SIZE - 4)
            painter.setBrush(QColor(t.border))
            painter.drawRoundedRect(whole, 3, 3)
            whole.setWidth(whole.width() * min(1.0, (self.at + 0.5) / self.count))
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(whole, 3, 3)
            return
        left = 0.0
        for each in range(self.count):
            width = _LONG if each == self.at else _SIZE
            painter.setBrush(QColor(t.accent if each <= self.at else t.border))
            painter.drawRoundedRect(QRectF(left, 0, width, _SIZE), _SIZE / 2, _SIZE / 2)
            left += width + _GAP
