"""Which field a question gets, by its type and appearance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from desktop.ui.fields.attachment_field import AttachmentField
from desktop.ui.fields.base import Field, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.choice_grid import arrangement
from desktop.ui.fields.date_field import DateField, DateTimeField, Now, TimeField
from desktop.ui.fields.filter_field import FilterField
from desktop.ui.fields.mapped_field import MappedField
from desktop.ui.fields.note_field import (
    NO_ENTRY,
    AcknowledgeField,
    LaterField,
    NoteField,
    ShownField,
)
from desktop.ui.fields.number_field import NumberField
from desktop.ui.fields.place_field import PlaceField
from desktop.ui.fields.range_field import RangeField
from desktop.ui.fields.rank_field import RankField
from desktop.ui.fields.search_field import SearchField
from desktop.ui.fields.signature_field import SignatureField
from desktop.ui.fields.text_field import LineField, TextField

LONG_LIST = 16
"""From this many choices on, a list is searched instead of shown as rows."""
_SEARCHED = frozenset({"minimal", "autocomplete", "search"})
_SCALES = frozenset({"likert", "label", "list-nolabel", "list"})
_PLAIN_KINDS: dict[str, type[Field]] = {
    "note": NoteField,
    "calculate": ShownField,
    "acknowledge": AcknowledgeField,
    "rank": RankField,
    "geopoint": PlaceField,
    "barcode": LineField,
    "trigger": AcknowledgeField,
    "signature": SignatureField,
}
LATER = {
    "audio": NO_ENTRY,
    "video": NO_ENTRY,
    "geotrace": NO_ENTRY,
    "geoshape": NO_ENTRY,
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
    is_bounded: bool = False
    """Whether the form itself names a day that dates are held against."""


def make_field(kind: FieldKind, look: PaneLook, now: Now, parent: QWidget | None = None) -> Field:
    """Return an empty field; types that nobody knows are typed as one line of text."""
    if kind.type in _PLAIN_KINDS:
        return _PLAIN_KINDS[kind.type](look, parent)
    if kind.type in ("image", "file"):
        return AttachmentField(look, parent, is_photo=kind.type == "image")
    if kind.type in LATER:
        return LaterField(look, later_message(kind), parent)
    if kind.type in ("select1", "select", "select_one", "select_multiple"):
        return _select(kind, look, parent)
    if kind.type == "range":
        return RangeField(look, kind.parameters, parent)
    if kind.type in ("integer", "int", "decimal"):
        return NumberField(look, parent, decimal=kind.type == "decimal")
    if kind.type == "date":
        day = DateField(look, now, parent, precision=_precision(kind.appearance))
        day.is_bounded = kind.is_bounded
        return day
    if kind.type == "time":
        return TimeField(look, now, parent)
    if kind.type == "dateTime":
        moment = DateTimeField(look, now, parent)
        moment.is_bounded = kind.is_bounded
        return moment
    if "multiline" in kind.appearance:
        return TextField(look, parent)
    return LineField(look, parent, is_figure="numbers" in kind.appearance)


def later_message(kind: FieldKind) -> str:
    """Message id of why a question of a type in LATER cannot be answered here."""
    return LATER[kind.type]


def pair(one: Field, other: Field) -> None:
    """Let two fields of one question agree on columns and heights."""
    if isinstance(one, MappedField) and isinstance(other, MappedField):
        one, other = one.choices, other.choices
    if isinstance(one, ChoiceField) and isinstance(other, ChoiceField):
        one.partner, other.partner = other, one
    if isinstance(one, RankField) and isinstance(other, RankField):
        one.partner, other.partner = other, one
    if isinstance(one, TextField) and isinstance(other, TextField):
        one.partner, other.partner = other, one
        one.relabel()


def _select(kind: FieldKind, look: PaneLook, parent: QWidget | None) -> Field:
    multiple = kind.type in ("select", "select_multiple")
    if "image-map" in kind.appearance:
        return MappedField(look, parent, multiple=multiple)
    is_scale = bool(kind.appearance & _SCALES)
    is_long = kind.choices >= LONG_LIST and not is_scale
    if look.large:
        make = FilterField if is_long else ChoiceField
        return _led(make(look, parent, multiple=multiple), kind)
    if is_long or kind.appearance & _SEARCHED:
        return SearchField(look, parent, multiple=multiple)
    field = ChoiceField(look, parent, multiple=multiple)
    field.arrange(arrangement(kind.appearance, look))
    return _led(field, kind)


def _led(field: Field, kind: FieldKind) -> Field:
    if isinstance(field, ChoiceField) and "quick" in kind.appearance and not field.multiple:
        field.is_quick = True
    return field


def _precision(appearance: frozenset[str]) -> str:
    if "year" in appearance:
        return "year"
    return "month" if "month-year" in appearance else "day"
