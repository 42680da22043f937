"""Histories of operations as several devices would write them, for Hypothesis.

Every device edits what it has seen: a step lets a device learn from another or change one unit
of one record, naming as replaced what it sees there. Stamps are free: clocks may be off.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from hypothesis import strategies as st

from desktop.domain import kinds, records
from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.domain.kinds import MergeRule
from desktop.domain.register import Head, fold

assert records.__all__

DEVICES = 3
UNITS = (
    ("person", "phone"), ("person", "birth"), ("person", "languages"), ("note", "text"),
    ("form_submission", "answers//data/x"), ("form_submission", "answers//data/y"),
)  # fmt: skip
DATES = (None, "1990-01-01", "1991-01-01")
YEAR_MS = 400 * 86_400_000
NOW_MS = 1_763_942_400_000


def rule_of(kind: str, unit: str) -> MergeRule:
    """The declared merge rule."""
    return kinds.kind(kind).members(unit)[0].merge


@dataclass(frozen=True)
class Step:
    """What one device does: ``act`` set, remove (untick, redact) or learn (from ``other``)."""

    device: int
    act: str
    unit: int
    value: int
    other: int
    skew_ms: int


STEPS = st.lists(
    st.builds(
        Step,
        device=st.integers(0, 2),
        act=st.sampled_from(["set", "set", "set", "remove", "learn", "learn"]),
        unit=st.integers(0, len(UNITS) - 1),
        value=st.integers(0, 2),
        other=st.integers(0, 2),
        skew_ms=st.integers(-YEAR_MS, YEAR_MS),
    ),
    min_size=1,
    max_size=30,
)


@dataclass
class Device:
    """A device and what it has seen. The name is new in every history, as operations of many
    histories meet in one store."""

    name: DeviceId
    seen: dict[OpId, Operation] = field(default_factory=dict)
    count: int = 0


def history(steps: list[Step], record: RecordId, stream: StreamId) -> list[Operation]:
    """All operations that *steps* lead to, on one record id (one row per kind)."""
    devices = [Device(DeviceId(secrets.token_hex(16))) for _ in range(DEVICES)]
    for step in steps:
        device = devices[step.device]
        if step.act == "learn":
            device.seen |= devices[step.other].seen
            continue
        operation = _write(step, device, record, stream)
        if operation is not None:
            device.seen[operation.id] = operation
    everything: dict[OpId, Operation] = {}
    for device in devices:
        everything |= device.seen
    return list(everything.values())


def _write(step: Step, device: Device, record: RecordId, stream: StreamId) -> Operation | None:
    kind, unit = UNITS[step.unit]
    rule = rule_of(kind, unit)
    shown = fold(device.seen.values(), rule_of).get((kind, record, unit), ())
    value, word = _value(unit, step.value), "set"
    if rule is MergeRule.OBSERVED_SET:
        word = "untick" if step.act == "remove" else "tick"
        shown = tuple(head for head in shown if head.value == value)
    elif step.act == "remove":
        word, value, shown = "redact", "dsgvo-17", shown[:1]
    if not shown and step.act == "remove":
        return None
    device.count += 1
    stamp = Stamp(NOW_MS + step.skew_ms, device.count, device.name)
    base = {unit: tuple(head.op for head in shown)} if shown else {}
    return Operation(
        OpId(device.name, device.count), stamp, stream, word, kind, record, {unit: value}, base
    )  # fmt: skip


def _value(unit: str, number: int) -> Value:
    if unit == "birth":
        return {"birth_date": DATES[number], "birth_precision": "day"}
    return ("ar", "ku", "ti")[number] if unit == "languages" else f"Wert {number}"


Heads = dict[str, tuple[Head, ...]]


def heads_of(operations: list[Operation], kind: str, record: RecordId) -> Heads:
    """The heads by definition, for one record."""
    return {
        unit: heads
        for (name, identifier, unit), heads in fold(operations, rule_of).items()
        if name == kind and identifier == record
    }
