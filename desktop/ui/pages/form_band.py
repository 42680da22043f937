"""A band of the form: what stands side by side in the two panes, line by line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens

WORKER, CLIENT = 0, 1
PAD = 20
_BAR = 3


class PairBand(QWidget):
    """Two equal halves in a grid, so that each line of one pane stands beside its translation.

    ``tone`` colours the slim bar at the outer edge of the pane that is written in (accent: talked
    about now; danger: an error).
    """

    def __init__(self, parent: QWidget | None = None, *, line: bool = True) -> None:
        super().__init__(parent)
        self.tone = ""
        self.bar_side = WORKER
        self._line = line
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(PAD, tokens.M, PAD, tokens.M)
        self.grid.setHorizontalSpacing(2 * PAD)
        self.grid.setVerticalSpacing(tokens.XS)
        for side in (WORKER, CLIENT):
            self.grid.setColumnStretch(side, 1)
        # The worker's pane is always the left one, whatever the window's direction.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def put(self, line: int, side: int, widget: QWidget) -> None:
        """Place *widget* in one half."""
        policy = widget.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        widget.setSizePolicy(policy)
        widget.setMinimumWidth(1)
        self.grid.addWidget(widget, line, side, Qt.AlignmentFlag.AlignTop)

    def set_bar_side(self, side: int) -> None:
        """Put the bar at the edge of the pane that has the keyboard."""
        if side != self.bar_side:
            self.bar_side = side
            self.update()

    def set_tone(self, tone: str) -> None:
        """Colour the bar."""
        if tone != self.tone:
            self.tone = tone
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = current_tokens()
        if self._line and self.y() > 1:
            painter.fillRect(QRect(0, 0, self.width(), 1), QColor(t.border))
        if self.tone:
            colour = QColor(t.danger if self.tone == "danger" else t.accent)
            begin = self.width() - _BAR if self.bar_side == CLIENT else 0
            painter.fillRect(QRect(begin, 1, _BAR, self.height() - 1), colour)


def paint_halves(widget: QWidget) -> None:
    """Paint a card of two halves on *widget*: the worker's ground left, the client's right."""
    t = current_tokens()
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    shape = QPainterPath()
    shape.addRoundedRect(whole, tokens.RADIUS_CARD, tokens.RADIUS_CARD)
    painter.setClipPath(shape)
    half = QRectF(whole.left(), whole.top(), whole.width() / 2, whole.height())
    painter.fillRect(half, QColor(t.surface))
    painter.fillRect(half.translated(half.width(), 0), QColor(t.raised))
    painter.setClipping(False)
    painter.setPen(QPen(QColor(t.border), 1))
    painter.drawPath(shape)
