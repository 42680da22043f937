"""Reads a form file in: progress that can be cancelled, then what was found, or what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QProgressBar, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.sheet import CLOSE, Sheet
from desktop.ui.error_texts import describe
from desktop.ui.tasks import Failure, LongTask, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row

if TYPE_CHECKING:
    from desktop.forms.import_report import ImportReport
    from desktop.services.services import Services

FILTER = "*.xlsx *.xls *.md *.xml"


class ImportDialog(Sheet):
    """Signals: ``imported(ImportReport)`` when a form was kept."""

    imported = Signal(object)

    def __init__(
        self, parent: QWidget, tr: LocaleContext, services: Services, tasks: Tasks
    ) -> None:
        super().__init__(parent, tr, N_("Formular einlesen"), N_("Datei wählen …"))
        self._services, self._tasks = services, tasks
        self._task: LongTask | None = None
        intro = PlainLabel(tone="muted", wrap=True)
        tr.bind(
            intro,
            PlainLabel.setText,
            N_("Formulardatei (Excel oder Markdown). Was schon da ist, bleibt unverändert."),
        )
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        tr.bind(self._bar, QProgressBar.setAccessibleName, N_("Fortschritt"))
        self._bar.hide()
        self._result = column(space=tokens.S)
        self.add(intro, self._bar, self._result)
        self.primary.clicked.connect(self._on_choose)
        self.secondary.clicked.disconnect()
        self.secondary.clicked.connect(self._on_secondary)
        self.rejected.connect(self._cancel)

    def read(self, path: Path) -> None:
        """Begin to read *path* in; the dialog shows how far it is."""
        clear(self._result)
        self._bar.setRange(0, 0)
        self._bar.show()
        self.primary.setEnabled(False)
        self._task = self._tasks.run_long(
            self._services.forms.import_file,
            path,
            progressed=self._on_progressed,
            done=self._on_done,
            failed=self._on_failed,
            initiator=self,
        )

    def _on_choose(self) -> None:
        picker = QFileDialog(self)
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        picker.setNameFilter(f"{self._tr.text(N_('Formulardatei'))} ({FILTER})")
        picker.setWindowTitle(self._tr.text(N_("Formular einlesen")))
        picker.setLabelText(QFileDialog.DialogLabel.Accept, self._tr.text(N_("Einlesen")))
        picker.setLabelText(QFileDialog.DialogLabel.Reject, self._tr.text(N_("Abbrechen")))
        picker.fileSelected.connect(lambda name: self.read(Path(name)))
        picker.finished.connect(picker.deleteLater)
        picker.open()

    def _on_secondary(self) -> None:
        """While a file is being read the button stops that; else it closes the dialog."""
        if self._task is not None:
            self._cancel()
        else:
            self.reject()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _finish(self) -> None:
        self._task = None
        self._bar.hide()
        self.primary.setEnabled(True)

    def _on_done(self, report: ImportReport) -> None:
        self._finish()
        tr = self._tr
        questions = tr.ntext("{n} Frage", "{n} Fragen", report.questions)
        title = tr.text(
            N_("Eingelesen: {title}, Fassung {version}"),
            title=report.title,
            version=report.version,
        )
        self._say(Icon.SENT, "ok", title, questions)
        for language in report.languages:
            words = (
                tr.ntext(
                    "{name}: {n} Text fehlt",
                    "{name}: {n} Texte fehlen",
                    language.missing,
                    name=language.name,
                )
                if language.missing
                else tr.text(N_("{name}: vollständig"), name=language.name)
            )
            self._result.addWidget(PlainLabel(words, tone="muted"))
        for missing in report.unsupported[:10]:
            words = tr.text(
                N_("Zeile {row}: {type} wird noch nicht unterstützt ({name})"),
                row=missing.row or 0,
                type=missing.type,
                name=missing.name,
            )
            self._result.addWidget(PlainLabel(words, tone="warn", wrap=True))
        tr.bind(self.primary, QAbstractButton.setText, N_("Weitere Datei wählen …"))
        tr.bind(self.secondary, QAbstractButton.setText, CLOSE)
        self.imported.emit(report)

    def _on_failed(self, error: Failure) -> None:
        self._finish()
        sentence, step = describe(error, self._tr)
        facts = error.facts if isinstance(error, KnownError) else {}
        place = [
            self._tr.text(words, value=facts[name])
            for name, words in (
                ("row", N_("Zeile {value}")),
                ("column", N_("Spalte {value}")),
                ("node", N_("Feld {value}")),
            )
            if facts.get(name)
        ]
        is_cancelled = isinstance(error, KnownError) and error.code is ErrorCode.CANCELLED
        tone = "info" if is_cancelled else "danger"
        where = f" ({', '.join(place)})" if place else ""
        self._say(Icon.INFO if is_cancelled else Icon.ERROR, tone, sentence + where, step)

    def _say(self, which: Icon, tone: str, sentence: str, step: str) -> None:
        words = column(
            PlainLabel(sentence, kind="strong", wrap=True),
            PlainLabel(step, tone="muted", wrap=True),
            space=2,
        )
        line = row(IconLabel(which, tone), words, space=tokens.M)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        holder.setAccessibleName(f"{sentence} {step}")
        self._result.addWidget(holder)
