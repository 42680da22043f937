"""A page of a document on the screen, as it will lie on paper."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.printing import styles
from desktop.ui.printing.output import Paper
from desktop.ui.theme.palette import current_tokens


class PagePreview(QWidget):
    """Shows one page as large as there is room; nothing is read aloud from it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: Paper | None = None
        self._number = 0
        self._drawn: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 283)

    def show_page(self, paper: Paper | None, number: int) -> None:
        """Show page *number* (from 0) of *paper*; None empties the sheet."""
        self._paper, self._number, self._drawn = paper, number, None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 594)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drawn = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = styles.PAGE_HEIGHT / styles.PAGE_WIDTH
        width = min(self.width() - 2, int((self.height() - 2) / ratio))
        height = round(width * ratio)
        left, top = (self.width() - width) // 2, (self.height() - height) // 2
        painter = QPainter(self)
        painter.fillRect(left, top, width, height, Qt.GlobalColor.white)
        if self._paper is not None:
            if self._drawn is None:
                scale = self.devicePixelRatioF()
                picture = self._paper.picture(self._number, round(width * scale))
                self._drawn = QPixmap.fromImage(picture)
                self._drawn.setDevicePixelRatio(scale)
            painter.drawPixmap(left, top, self._drawn)
        painter.setPen(current_tokens().strong)
        painter.drawRect(left, top, width, height)
