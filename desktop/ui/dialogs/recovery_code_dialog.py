"""Makes a new recovery code: after the password, and only once it was rehearsed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.permits import Permit, RecoveryCode
from desktop.services.secrets import SecretService
from desktop.ui.dialogs.old_password import NOW, OldPassword
from desktop.ui.dialogs.recovery_pages import CodePage, RehearsalPage
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.error_texts import describe
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.widgets.backup_words import moment_words
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.one_page import OnePage
from desktop.ui.widgets.said_label import SaidLabel

TITLE = N_("Neuer Wiederherstellungscode")
NEXT, FINISH, BACK = N_("Weiter"), N_("Fertig"), N_("Zurück zum Blatt")
VOID = N_(
    "Der neue Code macht das alte Blatt ungültig. Bis zum letzten Schritt gilt noch das alte."
)
HOLDS = N_("Jetzt gilt das Blatt, auf dem als Zeit {moment} steht.")


class RecoveryCodeDialog(Sheet):
    """Three steps: password, sheet, rehearsal.

    Signals: ``renewed()`` when the new code holds; ``left()`` when one was shown and does not.
    """

    renewed = Signal()
    left = Signal()

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        secrets: SecretService,
        tasks: Tasks,
        write: Callable[[Path, bytes], object],
    ) -> None:
        super().__init__(parent, tr, TITLE, NEXT, width=560)
        self._secrets, self._tasks, self._write = secrets, tasks, write
        self._permit: Permit | None = None
        self._code: RecoveryCode | None = None
        self.code_page: CodePage | None = None
        self.rehearsal: RehearsalPage | None = None
        self.old = OldPassword(tr, NOW)
        void = PlainLabel(wrap=True)
        tr.bind(void, PlainLabel.setText, VOID)
        first = QWidget()
        first.setLayout(column(void, self._which(), tokens.S, self.old, None))
        self.pages = OnePage()
        self.pages.add(first)
        self.message = SaidLabel(tr)
        self.back = ActionButton("link")
        tr.bind(self.back, QAbstractButton.setText, BACK)
        self.back.hide()
        self.buttons.insertWidget(0, self.back)
        self.add(self.pages, self.message)
        self.primary.clicked.connect(self._on_next)
        self.back.clicked.connect(self._show_code)
        self.old.entered.connect(self.primary.click)
        self.old.waiting.connect(lambda is_waiting: self.primary.setEnabled(not is_waiting))
        fit(self)
        self.old.line.setFocus()

    def _which(self) -> PlainLabel:
        """The sheet that holds until then, where that is known."""
        label = PlainLabel(kind="small", tone="muted", wrap=True)
        made_at = self._secrets.sheet_made_at()
        if made_at is None:
            label.hide()
        else:
            moment = moment_words(made_at, self._tr)
            self._tr.bind(label, PlainLabel.setText, HOLDS, moment=moment)
        return label

    def reject(self) -> None:
        """A code that was shown and not rehearsed is void: that is said."""
        if self.primary.isEnabled() or self._permit is None:
            super().reject()
            if self._code is not None:
                self.left.emit()

    def _on_next(self) -> None:
        self.message.unsay()
        if self._permit is None:
            self._ask()
        elif self.pages.current is self.code_page:
            self._rehearse()
        elif self.rehearsal is not None and self.rehearsal.is_right():
            self.primary.setEnabled(False)
            self._tasks.run(
                self._permit.adopt,
                self._code,
                done=self._on_adopted,
                failed=self._on_failed,
                initiator=self,
            )

    def _ask(self) -> None:
        typed = self.old.line.text()
        if not typed:
            self.old.line.setFocus()
            return
        self._set_busy(busy=True)
        self._tasks.run(
            self._secrets.confirm,
            typed,
            done=self._on_permitted,
            failed=self._on_failed,
            initiator=self,
        )

    def _on_permitted(self, permit: Permit) -> None:
        self._set_busy(busy=False)
        self.old.line.clear()
        self._permit, self._code = permit, permit.new_code()
        self.code_page = CodePage(self._tr, self._tasks, self._code, self._write)
        self.pages.add(self.code_page)
        self._show_code()

    def _show_code(self) -> None:
        assert self.code_page is not None
        self.pages.show_page(self.code_page)
        self._name_next(NEXT)
        self.back.hide()
        QTimer.singleShot(0, self, partial(fit, self))
        self.code_page.print.setFocus()

    def _rehearse(self) -> None:
        assert self._code is not None
        if self.rehearsal is None:
            self.rehearsal = RehearsalPage(self._tr, self._code)
            self.rehearsal.entered.connect(self.primary.click)
            self.pages.add(self.rehearsal)
        self.pages.show_page(self.rehearsal)
        self._name_next(FINISH)
        self.back.show()
        QTimer.singleShot(0, self, partial(fit, self))
        self.rehearsal.lines[0].setFocus()

    def _name_next(self, words: str) -> None:
        self._tr.bind(self.primary, QAbstractButton.setText, words)

    def _on_adopted(self, _done: object) -> None:
        self.renewed.emit()
        self.accept()

    def _on_failed(self, error: Failure) -> None:
        self._set_busy(busy=False)
        if self.old.takes(error):
            return
        self.message.say(lambda: " ".join(describe(error, self._tr)))

    def _set_busy(self, *, busy: bool) -> None:
        self.old.setEnabled(not busy)
        self.primary.setEnabled(not busy)
