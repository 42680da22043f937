"""A place to sign with mouse, finger or pen, and a signature as a picture."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.domain import ink
from desktop.domain.companions import Signature, Strokes
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens

_PEN = 2.2
_MARGIN = 6
_LINE_AT = 0.74
"""How far down the pad the line to sign on stands."""


class InkPad(QWidget):
    """Takes strokes; knows nothing of what is signed.

    Signals: ``inked()`` after each stroke and when all are taken away.
    """

    inked = Signal()

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strokes: Strokes = ()
        self._stroke: tuple[int, ...] = ()
        self._words = ""
        self._clock = QElapsedTimer()
        self.setFixedHeight(height)
        self.setMinimumWidth(120)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_words(self, words: str) -> None:
        """What stands on the pad while it is empty."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def clear(self) -> None:
        """Take all strokes away."""
        self.strokes, self._stroke = (), ()
        self.update()
        self.inked.emit()

    def sizeHint(self) -> QSize:
        return QSize(420, self.height())

    def begin(self, place: QPointF) -> None:
        """Put the pen down."""
        if not self._clock.isValid():
            self._clock.start()
        self._stroke = ()
        self._add(place)

    def draw(self, place: QPointF) -> None:
        """Move the pen."""
        if self._stroke:
            self._add(place)

    def end(self) -> None:
        """Lift the pen."""
        if self._stroke:
            self.strokes = (*self.strokes, self._stroke)
            self._stroke = ()
            self.update()
            self.inked.emit()

    def _add(self, place: QPointF) -> None:
        if ink.count(self.strokes) + len(self._stroke) // 3 >= ink.MOST_POINTS:
            return
        x = round(min(max(place.x(), 0), self.width()))
        y = round(min(max(place.y(), 0), self.height()))
        self._stroke = ink.with_point(self._stroke, x, y, int(self._clock.elapsed()))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.draw(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._take(event.type(), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and self.isEnabled():
            places = event.points()
            if places:
                self._take(event.type(), places[0].position())
            event.accept()
            return True
        return super().event(event)

    def _take(self, kind: QEvent.Type, place: QPointF) -> None:
        if kind in (QEvent.Type.TabletPress, QEvent.Type.TouchBegin):
            self.begin(place)
        elif kind in (QEvent.Type.TabletMove, QEvent.Type.TouchUpdate):
            self.draw(place)
        else:
            self.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(t.strong if self.isEnabled() else t.border), 1))
        painter.setBrush(QColor(t.surface))
        painter.drawRoundedRect(area, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        at = area.height() * _LINE_AT
        painter.setPen(QPen(QColor(t.border), 1))
        painter.drawLine(QPointF(tokens.L, at), QPointF(area.width() - tokens.L, at))
        strokes = (*self.strokes, self._stroke)
        if self._words and not any(strokes):
            painter.setPen(QColor(t.muted))
            below = QRectF(tokens.L, at, area.width() - 2 * tokens.L, area.height() - at)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._words)
        draw_ink(painter, strokes, t.text)


class InkPicture(QWidget):
    """A signature as it was given, drawn small; crossed out when it holds no more."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signature: Signature | None = None
        self.holds = True
        self.setFixedHeight(height)
        self.setMinimumWidth(80)

    def show_signature(self, signature: Signature | None, *, holds: bool) -> None:
        """Draw *signature*."""
        self.signature, self.holds = signature, holds
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_width_at(self.signature, self.height()), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        signature = self.signature
        if signature is None or not signature.strokes:
            return
        t = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, wide, high = ink.bounds(signature.strokes)
        wide, high = wide + 2 * _MARGIN, high + 2 * _MARGIN
        factor = min(self.width() / wide, self.height() / high, 1.0)
        begin = self.width() - wide * factor if self.isRightToLeft() else 0.0
        painter.translate(begin, (self.height() - high * factor) / 2)
        painter.scale(factor, factor)
        painter.translate(_MARGIN - left, _MARGIN - top)
        draw_ink(painter, signature.strokes, t.text if self.holds else t.strong, 1 / factor)
        if not self.holds:
            painter.setPen(QPen(QColor(t.danger), 2 / factor))
            middle = top + high / 2 - _MARGIN
            painter.drawLine(QPointF(left - _MARGIN, middle), QPointF(left + wide, middle))


def _width_at(signature: Signature | None, height: int) -> int:
    _, _, wide, high = ink.bounds(() if signature is None else signature.strokes)
    factor = min(1.0, height / (high + 2 * _MARGIN))
    return max(80, min(360, round((wide + 2 * _MARGIN) * factor)))


def draw_ink(painter: QPainter, strokes: Strokes, colour: str, thicker: float = 1.0) -> None:
    """Draw strokes in the painter's own pixels; *thicker* makes up for a scaled painter."""
    pen = QPen(QColor(colour), _PEN * max(1.0, thicker * 0.75))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        places = [QPointF(x, y) for x, y in ink.points(stroke)]
        if len(places) == 1:
            painter.drawPoint(places[0])
        elif places:
            path = QPainterPath(places[0])
            for place in places[1:]:
                path.lineTo(place)
            painter.drawPath(path)
