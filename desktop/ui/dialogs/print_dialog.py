"""*Drucken*: which document, in which language; a look at it; on paper or as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QFrame,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n import document_texts
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import client_languages
from desktop.i18n.languages import language as language_of
from desktop.services.documents import Document, Kind, Sheet
from desktop.ui.dialogs.appointment_fields import AppointmentFields
from desktop.ui.dialogs.password_line import PasswordLine
from desktop.ui.dialogs.sheet import CLOSE
from desktop.ui.dialogs.sheet import Sheet as DialogSheet
from desktop.ui.error_texts import describe
from desktop.ui.file_dialogs import ask_where_to_save
from desktop.ui.half_typed import Inputs
from desktop.ui.printing.output import Paper, print_on
from desktop.ui.printing.preview import PagePreview
from desktop.ui.screen_room import room_for
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.icons import ActionButton, IconButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.services.services import Services

PRINT, SAVE = N_("Drucken …"), N_("Als PDF speichern …")
NAMES = {
    Kind.PREPARATION: N_("Gesprächsvorbereitung"),
    Kind.APPOINTMENT: N_("Terminzettel"),
    Kind.COPY: N_("Kopie der Angaben"),
}
ABOUT = {
    Kind.PREPARATION: N_("Die Fragen in beiden Sprachen, mit Platz für Notizen. Ohne Angaben."),
    Kind.APPOINTMENT: N_("Was, wann, wo, was mitbringen. Ohne Namen."),
    Kind.COPY: N_("Die eigenen Angaben zum Mitnehmen. Ohne die geschützten Angaben."),
}
PASSWORD = N_("Eigenes Passwort, um die Kopie als PDF zu speichern")
SAVED = N_("Gespeichert. Die Datei ist nicht verschlüsselt.")
_ZONE = ZoneInfo("Europe/Berlin")
_WAIT_MS = 200
_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_WIDTH, _CHOICES, _INDENT = 880, 370, 28


class PrintDialog(DialogSheet):
    """Makes documents of one form. Nothing is written but where the user asks for it."""

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        services: Services,
        tasks: Tasks,
        sheets: Sequence[Sheet],
        kind: Kind = Kind.PREPARATION,
    ) -> None:
        super().__init__(parent, tr, N_("Drucken"), PRINT, width=_WIDTH)
        self._services, self._tasks, self._sheets = services, tasks, tuple(sheets)
        self.paper: Paper | None = None
        self._kind_of_paper: Kind | None = kind
        self._page = 0
        self._wanted = ""
        tr.bind(self.secondary, QAbstractButton.setText, CLOSE)
        self._refresh = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._refresh.timeout.connect(self._make)
        self._build(kind)
        self._listen()
        self._offer_languages()

    # build

    def _build(self, kind: Kind) -> None:
        self.kinds = QButtonGroup(self)
        self.form, self.language = Combo(), Combo()
        sheet = self._sheets[0]
        self.appointment = AppointmentFields(
            self._tr, _local_now, day=sheet.next_day, place=sheet.place
        )
        self.password = PasswordLine(self._tr, PASSWORD)
        self.preview = PagePreview()
        self._count = PlainLabel(kind="small", tone="muted")
        self.back, self.forward = IconButton(Icon.BACK), IconButton(Icon.FORWARD)
        self.state = PlainLabel(kind="small", tone="muted", wrap=True)
        self.save = ActionButton()
        self._tr.bind(self.save, QAbstractButton.setText, SAVE)
        self.buttons.insertWidget(self.buttons.count() - 1, self.save)
        across = row(self._choices(kind), self._sheet_of_paper(), space=tokens.XL)
        across.setStretch(1, 1)
        self.add(across, self.state)
        self.password.setVisible(kind is Kind.COPY)
        height = min(round(640 * current_scale()), room_for(self).height() - 40)
        self.resize(round(_WIDTH * current_scale()), height)

    def _choices(self, kind: Kind) -> QScrollArea:
        holder = QWidget()
        box = column(space=tokens.XS)
        box.setContentsMargins(0, 0, tokens.L, 0)
        holder.setLayout(box)
        for at, one in enumerate(Kind):
            button = QRadioButton()
            self._tr.bind(button, QAbstractButton.setText, NAMES[one])
            about = PlainLabel(kind="small", tone="muted", wrap=True)
            self._tr.bind(about, PlainLabel.setText, ABOUT[one])
            self._tr.bind(button, QAbstractButton.setAccessibleDescription, ABOUT[one])
            is_there = one is not Kind.COPY or self._sheets[0].answers is not None
            button.setChecked(one is kind)
            self.kinds.addButton(button, at)
            box.addWidget(button)
            box.addLayout(row(_INDENT, about))
            button.setVisible(is_there)
            about.setVisible(is_there)
            box.addSpacing(tokens.XS)
        self._add_pickers(box)
        box.addSpacing(tokens.S)
        box.addWidget(self.appointment)
        box.addWidget(self.password)
        box.addStretch(1)
        return _scrolled(holder)

    def _add_pickers(self, box: QBoxLayout) -> None:
        for sheet in self._sheets:
            self.form.addItem(self._tr.text(sheet.title))
        for picker, words in (
            (self.form, N_("Formular")),
            (self.language, N_("Sprache der Klient:in")),
        ):
            label = PlainLabel(kind="small", tone="muted")
            self._tr.bind(label, PlainLabel.setText, words)
            self._tr.bind(picker, QComboBox.setAccessibleName, words)
            label.setBuddy(picker)
            picker.setSizeAdjustPolicy(_SHRINKS)
            picker.setMinimumContentsLength(12)
            box.addWidget(label)
            box.addWidget(picker)
            is_needed = picker is self.language or len(self._sheets) > 1
            label.setVisible(is_needed)
            picker.setVisible(is_needed)

    def _sheet_of_paper(self) -> QWidget:
        for button, words in ((self.back, N_("Seite zurück")), (self.forward, N_("Seite vor"))):
            self._tr.bind(button, QWidget.setAccessibleName, words)
            self._tr.bind(button, QWidget.setToolTip, words)
        self._tr.bind(self.preview, QWidget.setAccessibleName, N_("Vorschau"))
        turn = row(None, self.back, self._count, self.forward, None)
        box = column(self.preview, turn)
        box.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(box)
        return holder

    def _listen(self) -> None:
        self.kinds.idClicked.connect(self._on_kind)
        self.form.currentIndexChanged.connect(self._offer_languages)
        self.language.currentIndexChanged.connect(self._refresh.start)
        self.appointment.changed.connect(self._refresh.start)
        self.enter_in(self.appointment.day, self.appointment.clock)
        self.back.clicked.connect(partial(self._turn, -1))
        self.forward.clicked.connect(partial(self._turn, 1))
        self.primary.clicked.connect(self._on_print)
        self.save.clicked.connect(self._on_save)
        self.password.entered.connect(self._on_save)

    def inputs(self) -> Inputs:
        """Without the password, and without a document that this form has not."""
        kinds = {name.value: self.kinds.button(at) for at, name in enumerate(Kind)}
        offered = {name: one for name, one in kinds.items() if not one.isHidden()}
        appointment = {f"slip {name}": one for name, one in self.appointment.inputs().items()}
        return {**offered, "language": self.language, **appointment}

    def typed(self) -> dict[str, Any] | None:
        return {**(super().typed() or {}), "form": self.form.currentIndex()}

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        if isinstance(kept.get("form"), int) and 0 <= kept["form"] < self.form.count():
            self.form.setCurrentIndex(kept["form"])
        self._wanted = str(kept.get("language") or "")
        super().take_typed(kept)
        self._offer_languages()

    # choose

    @property
    def kind(self) -> Kind:
        """The document that is chosen."""
        return tuple(Kind)[self.kinds.checkedId()]

    @property
    def sheet(self) -> Sheet:
        """The form it is about."""
        return self._sheets[max(0, self.form.currentIndex())]

    def choose(self, kind: Kind) -> None:
        """Choose a document as if it were clicked."""
        self.kinds.button(tuple(Kind).index(kind)).setChecked(True)
        self._on_kind()

    def _on_kind(self, _id: int = 0) -> None:
        self._offer_languages()

    def _offer_languages(self, _index: int = 0) -> None:
        """The slip speaks every client language, a form those it is translated into."""
        self.appointment.setVisible(self.kind is Kind.APPOINTMENT)
        self.password.setVisible(self.kind is Kind.COPY)
        if self.kind is Kind.APPOINTMENT:
            self._show_languages(tuple(one.code for one in client_languages()))
            return
        self._tasks.run(
            self._services.documents.languages,
            self.sheet,
            done=self._show_languages,
            failed=self._on_failed,
            initiator=self,
            latest="languages",
        )

    def _show_languages(self, codes: tuple[str, ...]) -> None:
        held = str(self._wanted or self.language.currentData() or self.sheet.client_language)
        self._wanted = ""
        offered = [code for code in codes if code != self.sheet.worker_language]
        self.language.blockSignals(True)
        self.language.clear()
        for code in offered or codes:
            info = language_of(code)
            self.language.addItem(f"{self._tr.text(info.german_name)} · {info.own_name}", code)
        self.language.setCurrentIndex(max(0, self.language.findData(held)))
        self.language.blockSignals(False)
        self._make()

    # make

    def _make(self) -> None:
        language = str(self.language.currentData() or "")
        if not language:
            return
        documents, sheet, kind = self._services.documents, self.sheet, self.kind
        worker = sheet.worker_language
        if kind is Kind.APPOINTMENT:
            appointment = self.appointment.appointment()
            if appointment is None:
                self._show_paper(None)
                return
            work = partial(documents.slip, appointment, worker, language)
        else:
            make = documents.copy if kind is Kind.COPY else documents.preparation
            work = partial(make, sheet, worker, language)
        self._tasks.run(
            work, done=self._on_made, failed=self._on_failed, initiator=self, latest="document"
        )

    def _on_made(self, document: Document) -> None:
        same = document.kind is self._kind_of_paper
        self._kind_of_paper = document.kind
        paper = Paper(document)
        self._page = min(self._page, len(paper.pages) - 1) if same else 0
        self._say("", "muted")
        self._show_paper(paper)

    def _show_paper(self, paper: Paper | None) -> None:
        self.paper = paper
        total = len(paper.pages) if paper else 0
        for button in (self.primary, self.save):
            button.setEnabled(paper is not None)
        self.back.setEnabled(self._page > 0)
        self.forward.setEnabled(self._page < total - 1)
        shown = self._tr.text(document_texts.PAGE_OF, n=self._page + 1, total=total)
        self._count.setText(shown if total else "")
        self.preview.show_page(paper, self._page)

    def _turn(self, by: int) -> None:
        self._page += by
        self._show_paper(self.paper)

    # hand over

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(partial(self.print_on, printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Print the paper shown; the job carries no name."""
        if self.paper is not None:
            print_on(self.paper, printer)

    def _on_save(self) -> None:
        if self._is_personal and not self.password.line.text():
            self.password.line.setFocus()
            return
        if self._kind_of_paper is not None:
            name = f"{self._tr.text(NAMES[self._kind_of_paper])}.pdf"
            ask_where_to_save(self, self._tr, N_("Als PDF speichern"), name, self.save_to)

    @property
    def _is_personal(self) -> bool:
        """Whether the paper shown holds answers: as a file it is an export like any other."""
        return self._kind_of_paper is Kind.COPY

    def save_to(self, path: Path) -> None:
        """Write the paper shown to *path*, in the clear, as the dialog says.

        A copy of answers only after the password; while it is wrong nothing is written.
        """
        if self.paper is None:
            return
        write = partial(self._services.documents.write, path, self.paper.pdf())
        if self._is_personal:
            confirm = partial(self._services.exports.confirm_password, self.password.line.text())
            self.save.setEnabled(False)
        else:
            confirm = None
        self._tasks.run(
            _after, confirm, write, done=self._on_saved, failed=self._on_failed, initiator=self
        )

    def _on_saved(self, _: object) -> None:
        self.password.clear()
        self.save.setEnabled(True)
        self._say(self._tr.text(SAVED), "ok")

    def _on_failed(self, error: Failure) -> None:
        sentence, step = describe(error, self._tr)
        self.save.setEnabled(self.paper is not None)
        if isinstance(error, KnownError) and error.code is ErrorCode.WRONG_PASSWORD:
            self.password.show_mistake(f"{sentence} {step}")
        else:
            self._say(f"{sentence} {step}", "danger")

    def _say(self, words: str, tone: str) -> None:
        restyle(self.state, "tone", tone)
        self.state.setText(words)


def _after(confirm: Callable[[], object] | None, write: Callable[[], object]) -> None:
    """In a thread of ``Tasks``: the first raises and nothing is written."""
    if confirm is not None:
        confirm()
    write()


def _local_now() -> datetime:
    return datetime.now(_ZONE)


def _scrolled(content: QWidget) -> QScrollArea:
    content.setProperty("role", "scroll")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    area.setFixedWidth(round(_CHOICES * current_scale()))
    return area
