"""Labels that show data as it is: plain text, never HTML, cut with an ellipsis where it must."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n.bidi import isolate_figures, reads_rtl

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent

_PLAIN = 0
"""Qt.TextFormat.PlainText."""
_LEFT, _RIGHT = 0x91, 0x92
"""AlignLeft or AlignRight with AlignAbsolute and AlignVCenter. Numbers, because the first use of
Qt's enumerations makes all of them, an eighth of the time to the first paint."""
_BREAK = "\u200b"
_PIECE = 8
_LONG_WORD = re.compile(r"\S{31,}")
"""Longer than any word that fits a line at 150 %: addresses of pages, rows of digits."""
BETWEEN = " · "
"""What stands between a house and its room."""


class PlainLabel(QLabel):
    """A QLabel that takes every text literally.

    *kind* is title, section, strong, small or body; *tone* muted, accent, danger, warn, ok, info.
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: str = "body",
        tone: str = "",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("textFormat", _PLAIN)
        self.setProperty("type", kind)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setText(text)
        self.setProperty("alignment", _RIGHT if self.isRightToLeft() else _LEFT)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lead()

    def _lead(self) -> None:
        """Begin where the window begins: Qt would let the letters of the text decide."""
        flag = QtCore.Qt.AlignmentFlag
        now = self.alignment()
        if now & flag.AlignHCenter:
            return
        side = flag.AlignRight if self.isRightToLeft() else flag.AlignLeft
        upright = now & flag.AlignVertical_Mask
        self.setAlignment(side | flag.AlignAbsolute | upright)


class ElidedLabel(PlainLabel):
    """One line that ends in an ellipsis when the place is narrow; the tooltip has all of it."""

    def __init__(
        self, text: str = "", *, kind: str = "body", tone: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, kind=kind, tone=tone, parent=parent)
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().averageCharWidth() * 6
        return QSize(min(least, self.sizeHint().width()), super().minimumSizeHint().height())

    def elided(self, metrics: QFontMetrics, width: int) -> str:
        """The text as it is shown within *width* pixels."""
        return metrics.elidedText(self.text(), QtCore.Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        shown = self.elided(QFontMetrics(self.font()), area.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        align = self.style().visualAlignment(self.layoutDirection(), self.alignment())
        # A painter would lay every text out from left to right.
        flag = QtCore.Qt.TextFlag
        rtl = reads_rtl(self.text(), default=self.isRightToLeft())
        force = flag.TextForceRightToLeft if rtl else flag.TextForceLeftToRight
        flags = int(align) | int(force)
        self.style().drawItemText(painter, area, flags, self.palette(), self.isEnabled(), shown)

    def enterEvent(self, event: QEnterEvent) -> None:
        wide = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(literal(self.text()) if wide else "")
        super().enterEvent(event)


class PlaceLabel(ElidedLabel):
    """House and room: where the place is narrow the house is cut, never the room."""

    def elided(self, metrics: QFontMetrics, width: int) -> str:
        return elided_place(metrics, self.text(), width)


class ReadingLabel(PlainLabel):
    """Text of any length to read and copy; a word without end goes on in the next line."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        is_rtl = reads_rtl(text, default=False)
        shown = breakable(isolate_figures(text) if is_rtl else text)
        super().__init__(shown, wrap=True, parent=parent)
        flags = QtCore.Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse)
        if shown != text:
            self.setContextMenuPolicy(QtCore.Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.matches(QtGui.QKeySequence.StandardKey.Copy):
            from desktop.ui.clipboard import copy_from

            copy_from(self)


def literal(text: str) -> str:
    """*text* so that a tooltip shows it as it is: Qt takes what looks like HTML for HTML."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    return f"<p>{html.escape(text)}</p>"


def breakable(text: str) -> str:
    """*text* in which a word without end can go on in the next line; only for display."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> list[str]:
    return [word[at : at + _PIECE] for at in range(0, len(word), _PIECE)]


def elided_place(metrics: QFontMetrics, place: str, width: int) -> str:
    """*place* within *width* pixels: what stands behind the last point between its parts stays."""
    right = QtCore.Qt.TextElideMode.ElideRight
    house, between, room = place.rpartition(BETWEEN)
    left = width - metrics.horizontalAdvance(between + room)
    if not house or metrics.horizontalAdvance(place) <= width:
        return metrics.elidedText(place, right, width)
    if left < metrics.horizontalAdvance("\u2026"):
        return metrics.elidedText(room, right, width)
    return metrics.elidedText(house, right, left) + between + room
