"""Which questions of an open form stand for something a colleague changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain.ids import OpId, RecordId
from desktop.services.form_mapping import MAPS_TO, unit_of
from desktop.services.views import CaseView, FieldView
from desktop.services.visits import OpenForm
from desktop.ui.events import Changed
from desktop.ui.tasks import Tasks


def changed_units(view: CaseView, bases: Mapping[str, tuple[OpId, ...]]) -> dict[str, str]:
    """``kind/unit`` -> what stands in the record now, where that is not what the form saw.

    *bases* are those captured when the form was opened; units it never saw are left out.
    """
    changed: dict[str, str] = {}
    for field in _fields(view):
        unit = f"{field.kind}/{field.unit}"
        if unit in bases and set(bases[unit]) != set(field.base):
            changed[unit] = field.shown
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
        target = self._form.session.marks(ref).get(MAPS_TO, "")
        return self._values.get(unit_of(target))

    def take(self, news: Changed) -> None:
        """Read the case again if it was touched."""
        case = self._form.case
        if case is not None and news.touches(case):
            self._tasks.run(
                self._cases.view, case, done=self._on_read, initiator=self, latest="case"
            )

    def _on_read(self, view: CaseView) -> None:
        values = changed_units(view, self._form.bases)
        if values != self._values:
            self._values = values
            self.found.emit()
