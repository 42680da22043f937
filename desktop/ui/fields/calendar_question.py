"""Two buttons under a date: in which calendar it was meant."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.day_reading import DayReading
from desktop.ui.theme import tokens


class CalendarQuestion(QWidget):
    """Hidden until a date could be of either calendar. Signal: ``chosen(str)`` the stored day."""

    chosen = Signal(str)

    def __init__(self, look: PaneLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._reading = DayReading()
        self.gregorian, self.persian = QPushButton(self), QPushButton(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.S)
        for button in (self.gregorian, self.persian):
            line.addWidget(button)
        line.addStretch(1)
        self.gregorian.clicked.connect(lambda: self.chosen.emit(self._reading.gregorian))
        self.persian.clicked.connect(lambda: self.chosen.emit(self._reading.persian))
        self.hide()

    def show_reading(self, reading: DayReading) -> None:
        """Ask if the day can be read in two ways, else take no room."""
        self._reading = reading
        tr = self._look.tr
        self.setLayoutDirection(self._look.direction)
        self.gregorian.setText(tr.text(client_texts.GREGORIAN))
        self.persian.setText(tr.text(client_texts.SOLAR_HIJRI))
        for button in (self.gregorian, self.persian):
            button.setFont(self._look.font())
            button.setMinimumHeight(self._look.hit())
        self.setVisible(bool(reading.gregorian and reading.persian))

    def stops(self) -> list[QWidget]:
        """Where the Tab key halts."""
        return [] if self.isHidden() else [self.gregorian, self.persian]
