"""Declare a kind of record once; table, wire check, merge, labels and export are derived.

A kind is a frozen dataclass whose fields are made by the functions below:

    @record_kind("person", scope=Scope.CASE, label=N_("Person"))
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Person:
        id: RecordId
        stream: StreamId
        family_name: str = text(N_("Familienname"), searchable=True)

``id`` and ``stream`` are common to all kinds and are not merge units.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from desktop.domain.errors import BugError

R = TypeVar("R")
_META = "fallmappe"


class Scope(StrEnum):
    """Who holds the key of the stream that a record lives in."""

    CASE = "case"
    SEALED = "sealed"
    TEAM = "team"
    AGENCY = "agency"
    PRIVATE = "private"


class FieldType(StrEnum):
    """How a value looks in Python, SQLite, CBOR and exports."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    """ISO 8601 calendar date, ``YYYY-MM-DD``."""
    INSTANT = "instant"
    """Milliseconds since 1970-01-01T00:00Z, int."""
    CODE = "code"
    CODES = "codes"
    """tuple of codes; an observed-remove set: each option is ticked and unticked by itself."""
    REF = "ref"
    """Id of a record of the kind named in ``FieldSpec.target``."""
    MAP = "map"
    """Mapping str -> value; each key is a merge unit of its own, ``field/key``."""


class MergeRule(StrEnum):
    """What happens to concurrent changes of one field (domain: section 3.4)."""

    REGISTER = "register"
    """Multi-value register: concurrent different values stay side by side until resolved."""
    OBSERVED_SET = "observed-set"
    APPEND_ONLY = "append-only"
    """Written once, with the record; corrections are addenda."""
    LATEST = "latest"
    """The latest counts and nobody is asked: says something about another field, which asks."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a declaration says about one field."""

    name: str
    label: str
    type: FieldType
    merge: MergeRule = MergeRule.REGISTER
    code_list: str | None = None
    target: str | None = None
    group: str | None = None
    """Name of the atomic group: all fields of it are one register, whose value is a dict."""
    indexed: bool = False
    searchable: bool = False

    @property
    def unit(self) -> str:
        """The merge unit this field belongs to (for MAP: the prefix before ``/``)."""
        return self.group or self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind of record."""

    name: str
    label: str
    scope: Scope
    type: type[Any]
    fields: Mapping[str, FieldSpec]

    def units(self) -> tuple[str, ...]:
        """All merge units in order of declaration, groups named once."""
        return tuple(dict.fromkeys(spec.unit for spec in self.fields.values()))

    def members(self, unit: str) -> tuple[FieldSpec, ...]:
        """The fields of a merge unit; raises BugError for a unit nobody declared."""
        name = unit.partition("/")[0]
        found = tuple(s for s in self.fields.values() if s.unit == name)
        if not found:
            raise BugError(f"{self.name} has no unit {name}")
        return found


_kinds: dict[str, Kind] = {}


def record_kind(name: str, *, scope: Scope, label: str) -> Callable[[type[R]], type[R]]:
    """Class decorator: enter a frozen dataclass into the list of kinds."""

    def enter(cls: type[R]) -> type[R]:
        if name in _kinds:
            raise BugError(f"kind {name} declared twice")
        specs = {
            f.name: dataclasses.replace(f.metadata[_META], name=f.name)
            for f in dataclasses.fields(cls)  # type: ignore[arg-type]
            if _META in f.metadata
        }
        _kinds[name] = Kind(name, label, scope, cls, specs)
        return cls

    return enter


def kind(name: str) -> Kind:
    """Return a declared kind; KeyError if this program version does not know it."""
    return _kinds[name]


def kinds() -> tuple[Kind, ...]:
    """All declared kinds, in order of declaration (import ``desktop.domain.records`` first)."""
    return tuple(_kinds.values())


def _field(default: object, spec: FieldSpec) -> Any:
    return dataclasses.field(default=default, metadata={_META: spec})


def text(label: str, **more: Any) -> Any:
    """A text; empty text means "not stated"."""
    return _field("", FieldSpec("", label, FieldType.TEXT, **more))


def date(label: str, **more: Any) -> Any:
    """A local calendar date or None."""
    return _field(None, FieldSpec("", label, FieldType.DATE, **more))


def instant(label: str, **more: Any) -> Any:
    """A point in time or None."""
    return _field(None, FieldSpec("", label, FieldType.INSTANT, **more))


def integer(label: str, **more: Any) -> Any:
    """A whole number or None."""
    return _field(None, FieldSpec("", label, FieldType.INTEGER, **more))


def decimal(label: str, **more: Any) -> Any:
    """A number or None."""
    return _field(None, FieldSpec("", label, FieldType.DECIMAL, **more))


def boolean(label: str, **more: Any) -> Any:
    """True, False, or None when not stated."""
    return _field(None, FieldSpec("", label, FieldType.BOOLEAN, **more))


def code(label: str, code_list: str, **more: Any) -> Any:
    """One code of a list, or "" when not stated; unknown codes are kept."""
    return _field("", FieldSpec("", label, FieldType.CODE, code_list=code_list, **more))


def codes(label: str, code_list: str, **more: Any) -> Any:
    """Several codes of a list, as a sorted tuple."""
    spec = FieldSpec(
        "", label, FieldType.CODES, MergeRule.OBSERVED_SET, code_list=code_list, **more
    )
    return _field((), spec)


def ref(label: str, target: str, **more: Any) -> Any:
    """The id of another record, or None."""
    return _field(None, FieldSpec("", label, FieldType.REF, target=target, **more))


def mapping(label: str, **more: Any) -> Any:
    """Text keys to plain values; every key merges by itself."""
    spec = FieldSpec("", label, FieldType.MAP, **more)
    return dataclasses.field(default_factory=dict, metadata={_META: spec})
