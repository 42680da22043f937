"""*Aufbewahrung*: closed cases that are due, soon due or held; the rules; what was erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.domain.ids import RecordId
from desktop.domain.retention import DueState
from desktop.domain.wording import N_
from desktop.services.erasure import ErasureRow
from desktop.services.retention import DueRow
from desktop.services.retention_rules import RuleRow
from desktop.ui.dialogs.erase_several import EraseSeveralSheet
from desktop.ui.dialogs.hold_rules import RuleSheet
from desktop.ui.dialogs.hold_sheet import HoldSheet
from desktop.ui.events import Changed
from desktop.ui.pages.page import Page
from desktop.ui.pages.page_head import PageHead
from desktop.ui.pages.retention_rows import DueLine, LogLine, RuleLine
from desktop.ui.pages.side_rows import section
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, line, row
from desktop.ui.widgets.two_columns import ScrollColumn

if TYPE_CHECKING:
    from desktop.services.whereabouts import Plain

TITLE = N_("Aufbewahrung und Löschung")
_ERASE = N_("Ausgewählte löschen …")
_SECTIONS = {
    DueState.DUE: (
        N_("Löschen fällig"),
        N_("Gelöscht wird nur, was ausgewählt und bestätigt ist."),
    ),
    DueState.SOON: (N_("In den nächsten 30 Tagen"), ""),
    DueState.HELD: (N_("Ausgesetzt"), ""),
}
_RULES = N_("Regeln")
_ABOUT_RULES = N_("Die Zeit zählt ab dem Ende eines Falls und gilt für die ganze Stelle.")
_ADD_RULE = N_("Regel hinzufügen …")
_LOG, _ABOUT_LOG = N_("Löschprotokoll"), N_("Ohne Namen. Es bleibt, auch wenn alles andere geht.")
_NOTHING = N_("Nichts ist zu löschen")
_FIRST = N_(
    "Hier stehen Fälle, deren Aufbewahrung abgelaufen ist. Das Ende eines Falls wird auf seiner"
    " Seite unter „Ende und Aufbewahrung“ eingetragen."
)
_MOST = 100
_WIDTH = 900
_NEW_RULE = "new"
"""In place of the module of a rule that is there."""


@dataclass(frozen=True, slots=True)
class RetentionView:
    """What the page shows, read in one go."""

    due: tuple[DueRow, ...]
    rules: tuple[RuleRow, ...]
    log: tuple[ErasureRow, ...]
    may_set_rules: bool


class RetentionPage(Page):
    """Nothing is erased from here without ground and password."""

    _view: RetentionView | None = None
    _due_lines: tuple[DueLine, ...] = ()
    _ticking: tuple[RecordId, ...] = ()

    def first_focus(self) -> None:
        lines = self._lines()
        if lines:
            lines[0].box.setFocus()

    def choose(self, *cases: RecordId) -> None:
        """Tick these cases, and no others."""
        for one in self._lines():
            one.box.setChecked(one.due.case in cases)

    def erase_chosen(self) -> EraseSeveralSheet | None:
        """Review what is ticked before it is erased."""
        chosen = [one.due for one in self._lines() if one.box.isChecked()]
        if not chosen:
            return None
        sheet = EraseSeveralSheet(self, self._tr, self._services, self._tasks, chosen)
        sheet.open()
        self.sheets.stands("erase", sheet, " ".join(one.case for one in chosen))
        return sheet

    def remembered(self) -> dict[str, Any]:
        chosen = [one.due.case for one in self._lines() if one.box.isChecked()]
        return {**super().remembered(), "chosen": [*chosen, *self._ticking]}

    def return_to(self, place: Plain) -> None:
        chosen = place.get("chosen")
        self._ticking = tuple(map(RecordId, map(str, chosen if isinstance(chosen, list) else [])))
        super().return_to(place)

    def _build(self) -> None:
        self.sheets.lead("hold", lambda case: self.put_off(RecordId(case)))
        self.sheets.lead("rule", self._change_listed)
        self.sheets.lead("erase", self._erase_listed)
        tr = self._tr
        self._erase = ActionButton("danger", Icon.DELETE)
        tr.bind(self._erase, QAbstractButton.setText, _ERASE)
        self._erase.clicked.connect(self.erase_chosen)
        self._head = PageHead(self._erase, width=_WIDTH)
        tr.bind(self._head.title, QLabel.setText, TITLE)
        self._due, self._below = column(space=tokens.XL), column(space=tokens.XL)
        body = QWidget()
        body.setLayout(column(self._due, self._below, None, space=tokens.XL))
        banner = row(self.banner)
        banner.setContentsMargins(tokens.XL, 0, tokens.XL, tokens.M)
        self.setLayout(column(self._head, banner, ScrollColumn(body, width=_WIDTH), space=0))

    def _load(self) -> None:
        self._run(self._read, done=self._on_loaded, latest="read")

    def _read(self) -> RetentionView:
        retention = self._services.retention
        return RetentionView(
            due=retention.due(),
            rules=retention.rules(),
            log=self._services.erasure.log()[:_MOST],
            may_set_rules=retention.may_set_rules,
        )

    def _is_touched(self, news: Changed) -> bool:
        return news.touches_kind("case", "person", "retention_rule", "erasure")

    def _on_loaded(self, view: RetentionView) -> None:
        self._view = view
        self._show()

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        chosen = {one.due.case for one in self._lines() if one.box.isChecked()}
        chosen |= set(self._ticking)
        self._ticking = ()
        clear(self._due)
        clear(self._below)
        self._due_lines = ()
        for state, (title, note) in _SECTIONS.items():
            rows = [one for one in view.due if one.state is state]
            if rows:
                self._due.addWidget(self._due_section(rows, title, note))
        if not view.due:
            self._due.addWidget(self._empty())
        self._below.addWidget(self._rule_section(view))
        if view.log:
            self._below.addWidget(self._log_section(view.log))
        self.choose(*chosen)
        self._fit()
        self.sheets.reopen()

    def _due_section(self, rows: Sequence[DueRow], title: str, note: str) -> QWidget:
        lines: list[QWidget] = []
        for due in rows:
            one = DueLine(due, self._tr)
            one.opened.connect(lambda case=due.case: self._open_case(case))
            one.put_off.connect(lambda case=due.case: self.put_off(case))
            one.ticked.connect(self._fit)
            self._due_lines += (one,)
            lines += [line(), one] if lines else [one]
        return section(self._tr.text(title), *lines, note=self._tr.text(note) if note else "")

    def put_off(self, case: RecordId) -> HoldSheet:
        """Ask for the reason and the day: nothing is put off silently."""
        sheet = HoldSheet(self, self._tr, self._services, self._tasks, case, holding=True)
        sheet.open()
        self.sheets.stands("hold", sheet, case)
        return sheet

    def _rule_section(self, view: RetentionView) -> QWidget:
        lines: list[QWidget] = []
        counting = sum(not rule.is_ignored for rule in view.rules)
        for rule in view.rules:
            one = RuleLine(rule, self._tr, may_change=view.may_set_rules, is_only=counting == 1)
            one.change_requested.connect(lambda rule=rule: self.change_rule(rule))
            lines += [line(), one] if lines else [one]
        if view.may_set_rules:
            add = ActionButton("quiet", Icon.ADD)
            self._tr.bind(add, QAbstractButton.setText, _ADD_RULE)
            add.clicked.connect(lambda: self.change_rule(None))
            holder = QWidget()
            holder.setLayout(row(add, None))
            lines += [line(), holder]
        tr = self._tr
        return section(tr.text(_RULES), *lines, note=tr.text(_ABOUT_RULES))

    def change_rule(self, rule: RuleRow | None) -> RuleSheet:
        """Set a period for the whole agency; administrators only."""
        sheet = RuleSheet(self, self._tr, self._services, self._tasks, rule)
        sheet.open()
        self.sheets.stands("rule", sheet, _NEW_RULE if rule is None else rule.module)
        return sheet

    def _change_listed(self, module: str) -> RuleSheet | None:
        rules = self._view.rules if self._view is not None else ()
        rule = next((one for one in rules if one.module == module and not one.is_ignored), None)
        is_there = rule is not None or (self._view is not None and module == _NEW_RULE)
        return self.change_rule(rule) if is_there else None

    def _erase_listed(self, cases: str) -> EraseSeveralSheet | None:
        self.choose(*map(RecordId, cases.split()))
        return self.erase_chosen()

    def _log_section(self, log: Sequence[ErasureRow]) -> QWidget:
        lines: list[QWidget] = []
        for erased in log:
            one = LogLine(erased, self._tr, self._now())
            lines += [line(), one] if lines else [one]
        tr = self._tr
        return section(tr.text(_LOG), *lines, note=tr.text(_ABOUT_LOG))

    def _empty(self) -> QWidget:
        empty = EmptyState(Icon.RETENTION)
        self._tr.bind(empty.sentence, PlainLabel.setText, _NOTHING)
        self._tr.bind(empty.hint, PlainLabel.setText, _FIRST)
        return empty

    def _lines(self) -> list[DueLine]:
        return [one for one in self._due_lines if one.due.state is DueState.DUE]

    def _fit(self) -> None:
        lines = self._lines()
        self._erase.setVisible(bool(lines))
        self._erase.setEnabled(any(one.box.isChecked() for one in lines))
        self._head.show_note(self._summary() if self._view else "")

    def _summary(self) -> str:
        due = sum(one.state is DueState.DUE for one in self._view.due) if self._view else 0
        tr = self._tr
        return tr.ntext("{n} Fall ist fällig", "{n} Fälle sind fällig", due) if due else ""
