"""Title line of a page: title, what it counts, and the actions at the far end."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row


class PageHead(QWidget):
    """The title is bound outside; *note* is a muted line beside or below it.

    *width*: what the column below is limited to at 100 % text; the actions end where it ends.
    """

    def __init__(self, *actions: QWidget, width: int = 0) -> None:
        super().__init__()
        self._limit = width
        self.title = PlainLabel(kind="title")
        self.note = PlainLabel(tone="muted")
        self.note.hide()
        box = row(column(self.title, self.note, space=0), None, *actions, space=tokens.S)
        box.setContentsMargins(tokens.XL, tokens.XL, tokens.XL, tokens.L)
        self.setLayout(box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        box = self.layout()
        if self._limit and box is not None:
            spare = event.size().width() - round(self._limit * current_scale()) - 2 * tokens.XL
            begin, end = tokens.XL, tokens.XL + max(0, spare)
            if self.isRightToLeft():
                begin, end = end, begin
            box.setContentsMargins(begin, tokens.XL, end, tokens.L)

    def show_note(self, text: str) -> None:
        """Write the muted line; an empty text hides it."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
