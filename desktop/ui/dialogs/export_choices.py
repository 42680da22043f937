"""What to export: form, period, shape, language, extras. Knows no files and no password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QWidget,
)

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.export_spec import ExportableForm, ExportFormat, ExportSpec
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.date_field import DateField
from desktop.ui.half_typed import Inputs
from desktop.ui.theme import tokens
from desktop.ui.widgets.choice_box import ChoiceBox
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row

FORMATS = {
    ExportFormat.XLSX: N_("Excel-Arbeitsmappe (XLSX)"),
    ExportFormat.KOBO_CSV: N_("CSV-Tabellen, Aufbau wie Kobo"),
    ExportFormat.CENTRAL_CSV: N_("CSV-Tabellen, Aufbau wie ODK Central"),
    ExportFormat.XML: N_("OpenRosa-XML, je Formular eine Datei"),
    ExportFormat.ENTITIES_CSV: N_("Entitätenlisten (CSV)"),
}
PERIODS = {
    "all": N_("alles"),
    "month": N_("dieser Monat"),
    "last_month": N_("letzter Monat"),
    "year": N_("dieses Jahr"),
    "own": N_("eigener Zeitraum"),
}
CODES = N_("Kürzel statt Wörter")
ORIGINALS = N_("Auch den Originalwortlaut")
DECLINED = N_("Auch, was auf Wunsch offen blieb")
SIGNATURES = N_("Unterschriften als Bilder")
FOR_EXCEL = N_("Umlaute für Excel kennzeichnen")


def period(name: str, today: date) -> tuple[str, str]:
    """First and last day of a named period; empty is open."""
    first = today.replace(day=1)
    if name == "month":
        return first.isoformat(), ""
    if name == "last_month":
        last = first - timedelta(days=1)
        return last.replace(day=1).isoformat(), last.isoformat()
    if name == "year":
        return first.replace(month=1).isoformat(), ""
    return "", ""


class ExportChoices(QWidget):
    """Signals: ``changed()`` when anything else is chosen."""

    changed = Signal()

    def __init__(
        self,
        tr: LocaleContext,
        now: Callable[[], datetime],
        *,
        record: RecordId | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tr, self._now, self._record = tr, now, record
        self._forms: dict[str, ExportableForm] = {}
        self._wanted = tr.language
        self.form, self.period, self.format, self.language = (ChoiceBox() for _ in range(4))
        look = PaneLook(tr)
        self.since, self.until = DateField(look, now), DateField(look, now)
        self.originals, self.declined = QCheckBox(), QCheckBox()
        self.signatures, self.for_excel = QCheckBox(), QCheckBox()
        self._rows: dict[QWidget, PlainLabel] = {}
        self._arrange()
        for code, words in PERIODS.items():
            self.period.addItem(tr.text(words), code)
        self._listen()
        self.show_forms((), "")

    def show_forms(self, forms: Sequence[ExportableForm], form_id: str) -> None:
        """Offer *forms*, the one called *form_id* first; protected ones can be seen, not chosen."""
        tr = self._tr
        self._forms = {one.form_id: one for one in forms}
        self.form.clear()
        for one in forms:
            words = tr.text(one.title)
            if one.is_refused:
                words = tr.text(N_("{title} (geschützt)"), title=words)
            else:
                words = tr.text(N_("{title} ({n})"), title=words, n=one.finished)
            self.form.addItem(words, one.form_id)
            model = self.form.model()
            assert isinstance(model, QStandardItemModel)
            model.item(self.form.count() - 1).setEnabled(not one.is_refused)
        at = self.form.findData(form_id)
        free = next((n for n, one in enumerate(forms) if not one.is_refused), -1)
        self.form.setCurrentIndex(at if at >= 0 else free)
        self._on_form()

    @property
    def chosen(self) -> ExportableForm | None:
        """The form that is chosen, if there is any."""
        return self._forms.get(str(self.form.currentData() or ""))

    @property
    def labels(self) -> tuple[PlainLabel, ...]:
        """The words before the fields, for those who put more fields below."""
        return tuple(self._rows.values())

    def spec(self, *, replace: bool) -> ExportSpec | None:
        """What is chosen; None while nothing can be exported or a day cannot be read."""
        form, name = self.chosen, str(self.period.currentData())
        self.since.commit()
        self.until.commit()
        if form is None or (name == "own" and (self.since.problem() or self.until.problem())):
            return None
        since, until = period(name, self._now().date())
        if name == "own":
            since, until = self.since.value(), self.until.value()
        shape = self._shape()
        return ExportSpec(
            form_id=form.form_id,
            format=shape,
            since=since,
            until=until,
            language=str(self.language.currentData() or "") if shape.has_labels else "",
            originals=shape.is_table and self.originals.isChecked(),
            declined=shape.is_table and self.declined.isChecked(),
            signatures=shape is not ExportFormat.ENTITIES_CSV and self.signatures.isChecked(),
            bom=shape.is_csv and self.for_excel.isChecked(),
            record=self._record,
            replace=replace,
        )

    def inputs(self) -> Inputs:
        """Everything that can be chosen or typed, what others depend on first."""
        boxes = {"originals": self.originals, "declined": self.declined}
        return {
            "form": self.form,
            "format": self.format,
            "language": self.language,
            "period": self.period,
            "since": self.since,
            "until": self.until,
            **boxes,
            "signatures": self.signatures,
            "for_excel": self.for_excel,
        }

    def _shape(self) -> ExportFormat:
        return ExportFormat(self.format.currentData() or ExportFormat.XLSX)

    def _arrange(self) -> None:
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.L)
        grid.setVerticalSpacing(tokens.S)
        grid.setColumnStretch(1, 1)
        self._days = QWidget()
        to = PlainLabel(tone="muted")
        self._tr.bind(to, PlainLabel.setText, N_("bis"))
        self._days.setLayout(row(self.since, to, self.until, None, space=tokens.S))
        for day, name in ((self.since, N_("Erster Tag")), (self.until, N_("Letzter Tag"))):
            day.now_button.hide()
            self._tr.bind(day.line, QWidget.setAccessibleName, name)
        boxes = (
            (self.form, N_("Formular")),
            (self.period, N_("Zeitraum")),
            (self._days, ""),
            (self.format, N_("Format")),
            (self.language, N_("Beschriftung")),
        )
        for at, (field, words) in enumerate(boxes):
            label = PlainLabel(tone="muted")
            if words:
                self._tr.bind(label, PlainLabel.setText, words)
                self._tr.bind(field, QWidget.setAccessibleName, words)
            label.setBuddy(field)
            self._rows[field] = label
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
        self._extras = QGridLayout()
        self._extras.setHorizontalSpacing(tokens.L)
        self._extras.setVerticalSpacing(0)
        self._extras.setColumnStretch(1, 1)
        grid.addLayout(self._extras, len(boxes), 1)
        told = ((self.originals, ORIGINALS), (self.declined, DECLINED))
        extras = ((self.signatures, SIGNATURES), (self.for_excel, FOR_EXCEL))
        for box, words in (*told, *extras):
            self._tr.bind(box, QAbstractButton.setText, words)
        self._flow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    def _flow(self) -> None:
        """Extras side by side where their words fit: a low screen has more room there."""
        boxes = (self.originals, self.declined, self.signatures, self.for_excel)
        widths = (label.sizeHint().width() for label in self.labels)
        label = max(self._grid.columnMinimumWidth(0), *widths)
        first, second = (max(box.sizeHint().width() for box in boxes[at::2]) for at in range(2))
        columns = 2 if first + second + label + 2 * tokens.L <= self.width() else 1
        for at, box in enumerate(boxes):
            self._extras.addWidget(box, *divmod(at, columns))

    def _listen(self) -> None:
        self.form.currentIndexChanged.connect(self._on_form)
        self.period.currentIndexChanged.connect(self._on_shape)
        self.format.currentIndexChanged.connect(self._on_shape)
        self.language.currentIndexChanged.connect(self._on_language)
        for day in (self.since, self.until):
            day.value_edited.connect(self.changed)
            day.text_edited.connect(self.changed)
        for box in (self.originals, self.declined, self.signatures, self.for_excel):
            box.toggled.connect(self.changed)

    def _on_form(self) -> None:
        """Offer the shapes and languages this form has; what was chosen stays if it can."""
        form, shape = self.chosen, self._shape()
        _refill(
            self.format,
            [
                (self._tr.text(words), one.value)
                for one, words in FORMATS.items()
                if one is not ExportFormat.ENTITIES_CSV or (form and form.has_entities)
            ],
            shape.value,
        )
        languages = [(self._tr.label("language", code), code) for code in _codes(form)]
        _refill(self.language, [*languages, (self._tr.text(CODES), "")], self._wanted)
        self._on_shape()

    def _on_language(self) -> None:
        self._wanted = str(self.language.currentData())
        self.changed.emit()

    def _on_shape(self) -> None:
        """Show only what makes a difference now."""
        shape = self._shape()
        is_own = self._record is None and self.period.currentData() == "own"
        self._show(self.period, self._record is None)
        self._show(self._days, is_own)
        self._show(self.language, shape.has_labels)
        self.originals.setVisible(shape.is_table)
        self.declined.setVisible(shape.is_table)
        self.signatures.setVisible(shape is not ExportFormat.ENTITIES_CSV)
        self.for_excel.setVisible(shape.is_csv)
        self.changed.emit()

    def _show(self, field: QWidget, is_shown: bool) -> None:
        field.setVisible(is_shown)
        self._rows[field].setVisible(is_shown)


def _codes(form: ExportableForm | None) -> tuple[str, ...]:
    return () if form is None else form.languages


def _refill(box: QComboBox, items: Sequence[tuple[str, str]], wanted: str) -> None:
    box.blockSignals(True)
    box.clear()
    for words, code in items:
        box.addItem(words, code)
    box.setCurrentIndex(max(box.findData(wanted), 0))
    box.blockSignals(False)
