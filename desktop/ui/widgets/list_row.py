"""A row of a short list that acts: focusable, opened by Enter or click, arrows move on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale


class ListRow(QWidget):
    """Signals: ``opened()`` by Enter or click."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(round(tokens.ROW_LIST * current_scale()))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._is_near = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._near(is_near=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._near(is_near=False)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._near(is_near=self._is_near)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._near(is_near=self._is_near)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current_tokens()
        if not (self._is_near or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.accent_weak if self.hasFocus() else t.raised)
        painter.drawRoundedRect(self.rect(), 6, 6)

    @property
    def is_current(self) -> bool:
        """Whether the row has the focus or the pointer."""
        return self._is_near or self.hasFocus()

    def _near(self, *, is_near: bool) -> None:
        self._is_near = is_near
        self.update()

    def _step(self, by: int) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        rows = [row for row in parent.findChildren(ListRow) if row.isVisible()]
        place = rows.index(self) + by
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
