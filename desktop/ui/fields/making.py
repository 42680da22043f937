"""Which field a question gets, by its type and appearance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from desktop.ui.fields.base import Field, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.date_field import DateField, DateTimeField, Now, TimeField
from desktop.ui.fields.note_field import (
    NO_ENTRY,
    NO_PICTURE,
    NO_SIGNATURE,
    AcknowledgeField,
    LaterField,
    NoteField,
    ShownField,
)
from desktop.ui.fields.number_field import NumberField
from desktop.ui.fields.search_field import SearchField
from desktop.ui.fields.text_field import LineField, TextField

LONG_LIST = 16
"""From this many choices on, a list is searched instead of shown as rows."""
_SEARCHED = frozenset({"minimal", "autocomplete", "search", "quick"})
_PLAIN_KINDS: dict[str, type[Field]] = {
    "note": NoteField,
    "calculate": ShownField,
    "acknowledge": AcknowledgeField,
    "trigger": AcknowledgeField,
}
LATER = {
    "image": NO_PICTURE,
    "signature": NO_SIGNATURE,
    "audio": NO_ENTRY,
    "video": NO_ENTRY,
    "file": NO_ENTRY,
    "geopoint": NO_ENTRY,
    "barcode": NO_ENTRY,
    "rank": NO_ENTRY,
}
"""Types without a field yet; such a question is skipped and never holds a form back."""


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What decides on the field: ODK type, appearance words, how many choices there are,
    and the parameters of the question."""

    type: str
    appearance: frozenset[str] = frozenset()
    choices: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)


def make_field(kind: FieldKind, look: PaneLook, now: Now, parent: QWidget | None = None) -> Field:
    """Return an empty field; types that nobody knows are typed as one line of text."""
    if kind.type in _PLAIN_KINDS:
        return _PLAIN_KINDS[kind.type](look, parent)
    if kind.type in LATER:
        return LaterField(look, later_message(kind), parent)
    if kind.type in ("select1", "select", "select_one", "select_multiple"):
        return _select(kind, look, parent)
    if kind.type in ("integer", "int", "decimal", "range"):
        return NumberField(look, parent, decimal=kind.type in ("decimal", "range"))
    if kind.type == "date":
        return DateField(look, now, parent, precision=_precision(kind.appearance))
    if kind.type == "time":
        return TimeField(look, now, parent)
    if kind.type == "dateTime":
        return DateTimeField(look, now, parent)
    return TextField(look, parent) if "multiline" in kind.appearance else LineField(look, parent)


def later_message(kind: FieldKind) -> str:
    """Message id of why a question of a type in LATER cannot be answered here."""
    return NO_SIGNATURE if "signature" in kind.appearance else LATER[kind.type]


def pair(one: Field, other: Field) -> None:
    """Let two fields of one question agree on columns and heights."""
    if isinstance(one, ChoiceField) and isinstance(other, ChoiceField):
        one.partner, other.partner = other, one
    if isinstance(one, TextField) and isinstance(other, TextField):
        one.partner, other.partner = other, one
        one.relabel()


def _select(kind: FieldKind, look: PaneLook, parent: QWidget | None) -> Field:
    multiple = kind.type in ("select", "select_multiple")
    is_long = kind.choices >= LONG_LIST or bool(kind.appearance & _SEARCHED)
    if is_long and not look.large:
        return SearchField(look, parent, multiple=multiple)
    return ChoiceField(look, parent, multiple=multiple)


def _precision(appearance: frozenset[str]) -> str:
    if "year" in appearance:
        return "year"
    return "month" if "month-year" in appearance else "day"
