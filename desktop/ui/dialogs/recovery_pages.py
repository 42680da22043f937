"""The recovery code on the screen and on paper, and its rehearsal: two words typed back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from secrets import SystemRandom
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.permits import RecoveryCode
from desktop.services.secrets import sheet_of
from desktop.ui.error_texts import describe
from desktop.ui.file_dialogs import ask_where_to_save
from desktop.ui.printing.output import Paper, print_on
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.backup_words import moment_words
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import card, column, row
from desktop.ui.widgets.said_label import SaidLabel

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

CODE_WHAT = N_(
    "Ist das Passwort vergessen, öffnet nur dieser Code die Daten. Auch die IT hat keinen anderen."
)
CODE_WHERE = N_("Drucken oder abschreiben und verschlossen aufbewahren, nicht beim Laptop.")
CODE_NOT_YET = N_("Er gilt, sobald im nächsten Schritt zwei Wörter eingegeben sind.")
PRINT, SAVE = N_("Drucken …"), N_("Als PDF speichern …")
SAVE_TITLE = N_("Als PDF speichern")
SAVED = N_("Gespeichert. Die Datei ist nicht verschlüsselt: ausdrucken und löschen.")
LETTERS, MARK = N_("Derselbe Code in Zeichen"), N_("Laptop-Kennung")
MADE = N_("Erstellt")
VOID = N_(
    "Ein Blatt vom {moment} wurde begonnen und gilt nicht. Ist es gedruckt, vernichten: Auf dem "
    "gültigen steht eine andere Zeit."
)
REHEARSE = N_("Vom Blatt ablesen und eingeben. So ist sicher, dass es da ist und stimmt.")
WORD = N_("Wort {number}")
NOT_THIS_WORD = N_("Das ist nicht Wort {number}. Auf dem Blatt nachsehen.")
NO_WORD = N_("Wort {number} fehlt noch.")
ASKED = 2
_COLUMNS = 3
_chance = SystemRandom()


def sheet_number(number: int) -> str:
    """The number of a word as the printed sheet has it, in all languages."""
    return str(number)


class CodePage(QWidget):
    """Shows the code and prints its sheet. Nothing is written but where the user asks for it.

    *void_at*: when a sheet was made that was left before it was rehearsed.
    """

    def __init__(
        self,
        tr: LocaleContext,
        tasks: Tasks,
        code: RecoveryCode,
        write: Callable[[Path, bytes], object],
        void_at: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tr, self._tasks, self._write = tr, tasks, write
        self.paper = Paper(sheet_of(code))
        self.print, self.save = ActionButton("", Icon.PRINT), ActionButton()
        for button, words in ((self.print, PRINT), (self.save, SAVE)):
            button.setAutoDefault(False)
            tr.bind(button, QAbstractButton.setText, words)
        self.state = SaidLabel(tr, tone="muted")
        texts = [PlainLabel(wrap=True) for _ in range(3)]
        for label, words in zip(texts, (CODE_WHAT, CODE_WHERE, CODE_NOT_YET), strict=True):
            tr.bind(label, PlainLabel.setText, words)
        restyle(texts[2], "tone", "muted")
        void = PlainLabel(kind="small", tone="warn", wrap=True)
        if void_at is None:
            void.hide()
        else:
            tr.bind(void, PlainLabel.setText, VOID, moment=moment_words(void_at, tr))
        self.setLayout(
            column(
                *texts,
                void,
                tokens.XS,
                self._words(code),
                self._below(code),
                tokens.XS,
                row(self.print, self.save, None),
                self.state,
                space=tokens.S,
            )
        )
        self.print.clicked.connect(self._on_print)
        self.save.clicked.connect(self._on_save)

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheet; the job is called as the program."""
        print_on(self.paper, printer)

    def save_to(self, path: Path) -> None:
        """Write the sheet to *path*, in the clear, as is said below the button."""
        work = partial(self._write, path, self.paper.pdf())
        self._tasks.run(work, done=self._on_saved, failed=self._on_failed, initiator=self)

    def _words(self, code: RecoveryCode) -> QFrame:
        """Columns to be read downwards, one after the other."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.S)
        grid.setVerticalSpacing(tokens.XS)
        lines = -(-len(code.words) // _COLUMNS)
        for at, word in enumerate(code.words):
            side, line = divmod(at, lines)
            number = PlainLabel(sheet_number(at + 1), kind="small", tone="muted")
            number.setMinimumWidth(number.fontMetrics().horizontalAdvance("00"))
            grid.addWidget(number, line, side * 3)
            grid.addWidget(PlainLabel(word, kind="strong"), line, side * 3 + 1)
            grid.setColumnMinimumWidth(side * 3 + 2, tokens.S)
            grid.setColumnStretch(side * 3 + 1, 1)
        held = QWidget()
        held.setLayout(grid)
        return card(held, margin=tokens.M)

    def _below(self, code: RecoveryCode) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.L)
        grid.setVerticalSpacing(2)
        made = moment_words(code.made_at, self._tr)
        letters = code.letters.replace("-", " ")
        pairs = ((LETTERS, letters), (MARK, code.mark), (MADE, made))
        for line, (name, value) in enumerate(pairs):
            label = PlainLabel(kind="small", tone="muted")
            self._tr.bind(label, PlainLabel.setText, name)
            grid.addWidget(label, line, 0)
            grid.addWidget(PlainLabel(value, kind="small", wrap=True), line, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(partial(self.print_on, printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def _on_save(self) -> None:
        ask_where_to_save(self, self._tr, SAVE_TITLE, "fallmappe.pdf", self.save_to)

    def _on_saved(self, _done: object) -> None:
        restyle(self.state, "tone", "warn")
        self.state.say_text(SAVED)

    def _on_failed(self, error: Failure) -> None:
        restyle(self.state, "tone", "danger")
        self.state.say(lambda: " ".join(describe(error, self._tr)))


class RehearsalPage(QWidget):
    """Asks for two words of the code, chosen at random. Signal: ``entered()`` at the last Enter."""

    entered = Signal()

    def __init__(
        self, tr: LocaleContext, code: RecoveryCode, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tr, self._code = tr, code
        self.asked = tuple(sorted(_chance.sample(range(1, len(code.words) + 1), ASKED)))
        """Numbers from 1."""
        what = PlainLabel(wrap=True)
        tr.bind(what, PlainLabel.setText, REHEARSE)
        self.lines = [QLineEdit() for _ in self.asked]
        self.mistakes = [SaidLabel(tr, keeps_place=True) for _ in self.asked]
        box = column(what, tokens.S, space=tokens.XS)
        for number, line, mistake in zip(self.asked, self.lines, self.mistakes, strict=True):
            label = PlainLabel(kind="strong")
            label.setBuddy(line)
            shown = sheet_number(number)
            tr.bind(label, PlainLabel.setText, WORD, number=shown)
            tr.bind(line, QLineEdit.setAccessibleName, WORD, number=shown)
            line.setMaxLength(40)
            line.textEdited.connect(partial(self._forget, line, mistake))
            # The place for a mistake is kept, so that nothing jumps.
            mistake.setMinimumHeight(mistake.fontMetrics().lineSpacing())
            box.addWidget(label)
            box.addWidget(line)
            box.addWidget(mistake)
            box.addSpacing(tokens.XS)
        box.addStretch(1)
        self.setLayout(box)

    def is_right(self) -> bool:
        """Compare; what is wrong is said under its field."""
        wrong = []
        for number, line, mistake in zip(self.asked, self.lines, self.mistakes, strict=True):
            if not self._code.has_word(number, line.text()):
                words = NOT_THIS_WORD if line.text().strip() else NO_WORD
                mistake.say_text(words, number=sheet_number(number))
                restyle(line, "state", "error")
                wrong.append(line)
        if wrong:
            wrong[0].setFocus()
            wrong[0].selectAll()
        return not wrong

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.lines[0].hasFocus():
            self.lines[1].setFocus()
        else:
            self.entered.emit()

    def _forget(self, line: QLineEdit, mistake: SaidLabel, _text: str) -> None:
        mistake.unsay()
        restyle(line, "state", "")
