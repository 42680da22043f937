"""An empty page says what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row


class EmptyState(QWidget):
    """An icon, one sentence, a hint, and the first thing to do. The words are bound outside."""

    def __init__(self, which: Icon, *buttons: QPushButton) -> None:
        super().__init__()
        self.sentence = PlainLabel(kind="section", wrap=True)
        self.hint = PlainLabel(tone="muted", wrap=True)
        for label in (self.sentence, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        mark = row(None, IconLabel(which, "strong", 40), None)
        box = column(None, mark, self.sentence, self.hint, space=tokens.S)
        if buttons:
            box.addSpacing(tokens.S)
            box.addLayout(row(None, *buttons, None))
        box.addStretch(1)
        box.setContentsMargins(tokens.XL, tokens.XXL, tokens.XL, tokens.XXL)
        self.setLayout(box)
