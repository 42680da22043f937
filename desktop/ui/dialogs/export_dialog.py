"""Exports finished forms: says what leaves the encrypted store, asks for the password again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.export_spec import ExportableForm, ExportReport
from desktop.services.form_mapping import berlin_now
from desktop.ui.dialogs.export_choices import ExportChoices
from desktop.ui.dialogs.long_sheet import LongSheet
from desktop.ui.dialogs.sheet import CLOSE
from desktop.ui.error_texts import describe
from desktop.ui.file_dialogs import ask_for_folder
from desktop.ui.half_typed import Inputs
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel, literal
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.password_edit import PasswordEdit

if TYPE_CHECKING:
    from desktop.services.services import Services

TITLE, EXPORT, REPLACE = N_("Exportieren"), N_("Exportieren"), N_("Ersetzen")
NOT_ENCRYPTED = N_(
    "Die Dateien sind nicht verschlüsselt: Wer den Ordner öffnen kann, kann alle Antworten lesen."
)
PASSWORD = N_("Eigenes Passwort")
CONFIRMS = N_("Zur Bestätigung. Die Dateien schützt es nicht.")
MISSING = {
    (True, True): N_("Es fehlen noch der Ordner und das Passwort."),
    (True, False): N_("Es fehlt noch der Ordner."),
    (False, True): N_("Es fehlt noch das Passwort."),
}
"""By whether the folder and whether the password is missing."""
NO_FOLDER = N_("Noch kein Ordner gewählt")
NOTHING = N_("Auf diesem Gerät gibt es noch keine abgeschlossenen Formulare.")
OPEN_FOLDER = N_("Ordner öffnen")
CANCELLED = N_("Abgebrochen. Im Ordner liegt nichts davon.")
_WIDTH = 640


def open_export(
    parent: QWidget,
    services: Services,
    tasks: Tasks,
    tr: LocaleContext,
    form_id: str = "",
    *,
    record: RecordId | None = None,
) -> ExportDialog:
    """Open the dialog, with *form_id* chosen; *record* limits it to one submission of that form."""
    dialog = ExportDialog(parent, tr, services, tasks, form_id=form_id, record=record)
    dialog.open()
    return dialog


class ExportDialog(LongSheet):
    """Signals: ``exported(ExportReport)`` when the files stand in their folder."""

    exported = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        services: Services,
        tasks: Tasks,
        *,
        form_id: str = "",
        record: RecordId | None = None,
        now: Callable[[], datetime] = berlin_now,
    ) -> None:
        super().__init__(parent, tr, tasks, TITLE, EXPORT, _WIDTH)
        self._exports, self._form_id = services.exports, form_id
        self._folder: Path | None = None
        self._done: Path | None = None
        self._may_replace = False
        self._kept: dict[str, Any] = {}
        self.choices = ExportChoices(tr, now, record=record)
        self._asked = QWidget()
        target = self._build_target()
        self._asked.setLayout(column(self._build_warning(), self.choices, target, space=tokens.M))
        self._align(target)
        self._result = column(space=tokens.S)
        self._missing = PlainLabel(kind="small", tone="muted", wrap=True)
        self.buttons.insertWidget(0, self._missing, 1)
        self.add(self._asked, tokens.XS, self._bar, self._result)
        self._listen()
        self._fit()
        tasks.run(self._exports.forms, done=self._on_forms, failed=self._on_failed, initiator=self)

    def choose_folder(self, folder: Path) -> None:
        """Export into *folder*; its name is shown, the whole path in the tooltip."""
        self._folder = folder
        self._may_replace = False
        self._place.setText(isolate_ltr(str(folder)))
        self._place.setToolTip(literal(str(folder)))
        restyle(self._place, "tone", "")
        self._fit()

    def start(self) -> None:
        """Begin; what is missing is asked for first."""
        if self._folder is None:
            self._on_pick()
            return
        if not self.password.text():
            self.password.setFocus()
            return
        spec = self.choices.spec(replace=self._may_replace)
        if spec is None:
            return
        clear(self._result)
        QTimer.singleShot(0, self, self._grow)
        self._asked.setEnabled(False)
        self._run_long(
            self._exports.run,
            spec,
            self._folder,
            self.password.text(),
            done=self._on_done,
            failed=self._on_failed,
        )

    def inputs(self) -> Inputs:
        return self.choices.inputs()

    def typed(self) -> dict[str, Any] | None:
        """What is chosen, until it is written; never the password."""
        if self._done is not None or self._task is not None:
            return None
        here = self._kept or super().typed() or {}
        return {**here, "folder": str(self._folder or "")}

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        """The folder at once, the rest when the forms are read."""
        self._kept = dict(kept)
        if kept.get("folder"):
            self.choose_folder(Path(str(kept["folder"])))

    # build

    def _build_warning(self) -> QWidget:
        words = PlainLabel(wrap=True)
        self._tr.bind(words, PlainLabel.setText, NOT_ENCRYPTED)
        line = row(IconLabel(Icon.WARNING, "warn"), words, space=tokens.M)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder

    def _build_target(self) -> QWidget:
        tr = self._tr
        self._place = ElidedLabel(tr.text(NO_FOLDER), tone="muted")
        self.pick = ActionButton()
        tr.bind(self.pick, QAbstractButton.setText, N_("Wählen …"))
        tr.bind(self.pick, QAbstractButton.setAccessibleName, N_("Ordner wählen"))
        self.password = PasswordEdit(tr)
        tr.bind(self.password, QLineEdit.setAccessibleName, PASSWORD)
        tr.bind(self.password, QLineEdit.setAccessibleDescription, CONFIRMS)
        self.mistake = PlainLabel(kind="small", tone="danger", wrap=True)
        self.mistake.hide()
        about = PlainLabel(kind="small", tone="muted", wrap=True)
        tr.bind(about, PlainLabel.setText, CONFIRMS)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.L)
        grid.setVerticalSpacing(tokens.S)
        grid.setColumnStretch(1, 1)
        target = row(self._place, self.pick, space=tokens.S)
        target.setStretch(0, 1)
        self._labels: list[PlainLabel] = []
        for at, (words, buddy) in enumerate(((N_("Ordner"), self.pick), (PASSWORD, self.password))):
            label = PlainLabel(tone="muted")
            tr.bind(label, PlainLabel.setText, words)
            label.setBuddy(buddy)
            grid.addWidget(label, at, 0)
            self._labels.append(label)
        grid.addLayout(target, 0, 1)
        grid.addWidget(self.password, 1, 1)
        grid.addWidget(about, 2, 1)
        grid.addWidget(self.mistake, 3, 1)
        holder = QWidget()
        holder.setLayout(grid)
        return holder

    def _align(self, target: QWidget) -> None:
        """One edge for all fields, above and below."""
        labels = (*self.choices.labels, *self._labels)
        width = max(label.sizeHint().width() for label in labels)
        for holder in (self.choices, target):
            grid = holder.layout()
            assert isinstance(grid, QGridLayout)
            grid.setColumnMinimumWidth(0, width)

    def _listen(self) -> None:
        self.choices.changed.connect(self._on_changed)
        self.pick.clicked.connect(self._on_pick)
        self.password.textChanged.connect(self._on_typed)
        self.password.returnPressed.connect(self._on_entered)
        self.primary.clicked.connect(self._on_primary)

    # react

    def _on_forms(self, forms: tuple[ExportableForm, ...]) -> None:
        self.choices.show_forms(forms, self._form_id)
        kept, self._kept = self._kept, {}
        super().take_typed(kept)
        if not forms:
            self._asked.hide()
            self.primary.hide()
            self._say(Icon.INFO, "info", self._tr.text(NOTHING), "")
            self._tr.bind(self.secondary, QAbstractButton.setText, CLOSE)
        self._fit()

    def _on_changed(self) -> None:
        self._may_replace = False
        self._tr.bind(self.primary, QAbstractButton.setText, EXPORT)
        if self._task is None and self._done is None:
            clear(self._result)
        self._fit()

    def _on_typed(self) -> None:
        self.mistake.hide()
        restyle(self.password, "state", "")
        self._fit()

    def _on_entered(self) -> None:
        """The button of the dialog takes Enter only when it can be pressed."""
        if self._folder is None:
            self._on_pick()

    def _grow(self) -> None:
        """As high as what is shown now: rows come and go, and long words wrap."""
        box = self.layout()
        assert box is not None
        box.activate()
        self.resize(self.width(), box.totalHeightForWidth(self.width()))

    def _fit(self) -> None:
        """Nothing can begin with a form that has no free export, or without one, without a folder
        or the password; which of these is missing is said."""
        QTimer.singleShot(0, self, self._grow)
        form = self.choices.chosen
        can_begin = form is not None and not form.is_refused
        missing = MISSING.get((self._folder is None, not self.password.text()), "")
        self._missing.setText(self._tr.text(missing) if missing and can_begin else "")
        self.primary.setEnabled(can_begin and not missing)
        if form is not None and form.is_refused:
            clear(self._result)
            refused = KnownError(ErrorCode.EXPORT_REFUSED)
            self._say(Icon.BLOCKED, "warn", *describe(refused, self._tr))

    def _on_pick(self) -> None:
        ask_for_folder(self, self._tr, N_("Ordner wählen"), self.choose_folder)

    def _on_primary(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done)))
        else:
            self.start()

    def _finish(self) -> None:
        super()._finish()
        self._asked.setEnabled(True)
        self._fit()

    def _on_done(self, report: ExportReport) -> None:
        self._finish()
        tr = self._tr
        self.password.clear()
        self._done = report.folder
        self._asked.hide()
        self._missing.hide()
        self._say(
            Icon.SENT,
            "ok",
            tr.ntext("{n} Formular exportiert", "{n} Formulare exportiert", report.records),
            isolate_ltr(str(report.folder)),
        )
        for words in _left_out(report, tr):
            self._result.addWidget(PlainLabel(words, tone="muted", wrap=True))
        tr.bind(self.primary, QAbstractButton.setText, OPEN_FOLDER)
        tr.bind(self.secondary, QAbstractButton.setText, CLOSE)
        self.primary.setEnabled(True)
        self.primary.setFocus()
        self.exported.emit(report)

    def _on_failed(self, error: Failure) -> None:
        self._finish()
        code = error.code if isinstance(error, KnownError) else None
        sentence, step = describe(error, self._tr)
        if code is ErrorCode.WRONG_PASSWORD:
            self.mistake.setText(f"{sentence} {step}")
            self.mistake.show()
            QTimer.singleShot(0, self, self._grow)
            restyle(self.password, "state", "error")
            self.password.setFocus()
            self.password.selectAll()
            return
        if code is ErrorCode.EXPORT_EXISTS:
            self._may_replace = True
            self._tr.bind(self.primary, QAbstractButton.setText, REPLACE)
        elif code is ErrorCode.EXPORT_FOREIGN:
            self._may_replace = False
            self._tr.bind(self.primary, QAbstractButton.setText, EXPORT)
        if code is ErrorCode.CANCELLED:
            self._say(Icon.INFO, "info", self._tr.text(CANCELLED), "")
        else:
            self._say(Icon.ERROR, "danger", sentence, step)

    def _say(self, which: Icon, tone: str, sentence: str, step: str) -> None:
        words = column(PlainLabel(sentence, kind="strong", wrap=True), space=2)
        if step:
            words.addWidget(PlainLabel(step, tone="muted", wrap=True))
        line = row(IconLabel(which, tone), words, space=tokens.M)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        holder.setAccessibleName(f"{sentence} {step}")
        self._result.addWidget(holder)
        QTimer.singleShot(0, self, self._grow)


def _left_out(report: ExportReport, tr: LocaleContext) -> Iterator[str]:
    """What a person would not find in the files, in words."""
    if report.sealed:
        yield tr.ntext(
            "{n} geschützte Frage ist nicht dabei.",
            "{n} geschützte Fragen sind nicht dabei.",
            report.sealed,
        )
    if report.unplaced:
        yield tr.ntext(
            "{n} Antwort passt zu keiner Fassung des Formulars und fehlt.",
            "{n} Antworten passen zu keiner Fassung des Formulars und fehlen.",
            report.unplaced,
        )
    if report.shortened:
        yield tr.ntext(
            "{n} Text war zu lang für eine Zelle und ist gekürzt.",
            "{n} Texte waren zu lang für eine Zelle und sind gekürzt.",
            report.shortened,
        )
