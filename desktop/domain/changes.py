"""Operations (what is merged and sent) and Changes (what screens are told)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.domain.clock import Stamp
from desktop.domain.ids import OpId, RecordId, StreamId

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""A plain value as it stands in CBOR and JSON: codes, ISO dates, UTC milliseconds, text."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One saved change of one record; the unit of merging is one entry of ``values``.

    ``op`` is a word of protocol section 3 (set, tick, untick, note, amend, redact, ...).
    ``values`` maps a merge unit (field, atomic group, or ``answers/<path>``) to its value;
    ``base`` names, per unit, the operations this one replaces, as captured when the editor
    opened; a unit that is missing in ``base`` replaces nothing.
    """

    id: OpId
    stamp: Stamp
    stream: StreamId
    op: str
    kind: str
    record: RecordId
    values: Mapping[str, Value]
    base: Mapping[str, tuple[OpId, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordEdit:
    """What a service asks the store to write: becomes one operation (or one per option)."""

    stream: StreamId
    kind: str
    record: RecordId
    values: Mapping[str, Value]
    base: Mapping[str, tuple[OpId, ...]] = field(default_factory=dict)
    op: str = "set"


@dataclass(frozen=True, slots=True)
class Changes:
    """What one committed transaction touched; the only thing screens refresh from."""

    records: frozenset[tuple[str, RecordId]] = frozenset()
    conflicts: bool = False
    outbox: bool = False
    drafts: bool = False
    roster: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.records | other.records,
            self.conflicts or other.conflicts,
            self.outbox or other.outbox,
            self.drafts or other.drafts,
            self.roster or other.roster,
        )

    def __bool__(self) -> bool:
        return bool(self.records) or self.conflicts or self.outbox or self.drafts or self.roster
