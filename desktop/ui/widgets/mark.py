"""The mark of the program: a folder with a tab, drawn, so that no file is read at start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette
from PySide6.QtWidgets import QWidget

from desktop.i18n.bidi import strip_controls
from desktop.ui.theme.palette import current_tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QBrush, QIcon, QPaintEvent


def draw_mark(painter: QPainter, area: QRectF, front: QColor, back: QColor) -> None:
    """Draw the mark into the square *area*; it is never mirrored."""
    unit = area.width() / 24
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(unit, unit)
    tab, rear = QPainterPath(), QPainterPath()
    tab.addRoundedRect(QRectF(2, 3, 10, 8), 2, 2)
    rear.addRoundedRect(QRectF(2, 5.5, 20, 14), 2.4, 2.4)
    painter.fillPath(tab.united(rear), plain_brush(back))
    sheet = QPainterPath()
    sheet.addRoundedRect(QRectF(2, 9, 20, 12), 2.4, 2.4)
    painter.fillPath(sheet, plain_brush(front))
    painter.restore()


def plain_brush(colour: QColor) -> QBrush:
    """A plain brush by way of a palette: QBrush(QColor) makes Qt's enumerations, see labels."""
    colours = QPalette()
    colours.setColor(QPalette.ColorRole.Window, colour)
    return colours.window()


def window_icon() -> QIcon:
    """The icon of the windows, in the light accent for every look."""
    from PySide6.QtGui import QIcon, QPixmap

    result = QIcon()
    for size in (16, 32, 64, 128):
        picture = QPixmap(size, size)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        draw_mark(painter, QRectF(0, 0, size, size), QColor("#0A6A6B"), QColor("#7DB8B5"))
        painter.end()
        result.addPixmap(picture)
    return result


def window_title(place: str) -> str:
    """What tells the windows of two profiles apart: the first part of *place*, never a client."""
    first = strip_controls(place).partition(" · ")[0]
    return " – ".join(part for part in ("Fallmappe", first) if part)


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
        draw_mark(painter, QRectF(self.rect()), QColor(colours.accent), back)
