"""One case: a head that stays, *Überblick*, *Verlauf* and *Dokumente*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QTabBar

from desktop.domain.changes import Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.services.documents import Kind, Sheet
from desktop.services.form_mapping import local_day
from desktop.services.views import CaseView, ConflictCard, FieldView, Saved, TimelineEntry
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.events import Changed
from desktop.ui.pages.case_documents import CaseDocuments
from desktop.ui.pages.case_header import CaseHeader
from desktop.ui.pages.case_overview import CaseOverview
from desktop.ui.pages.case_timeline import CaseTimeline
from desktop.ui.pages.form_menu import FILL_IN, FormMenuButton
from desktop.ui.pages.noting import NotingPage
from desktop.ui.pages.requests import INTAKE_FORM, VISIT_FORM, FormRequest
from desktop.ui.pages.retention_menu import CaseMenu
from desktop.ui.pages.translation_list import TranslationDesk
from desktop.ui.tasks import Failure
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.layouts import column, line, row
from desktop.ui.widgets.two_columns import ScrollColumn

if TYPE_CHECKING:
    from desktop.services.whereabouts import Plain

VISIT = ActionSpec(N_("Hausbesuch beginnen"), "F2")
NOTE = ActionSpec(N_("Notiz"), "Ctrl+M")
INTAKE = ActionSpec(N_("Aufnahme"), "Ctrl+N")
OVERVIEW_TAB = ActionSpec(N_("Überblick"), "Alt+Shift+1")
TIMELINE_TAB = ActionSpec(N_("Verlauf"), "Alt+Shift+2")
DOCUMENTS_TAB = ActionSpec(N_("Dokumente"), "Alt+Shift+3")

_OVERTAKEN = frozenset({ErrorCode.CHANGED_MEANWHILE, ErrorCode.RECORD_GONE})
"""What was typed is not offered again: something else stands there now."""


class CasePage(NotingPage):
    """Shows one case at a time; ``show_case`` changes to another.

    Signals beside those of Page: ``back_requested()``.
    """

    ACTIONS = (VISIT, NOTE, FILL_IN, INTAKE, OVERVIEW_TAB, TIMELINE_TAB, DOCUMENTS_TAB)
    back_requested = Signal()
    _case: RecordId | None = None
    _view: CaseView | None = None
    _knows_houses = False
    _entries: tuple[TimelineEntry, ...] = ()
    _left: dict[RecordId, list[Mapping[str, Any]]] | None = None

    def show_case(self, case: RecordId) -> None:
        """Show *case*, beginning with its overview."""
        if case != self._case:
            self.flush()
            self._leave_behind()
            self._case = self.more.case = case
            self._view = None
            self._entries = ()
            self.banner.hide()
            self._tabs.setCurrentIndex(0)
            self._overview.return_to(self._left_behind().pop(case, None))
        self.refresh()

    def show_timeline(self) -> None:
        """Go to *Verlauf*, where a finished visit stands."""
        self._tabs.setCurrentIndex(1)

    def remembered(self) -> dict[str, Any]:
        return {
            **super().remembered(),
            "case": self._case,
            "tab": self._tabs.currentIndex(),
            "renderings": self._translations.remembered(),
            "editors": self._overview.remembered(),
            "left": dict(self._left_behind()),
            "conflicts": self._overview.choices(),
            "unfinished": self.documents.intake.unfinished,
        }

    def return_to(self, place: Plain) -> None:
        tab, case, left = place.get("tab"), place.get("case"), place.get("left")
        if isinstance(case, str) and self._case is None:
            self.show_case(RecordId(case))
        for other, editors in (left if isinstance(left, dict) else {}).items():
            self._left_behind()[RecordId(other)] = editors
        if isinstance(tab, int) and 0 <= tab < self._tabs.count():
            self._tabs.setCurrentIndex(tab)
        super().return_to(place)
        self._translations.return_to(place.get("renderings"))
        self._overview.return_to(place.get("editors"))
        self._overview.choose(place.get("conflicts"))

    def show_documents(self) -> None:
        """Go to *Dokumente*."""
        self._tabs.setCurrentIndex(2)
        self.documents.first_focus()

    @property
    def case(self) -> RecordId | None:
        return self._case

    def first_focus(self) -> None:
        self._tabs.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.documents.isVisible():
            self.documents.paste()
        else:
            super().keyPressEvent(event)

    def flush(self) -> None:
        """Save every open editor: for a person who leaves the page, never for a cover or a lock."""
        self._overview.flush()

    def _leave_behind(self) -> None:
        """What could not be read when another case was opened waits for this one to come back."""
        editors = self._overview.take_open()
        if self._case is not None and editors:
            self._left_behind()[self._case] = editors

    def _left_behind(self) -> dict[RecordId, list[Mapping[str, Any]]]:
        if self._left is None:
            self._left = {}
        return self._left

    def _listed(self) -> Sequence[ConflictCard]:
        return () if self._view is None else self._view.conflicts

    def _build(self) -> None:
        super()._build()
        tr = self._tr
        visit = self._button("primary", Icon.VISIT, VISIT, self._on_visit)
        note = self._button("", Icon.NOTE, NOTE, self.write_note)
        self.forms = FormMenuButton(self._services, self._tasks, tr, VISIT_FORM)
        self.forms.picked.connect(self._request)
        self.forms.failed.connect(self.banner.show_error)
        self.more = CaseMenu(self, self._services, self._tasks, tr, self.sheets)
        self.more.gone.connect(self.back_requested)
        self._head = CaseHeader(tr, self.forms, note, visit, self.more)
        self._head.back_requested.connect(self.back_requested)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        tr.bind(self._tabs, QTabBar.setAccessibleName, N_("Teile des Falls"))
        for at, spec in enumerate((OVERVIEW_TAB, TIMELINE_TAB, DOCUMENTS_TAB)):
            self._tabs.addTab("")
            tr.bind(self._tabs, _TAB_SETTERS[at], spec.text)
        add_actions(
            self,
            tr,
            {
                VISIT: self._on_visit,
                NOTE: self.write_note,
                INTAKE: self._on_intake,
                FILL_IN: self.forms.offer,
                OVERVIEW_TAB: lambda: self._tabs.setCurrentIndex(0),
                TIMELINE_TAB: lambda: self._tabs.setCurrentIndex(1),
                DOCUMENTS_TAB: self.show_documents,
            },
        )
        self._overview = CaseOverview(tr)
        self._timeline = CaseTimeline(tr)
        attachments, tasks = self._services.attachments, self._tasks
        self.documents = CaseDocuments(attachments, tasks, tr, self.banner, self.sheets)
        self._stack = QStackedWidget()
        self._stack.addWidget(ScrollColumn(self._overview, width=1320))
        self._stack.addWidget(ScrollColumn(self._timeline, width=760))
        self._stack.addWidget(ScrollColumn(self.documents, width=1320))
        self._tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.documents.erase_requested.connect(self.more.open_erase)
        self._timeline.print_requested.connect(self._print)
        self.sheets.lead("print", lambda key: self._print(RecordId(key)))
        self._timeline.attachment_requested.connect(self.documents.open)
        self._overview.saved.connect(self._on_saved)
        self._overview.resolved.connect(self._resolve)
        self._overview.conflict_requested.connect(self._open_conflict)
        self._overview.draft_requested.connect(self.draft_requested)
        self._translations = TranslationDesk(self, self._services, self._tasks, tr, self.banner)
        self._translations.listed.connect(self._show)
        self._overview.rendering_requested.connect(self._translations.open)
        tabs, banner = row(self._tabs, None), row(self.banner)
        tabs.setContentsMargins(tokens.XL, 0, tokens.XL, 0)
        banner.setContentsMargins(tokens.XL, tokens.L, tokens.XL, 0)
        self.setLayout(column(self._head, tabs, line(), banner, tokens.L, self._stack, space=0))

    def _button(self, role: str, which: Icon, spec: ActionSpec, slot: object) -> ActionButton:
        button = ActionButton(role, which)
        self._tr.bind(button, QAbstractButton.setText, spec.text)
        bind_tooltip(button, self._tr, spec)
        button.clicked.connect(slot)
        return button

    def _load(self) -> None:
        case = self._case
        if case is None:
            return
        self._tasks.run(
            self._services.cases.view,
            case,
            done=self._on_view,
            failed=self._on_gone,
            initiator=self,
            latest="view",
        )
        self._run(
            self._services.cases.timeline,
            case,
            self._tr.language,
            done=self._on_timeline,
            latest="timeline",
        )
        self._translations.load(case)
        self.documents.show_case(case)
        if not self._knows_houses:
            self._knows_houses = True
            self._run(self._services.places.houses, done=self._overview.show_houses)

    def _is_touched(self, news: Changed) -> bool:
        if news.touches_kind("accommodation", "unit"):
            self._knows_houses = False
        if self._case is None:
            return False
        shown = [self._case]
        if self._view is not None:
            shown += [person.person for person in self._view.persons]
        return (
            news.changes.drafts
            or news.changes.conflicts
            or news.changes.outbox
            or news.touches(*shown)
            or news.touches_kind(
                "visit", "note", "erasure", "form_submission", "accommodation", "unit"
            )
            or news.touches_kind("attachment")
        )

    def _on_view(self, view: CaseView) -> None:
        if view.case == self._case:
            self._head.show()
            self._stack.show()
            self._view = view
            self._show()

    def _on_gone(self, error: Failure) -> None:
        """What a colleague has erased is not left standing on the screen."""
        self.banner.show_error(error)
        if isinstance(error, KnownError) and error.code is ErrorCode.RECORD_GONE:
            self._view = None
            self._head.hide()
            self._stack.hide()

    def _on_timeline(self, entries: tuple[TimelineEntry, ...]) -> None:
        self._entries = entries
        self._timeline.show_entries(entries, self._now())

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        today = self._today()
        self._head.show_case(view, today.isoformat())
        self._overview.show_case(view, today, self._now())
        waiting = self._translations.rows
        self._overview.show_untranslated([row for row in waiting if row.case == view.case])
        self.sheets.reopen()

    def _on_switched(self) -> None:
        super()._on_switched()
        self.refresh()

    def _today(self) -> date:
        """The day in Berlin: at half past midnight a birthday has begun there, not yet in UTC."""
        return date.fromisoformat(local_day(self._now()))

    def _on_saved(self, field: FieldView, value: Value) -> None:
        def failed(error: Failure) -> None:
            self.banner.show_error(error)
            if not (isinstance(error, KnownError) and error.code in _OVERTAKEN):
                self._overview.give_back(field, value)
            self.refresh()

        label = self._tr.text(field.label)

        def done(saved: Saved) -> None:
            self.banner.show_words(
                "ok",
                self._tr.text(N_("{label} gespeichert."), label=label),
                action=self._tr.text(N_("Rückgängig")),
                on_action=lambda: self._undo_field(field, saved),
            )

        self._tasks.run(
            self._services.cases.save_field,
            field,
            value,
            done=done,
            failed=failed,
            initiator=self,
        )

    def _undo_field(self, before: FieldView, saved: Saved) -> None:
        """Write the value back that *before* had, unless somebody changed it since."""
        self._run(self._services.cases.undo_field, before, saved)

    def _on_visit(self) -> None:
        self._request(VISIT_FORM)

    def _on_intake(self) -> None:
        self._request(INTAKE_FORM)

    def _request(self, form_id: str) -> None:
        if self._case is not None:
            self.form_requested.emit(FormRequest(form_id, self._case))

    def _print(self, record: RecordId) -> bool:
        self._run(
            self._services.documents.sheets,
            record,
            done=lambda sheets: self._offer_documents(record, sheets),
        )
        return True

    def _offer_documents(self, record: RecordId, sheets: tuple[Sheet, ...]) -> None:
        if sheets:
            asked = (self._services, self._tasks, sheets, Kind.COPY)
            dialog = PrintDialog(self, self._tr, *asked)
            dialog.open()
            self.sheets.stands("print", dialog, record)
        else:
            self.banner.show_error(KnownError(ErrorCode.FORM_UNKNOWN, form=""))

    def write_note(self) -> None:
        """Open the dialog for a note."""
        if self._view is not None:
            self._write_note(self._view.case, self._view.name, self._view.languages)


def _set_overview(tabs: QTabBar, text: str) -> None:
    tabs.setTabText(0, text)


def _set_timeline(tabs: QTabBar, text: str) -> None:
    tabs.setTabText(1, text)


def _set_documents(tabs: QTabBar, text: str) -> None:
    tabs.setTabText(2, text)


_TAB_SETTERS = (_set_overview, _set_timeline, _set_documents)
