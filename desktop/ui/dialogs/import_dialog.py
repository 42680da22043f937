"""Reads a form file in: progress that can be cancelled, then what was found, or what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.long_sheet import LongSheet
from desktop.ui.dialogs.sheet import CLOSE
from desktop.ui.error_texts import describe
from desktop.ui.file_dialogs import ask_for_files
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.form_report import FormReportView
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.report_words import fault_words

if TYPE_CHECKING:
    from desktop.forms.import_report import ImportReport
    from desktop.services.services import Services

FILTER = "*.xlsx *.xls *.md *.xml *.zip"
_WIDTH, _MOST_HEIGHT = 640, 380


class ImportDialog(LongSheet):
    """Signals: ``imported(ImportReport)`` when a form was kept."""

    imported = Signal(object)

    def __init__(
        self, parent: QWidget, tr: LocaleContext, services: Services, tasks: Tasks
    ) -> None:
        super().__init__(parent, tr, tasks, N_("Formular einlesen"), N_("Datei wählen …"), _WIDTH)
        self._services = services
        self._area: QScrollArea | None = None
        intro = PlainLabel(tone="muted", wrap=True)
        tr.bind(
            intro,
            PlainLabel.setText,
            N_(
                "Formulare aus KoboToolbox oder ODK: Excel, Markdown, XForm oder ein Archiv"
                " mit Tabellen und Bildern. Was schon da ist, bleibt unverändert."
            ),
        )
        self._result = column(space=tokens.M)
        self.add(intro, self._bar, tokens.S, self._result)
        self.primary.clicked.connect(self._on_choose)

    def read(self, path: Path) -> None:
        """Begin to read *path* in; the dialog shows how far it is."""
        clear(self._result)
        self._run_long(
            self._services.forms.import_file, path, done=self._on_done, failed=self._on_failed
        )

    def _on_choose(self) -> None:
        ask_for_files(
            self,
            self._tr,
            N_("Formular einlesen"),
            (N_("Formulardatei"), FILTER),
            lambda paths: self.read(paths[0]),
            accept=N_("Einlesen"),
        )

    def _finish(self) -> None:
        super()._finish()
        self.primary.setEnabled(True)

    def _on_done(self, report: ImportReport) -> None:
        self._finish()
        tr = self._tr
        questions = tr.ntext("{n} Frage", "{n} Fragen", report.questions)
        title = tr.text(
            N_("Eingelesen: {title}, Fassung {version}"),
            title=report.title,
            version=report.version or tr.text(N_("ohne Nummer")),
        )
        self._say(Icon.SENT, "ok", title, f"{questions} · {tr.text(self._next_step())}")
        view = FormReportView(tr)
        view.show_report(report.languages, report.findings, report.files)
        if view.has_lines:
            self._result.addWidget(self._scrolled(view))
        tr.bind(self.primary, QAbstractButton.setText, N_("Weitere Datei wählen …"))
        tr.bind(self.secondary, QAbstractButton.setText, CLOSE)
        QTimer.singleShot(0, self, self._fit)
        self.imported.emit(report)

    def _next_step(self) -> str:
        if self._services.forms.may_publish:
            return N_("Nur auf diesem Laptop, bis es unter Formulare veröffentlicht wird.")
        return N_("Nur auf diesem Laptop. Für alle veröffentlicht es die Administration.")

    def _scrolled(self, view: QWidget) -> QScrollArea:
        """As high as what it holds, up to a limit."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(view)
        view.setAutoFillBackground(False)
        self._area = area
        return area

    def _fit(self) -> None:
        """Take the height that the wrapped texts need at this width."""
        box = self.layout()
        if box is None or not self.isVisible():
            return
        if self._area is not None and is_alive(self._area):
            inner = self._area.widget()
            layout = inner.layout() if inner is not None else None
            width = self.width() - 2 * tokens.XL - tokens.L
            wanted = layout.totalHeightForWidth(width) if layout is not None else 0
            most = round(_MOST_HEIGHT * current_scale())
            self._area.setFixedHeight(min(wanted + tokens.S, most))
        box.activate()
        self.resize(self.width(), box.totalHeightForWidth(self.width()))

    def _on_failed(self, error: Failure) -> None:
        self._finish()
        sentence, step = describe(error, self._tr)
        place, fault = fault_words(error, self._tr)
        is_cancelled = isinstance(error, KnownError) and error.code is ErrorCode.CANCELLED
        tone = "info" if is_cancelled else "danger"
        which = Icon.INFO if is_cancelled else Icon.ERROR
        self._say(which, tone, sentence, place, fault, step)
        QTimer.singleShot(0, self, self._fit)

    def _say(self, which: Icon, tone: str, sentence: str, *more: str) -> None:
        """A sentence with what belongs to it below; empty texts are left out."""
        words = column(PlainLabel(sentence, kind="strong", wrap=True), space=2)
        for text in more:
            if text:
                words.addWidget(PlainLabel(text, tone="muted", wrap=True))
        line = row(column(IconLabel(which, tone), None), words, space=tokens.M)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        holder.setAccessibleName(" ".join(part for part in (sentence, *more) if part))
        self._result.addWidget(holder)
