"""*Fälle*: the list, narrowed by the search field of the frame while one types."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget

from desktop.domain.wording import N_
from desktop.services.cases import FoundCases
from desktop.services.views import CaseRow
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.events import Changed
from desktop.ui.models.case_list_model import PAGE, CaseListModel, Column
from desktop.ui.pages.page import Page
from desktop.ui.pages.page_head import PageHead
from desktop.ui.pages.requests import INTAKE_FORM, VISIT_FORM, FormRequest
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.layouts import card, column, row
from desktop.ui.widgets.table_view import TableView

INTAKE = ActionSpec(N_("Aufnahme"), "Ctrl+N")
VISIT = ActionSpec(N_("Hausbesuch beginnen"), "F2")
_ALL = 5000
_CUT = N_("{count} zu „{text}“. Es gibt noch mehr: ein Wort dazu schreiben grenzt ein.")
_LEAST = (190, 142, 150, 220, 120, 130, 100, 230)
"""Pixels at 100 % text: file number and house with room are whole."""
_SPARE = (Column.PHASE, Column.LANGUAGES, Column.LAST_VISIT, Column.URGENT)


class CasesPage(Page):
    """Signals beside those of Page: ``search_requested()`` puts the focus in the search field;
    ``retention_requested()`` asks for the list of what is due.
    """

    ACTIONS = (INTAKE, VISIT, ActionSpec(N_("Fall öffnen"), "Return"))
    search_requested = Signal()
    retention_requested = Signal()
    _text = ""
    _found: str | None = None
    _opens_first = False
    _rows: tuple[CaseRow, ...] | None = None
    _is_cut = False

    def search(self, text: str) -> None:
        """Narrow the list to what *text* finds; an empty text shows all cases."""
        if text != self._text:
            self._text, self._opens_first = text, False
            # Who was current before is not who is looked for now: Enter opens the first hit.
            self._table.setCurrentIndex(QModelIndex())
            self.refresh()

    def open_first(self) -> None:
        """Open the first hit, as soon as what was typed last has been looked for."""
        if self._found != self._text:
            self._opens_first = True
        elif self._model.rowCount():
            self._open_case(self._model.row_at(max(0, self._table.currentIndex().row())).case)

    def first_focus(self) -> None:
        self.enter_list()

    def enter_list(self) -> None:
        """Put the focus on the first case, from the search field; without any it stays there."""
        if not self._model.rowCount():
            return
        if not self._table.currentIndex().isValid():
            self._table.selectRow(0)
        self._table.setFocus()

    def _build(self) -> None:
        tr = self._tr
        self._intake = ActionButton("primary", Icon.INTAKE)
        tr.bind(self._intake, QAbstractButton.setText, INTAKE.text)
        bind_tooltip(self._intake, tr, INTAKE)
        self._intake.clicked.connect(self._on_intake)
        add_actions(self, tr, {INTAKE: self._on_intake, VISIT: self._on_visit})
        self._due = ActionButton("quiet", Icon.RETENTION)
        self._due.clicked.connect(self.retention_requested)
        self._due.hide()
        self._head = PageHead(self._due, self._intake)
        tr.bind(self._head.title, QLabel.setText, N_("Fälle"))
        self._model = CaseListModel(tr, self._now)
        tones: dict[int, str] = {Column.URGENT: "warn", Column.MATCH: "accent"}
        self._table = TableView(_LEAST, tones, _SPARE, Column.PLACE)
        self._table.setModel(self._model)
        self._table.hide_columns(Column.MATCH)
        tr.bind(self._table, TableView.setAccessibleName, N_("Fälle"))
        self._table.opened.connect(lambda at: self._open_case(self._model.row_at(at).case))
        self._table.left.connect(self.search_requested)
        self._nothing = self._build_nothing()
        self._pages = QStackedWidget()
        self._pages.addWidget(card(self._table, margin=tokens.XS))
        self._pages.addWidget(self._nothing)
        banner = row(self.banner)
        banner.setContentsMargins(tokens.XL, 0, tokens.XL, tokens.L)
        body = row(self._pages)
        body.setContentsMargins(tokens.XL, 0, tokens.XL, tokens.XL)
        self.setLayout(column(self._head, banner, body, space=0))

    def _build_nothing(self) -> EmptyState:
        begin = ActionButton("", Icon.INTAKE)
        self._tr.bind(begin, QAbstractButton.setText, INTAKE.text)
        begin.clicked.connect(self._on_intake)
        return EmptyState(Icon.CASES, begin)

    def _load(self) -> None:
        self._ask(PAGE)
        self._run(self._services.retention.due_count, done=self._show_due, latest="due")

    def _show_due(self, count: int) -> None:
        self._tr.bind_plural(
            self._due,
            QAbstractButton.setText,
            "{n} Fall zu löschen",
            "{n} Fälle zu löschen",
            count,
        )
        self._due.setVisible(count > 0)

    def _ask(self, limit: int) -> None:
        text = self._text
        self._tasks.run(
            self._read,
            text,
            limit,
            done=lambda found: self._on_loaded(text, found, limit),
            failed=self.banner.show_error,
            initiator=self,
            latest="list",
        )

    def _read(self, text: str, limit: int) -> FoundCases:
        cases = self._services.cases
        if text.strip():
            return cases.search(text, limit)
        return FoundCases(cases.list(limit=limit), is_cut=False)

    def _is_touched(self, news: Changed) -> bool:
        return news.touches_kind("case", "person", "visit", "accommodation", "unit", "note")

    def _on_loaded(self, text: str, found: FoundCases, limit: int) -> None:
        is_first = self._rows is None
        self._rows, self._is_cut, self._found = found.rows, found.is_cut, text
        self._show()
        if is_first and not self._text and self._may_take_focus():
            self.enter_list()
        if self._opens_first and text == self._text:
            self._opens_first = False
            self.open_first()
        if not text.strip() and len(found.rows) == limit and limit < _ALL:
            self._ask(_ALL)

    def _show(self) -> None:
        rows = self._rows
        if rows is None:
            return
        tr, is_search = self._tr, bool(self._text.strip())
        self._model.show(rows)
        self._model.relabel()
        hidden = (Column.LAST_VISIT, Column.PHASE) if is_search else (Column.MATCH,)
        self._table.hide_columns(*hidden)
        count = tr.ntext("{n} Fall", "{n} Fälle", len(rows))
        if is_search and not rows:
            self._head.show_note("")  # said below, and said once
        elif is_search:
            said = _CUT if self._is_cut else N_("{count} zu „{text}“")
            self._head.show_note(tr.text(said, count=count, text=self._text.strip()))
        else:
            self._head.show_note(count)
        self._show_nothing(is_search=is_search)
        self._pages.setCurrentIndex(0 if rows else 1)

    def _show_nothing(self, *, is_search: bool) -> None:
        tr, empty = self._tr, self._nothing
        if is_search:
            tr.bind(empty.sentence, QLabel.setText, N_("Nichts gefunden."))
            hint = N_("Andere Schreibweise, Rufname oder ein Teil des Aktenzeichens hilft oft.")
        else:
            tr.bind(empty.sentence, QLabel.setText, N_("Noch keine Fälle auf diesem Laptop."))
            hint = N_("Mit einer Aufnahme beginnen oder abgleichen, um Fälle zu erhalten.")
        tr.bind(empty.hint, QLabel.setText, hint)

    def _on_intake(self) -> None:
        self.form_requested.emit(FormRequest(INTAKE_FORM))

    def _on_visit(self) -> None:
        at = self._table.currentIndex().row()
        if at >= 0:
            self.form_requested.emit(FormRequest(VISIT_FORM, self._model.row_at(at).case))
