"""Which values fit a declaration: checked for our own saves and for everything received."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from desktop.domain.changes import Value
from desktop.domain.kinds import FieldSpec, FieldType, Kind

_MAX_INTEGER: Final = 2**63
_MAX_DEPTH: Final = 16


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_integer(value: object) -> bool:
    return value is None or (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MAX_INTEGER
    )


def _is_decimal(value: object) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_boolean(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _is_date(value: object) -> bool:
    if value is None:
        return True
    try:
        return (
            isinstance(value, str) and len(value) == 10 and bool(datetime.date.fromisoformat(value))
        )
    except ValueError:
        return False


def is_id(value: object) -> bool:
    """True for 32 lower-case hex digits."""
    return isinstance(value, str) and len(value) == 32 and not value.strip("0123456789abcdef")


def _is_ref(value: object) -> bool:
    return value is None or is_id(value)


def _is_option(value: object) -> bool:
    return isinstance(value, str) and value != ""


def is_plain(value: object, depth: int = 0) -> bool:
    """True for values that stand in CBOR and JSON alike, nested at most 16 deep."""
    if value is None or isinstance(value, (bool, str)):
        return True
    if isinstance(value, (int, float)):
        return _is_decimal(value)
    if depth >= _MAX_DEPTH:
        return False
    if isinstance(value, list):
        return all(is_plain(item, depth + 1) for item in value)
    return isinstance(value, dict) and all(
        isinstance(key, str) and is_plain(item, depth + 1) for key, item in value.items()
    )


_CHECKS: Final[Mapping[FieldType, Callable[[object], bool]]] = {
    FieldType.TEXT: _is_text,
    FieldType.CODE: _is_text,
    FieldType.INTEGER: _is_integer,
    FieldType.INSTANT: _is_integer,
    FieldType.DECIMAL: _is_decimal,
    FieldType.BOOLEAN: _is_boolean,
    FieldType.DATE: _is_date,
    FieldType.REF: _is_ref,
    FieldType.CODES: _is_option,
    FieldType.MAP: is_plain,
}


def fits_field(spec: FieldSpec, value: object) -> bool:
    """True if *value* can stand in the field; for CODES one option, for MAP one entry."""
    return _CHECKS[spec.type](value)


def unit_check(kind: Kind, unit: str) -> Callable[[Value], bool]:
    """Return the check for values of a declared *unit* (without a key)."""
    members = {spec.name: spec for spec in kind.members(unit)}
    only = next(iter(members.values()))
    if only.group is None:
        return _CHECKS[only.type]

    def fits_group(value: Any) -> bool:
        return isinstance(value, dict) and all(
            name in members and fits_field(members[name], item) for name, item in value.items()
        )

    return fits_group
