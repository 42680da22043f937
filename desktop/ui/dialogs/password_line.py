"""One line that asks for the password again, and says in place when it was a wrong one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.widgets.said_label import SaidLabel


class PasswordLine(QWidget):
    """*words*, a message id, stand above the field and say what the password is asked for.

    Signals: ``entered()`` at Enter, which the default button of a dialog does not get.
    """

    entered = Signal()

    def __init__(self, tr: LocaleContext, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = PasswordEdit(tr)
        self.mistake = SaidLabel(tr)
        label = PlainLabel(kind="small", tone="muted", wrap=True)
        label.setBuddy(self.line)
        tr.bind(label, PlainLabel.setText, words)
        tr.bind(self.line, QLineEdit.setAccessibleName, words)
        self.line.textEdited.connect(self._on_edited)
        self.setLayout(column(label, self.line, self.mistake, space=tokens.XS))

    def show_mistake(self, words: str | Callable[[], str]) -> None:
        """Say what was wrong and let the person type again; as ``SaidLabel.say``."""
        self.mistake.say(words if callable(words) else lambda: words)
        restyle(self.line, "state", "error")
        self.line.setFocus()
        self.line.selectAll()

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()
        self._on_edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _on_edited(self) -> None:
        self.mistake.unsay()
        restyle(self.line, "state", "")
