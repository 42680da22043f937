"""The eye in a field that shows a password while it is held: the same one in all windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.mark import plain_brush

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QPaintEvent

HOLD = N_("Zum Lesen halten")
_MOST = 1024
_EYE = 20
_MOVES = {QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange, QEvent.Type.FontChange}


class HoldButton(QPushButton):
    """An eye at the end of *line*; its name is heard and stands in the tooltip."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line, self._is_rtl = line, False
        line.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(QtCore.Qt.CursorShape.ArrowCursor)
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            ground = QPainterPath()
            inner = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            ground.addRoundedRect(inner, tokens.XS, tokens.XS)
            painter.fillPath(ground, plain_brush(QColor(colours.raised)))
        colour = colours.strong
        if self.isEnabled():
            colour = colours.accent if self.isDown() else colours.muted
        unit = (1 + (current_scale() - 1) * 0.6) * _EYE / 20
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(unit, unit)
        painter.fillPath(_eye(is_open=self.isDown()), plain_brush(QColor(colour)))

    def _place(self) -> None:
        """At the end in the direction of reading; what is typed ends before it. Dots have no
        direction, so Qt would set them at the left in every language."""
        high = self._line.height()
        wide = max(high, round(_EYE * current_scale()) + 2 * tokens.S)
        rtl = self._line.isRightToLeft()
        self.setGeometry(0 if rtl else self._line.width() - wide, 0, wide, high)
        self._line.setTextMargins(wide if rtl else 0, 0, 0 if rtl else wide, 0)
        if rtl != self._is_rtl:
            self._is_rtl = rtl
            flag = QtCore.Qt.AlignmentFlag
            side = flag.AlignRight if rtl else flag.AlignLeft
            self._line.setAlignment(side | flag.AlignAbsolute | flag.AlignVCenter)


def hold_to_read(line: QLineEdit, tr: LocaleContext) -> HoldButton:
    """Let *line* hide what is typed; the button that shows it lies in it, and is closed and
    opened with it."""
    hidden, read = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
    line.setEchoMode(hidden)
    line.setMaxLength(_MOST)
    hold = HoldButton(line)
    hold.setAutoDefault(False)
    tr.bind(hold, QAbstractButton.setAccessibleName, HOLD)
    tr.bind(hold, QAbstractButton.setToolTip, HOLD)
    hold.pressed.connect(lambda: line.setEchoMode(read))
    hold.released.connect(lambda: line.setEchoMode(hidden))
    return hold


def _eye(*, is_open: bool) -> QPainterPath:
    """The outline of an eye about the origin, 17 units wide; its pupil is full while *is_open*."""
    path = QPainterPath()
    for side, lid in ((8.5, 8.0), (6.6, 6.0)):
        path.moveTo(-side, 0)
        path.cubicTo(-side * 0.55, -lid, side * 0.55, -lid, side, 0)
        path.cubicTo(side * 0.55, lid, -side * 0.55, lid, -side, 0)
    path.addEllipse(QRectF(-2.9, -2.9, 5.8, 5.8))
    if not is_open:
        path.addEllipse(QRectF(-1.6, -1.6, 3.2, 3.2))
    return path
