"""A new password, typed twice, judged while it is typed; or one suggested by the program."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.password_strength import Judgement
from desktop.ui.dialogs import password_texts
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.widgets.said_label import SaidLabel
from desktop.ui.widgets.strength_bar import StrengthBar

NEW, AGAIN = N_("Neues Passwort"), N_("Neues Passwort wiederholen")
SUGGEST = N_("Vorschlag machen")
DIFFERENT = N_("Die beiden Eingaben sind verschieden.")
WRITE_DOWN = N_("Diese Wörter merken und unten noch einmal eingeben.")


class NewPassword(QWidget):
    """*judge* rates a password in well under a frame; *suggest* makes one.

    Signals: ``entered()`` at Enter in the second field.
    """

    entered = Signal()

    def __init__(
        self,
        tr: LocaleContext,
        judge: Callable[[str], Judgement],
        suggest: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tr, self._judge, self._suggest = tr, judge, suggest
        self.first, self.second = PasswordEdit(tr), PasswordEdit(tr)
        self.suggest = ActionButton("link")
        tr.bind(self.suggest, QAbstractButton.setText, SUGGEST)
        self.bar = StrengthBar()
        self.rating = PlainLabel(kind="strong", wrap=True)
        self.advice = PlainLabel(kind="small", tone="muted", wrap=True)
        self.mistake = SaidLabel(tr)
        self._is_suggested = False
        self._build()
        self.first.textEdited.connect(self._on_first_edited)
        self.second.textEdited.connect(self._forget_mistake)
        self.suggest.clicked.connect(self._on_suggest)
        tr.on_switch(self._rate)
        self._rate()

    def password(self) -> str | None:
        """The new password; None, said in place, while it is weak or not typed twice alike."""
        first = self.first.text()
        if not self._judge(first).is_accepted:
            self._say(self.first, "")
            return None
        if first != self.second.text():
            self._say(self.second, DIFFERENT)
            return None
        return first

    def refuse(self, words: str) -> None:
        """Say why the new password cannot be taken after all."""
        self._say(self.first, words)

    def clear(self) -> None:
        """Forget what was typed."""
        for line in (self.first, self.second):
            line.clear()
        self._is_suggested = False
        self._rate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.first.hasFocus():
                self.second.setFocus()
            else:
                self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        new, again = PlainLabel(kind="strong"), PlainLabel(kind="strong")
        for label, words, line in ((new, NEW, self.first), (again, AGAIN, self.second)):
            label.setBuddy(line)
            self._tr.bind(label, PlainLabel.setText, words)
            self._tr.bind(line, QLineEdit.setAccessibleName, words)
        top = row(new, None, self.suggest)
        box = column(
            top,
            self.first,
            self.bar,
            self.rating,
            self.advice,
            tokens.XS,
            again,
            self.second,
            self.mistake,
            space=tokens.XS,
        )
        # Two lines of advice fit: nothing jumps while somebody types.
        self.advice.setMinimumHeight(self.advice.fontMetrics().lineSpacing() * 2)
        top_left = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
        self.advice.setAlignment(top_left | Qt.AlignmentFlag.AlignLeft)
        self.setLayout(box)
        order = (self.first, self.first.hold, self.suggest, self.second, self.second.hold)
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)

    @Slot()
    def _on_first_edited(self) -> None:
        self.first.setEchoMode(PasswordEdit.HIDDEN)
        self._is_suggested = False
        self._forget_mistake()
        self._rate()

    def _on_suggest(self) -> None:
        self.first.setText(self._suggest())
        self.first.setEchoMode(PasswordEdit.READ)
        self.second.clear()
        self._forget_mistake()
        self._is_suggested = True
        self._rate()
        self.second.setFocus()

    def _rate(self) -> None:
        typed = self.first.text()
        found = self._judge(typed)
        words = self._tr.text(password_texts.ADVICE[found.advice], missing=found.missing)
        if self._is_suggested:
            words = self._tr.text(WRITE_DOWN)
        tone = password_texts.TONES[found.level]
        if not typed:
            self.bar.show_strength(0, tone)
            self.rating.setText("\u00a0")
        else:
            self.bar.show_strength(found.level + 1, tone)
            strength = self._tr.text(password_texts.STRENGTH[found.level])
            self.rating.setText(
                f"{strength} · {self._tr.text(password_texts.GUESSED_IN[found.span])}"
            )
        restyle(self.rating, "tone", tone)
        self.advice.setText(words)
        self.first.setAccessibleDescription(f"{self.rating.text()} {words}".strip())
        self.rating.setToolTip(self._tr.text(password_texts.GUESSED) if typed else "")

    @Slot()
    def _forget_mistake(self) -> None:
        self.mistake.unsay()
        for line in (self.first, self.second):
            restyle(line, "state", "")

    def _say(self, line: PasswordEdit, words: str) -> None:
        if words:
            self.mistake.say_text(words)
        else:
            self.mistake.unsay()
        restyle(line, "state", "error")
        line.setFocus()
        line.selectAll()
