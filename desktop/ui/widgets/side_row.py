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
        head = ElidedLabel(first, kind="strong")
        note = ElidedLabel(second, kind="small", tone="muted")
        box = row(IconLabel(which, tone), column(head, note, space=0), space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.S)
        box.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setLayout(box)
        self.setAccessibleName(f"{first}, {second}")
