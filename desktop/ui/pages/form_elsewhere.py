"""Which questions of an open form stand for something a colleague changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain.ids import OpId, RecordId
from desktop.services.views import CaseView, FieldView
from desktop.services.visits import OpenForm
from desktop.ui.events import Changed
from desktop.ui.tasks import Tasks

QUESTIONS = {
    "case/next_step": ("f2_agreed", "f1_next_step"),
    "case/urgent": ("f1_urgent",),
    "person/phone": ("f1_number",),
    "person/family_name": ("f1_family_name",),
    "person/given_names": ("f1_given_names",),
    "person/call_name": ("f1_call_name",),
    "person/birth": ("f1_birth_date", "f1_birth_precision"),
    "person/languages": ("f1_lang",),
    "person/home": ("f1_address",),
}
"""``kind/unit`` of a record -> the questions that end up there."""


def changed_questions(view: CaseView, bases: Mapping[str, tuple[OpId, ...]]) -> dict[str, str]:
    """Question name -> what stands in the record now, where that is not what the form saw.

    *bases* are those captured when the form was opened; units it never saw are left out.
    """
    changed: dict[str, str] = {}
    for field in _fields(view):
        unit = f"{field.kind}/{field.unit}"
        if unit in bases and set(bases[unit]) != set(field.base):
            changed |= dict.fromkeys(QUESTIONS.get(unit, ()), field.shown)
    return changed


def _fields(view: CaseView) -> tuple[FieldView, ...]:
    return (*view.fields, *(field for person in view.persons for field in person.fields))


class CaseReader(Protocol):
    """The part of the case service that reads a case."""

    def view(self, case: RecordId) -> CaseView:
        """Return the case as it stands now."""


class ElsewhereWatch(QObject):
    """Looks at the case behind an open form after each change that is not the form's own.

    Signals: ``found()`` when a question stands for something that was changed meanwhile.
    """

    found = Signal()

    def __init__(self, form: OpenForm, cases: CaseReader, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._cases, self._tasks = form, cases, tasks
        self._values: dict[str, str] = {}

    def value(self, ref: str) -> str | None:
        """What the record says now where the question *ref* is about it, if it was changed."""
        return self._values.get(ref.rpartition("/")[2])

    def take(self, news: Changed) -> None:
        """Read the case again if it was touched."""
        case = self._form.case
        if case is not None and news.touches(case):
            self._tasks.run(
                self._cases.view, case, done=self._on_read, initiator=self, latest="case"
            )

    def _on_read(self, view: CaseView) -> None:
        values = changed_questions(view, self._form.bases)
        if values != self._values:
            self._values = values
            self.found.emit()
