"""A band of the form: what stands side by side in the two panes, line by line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from desktop.i18n import languages
from desktop.ui.fields.base import PaneLook, direction_of
from desktop.ui.fields.markup import directed, is_marked, to_plain, to_rich
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens

WORKER, CLIENT = 0, 1
PAD = 20
_BAR = 3


class PairBand(QWidget):
    """Two equal halves in a grid, so that each line of one pane stands beside its translation.

    ``tone`` colours the slim bar at the side where the window begins to read (accent: talked
    about now; danger: an error).
    """

    def __init__(self, parent: QWidget | None = None, *, line: bool = True) -> None:
        super().__init__(parent)
        self.tone = ""
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

    def set_tone(self, tone: str) -> None:
        """Colour the bar at the outer edge."""
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
            is_rtl = self.window().layoutDirection() is Qt.LayoutDirection.RightToLeft
            begin = self.width() - _BAR if is_rtl else 0
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


class TextLabel(QLabel):
    """A label, hint or error of the form in one pane; Markdown shows as bold and italic only.

    Its direction is that of the language it is in, its side that of the pane.
    """

    def __init__(
        self,
        look: PaneLook,
        parent: QWidget,
        *,
        tone: str = "",
        size: int = 0,
        weight: int = tokens.REGULAR,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._size = size
        self._weight = weight
        self._shown: tuple[str, str, bool] | None = None
        self.setProperty("tone", tone)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_type(self, size: int, weight: int) -> None:
        """Write in another size (pixels at 100 % text) and weight from now on."""
        if (size, weight) != (self._size, self._weight):
            self._size, self._weight = size, weight
            self._shown = None

    def dress(self) -> None:
        """Take font and side from the pane again, after a switch of language or text size."""
        self._shown = None

    def show_text(self, value: str, language: str, *, star: bool = False) -> None:
        """Show *value*; *star* says that an answer is needed."""
        wanted = (value, language, star)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.setFont(self._look.font(size=self._size, weight=self._weight))
        rtl = languages.language(language).is_rtl
        self.setLayoutDirection(direction_of(rtl))
        is_right = self._look.tr.is_rtl
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute)
        if star or is_marked(value):
            self.setTextFormat(Qt.TextFormat.RichText)
            mark = f'&nbsp;<span style="color:{current_tokens().danger}">*</span>' if star else ""
            self.setText(directed(to_rich(value), rtl=rtl) + mark)
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(directed(value, rtl=rtl))
        self.setAccessibleName(to_plain(value))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())
