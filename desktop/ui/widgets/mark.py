"""The mark of the program: a folder with a tab, drawn, so that no file is read at start."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.ui.theme.palette import current_tokens


def draw_mark(painter: QPainter, area: QRectF, front: str, back: str) -> None:
    """Draw the mark into the square *area*; it is never mirrored."""
    unit = area.width() / 24
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(unit, unit)
    rear = QPainterPath()
    rear.addRoundedRect(QRectF(2, 3, 10, 8), 2, 2)
    rear.addRoundedRect(QRectF(2, 5.5, 20, 14), 2.4, 2.4)
    rear.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(rear, QColor(back))
    sheet = QPainterPath()
    sheet.addRoundedRect(QRectF(2, 9, 20, 12), 2.4, 2.4)
    painter.fillPath(sheet, QColor(front))
    painter.restore()


def window_icon() -> QIcon:
    """The icon of the windows, in the light accent for every look."""
    result = QIcon()
    for size in (16, 32, 64, 128):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw_mark(painter, QRectF(0, 0, size, size), "#0A6A6B", "#7DB8B5")
        painter.end()
        result.addPixmap(picture)
    return result


class Mark(QWidget):
    """The mark as a widget of a fixed size in pixels."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = size
        self.setFixedSize(size, size)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_tokens()
        painter = QPainter(self)
        back = QColor(colours.accent)
        back.setAlpha(110)
        draw_mark(
            painter, QRectF(self.rect()), colours.accent, back.name(QColor.NameFormat.HexArgb)
        )
