"""The stops of the round below each other; all of them share their width in the same way."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.pages.stop_row import StopRow
from desktop.ui.pages.stop_widths import StopWidths, shared


class RoundList(QWidget):
    """Hides the reasons where the line is short, then cuts houses, then names; never a room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[StopRow] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def add(self, row: StopRow, *above: QWidget) -> None:
        """Put *row* below what is there, with *above* between."""
        for widget in (*above, row):
            self._box.addWidget(widget)
        self._rows.append(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._rows:
            all_wanted = [row.wanted() for row in self._rows]
            most = StopWidths(*(max(column) for column in zip(*all_wanted, strict=True)))
            widths = shared(most, self.width())
            for row in self._rows:
                row.share(*widths)
