"""*Überblick*: the people of the case and the case itself, each field edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.domain.changes import Value
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.places import HouseRow
from desktop.services.untranslated import Untranslated
from desktop.services.views import CaseView, ConflictCard, FieldView
from desktop.ui.pages.field_row import LABEL_NARROW, LABEL_WIDTH, FieldRow
from desktop.ui.pages.side_rows import draft_row, section
from desktop.ui.pages.translation_list import untranslated_section
from desktop.ui.theme import tokens
from desktop.ui.widgets.conflict_card import ConflictCardWidget
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import clear, column, line
from desktop.ui.widgets.two_columns import TwoColumns


class CaseOverview(QWidget):
    """Rows are kept by field, so that a refresh never takes an open editor away.

    Signals: ``saved(FieldView, Value)``; ``resolved(Choice)``;
    ``conflict_requested(ConflictCard)``; ``draft_requested(RecordId)``;
    ``rendering_requested(Untranslated)``.
    """

    saved = Signal(object, object)
    resolved = Signal(object)
    conflict_requested = Signal(object)
    draft_requested = Signal(object)
    rendering_requested = Signal(object)

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self._tr = tr
        self._rows: dict[tuple[str, str], FieldRow] = {}
        self._language = tr.language
        self._conflicts: tuple[ConflictCard, ...] = ()
        self._houses: Sequence[HouseRow] | None = None
        self._reopening: list[Mapping[str, Any]] = []
        self._is_left = False
        """Whether the rows are those of a case that is not shown any more."""
        self._chosen: dict[str, list[Any]] = {}
        self._cards: list[ConflictCardWidget] = []
        self._top = column(space=tokens.M)
        self._main = column(space=tokens.L)
        self._side = column(space=tokens.L)
        main, side = QWidget(), QWidget()
        main.setLayout(self._main)
        side.setLayout(self._side)
        self._columns = TwoColumns(main, side, narrow_at=940)
        self._drafts = column(space=0)
        self._untranslated = column(space=0)
        self.setLayout(column(self._top, self._columns, None, space=tokens.M))

    def show_case(self, view: CaseView, today: date, now_ms: int) -> None:
        """Write *view*; rows that exist are only told their new field."""
        self._conflicts = view.conflicts
        self._show_conflicts(view, now_ms)
        wanted = {(f.record, f.unit) for p in view.persons for f in p.fields}
        wanted |= {(f.record, f.unit) for f in view.fields}
        if wanted != set(self._rows) or self._language != self._tr.language:
            self._language = self._tr.language
            self._reopening += self._open_editors()
            self._rebuild(view, today)
        self._is_left = False
        for field in self._fields(view):
            self._rows[field.record, field.unit].show_field(field)
        self._reopen()
        self._show_drafts(view, now_ms)

    def show_untranslated(self, rows: Sequence[Untranslated]) -> None:
        """List what nobody has translated yet, if there is anything."""
        clear(self._untranslated)
        if rows:
            opened = self.rendering_requested.emit
            made = untranslated_section(rows, self._tr, opened, in_case=True)
            self._untranslated.addWidget(made)

    def show_houses(self, houses: Sequence[HouseRow]) -> None:
        """The houses that the editor of a home offers from now on."""
        self._houses = houses
        self._reopen()

    def remembered(self) -> list[Mapping[str, Any]]:
        """The open editors in plain values, with what was typed into each."""
        return [*self._reopening, *self._open_editors()]

    def return_to(self, editors: object) -> None:
        """Open the editors that ``remembered`` told of, once their rows are there."""
        for kept in editors if isinstance(editors, list) else []:
            if isinstance(kept, dict):
                self._reopening.append(kept)
        self._reopen()

    def take_open(self) -> list[Mapping[str, Any]]:
        """Another case is shown from now on: give away what is open, as ``remembered`` does."""
        taken = self.remembered()
        self._reopening.clear()
        self._is_left = True
        for shown in self._rows.values():
            if shown.is_editing:
                shown.abandon()
        return taken

    def choices(self) -> dict[str, list[Any]]:
        """What is chosen and typed on the cards of conflicts, in plain values."""
        shown = {card.key: card.typed() for card in self._cards}
        return {**self._chosen, **shown}

    def choose(self, kept: object) -> None:
        """Go on with ``choices``, as soon as the cards are there."""
        if isinstance(kept, dict):
            self._chosen = kept
            self._take_choices()

    def _take_choices(self) -> None:
        for card in self._cards:
            card.take_typed(self._chosen.pop(card.key, None))

    def give_back(self, field: FieldView, value: Value) -> None:
        """Open the editor of *field* again with what could not be saved."""
        shown = self._rows.get((field.record, field.unit))
        if shown is not None:
            shown.give_back(field, value)

    def flush(self) -> None:
        """Save every open editor: the page is being left."""
        for shown in tuple(self._rows.values()):
            if shown.is_editing:
                shown.save()

    def _open_editors(self) -> list[Mapping[str, Any]]:
        kept = [shown.remembered() for shown in self._rows.values()]
        return [one for one in kept if one is not None]

    def _reopen(self) -> None:
        """A home waits for the list of houses; what has no row any more is let go."""
        if not self._rows or self._is_left:
            return
        waiting, self._reopening = self._reopening, []
        for kept in waiting:
            shown = self._rows.get((str(kept.get("record")), str(kept.get("unit"))))
            if shown is not None and kept.get("unit") == "home" and self._houses is None:
                self._reopening.append(kept)
            elif shown is not None:
                shown.return_to(kept)

    def _fields(self, view: CaseView) -> Iterable[FieldView]:
        for person in view.persons:
            yield from person.fields
        yield from view.fields

    def _rebuild(self, view: CaseView, today: date) -> None:
        self._rows.clear()
        clear(self._main)
        clear(self._side)
        for at, person in enumerate(view.persons):
            title = person.name if at else self._tr.text(N_("Hauptperson"))
            self._main.addWidget(self._card(title, person.fields, today, LABEL_WIDTH))
        title = self._tr.text(N_("Fall"))
        self._side.addWidget(self._card(title, view.fields, today, LABEL_NARROW))
        self._drafts, self._untranslated = column(space=0), column(space=0)
        self._side.addLayout(self._drafts)
        self._side.addLayout(self._untranslated)

    def _card(
        self, title: str, fields: tuple[FieldView, ...], today: date, label_width: int
    ) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(tokens.S, tokens.M, tokens.S, tokens.S)
        box.setSpacing(0)
        heading = ElidedLabel(title, kind="section")
        heading.setContentsMargins(tokens.S, 0, tokens.S, tokens.S)
        box.addWidget(heading)
        for at, field in enumerate(fields):
            if at:
                box.addWidget(line())
            shown = FieldRow(
                field,
                self._tr,
                today,
                label_width=label_width,
                houses=lambda: self._houses or (),
            )
            shown.saved.connect(self.saved)
            shown.conflict_requested.connect(lambda f=field: self._on_conflict(f))
            self._rows[field.record, field.unit] = shown
            box.addWidget(shown)
        return frame

    def _show_conflicts(self, view: CaseView, now_ms: int) -> None:
        self._chosen = self.choices()
        clear(self._top)
        self._cards = []
        for conflict in view.conflicts:
            shown = ConflictCardWidget(conflict, self._tr, now_ms, has_later=False)
            shown.resolved.connect(self.resolved)
            self._top.addWidget(shown)
            self._cards.append(shown)
        self._take_choices()
        self._chosen = {}

    def _show_drafts(self, view: CaseView, now_ms: int) -> None:
        clear(self._drafts)
        rows = []
        for draft in view.drafts:
            shown = draft_row(draft, self._tr, now_ms)
            shown.opened.connect(lambda at=draft.draft: self.draft_requested.emit(at))
            rows.append(shown)
        if rows:
            self._drafts.addWidget(section(self._tr.text(N_("Entwürfe")), *rows))

    def _on_conflict(self, field: FieldView) -> None:
        for conflict in self._conflicts:
            if (conflict.record, conflict.unit) == (field.record, field.unit):
                self.conflict_requested.emit(conflict)
