"""A line of a short list: two lines of text with an icon."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout

from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.list_row import ListRow


class SideRow(ListRow):
    """Two lines with an icon: what it is, and whose."""

    def __init__(self, which: Icon, tone: str, first: str, second: str) -> None:
        super().__init__()
        self._first = first
        self._icon = IconLabel(which, tone)
        head = ElidedLabel(first, kind="strong")
        self._note = ElidedLabel(second, kind="small", tone="muted")
        box = row(self._icon, column(head, self._note, space=0), space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.S)
        box.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setLayout(box)
        self.setAccessibleName(f"{first}, {second}")

    def set_note(self, second: str) -> None:
        """Say something else in the second line."""
        self._note.setText(second)
        self.setAccessibleName(f"{self._first}, {second}")

    def refuse(self, why: str) -> None:
        """It cannot be chosen any more, and says why."""
        self.set_note(why)
        self._icon.show_icon(Icon.WARNING, "danger")
        self.setEnabled(False)
