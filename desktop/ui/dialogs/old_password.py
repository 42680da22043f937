"""The password that holds now: asked again, with its mistakes and the wait they cost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs import password_texts
from desktop.ui.error_texts import describe
from desktop.ui.tasks import Failure
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.countdown import Countdown
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.widgets.said_label import SaidLabel

OLD, NOW = N_("Bisheriges Passwort"), N_("Passwort")
"""The one that is to be replaced, or the one that goes on to hold."""
_OURS = (ErrorCode.WRONG_PASSWORD, ErrorCode.TRY_LATER)


class OldPassword(QWidget):
    """Signals: ``entered()`` at Enter; ``waiting(bool)`` when a wait begins and ends."""

    entered = Signal()
    waiting = Signal(bool)

    def __init__(self, tr: LocaleContext, words: str = OLD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._error: KnownError | None = None
        self._seconds = 0
        self._is_edited = False
        self.line = PasswordEdit(tr)
        label = PlainLabel(kind="strong")
        label.setBuddy(self.line)
        tr.bind(label, PlainLabel.setText, words)
        tr.bind(self.line, QLineEdit.setAccessibleName, words)
        self.mistake = SaidLabel(tr)
        self.setLayout(
            column(
                label,
                self.line,
                self.mistake,
                space=tokens.XS,
            )
        )
        self._countdown = Countdown(self)
        self._countdown.ticked.connect(self._on_ticked)
        self._countdown.ended.connect(self._on_ended)
        self.line.textEdited.connect(self._on_edited)

    def takes(self, error: Failure) -> bool:
        """Say what is wrong and count down how long to wait, if it is the password."""
        if not isinstance(error, KnownError) or error.code not in _OURS:
            return False
        self._error, self._seconds, self._is_edited = error, 0, False
        seconds = int(error.facts.get("seconds") or 0)
        self.mistake.say(self._words)
        restyle(self.line, "state", "error")
        self.line.setFocus()
        self.line.selectAll()
        if seconds:
            self.waiting.emit(True)
            self._countdown.begin(seconds)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._countdown.is_running:
                self.line.selectAll()  # beside the seconds that are counted
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _on_ticked(self, seconds: int) -> None:
        self._seconds = seconds
        self.mistake.say(self._words)

    def _words(self) -> str:
        said = "" if self._error is None else describe(self._error, self._tr)[0]
        if not self._seconds:
            return said
        return f"{said} {self._tr.text(password_texts.WAIT, seconds=self._seconds)}"

    @Slot()
    def _on_ended(self) -> None:
        self.mistake.unsay()
        restyle(self.line, "state", "")
        self.waiting.emit(False)
        if not self._is_edited:
            self.line.selectAll()

    @Slot()
    def _on_edited(self) -> None:
        self._is_edited = True
        if not self._countdown.is_running:
            self.mistake.unsay()
            restyle(self.line, "state", "")
