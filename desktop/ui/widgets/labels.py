"""Labels that show data as it is: plain text, never HTML, cut with an ellipsis where it must."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


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
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setText(text)
        self._lead()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lead()

    def _lead(self) -> None:
        """Begin where the window begins: Qt would let the letters of the text decide."""
        now = self.alignment()
        if now & Qt.AlignmentFlag.AlignHCenter:
            return
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        upright = now & Qt.AlignmentFlag.AlignVertical_Mask
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | upright)


class ElidedLabel(PlainLabel):
    """One line that ends in an ellipsis when the place is narrow; the tooltip has all of it."""

    def __init__(
        self, text: str = "", *, kind: str = "body", tone: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, kind=kind, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = QFontMetrics(self.font())
        area = self.contentsRect()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        align = self.style().visualAlignment(self.layoutDirection(), self.alignment())
        self.style().drawItemText(
            painter, area, int(align), self.palette(), self.isEnabled(), shown
        )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            wide = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
            self.setToolTip(self.text() if wide else "")
        return super().event(event)
