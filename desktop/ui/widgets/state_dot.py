"""Where an entry is: only here, on the server, seen by colleagues. Shape and words, not colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import Delivery
from desktop.ui.theme.palette import current_tokens
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row


def delivery_text(delivery: Delivery, seen_by: int, tr: LocaleContext) -> str:
    """The words beside the dot."""
    if delivery is Delivery.HERE:
        return tr.text(N_("nur auf diesem Laptop"))
    if delivery is Delivery.SERVER or seen_by < 1:
        return tr.text(N_("auf dem Server"))
    return tr.ntext("auf {n} Gerät gelesen", "auf {n} Geräten gelesen", seen_by)


class StateDot(QWidget):
    """An empty ring (here), half a dot (server), a full dot (seen)."""

    def __init__(self, delivery: Delivery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delivery = delivery
        self.setFixedSize(12, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current_tokens()
        colour = QColor(t.warn if self._delivery is Delivery.HERE else t.ok)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(1.5, 1.5, 9, 9)
        painter.setPen(QPen(colour, 1.6))
        painter.drawEllipse(area)
        painter.setBrush(colour)
        if self._delivery is Delivery.SERVER:
            painter.drawChord(area, 270 * 16, 180 * 16)
        elif self._delivery is Delivery.SEEN:
            painter.drawEllipse(area)


class StateMark(QWidget):
    """The dot with its words."""

    def __init__(self, delivery: Delivery, seen_by: int, tr: LocaleContext) -> None:
        super().__init__()
        words = delivery_text(delivery, seen_by, tr)
        label = PlainLabel(words, kind="small", tone="muted")
        self.setLayout(row(StateDot(delivery), label, space=6))
        self.setAccessibleName(words)
