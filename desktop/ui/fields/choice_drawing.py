"""How one choice looks: mark, picture, label and the key that picks it.

Long labels wrap, and the marks follow type size, palette and direction.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton

from desktop.i18n import languages
from desktop.ui.fields.base import Choice, PaneLook, direction_of
from desktop.ui.fields.picture import read_picture
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.labels import breakable

_RTL = Qt.LayoutDirection.RightToLeft
_PICTURE, _LARGE_PICTURE = 56, 112
"""Heights of pictures at 100 % text."""


class Shape(StrEnum):
    """What is drawn of a choice, and how."""

    ROW = "row"
    """Mark, picture and label beside each other."""
    STACK = "stack"
    """The mark over its label, as on a scale."""
    LABEL = "label"
    """The label alone: a heading over columns of marks."""
    MARK = "mark"
    """The mark alone, under such a heading."""


class ChoiceDrawing:
    """Measures and paints a row; shared by both kinds of button."""

    def __init__(self, button: QAbstractButton, look: PaneLook, is_round: bool) -> None:
        self.button = button
        self.look = look
        self.is_round = is_round
        self.choice, self._label = Choice("", "", look.tr.language), ""
        self.key = ""
        self.show_key = False
        self.shape = Shape.ROW
        self._picture: QImage | None = None
        self._heights: dict[int, int] = {}
        self._full = 0
        self.dress()

    def dress(self) -> None:
        """Take font and measures of the pane again."""
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
        self._load_picture()
        self._measure()

    def _measure(self) -> None:
        tall = 0 if self._picture is None else self._picture.height() + tokens.S
        self.one_line = max(self.look.hit(), self.metrics.height() + self.air, tall)
        self._heights.clear()
        self._full = 0

    def take(self, choice: Choice) -> None:
        self.choice = choice
        self._label = breakable(choice.label)
        self._load_picture()
        self._measure()
        self.button.setAccessibleName(choice.label)

    def take_shape(self, shape: Shape) -> None:
        self.shape = shape
        self._heights.clear()
        self._full = 0

    def _load_picture(self) -> None:
        height = round((_LARGE_PICTURE if self.look.large else _PICTURE) * current_scale())
        data = self.choice.picture
        self._picture = read_picture(data, height) if data else None

    def picture_room(self) -> int:
        """Width of the picture and the space behind it."""
        return 0 if self._picture is None else self._picture.width() + self.gap

    def full_width(self) -> int:
        """Width at which the label stands in one line."""
        if not self._full:
            label = self.metrics.horizontalAdvance(self.choice.label) + 2
            if self.shape is Shape.MARK:
                self._full = self.mark + self.pad
            elif self.shape in (Shape.STACK, Shape.LABEL):
                self._full = max(self.mark, label) + self.pad
            else:
                self._full = self.around() + label
        return self._full

    def height(self, width: int) -> int:
        if self.shape in (Shape.STACK, Shape.LABEL):
            return self._stacked_height(width)
        if self.full_width() <= width:
            return self.one_line + self.below
        found = self._heights.get(width)
        if found is None:
            room = QRect(0, 0, max(40, width - self.around()), 10_000)
            text = self.metrics.boundingRect(room, self._flags(), self._label)
            found = max(self.one_line, text.height() + self.air) + self.below
            self._heights[width] = found
        return found

    def _stacked_height(self, width: int) -> int:
        found = self._heights.get(width)
        if found is None:
            room = QRect(0, 0, max(24, width - self.pad), 10_000)
            flags = self._flags(centred=True)
            text = self.metrics.boundingRect(room, flags, self._label).height()
            mark = self.mark + tokens.XS if self.shape is Shape.STACK else 0
            least = self.look.hit() if self.shape is Shape.STACK else 0
            found = max(least, text + mark + tokens.S) + self.below
            self._heights[width] = found
        return found

    def around(self) -> int:
        """Width of everything beside the label."""
        return 2 * self.pad + self.mark + self.gap + self.key_room + self.picture_room()

    def _flags(self, *, centred: bool = False) -> int:
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
        if centred:
            align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        return int(Qt.TextFlag.TextWordWrap) | int(force) | int(align)

    def paint(self, painter: QPainter) -> None:
        t = current_tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.shape is not Shape.LABEL:
            self._paint_ground(painter, t)
        if self.shape is not Shape.ROW:
            self._paint_centred(painter, t)
            return
        area = self.button.rect().adjusted(self.pad, 0, -self.pad, -self.below)
        mark = QRectF(0, 0, self.mark, self.mark)
        mark.moveCenter(QPointF(area.left() + self.mark / 2, area.center().y() + 0.5))
        before = self.mark + self.gap + self.picture_room()
        text = area.adjusted(before, 0, -self.key_room, 0)
        if self.look.direction == _RTL:
            mark.moveLeft(area.right() - self.mark + 1)
            text = area.adjusted(self.key_room, 0, -before, 0)
        self._paint_mark(painter, t, mark)
        self._paint_picture(painter, area)
        self._paint_label(painter, t, text, self._flags())
        if self.show_key and self.key and self.button.isEnabled():
            self._paint_key(painter, t, area)

    def _paint_centred(self, painter: QPainter, t: Tokens) -> None:
        """The mark over the label, or one of them alone, in the middle of the cell."""
        area = self.button.rect().adjusted(self.pad // 2, 0, -self.pad // 2, -self.below)
        top = area.top() + tokens.XS
        if self.shape is not Shape.LABEL:
            mark = QRectF(0, 0, self.mark, self.mark)
            middle = area.center().y() + 0.5
            alone = self.shape is Shape.MARK
            mark.moveCenter(QPointF(area.center().x() + 0.5, middle if alone else 0))
            if not alone:
                mark.moveTop(top)
                top += self.mark + tokens.XS
            self._paint_mark(painter, t, mark)
        if self.shape is not Shape.MARK:
            text = QRect(area.left(), top, area.width(), area.bottom() - top + 1)
            self._paint_label(painter, t, text, self._flags(centred=True))

    def _paint_picture(self, painter: QPainter, area: QRect) -> None:
        if self._picture is None:
            return
        left = area.left() + self.mark + self.gap
        if self.look.direction == _RTL:
            left = area.right() - self.mark - self.gap - self._picture.width() + 1
        painter.drawImage(left, area.center().y() - self._picture.height() // 2, self._picture)

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

    def _paint_label(self, painter: QPainter, t: Tokens, area: QRect, flags: int) -> None:
        font = QFont(self.font)
        foreign = self.choice.language != self.look.tr.language
        font.setItalic(foreign)
        painter.setFont(font)
        is_muted = foreign or (not self.button.isEnabled() and self.shape is not Shape.LABEL)
        painter.setPen(QColor(t.muted if is_muted else t.text))
        painter.drawText(area, flags, self._label)

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
