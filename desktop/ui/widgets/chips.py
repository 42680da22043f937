"""Chips: an icon and a word on a quiet ground; urgent things are never told by colour alone."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import row

URGENT_ICONS = {
    "money": Icon.MONEY,
    "housing": Icon.HOUSING,
    "health": Icon.HEALTH,
    "violence": Icon.WARNING,
    "children": Icon.CHILDREN,
    "deadline": Icon.CLOCK,
}


class Chip(QFrame):
    """One word or two, with an icon if given; *tone* colours icon and word.

    *yields*: where the place is narrow the word is cut with an ellipsis.
    """

    def __init__(
        self,
        text: str,
        which: Icon | None = None,
        tone: str = "",
        parent: QWidget | None = None,
        *,
        yields: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "chip")
        self.setProperty("tone", tone)
        make = ElidedLabel if yields else PlainLabel
        self._label: PlainLabel = make(text, kind="small", tone=tone, parent=self)
        box = row(space=6)
        if which is not None:
            box.addWidget(IconLabel(which, tone or "muted", 16))
        box.addWidget(self._label)
        box.setContentsMargins(tokens.S, 2, tokens.S, 2)
        self.setLayout(box)
        self.setAccessibleName(text)
        across = QSizePolicy.Policy.Maximum if yields else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        return self._label.text()
