"""Title line of a page: title, what it counts, and the actions at the far end."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.theme import tokens
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row


class PageHead(QWidget):
    """The title is bound outside; *note* is a muted line beside or below it."""

    def __init__(self, *actions: QWidget) -> None:
        super().__init__()
        self.title = PlainLabel(kind="title")
        self.note = PlainLabel(tone="muted")
        self.note.hide()
        box = row(column(self.title, self.note, space=0), None, *actions, space=tokens.S)
        box.setContentsMargins(tokens.XL, tokens.XL, tokens.XL, tokens.L)
        self.setLayout(box)

    def show_note(self, text: str) -> None:
        """Write the muted line; an empty text hides it."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
