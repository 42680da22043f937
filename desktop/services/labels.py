"""Names and places as a person reads them; codes become German message ids.

Direction controls somebody typed or pasted are kept in the records and never shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop.domain import code_lists
from desktop.domain.changes import Value
from desktop.domain.kinds import FieldSpec, FieldType, Kind
from desktop.domain.records import Accommodation, Person, Unit
from desktop.domain.wording import N_
from desktop.i18n.bidi import strip_controls
from desktop.storage.store import Reader

_GROUP_LABELS = {
    "home": N_("Wohnort"),
    "birth": N_("Geburtsdatum"),
    "stay": N_("Zeit des Besuchs"),
    "hold": N_("Löschung ausgesetzt"),
}


def unit_label(kind: Kind, unit: str) -> str:
    """The German message id of a merge unit: a group's own name, else the field's label."""
    return _GROUP_LABELS.get(unit) or kind.members(unit)[0].label


def full_name(person: Person | None) -> str:
    """``Family, Given``; the call name when that is all there is; empty for nobody."""
    if person is None:
        return ""
    parts = [part for part in (person.family_name, person.given_names) if part]
    return strip_controls(", ".join(parts) or person.call_name)


def call_name(person: Person | None) -> str:
    """The name that may be seen by others: call name, else given names."""
    if person is None:
        return ""
    return strip_controls(person.call_name or person.given_names or person.family_name)


def spoken(person: Person | None) -> tuple[str, ...]:
    """The languages of a person, the one to talk in first; English and German come last."""
    if person is None:
        return ()

    def rank(code: str) -> tuple[bool, bool, str]:
        return (code != person.first_language, code in ("en", "de"), code)

    return tuple(sorted({*person.languages, person.first_language} - {""}, key=rank))


def place(reader: Reader, person: Person | None) -> str:
    """House and room, or the address."""
    if person is None:
        return ""
    house = reader.get("accommodation", person.accommodation) if person.accommodation else None
    room = reader.get("unit", person.unit) if person.unit else None
    parts = [house.name if isinstance(house, Accommodation) else ""]
    parts.append(room.name if isinstance(room, Unit) else "")
    return strip_controls(" · ".join(part for part in parts if part) or person.address)


def shown_value(reader: Reader, kind: Kind, unit: str, value: Value) -> str:
    """A merge unit's value for the eye; ``ui`` translates code labels, which are message ids."""
    specs = kind.members(unit)
    if len(specs) > 1 or specs[0].group:
        entries = value if isinstance(value, dict) else {}
        texts = (_shown_field(reader, spec, entries.get(spec.name)) for spec in specs)
        return " · ".join(text for text in texts if text)
    return _shown_field(reader, specs[0], value)


def _shown_field(reader: Reader, spec: FieldSpec, value: Any) -> str:
    if value is None or value == "":
        return ""
    if spec.type is FieldType.CODE and spec.code_list:
        return code_lists.label(spec.code_list, str(value))
    if spec.type is FieldType.CODES and spec.code_list and isinstance(value, Iterable):
        return ", ".join(code_lists.label(spec.code_list, str(one)) for one in value)
    if spec.type is FieldType.REF and spec.target:
        target = reader.get(spec.target, value)
        return strip_controls(str(getattr(target, "name", "") or ""))
    return strip_controls(str(value))
