"""Changes the password: the old one, the new one twice; the data are not touched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.secrets import SecretService, suggest_password
from desktop.ui.dialogs import password_texts
from desktop.ui.dialogs.new_password import NewPassword
from desktop.ui.dialogs.old_password import OldPassword
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.error_texts import describe
from desktop.ui.place_texts import SECRET_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.said_label import SaidLabel

TITLE = N_("Passwort ändern")
CHANGE = N_("Ändern")
OLD_HOLDS = N_("Das bisherige Passwort gilt weiter.")
EITHER_HOLDS = N_("Beim nächsten Öffnen erst das neue, sonst das bisherige Passwort probieren.")
SAME = N_("Das ist das bisherige Passwort.")
WHAT = N_("Gilt ab sofort auf diesem Laptop. Der Wiederherstellungscode bleibt gültig.")

_NOTHING_CHANGED = (ErrorCode.DISK_FULL, ErrorCode.READ_ONLY)


class PasswordDialog(Sheet):
    """Signal: ``changed()`` when the new password holds."""

    changed = Signal()

    def __init__(
        self, parent: QWidget, tr: LocaleContext, secrets: SecretService, tasks: Tasks
    ) -> None:
        super().__init__(parent, tr, TITLE, CHANGE, width=520)
        self._secrets, self._tasks = secrets, tasks
        what = PlainLabel(kind="small", tone="muted", wrap=True)
        tr.bind(what, PlainLabel.setText, WHAT)
        self.old = OldPassword(tr)
        self.new = NewPassword(tr, secrets.judge, suggest_password)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.hide()
        tr.bind(self.busy, QProgressBar.setAccessibleName, password_texts.DERIVING)
        self.message = SaidLabel(tr)
        self.add(what, tokens.S, self.old, tokens.S, self.new, self.message, self.busy)
        self.primary.clicked.connect(self._on_change)
        self.new.entered.connect(self.primary.click)
        self.old.entered.connect(self.new.first.setFocus)
        self.old.waiting.connect(self._allow)
        fit(self)
        self.old.line.setFocus()

    def _on_change(self) -> None:
        old = self.old.line.text()
        if not old:
            self.old.line.setFocus()
            return
        new = self.new.password()
        if new is None:
            return
        if new == old:
            self.new.refuse(SAME)
            return
        self.message.unsay()
        self._set_busy(busy=True)
        self._tasks.run(
            self._change, old, new, done=self._on_changed, failed=self._on_failed, initiator=self
        )

    def _change(self, old: str, new: str) -> None:
        """In a thread of ``Tasks``."""
        self._secrets.confirm(old).set_password(new, shortest=self._secrets.shortest)

    def _on_changed(self, _done: object) -> None:
        self.changed.emit()
        self.accept()

    def _on_failed(self, error: Failure) -> None:
        self._set_busy(busy=False)
        if self.old.takes(error):
            return
        is_old = isinstance(error, KnownError) and error.code in _NOTHING_CHANGED
        which = OLD_HOLDS if is_old else EITHER_HOLDS
        self.message.say(
            lambda: " ".join((*describe(error, self._tr, SECRET_TEXTS), self._tr.text(which)))
        )

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self.old, self.new, self.primary):
            widget.setEnabled(not busy)
        self.busy.setVisible(busy)

    def _allow(self, is_waiting: bool) -> None:
        self.primary.setEnabled(not is_waiting)
