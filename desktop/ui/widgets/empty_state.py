"""An empty page says what to do first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

_HINT = 560
"""The widest that a hint gets at 100 % text."""


class EmptyState(QWidget):
    """An icon, one sentence, a hint, and the first thing to do. The words are bound outside."""

    def __init__(self, which: Icon, *buttons: QPushButton) -> None:
        super().__init__()
        self.sentence = PlainLabel(kind="section", wrap=True)
        self.hint = PlainLabel(tone="muted", wrap=True)
        for label in (self.sentence, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        mark = row(None, IconLabel(which, "strong", 40), None)
        middle = row(None, self.hint, None)
        middle.setStretch(1, 1000)
        box = column(None, mark, self.sentence, middle, space=tokens.S)
        if buttons:
            box.addSpacing(tokens.S)
            box.addLayout(row(None, *buttons, None))
        box.addStretch(1)
        box.setContentsMargins(tokens.XL, tokens.XXL, tokens.XL, tokens.XXL)
        self.setLayout(box)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Lines of words to be read are short: some seventy letters."""
        self.hint.setMaximumWidth(round(_HINT * current_scale()))
