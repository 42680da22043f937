"""Field views: what an editor shows and, captured at opening, what it names as replaced."""

from __future__ import annotations

from typing import Any

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId
from desktop.domain.kinds import FieldType, Kind
from desktop.domain.kinds import kind as kind_of
from desktop.services import labels
from desktop.services.views import FieldView
from desktop.storage.store import Reader


def field_views(
    reader: Reader, kind_name: str, record: RecordId, units: tuple[str, ...]
) -> tuple[FieldView, ...]:
    """Return the named merge units of a record, ready to edit; unknown records give nothing."""
    view = reader.edit_view(kind_name, record)
    if view is None:
        return ()
    kind = kind_of(kind_name)
    return tuple(
        _field_view(reader, kind, record, unit, view.record, view.bases, view.conflicts)
        for unit in units
    )


def unit_value(kind: Kind, unit: str, record: Any) -> Value:
    """Read a merge unit from a record: a dict for an atomic group, a list for codes."""
    specs = kind.members(unit)
    if specs[0].group:
        return {spec.name: getattr(record, spec.name) for spec in specs}
    value = getattr(record, specs[0].name)
    return list(value) if specs[0].type is FieldType.CODES else value


def _field_view(
    reader: Reader,
    kind: Kind,
    record: RecordId,
    unit: str,
    current: Any,
    bases: Any,
    conflicts: Any,
) -> FieldView:
    specs = kind.members(unit)
    value = unit_value(kind, unit, current)
    return FieldView(
        kind=kind.name,
        record=record,
        unit=unit,
        name=specs[0].name,
        label=labels.unit_label(kind, unit),
        type="group" if specs[0].group else specs[0].type.value,
        value=value,
        shown=labels.shown_value(reader, kind, unit, value),
        base=tuple(bases.get(unit, ())),
        code_list=specs[0].code_list if not specs[0].group else None,
        in_conflict=unit in conflicts,
    )
