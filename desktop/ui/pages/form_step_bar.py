"""The steps of the form in one line: a dot each, filled when done, and where one is."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale


@dataclass(frozen=True, slots=True)
class StepSign:
    """One step as the bar shows it."""

    title: str
    is_done: bool = False
    is_current: bool = False
    has_error: bool = False


class StepButton(QAbstractButton):
    """A dot and a title; pressing it goes to the step."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sign = StepSign("")
        self._most = 0
        self.whole, self.least = 0, 0
        """The width of the whole title, and the one below which it says nothing any more."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def take(self, sign: StepSign, spoken: str) -> None:
        """Show *sign*; *spoken* is what a screen reader says."""
        self.sign = sign
        self.setText(sign.title)
        around = self._dot() + 8 + 2 * tokens.S + 2
        self.whole = around + QFontMetrics(self._font()).horizontalAdvance(sign.title)
        self.least = min(self.whole, around + 4 * self._dot())
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def limit(self, most: int) -> None:
        """Take *most* pixels at most; the rest of the title is an ellipsis and a tooltip."""
        if most != self._most:
            self._most = most
            self.updateGeometry()
            self.update()
        self.setToolTip(html.escape(self.sign.title) if most < self.whole else "")

    def sizeHint(self) -> QSize:
        height = QFontMetrics(self._font()).height() + 14
        width = min(self.whole, self._most) if self._most else self.whole
        return QSize(width, max(tokens.HIT, height))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, sign = current_tokens(), self.sign
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.raised))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        colour = QColor(t.danger if sign.has_error else t.accent if self._strong() else t.strong)
        dot, area = self._dot(), self.rect().adjusted(tokens.S, 0, -tokens.S, 0)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = area.right() - dot / 2 if rtl else area.left() + dot / 2
        centre, radius = QPointF(x, area.center().y() + 0.5), dot / 2 - 1
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(colour if sign.is_done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)
        if sign.is_current and not sign.is_done:
            painter.setBrush(colour)
            painter.drawEllipse(centre, radius * 0.3, radius * 0.3)
        painter.setFont(self._font())
        text = QColor(t.danger if sign.has_error else t.text if sign.is_current else t.muted)
        painter.setPen(text)
        shift = dot + 8
        where = area.adjusted(0 if rtl else shift, 0, -shift if rtl else 0, 0)
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        words = painter.fontMetrics().elidedText(
            sign.title, Qt.TextElideMode.ElideRight, where.width() + 2
        )
        painter.drawText(where, int(flags), words)
        if sign.is_current:
            painter.fillRect(
                QRectF(area.left(), self.height() - 2, area.width(), 2), QColor(t.accent)
            )

    def _strong(self) -> bool:
        return self.sign.is_done or self.sign.is_current

    def _dot(self) -> int:
        return round(12 * current_scale())

    def _font(self) -> QFont:
        weight = tokens.STRONG if self.sign.is_current else tokens.REGULAR
        return fonts.font(tokens.BODY, weight=weight, scale=current_scale())


class StepBar(QScrollArea):
    """All steps in one line; many get shorter titles, very many scroll sideways.

    Signals: ``step_requested(int)`` with the index of a step.
    """

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._inner.setProperty("role", "scroll")
        self._box = QHBoxLayout(self._inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(tokens.XS)
        self._box.addStretch(1)
        self.setWidget(self._inner)
        self.buttons: list[StepButton] = []

    def show_steps(self, signs: Sequence[tuple[StepSign, str]]) -> None:
        """Show the steps, each with what a screen reader says of it.

        Buttons are reused, so that the keyboard stays where it is.
        """
        while len(self.buttons) > len(signs):
            old = self.buttons.pop()
            self._box.removeWidget(old)
            old.deleteLater()
        while len(self.buttons) < len(signs):
            at = len(self.buttons)
            button = StepButton(self._inner)
            button.clicked.connect(lambda _=False, index=at: self.step_requested.emit(index))
            self._box.insertWidget(at, button)
            self.buttons.append(button)
        for button, (sign, words) in zip(self.buttons, signs, strict=True):
            button.take(sign, words)
        if self.buttons:
            self.setFixedHeight(self.buttons[0].sizeHint().height())
        self._share()
        self._bring_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()
        self._bring_current()

    def _bring_current(self) -> None:
        """After the line is laid out anew: before that nobody knows where its steps will be."""
        QTimer.singleShot(0, self, self._on_laid_out)

    @Slot()
    def _on_laid_out(self) -> None:
        current = next((b for b in self.buttons if b.sign.is_current), None)
        if current is not None:
            self.ensureWidgetVisible(current, 60, 0)

    def _share(self) -> None:
        """Shorten the longest titles of the other steps until all steps can be seen."""
        free = self.viewport().width() - tokens.XS * len(self.buttons)
        free -= sum(b.whole for b in self.buttons if b.sign.is_current)
        others = sorted(b.whole for b in self.buttons if not b.sign.is_current)
        most = others[-1] if others else 0
        for at, whole in enumerate(others):
            share = free // (len(others) - at)
            if whole > share:
                most = share
                break
            free -= whole
        for button in self.buttons:
            is_current = button.sign.is_current
            wide = min(button.whole, self.viewport().width() - tokens.XS)
            button.limit(wide if is_current else max(most, button.least))
