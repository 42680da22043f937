"""What the store derives from a declared kind: table, indexes, checks, building of records.

A record is one row: its id, its stream, one column per *indexed* field (so that adding any
other field changes no table), and ``state``, the heads of all its merge units.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, Final

from desktop.domain import records as _declared_kinds
from desktop.domain.changes import Value
from desktop.domain.errors import BugError
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import FieldSpec, FieldType, Kind, MergeRule, kinds
from desktop.storage.bulk import Insert
from desktop.storage.values import unit_check

assert _declared_kinds.__all__

_COLUMN_TYPES: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: "TEXT", FieldType.CODE: "TEXT", FieldType.DATE: "TEXT",
    FieldType.INTEGER: "INTEGER", FieldType.INSTANT: "INTEGER", FieldType.BOOLEAN: "INTEGER",
    FieldType.DECIMAL: "REAL", FieldType.REF: "BLOB",
}  # fmt: skip


Slot = tuple[MergeRule, Callable[[Value], bool]]


class Layout:
    """A declared kind as the store sees it. Attributes: ``kind``, ``table``, ``columns`` (indexed
    fields), ``sets`` (units that are observed-remove sets), ``upsert`` (of whole rows)."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.table = f"r_{kind.name}"
        self.columns = tuple(spec for spec in kind.fields.values() if spec.indexed)
        if any(spec.type not in _COLUMN_TYPES for spec in self.columns):
            raise BugError(f"{kind.name}: this type of field cannot be indexed")
        defaults = {field.name: field.default for field in dataclasses.fields(kind.type)}
        self._parts = [
            (spec, spec.name, spec.group, column_value(spec, defaults[spec.name]))
            for spec in self.columns
        ]
        slots = {u: (kind.members(u)[0].merge, unit_check(kind, u)) for u in kind.units()}
        maps = {name for name, spec in kind.fields.items() if spec.type is FieldType.MAP}
        self._slots = {unit: slot for unit, slot in slots.items() if unit not in maps}
        self._map_slots = {name: slots[name] for name in maps}
        self._checks = {
            f"{unit}/" if unit in maps else unit: slot[1]
            for unit, slot in slots.items()
            if slot[0] is not MergeRule.OBSERVED_SET
        }
        """Of every unit that is no set of options; a map's name with its slash."""
        self.sets = {u for u, slot in slots.items() if slot[0] is MergeRule.OBSERVED_SET}
        self._searchable = {spec.unit for spec in kind.fields.values() if spec.searchable}
        names = ["stream", "state", *(f"c_{spec.name}" for spec in self.columns)]
        renewed = ", ".join(f"{name} = excluded.{name}" for name in names)
        self.upsert = Insert(
            self.table, ["id", *names], tail=f"ON CONFLICT(id) DO UPDATE SET {renewed}"
        )

    def create_sql(self) -> list[str]:
        """The statements that make the table and its indexes.

        Rows stand in the order of their arrival: kept by id, those of one stream would lie
        scattered over the whole table, and a batch of them would rewrite nearly all of it.
        Tables of older stores may be kept by id (``WITHOUT ROWID``); no statement depends on it.
        """
        columns = "".join(f", c_{spec.name} {_COLUMN_TYPES[spec.type]}" for spec in self.columns)
        return [
            f"CREATE TABLE {self.table} (id BLOB NOT NULL PRIMARY KEY, stream INTEGER NOT NULL,"
            f" state BLOB NOT NULL{columns}) STRICT",
            *(self.index_sql(spec) for spec in self.columns),
        ]

    def column_sql(self, spec: FieldSpec) -> str:
        """The statement that adds the column of a field that is indexed from now on."""
        return f"ALTER TABLE {self.table} ADD COLUMN c_{spec.name} {_COLUMN_TYPES[spec.type]}"

    def index_sql(self, spec: FieldSpec) -> str:
        """The index of a field; rows without a value are left out."""
        return (
            f"CREATE INDEX {self.table}_{spec.name} ON {self.table}(c_{spec.name})"
            f" WHERE c_{spec.name} IS NOT NULL"
        )

    def slot(self, unit: str) -> Slot | None:
        """Merge rule of a unit and check of its values, or None if we do not know the unit."""
        found = self._slots.get(unit)
        if found is not None:
            return found
        name, slash, _ = unit.partition("/")
        return self._map_slots.get(name) if slash else None

    def takes(self, values: Mapping[str, Value]) -> bool:
        """True if all units are known, none is a set of options, and every value fits."""
        checks = self._checks
        for unit, value in values.items():
            check = checks.get(unit)
            if check is None:
                name, slash, _ = unit.partition("/")
                check = checks.get(name + slash) if slash else None
            if check is None or not check(value):
                return False
        return bool(values)

    def rule(self, unit: str) -> MergeRule | None:
        """The merge rule of a unit, or None if this version does not know it."""
        slot = self.slot(unit)
        return None if slot is None else slot[0]

    def is_searchable(self, units: Collection[str]) -> bool:
        """True if one of *units* is found by the search."""
        return not self._searchable.isdisjoint(units) or any(
            unit.partition("/")[0] in self._searchable for unit in units if "/" in unit
        )

    def field_values(self, shown: Mapping[str, Value]) -> dict[str, Any]:
        """Turn displayed unit values (sets as lists of options) into field values."""
        found: dict[str, Any] = {name: {} for name in self._map_slots}
        for unit, value in shown.items():
            name, slash, key = unit.partition("/")
            if slash:
                if name in self._map_slots and value is not None:
                    found[name][key] = value
            elif name in self.kind.fields:
                found[name] = tuple(sorted(value)) if name in self.sets else value  # type: ignore[arg-type]
            elif isinstance(value, dict):
                found.update((n, v) for n, v in value.items() if n in self.kind.fields)
        return found

    def build(self, record: RecordId, stream: StreamId, fields: Mapping[str, Any]) -> Any:
        """Return the frozen dataclass of a record."""
        return self.kind.type(id=record, stream=stream, **fields)

    def column_values(self, shown: Mapping[str, Value]) -> list[Any]:
        """The values of the indexed columns, from displayed unit values; "not stated" is NULL."""
        found = []
        for spec, name, group, default in self._parts:
            part: Any = shown if group is None else shown.get(group)
            if (group is None or isinstance(part, dict)) and name in part:
                found.append(column_value(spec, part[name]))
            else:
                found.append(default)
        return found

    def column(self, name: str) -> FieldSpec:
        """The indexed field *name*; BugError if it is not declared as indexed."""
        for spec in self.columns:
            if spec.name == name:
                return spec
        raise BugError(f"{self.kind.name}.{name} is not indexed")


def column_value(spec: FieldSpec, value: Any) -> Any:
    """A field value as it stands in its column: refs as bytes, nothing as NULL."""
    if value is None or value == "":
        return None
    if spec.type is FieldType.REF:
        return bytes.fromhex(value)
    if spec.type is FieldType.BOOLEAN:
        return int(value)
    return float(value) if spec.type is FieldType.DECIMAL else value


@lru_cache(maxsize=1)
def layouts() -> Mapping[str, Layout]:
    """The layouts of all declared kinds, by name."""
    return {kind.name: Layout(kind) for kind in kinds()}


def declaration() -> dict[str, dict[str, list[Any]]]:
    """What this version declares, as plain data: kind -> field -> [type, rule, group, indexed].

    Kept in the store: a store that names a kind or field that we lack was written by a later
    version; one that lacks a field of ours has to be brought up to date.
    """
    return {
        kind.name: {
            name: [spec.type.value, spec.merge.value, spec.group, spec.indexed]
            for name, spec in kind.fields.items()
        }
        for kind in kinds()
    }
