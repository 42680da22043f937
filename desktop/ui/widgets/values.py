"""Stored values as a person reads them in the language of the window."""

from __future__ import annotations

from desktop.domain.changes import Value
from desktop.domain.kinds import FieldSpec, FieldType
from desktop.domain.kinds import kind as kind_of
from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_in, isolate_ltr
from desktop.i18n.context import LocaleContext

_NUMBERS = frozenset({"phone", "number", "email"})
"""Read from left to right in every language."""


def shown_value(kind: str, unit: str, value: Value, shown: str, tr: LocaleContext) -> str:
    """Write a merge unit's value; *shown* (German or plain text) serves where nothing is coded."""
    specs = kind_of(kind).members(unit)
    if specs[0].group is None:
        return _field(specs[0], value, shown, tr)
    if not isinstance(value, dict):
        return ""
    if unit == "birth":
        return birth(value.get("birth_date"), value.get("birth_precision"), tr)
    return isolate_in(shown, rtl=tr.is_rtl) if tr.is_rtl else shown


def birth(day: Value, precision: Value, tr: LocaleContext) -> str:
    """A date of birth only as exact as it is known."""
    if not isinstance(day, str) or not day:
        return ""
    if precision == "year":
        return day[:4]
    if precision == "month":
        return f"{day[5:7]}/{day[:4]}"
    written = tr.date(day)
    if precision in ("estimated", "fictive_0101"):
        return f"{written} ({tr.label('birth_precision', str(precision))})"
    return written


def takes_text(kind: str, unit: str) -> bool:
    """Whether a value of the unit can be typed as plain text."""
    specs = kind_of(kind).members(unit)
    return specs[0].group is None and specs[0].type in (FieldType.TEXT, FieldType.MAP)


def _field(spec: FieldSpec, value: Value, shown: str, tr: LocaleContext) -> str:
    if value is None or value == "" or value == []:
        return ""
    if spec.type is FieldType.CODE and spec.code_list:
        return tr.label(spec.code_list, str(value))
    if spec.type is FieldType.CODES and spec.code_list and isinstance(value, list | tuple):
        return tr.list_of([tr.label(spec.code_list, str(code)) for code in value])
    if spec.type is FieldType.DATE:
        return tr.date(str(value))
    if spec.type is FieldType.BOOLEAN:
        return tr.text(N_("ja")) if value else tr.text(N_("nein"))
    if spec.name in _NUMBERS and tr.is_rtl:
        return isolate_ltr(shown)
    return isolate_in(shown, rtl=True) if tr.is_rtl else shown
