"""The button that shows a password while it is held: the same one in all windows."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext

HOLD = N_("Zum Lesen halten")
_MOST = 1024


def hold_to_read(line: QLineEdit, tr: LocaleContext) -> QPushButton:
    """Let *line* hide what is typed; the button that shows it belongs beside it, and is closed
    and opened with it."""
    hidden, read = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
    line.setEchoMode(hidden)
    line.setMaxLength(_MOST)
    hold = QPushButton()
    hold.setProperty("role", "quiet")
    hold.setAutoDefault(False)
    tr.bind(hold, QAbstractButton.setText, HOLD)
    hold.pressed.connect(lambda: line.setEchoMode(read))
    hold.released.connect(lambda: line.setEchoMode(hidden))
    return hold
