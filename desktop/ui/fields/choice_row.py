"""One choice as a row that is pressed as a whole: mark, label, and the key that picks it.

The rows are real radio buttons and check boxes (so a screen reader names them rightly) with a
drawing of their own: long labels wrap, and the marks follow type size, palette and direction.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from desktop.i18n import languages
from desktop.ui.fields.base import Choice, PaneLook, direction_of
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.tokens import Tokens

_RTL = Qt.LayoutDirection.RightToLeft


class _Drawing:
    """Measures and paints a row; shared by both kinds of button."""

    def __init__(self, button: QAbstractButton, look: PaneLook, is_round: bool) -> None:
        self.button = button
        self.look = look
        self.is_round = is_round
        self.choice = Choice("", "", look.tr.language)
        self.key = ""
        self.show_key = False
        self._heights: dict[int, int] = {}
        self._full = 0
        self.dress()

    def dress(self) -> None:
        self.font = self.look.font()
        self.metrics = QFontMetrics(self.font)
        self.key_font = self.look.font(size=tokens.SMALL)
        large = self.look.large
        self.mark = round(self.metrics.ascent() * (0.72 if large else 0.95)) | 1
        self.pad = tokens.L if large else tokens.S
        self.gap = tokens.L if large else tokens.S + 2
        self.key_room = 0 if self.look.is_client else 18
        self.air = 24 if self.look.large else 10
        self.below = tokens.S if self.look.large else 0
        self.one_line = max(self.look.hit(), self.metrics.height() + self.air)
        self._heights.clear()
        self._full = 0

    def take(self, choice: Choice) -> None:
        self.choice = choice
        self._heights.clear()
        self._full = 0
        self.button.setAccessibleName(choice.label)

    def full_width(self) -> int:
        """Width at which the label stands in one line."""
        if not self._full:
            self._full = self.around() + self.metrics.horizontalAdvance(self.choice.label) + 2
        return self._full

    def height(self, width: int) -> int:
        if self.full_width() <= width:
            return self.one_line + self.below
        found = self._heights.get(width)
        if found is None:
            room = QRect(0, 0, max(40, width - self.around()), 10_000)
            text = self.metrics.boundingRect(room, self._flags(), self.choice.label)
            found = max(self.one_line, text.height() + self.air) + self.below
            self._heights[width] = found
        return found

    def around(self) -> int:
        """Width of everything beside the label."""
        return 2 * self.pad + self.mark + self.gap + self.key_room

    def _flags(self) -> int:
        direction = direction_of(languages.language(self.choice.language).is_rtl)
        force = (
            Qt.TextFlag.TextForceRightToLeft
            if direction == _RTL
            else Qt.TextFlag.TextForceLeftToRight
        )
        side = (
            Qt.AlignmentFlag.AlignRight
            if self.look.direction == _RTL
            else Qt.AlignmentFlag.AlignLeft
        )
        align = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        return int(Qt.TextFlag.TextWordWrap) | int(force) | int(align)

    def paint(self, painter: QPainter) -> None:
        t = current_tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, t)
        area = self.button.rect().adjusted(self.pad, 0, -self.pad, -self.below)
        mark = QRectF(0, 0, self.mark, self.mark)
        mark.moveCenter(QPointF(area.left() + self.mark / 2, area.center().y() + 0.5))
        text = area.adjusted(self.mark + self.gap, 0, -self.key_room, 0)
        if self.look.direction == _RTL:
            mark.moveLeft(area.right() - self.mark + 1)
            text = area.adjusted(self.key_room, 0, -self.mark - self.gap, 0)
        self._paint_mark(painter, t, mark)
        self._paint_label(painter, t, text)
        if self.show_key and self.key and self.button.isEnabled():
            self._paint_key(painter, t, area)

    def _paint_ground(self, painter: QPainter, t: Tokens) -> None:
        button, whole = self.button, QRectF(self.button.rect())
        inner = whole.adjusted(1, 1, -1, -1 - self.below)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.look.large:
            painter.setPen(QPen(QColor(t.accent if button.isChecked() else t.border), 1))
            painter.setBrush(QColor(t.accent_weak if button.isChecked() else t.surface))
            painter.drawRoundedRect(inner, tokens.RADIUS_CARD, tokens.RADIUS_CARD)
        elif button.isChecked():
            painter.setBrush(QColor(t.accent_weak))
            painter.drawRoundedRect(inner, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        elif button.underMouse() and button.isEnabled():
            painter.setBrush(QColor(t.surface if self.look.is_client else t.raised))
            painter.drawRoundedRect(inner, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)

    def _paint_mark(self, painter: QPainter, t: Tokens, mark: QRectF) -> None:
        on, enabled = self.button.isChecked(), self.button.isEnabled()
        line = max(1.5, self.mark / 12)
        outline = QColor(t.accent if on and enabled else t.strong)
        painter.setPen(QPen(outline, line))
        painter.setBrush(outline if on and not self.is_round else QColor(t.surface))
        half = line / 2
        box = mark.adjusted(half, half, -half, -half)
        if self.is_round:
            painter.drawEllipse(box)
            if on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(outline)
                inset = self.mark * 0.26
                painter.drawEllipse(mark.adjusted(inset, inset, -inset, -inset))
            return
        painter.drawRoundedRect(box, self.mark * 0.2, self.mark * 0.2)
        if on:
            painter.setPen(
                QPen(
                    QColor(t.on_accent),
                    max(2.0, self.mark / 8),
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
                    Qt.PenJoinStyle.RoundJoin,
                )
            )
            painter.drawPolyline(
                QPolygonF([_in(mark, 0.25, 0.52), _in(mark, 0.43, 0.7), _in(mark, 0.76, 0.32)])
            )

    def _paint_label(self, painter: QPainter, t: Tokens, area: QRect) -> None:
        font = QFont(self.font)
        foreign = self.choice.language != self.look.tr.language
        font.setItalic(foreign)
        painter.setFont(font)
        painter.setPen(QColor(t.muted if foreign or not self.button.isEnabled() else t.text))
        painter.drawText(area, self._flags(), self.choice.label)

    def _paint_key(self, painter: QPainter, t: Tokens, area: QRect) -> None:
        painter.setFont(self.key_font)
        painter.setPen(QColor(t.muted))
        side = (
            Qt.AlignmentFlag.AlignLeft
            if self.look.direction == _RTL
            else Qt.AlignmentFlag.AlignRight
        )
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(area, int(flags), self.key)


def _in(rect: QRectF, x: float, y: float) -> QPointF:
    return QPointF(rect.left() + rect.width() * x, rect.top() + rect.height() * y)


OnKey = Callable[[QAbstractButton, QKeyEvent], bool]
"""Called with each key pressed at a row; False lets Qt have it."""


class RadioRow(QRadioButton):
    """A choice of a select_one; pressing it again takes the answer back (a double click not)."""

    def __init__(self, look: PaneLook, parent: QWidget, on_key: OnKey) -> None:
        super().__init__(parent)
        self._on_key = on_key
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoExclusive(False)
        self.drawing = _Drawing(self, look, is_round=True)

    def sizeHint(self) -> QSize:
        return QSize(self.drawing.full_width(), self.drawing.height(100_000))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.drawing.look.hit(), self.drawing.look.hit())

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._on_key(self, event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawing.paint(painter)
        painter.end()


class CheckRow(QCheckBox):
    """A choice of a select_multiple, or the one box of an acknowledgement."""

    def __init__(self, look: PaneLook, parent: QWidget, on_key: OnKey) -> None:
        super().__init__(parent)
        self._on_key = on_key
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.drawing = _Drawing(self, look, is_round=False)

    def sizeHint(self) -> QSize:
        return QSize(self.drawing.full_width(), self.drawing.height(100_000))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.drawing.look.hit(), self.drawing.look.hit())

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._on_key(self, event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawing.paint(painter)
        painter.end()


ChoiceRow = RadioRow | CheckRow
