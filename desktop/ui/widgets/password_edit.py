"""A line for a password with the button that shows it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit

from desktop.i18n.context import LocaleContext
from desktop.ui.widgets.password_hold import hold_to_read


class PasswordEdit(QLineEdit):
    """Hides what is typed, except while the button *hold* is held down."""

    HIDDEN, READ = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self.hold = hold_to_read(self, tr)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.setEchoMode(self.HIDDEN)
