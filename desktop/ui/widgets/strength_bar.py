"""Four pieces of a bar: as many are filled as a password is hard to guess."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens

PIECES = 4
_HEIGHT = 6


class StrengthBar(QWidget):
    """The words beside it say the same; *tone* is a token's name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled, self._tone = 0, "danger"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(PIECES * 40, _HEIGHT)

    def show_strength(self, filled: int, tone: str) -> None:
        """Fill so many pieces, from where reading begins."""
        self._filled, self._tone = filled, tone
        self.update()

    @property
    def filled(self) -> int:
        """How many pieces are filled."""
        return self._filled

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - tokens.XS * (PIECES - 1)) / PIECES
        for piece in range(PIECES):
            at = PIECES - 1 - piece if self.isRightToLeft() else piece
            area = QRectF(at * (width + tokens.XS), 0, width, self.height())
            is_filled = piece < self._filled
            painter.setBrush(QColor(getattr(colours, self._tone) if is_filled else colours.border))
            painter.drawRoundedRect(area, 3, 3)
