"""Sets the worker's PIN; weak ones are refused with the reason and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import ascii_digits
from desktop.services.pin import LONGEST, PinService, Weakness, weakness
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.tasks import Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.labels import PlainLabel

TITLE = N_("PIN für die Rückkehr festlegen")
WHAT_FOR = N_(
    "Nach der Übergabe zeigt das Gerät nur noch dieses Formular. Zurück führt diese PIN; "
    "das Passwort geht immer."
)
RULE = N_("4 bis 8 Ziffern. Keine PIN, die auch anderswo gilt, etwa für eine Bankkarte.")
ADVICE = {
    Weakness.NO_DIGITS: N_("Nur Ziffern sind möglich."),
    Weakness.LENGTH: N_("Es braucht 4 bis 8 Ziffern."),
    Weakness.REPEATED: N_("Leicht zu erraten: Bitte mindestens drei verschiedene Ziffern mischen."),
    Weakness.ROW: N_("Leicht zu erraten: eine Zahlenreihe. Bitte die Ziffern mischen."),
    Weakness.YEAR: N_("Leicht zu erraten: sieht aus wie ein Jahr. Bitte andere Ziffern wählen."),
}
DIFFERENT = N_("Die beiden Eingaben sind verschieden.")
NOT_KEPT = N_("Die PIN ließ sich nicht speichern. Bitte später noch einmal versuchen.")


class PinDialog(Sheet):
    """Signal: ``pin_set()`` when the new PIN is stored."""

    pin_set = Signal()

    def __init__(self, parent: QWidget, tr: LocaleContext, pin: PinService, tasks: Tasks) -> None:
        super().__init__(parent, tr, TITLE, N_("Festlegen"), width=480)
        self._pin, self._tasks = pin, tasks
        what_for, rule = PlainLabel(wrap=True), PlainLabel(kind="small", tone="muted", wrap=True)
        tr.bind(what_for, PlainLabel.setText, WHAT_FOR)
        tr.bind(rule, PlainLabel.setText, RULE)
        self.first, self.second = QLineEdit(), QLineEdit()
        lines: list[QWidget] = []
        for line, words in ((self.first, N_("Neue PIN")), (self.second, N_("PIN wiederholen"))):
            label = PlainLabel(kind="strong")
            tr.bind(label, PlainLabel.setText, words)
            tr.bind(line, QLineEdit.setAccessibleName, words)
            label.setBuddy(line)
            self._dress(line)
            lines += [label, line]
        self.message = PlainLabel(tone="danger", wrap=True)
        self.message.setMinimumHeight(self.message.fontMetrics().lineSpacing() * 2)
        self.add(what_for, rule, tokens.S, *lines, self.message)
        self.primary.clicked.connect(self._on_set)
        fit(self)
        self.first.setFocus()

    def _dress(self, line: QLineEdit) -> None:
        line.setEchoMode(QLineEdit.EchoMode.Password)
        flag = Qt.AlignmentFlag
        side = flag.AlignRight if self._tr.is_rtl else flag.AlignLeft
        line.setAlignment(side | flag.AlignAbsolute | flag.AlignVCenter)
        line.setMaxLength(LONGEST)
        line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        line.textEdited.connect(lambda _text: self._say(""))

    def _on_set(self) -> None:
        first, second = (ascii_digits(line.text()) for line in (self.first, self.second))
        weak = weakness(first)
        if weak is not None:
            self._say(ADVICE[weak], self.first)
        elif first != second:
            self._say(DIFFERENT, self.second)
        else:
            self.primary.setEnabled(False)
            self._tasks.run(
                self._pin.set, first, done=self._on_kept, failed=self._on_failed, initiator=self
            )

    def _on_kept(self, _done: object) -> None:
        self.pin_set.emit()
        self.accept()

    def _on_failed(self, _error: Exception) -> None:
        self.primary.setEnabled(True)
        self._say(NOT_KEPT)

    def _say(self, message: str, at: QLineEdit | None = None) -> None:
        self.message.setText(self._tr.text(message) if message else "")
        for line in (self.first, self.second):
            restyle(line, "state", "error" if line is at else "")
        if at is not None:
            at.setFocus()
            at.selectAll()
