"""*Heute*: the round in walking order; beside it drafts and conflicts, if there are any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.services.health import Step
from desktop.services.views import ConflictCard, Saved, TodayView
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.events import Changed
from desktop.ui.pages.noting import NotingPage
from desktop.ui.pages.page_head import PageHead
from desktop.ui.pages.requests import INTAKE_FORM, VISIT_FORM, FormRequest
from desktop.ui.pages.round_list import RoundList
from desktop.ui.pages.side_rows import conflict_row, draft_row, section
from desktop.ui.pages.stop_row import KEY_ACTIONS, MET, NOT_MET, StopRow
from desktop.ui.pages.translation_list import TranslationDesk, untranslated_section
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.days import long_day
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.health_banner import HealthBanner
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import card, clear, column, line, row
from desktop.ui.widgets.two_columns import ScrollColumn, TwoColumns

if TYPE_CHECKING:
    from desktop.services.whereabouts import Plain

INTAKE = ActionSpec(N_("Aufnahme"), "Ctrl+N")
UNPLANNED = ActionSpec(N_("Besuch ohne Plan"), "Ctrl+B")
_MET = {"visit.outcome": "met"}
"""What key 1 says already."""


class TodayPage(NotingPage):
    """Signals beside those of Page: ``cases_requested()`` to pick someone for a visit,
    ``backups_requested()`` to see the backups.
    """

    ACTIONS = (
        INTAKE,
        UNPLANNED,
        *(ActionSpec(text, key) for key, (text, _) in KEY_ACTIONS.items()),
        ActionSpec(N_("Fall öffnen"), "Return"),
    )
    cases_requested = Signal()
    backups_requested = Signal()

    def remembered(self) -> dict[str, Any]:
        return {**super().remembered(), "renderings": self._translations.remembered()}

    def return_to(self, place: Plain) -> None:
        super().return_to(place)
        self._translations.return_to(place.get("renderings"))

    def first_focus(self) -> None:
        open_stops = [stop for stop in self._stops if not stop.stop.outcome]
        if self._stops:
            (open_stops or self._stops)[0].setFocus()

    def open_first_conflict(self) -> None:
        """Open the newest conflict, if there is one."""
        if self._view is not None and self._view.conflicts:
            self._open_conflict(self._view.conflicts[0])

    def _listed(self) -> Sequence[ConflictCard]:
        return () if self._view is None else self._view.conflicts

    def _build(self) -> None:
        super()._build()
        tr = self._tr
        self._view: TodayView | None = None
        self._stops: list[StopRow] = []
        self._translations = TranslationDesk(self, self._services, self._tasks, tr, self.banner)
        self._translations.listed.connect(self._show)
        self._intake = self._button("primary", Icon.INTAKE, INTAKE)
        self._unplanned = self._button("", Icon.VISIT, UNPLANNED)
        self._intake.clicked.connect(self._on_intake)
        self._unplanned.clicked.connect(self.cases_requested)
        add_actions(self, tr, {INTAKE: self._on_intake, UNPLANNED: self.cases_requested.emit})
        self._head = PageHead(self._unplanned, self._intake)
        tr.bind(self._head.title, QLabel.setText, N_("Heute"))
        main, side = QWidget(), QWidget()
        main.setLayout(self._build_round())
        self._side = column(space=tokens.XL)
        side.setLayout(self._side)
        self._columns = TwoColumns(main, side)
        services = self._services
        ways = {Step.SYNC: services.sync.now, Step.RESTORE: self.backups_requested.emit}
        self.health = HealthBanner(services.health, self._tasks, tr, ways)
        banner = column(self.health, self.banner)
        banner.setContentsMargins(tokens.XL, 0, tokens.XL, tokens.L)
        scroll = ScrollColumn(self._columns, width=1320)
        self.setLayout(column(self._head, banner, scroll, space=0))

    def _build_round(self) -> QVBoxLayout:
        tr = self._tr
        heading = PlainLabel(kind="section")
        tr.bind(heading, QLabel.setText, N_("Rundgang"))
        self._count = PlainLabel(tone="muted")
        self._round = column(space=0)
        self._round_card = card(self._round, margin=tokens.S)
        self._legend = PlainLabel(kind="small", tone="muted", wrap=True)
        tr.bind(
            self._legend,
            QLabel.setText,
            N_("Tasten: 1 angetroffen, 2 nicht angetroffen, 3 Notiz, Eingabe öffnet den Fall"),
        )
        go = ActionButton("", Icon.VISIT)
        tr.bind(go, QAbstractButton.setText, UNPLANNED.text)
        go.clicked.connect(self.cases_requested)
        self._empty = EmptyState(Icon.TODAY, go)
        tr.bind(self._empty.sentence, QLabel.setText, N_("Für heute ist nichts geplant."))
        tr.bind(
            self._empty.hint,
            QLabel.setText,
            N_("Geplante Besuche stehen hier in der Reihenfolge der Zimmer."),
        )
        self._empty_card = card(self._empty)
        head = row(heading, self._count, None, space=tokens.S)
        return column(head, self._round_card, self._empty_card, self._legend)

    def _button(self, role: str, which: Icon, spec: ActionSpec) -> ActionButton:
        button = ActionButton(role, which)
        self._tr.bind(button, QAbstractButton.setText, spec.text)
        bind_tooltip(button, self._tr, spec)
        return button

    def _load(self) -> None:
        self._run(self._services.today.view, done=self._on_loaded, latest="view")
        self._translations.load()
        self.health.begin()

    def _is_touched(self, news: Changed) -> bool:
        changes = news.changes
        return (
            changes.conflicts
            or changes.drafts
            or news.touches_kind(
                "visit", "person", "case", "accommodation", "unit", "form_submission"
            )
        )

    def _on_loaded(self, view: TodayView) -> None:
        is_first = self._view is None
        self._view = view
        self._show()
        if is_first and self._may_take_focus():
            self.first_focus()

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        self._head.show_note(long_day(view.day, self._tr))
        self._show_round(view)
        self._show_side(view)
        self.sheets.reopen()

    def _show_round(self, view: TodayView) -> None:
        focused = next((stop.stop.visit for stop in self._stops if stop.hasFocus()), None)
        self._stops = []
        rows = RoundList(self._round_card)
        for stop in view.round:
            shown = StopRow(stop, self._tr, self._now(), rows)
            shown.opened.connect(lambda case=stop.case: self._open_case(case))
            shown.acted.connect(lambda key, at=shown: self._on_acted(at, key))
            rows.add(shown, *([line(rows)] if self._stops else []))
            self._stops.append(shown)
        clear(self._round)
        self._round.addWidget(rows)
        rows.show()
        for shown in self._stops:
            if shown.stop.visit == focused:
                shown.setFocus()
        done = sum(1 for stop in view.round if stop.outcome)
        self._count.setText(
            self._tr.text(N_("{done} von {total} besucht"), done=done, total=len(view.round))
        )
        has_round = bool(view.round)
        for part in (self._round_card, self._legend, self._count):
            part.setVisible(has_round)
        self._empty_card.setVisible(not has_round)

    def _show_side(self, view: TodayView) -> None:
        clear(self._side)
        drafts, conflicts = [], []
        for draft in view.drafts:
            line_ = draft_row(draft, self._tr, self._now())
            line_.opened.connect(lambda at=draft.draft: self.draft_requested.emit(at))
            drafts.append(line_)
        for conflict in view.conflicts:
            line_ = conflict_row(conflict, self._tr)
            line_.opened.connect(lambda at=conflict: self._open_conflict(at))
            conflicts.append(line_)
        if drafts:
            self._side.addWidget(section(self._tr.text(N_("Entwürfe")), *drafts))
        if conflicts:
            self._side.addWidget(section(self._tr.text(N_("Konflikte")), *conflicts))
        waiting = self._translations.rows
        if waiting:
            self._side.addWidget(untranslated_section(waiting, self._tr, self._translations.open))
        self._columns.show_side(visible=bool(drafts or conflicts or waiting))

    def _on_intake(self) -> None:
        self.form_requested.emit(FormRequest(INTAKE_FORM))

    def _on_acted(self, at: StopRow, key: str) -> None:
        stop = at.stop
        if key == MET:
            self.form_requested.emit(FormRequest(VISIT_FORM, stop.case, stop.visit, "", _MET))
        elif key == NOT_MET:
            self._record_outcome(stop.visit, "not_met")
        else:
            self._write_note(stop.case, stop.name, stop.languages)

    def _record_outcome(self, visit: RecordId, outcome: str) -> None:
        def done(saved: Saved) -> None:
            words = self._tr.label("visit_outcome", outcome)
            self.banner.show_words(
                "ok",
                self._tr.text(N_("Festgehalten: {outcome}."), outcome=words),
                action=self._tr.text(N_("Rückgängig")),
                on_action=lambda: self._record_outcome_back(visit),
            )

        self._run(self._services.visits.mark, visit, outcome, done=done)

    def _record_outcome_back(self, visit: RecordId) -> None:
        self._run(self._services.visits.mark, visit, "")
