"""A quiet line under a date: the same day in the calendar the reader grew up with."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.i18n.calendars import second_date
from desktop.ui.fields.base import PaneLook
from desktop.ui.theme import tokens
from desktop.ui.widgets.labels import PlainLabel


class CalendarHint(PlainLabel):
    """Takes no room while the pane's language has no second calendar or there is no date."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(kind="hint", tone="muted", parent=parent)
        self._look = look
        self.hide()

    def show_date(self, iso: str, precision: str = "day") -> None:
        """Show a stored date; *precision* is that of its field (day, month or year)."""
        look = self._look
        self.setFont(look.font(size=tokens.SECTION if look.large else tokens.SMALL))
        self.setLayoutDirection(look.direction)
        self.setText(second_date(iso, look.tr.language, precision))
        self.setVisible(bool(self.text()))
