"""The heads of one record, kept in one blob of its row.

Layout of the blob: ``[[operation, ms, counter]..., {unit: [index, value, index, value...]},
{unit: [awaited operation...]}]``. The operations are listed once, because one save usually
writes many units. The blob of a record that consists of one operation with a squeezed body is
``C1 02``, the length of its ``[operation, ms, counter]``, this, and that body once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId
from desktop.domain.kinds import MergeRule
from desktop.domain.register import Head, arrive, displayed, in_conflict, replace
from desktop.storage.change_log import body_of, pack_body
from desktop.storage.codec import pack, unpack
from desktop.storage.layout import Layout
from desktop.storage.numbers import COUNTER_BITS, Numbers
from desktop.storage.squeezed import is_squeezed, squeeze, unsqueeze

Content = tuple[int, int, Value]
"""Milliseconds and counter of the stamp, value."""

_ONE: Final = b"\xc1\x02"


class RecordState:
    """Heads and awaited operations per unit, by operation number."""

    __slots__ = ("awaited", "units")

    def __init__(self, units: dict[str, dict[int, Content]], awaited: dict[str, set[int]]) -> None:
        self.units = units
        self.awaited = awaited

    @classmethod
    def empty(cls) -> RecordState:
        """The state of a record nobody has written yet."""
        return cls({}, {})

    @classmethod
    def load(cls, data: bytes) -> RecordState:
        """Read a blob."""
        ops, units, awaited = parts_of(data)
        return cls(
            {
                unit: {
                    ops[flat[at]][0]: (ops[flat[at]][1], ops[flat[at]][2], flat[at + 1])
                    for at in range(0, len(flat), 2)
                }
                for unit, flat in units.items()
            },
            {unit: set(numbers) for unit, numbers in awaited.items()},
        )

    def dump(self) -> bytes:
        """Write the blob."""
        index: dict[int, int] = {}
        ops: list[tuple[int, int, int]] = []
        units: dict[str, list[Value]] = {}
        for unit, heads in self.units.items():
            flat: list[Value] = []
            for op, (ms, counter, value) in heads.items():
                at = index.get(op)
                if at is None:
                    at = index[op] = len(ops)
                    ops.append((op, ms, counter))
                flat.append(at)
                flat.append(value)
            units[unit] = flat
        awaited = {unit: sorted(ops) for unit, ops in self.awaited.items()}
        return squeeze(pack((ops, units, awaited)), units)

    def write(
        self, unit: str, op: int, content: Content | None, base: Iterable[int],
        is_known: Callable[[int], bool],
    ) -> None:  # fmt: skip
        """Merge one unit of one operation; *content* is None for one that only replaces."""
        heads = self.units.get(unit)
        heads = {} if heads is None else heads
        awaited = self.awaited.get(unit, set())
        replace(heads, awaited, (named for named in base if named != op), is_known)
        if content is not None:
            arrive(heads, awaited, op, content)
        _keep(self.units, unit, heads)
        _keep(self.awaited, unit, awaited)

    def shown(self, layout: Layout, numbers: Numbers) -> dict[str, Value]:
        """The displayed value of every unit; the list of options for an observed-remove set."""
        found: dict[str, Value] = {}
        for unit, heads in self.units.items():
            if unit in layout.sets:
                found[unit] = list({str(value): None for _, _, value in heads.values()})
            elif len(heads) == 1:
                ((_, _, found[unit]),) = heads.values()
            elif (rule := layout.rule(unit)) is not None:
                head = displayed(_heads(heads, numbers), rule)
                found[unit] = None if head is None else head.value
        return found

    def heads(self, unit: str, numbers: Numbers) -> tuple[Head, ...]:
        """The heads of a unit, earliest stamp first."""
        found = _heads(self.units.get(unit, {}), numbers)
        return tuple(sorted(found, key=lambda head: head.stamp))

    def is_in_conflict(self, unit: str, rule: MergeRule, numbers: Numbers) -> bool:
        """True when different values stand side by side."""
        heads = self.units.get(unit)
        if heads is None or len(heads) < 2:
            return False
        return in_conflict(_heads(heads, numbers), rule)


def parts_of(data: bytes) -> tuple[Any, Any, Any]:
    """The three parts of a blob."""
    if data.startswith(_ONE):
        end = 3 + int.from_bytes(data[2:3], "big")
        values, _, _ = body_of(data[end:])
        units = {unit: (0, value) for unit, value in values.items()}
        return (unpack(data[3:end]),), units, {}
    ops, units, awaited = unpack(unsqueeze(data))
    return ops, units, awaited


def dump_of_one(number: int, operation: Operation, body: bytes | None = None) -> bytes:
    """The blob of a record that one operation without bases has made; *body* of its row in the
    log, if at hand, saves squeezing it again."""
    ms, counter, _ = operation.stamp
    body = pack_body(operation.values, {}) if body is None else body
    if is_squeezed(body):
        stamp = pack((number, ms, counter))
        return b"".join((_ONE, bytes((len(stamp),)), stamp, body))
    units = {unit: (0, value) for unit, value in operation.values.items()}
    return pack((((number, ms, counter),), units, {}))


def shown_of(data: bytes, layout: Layout, numbers: Numbers) -> dict[str, Value]:
    """The displayed values of a blob; the quick way for lists of records."""
    _, units, _ = parts_of(data)
    found: dict[str, Value] = {}
    for unit, flat in units.items():
        if len(flat) != 2 or unit in layout.sets:
            return RecordState.load(data).shown(layout, numbers)
        found[unit] = flat[1]
    return found


def _heads(heads: Mapping[int, Content], numbers: Numbers) -> list[Head]:
    return [
        Head(numbers.op_id(op), Stamp(ms, counter, _device(op, numbers)), value)
        for op, (ms, counter, value) in heads.items()
    ]


def _device(op: int, numbers: Numbers) -> DeviceId:
    return numbers.device_id(op >> COUNTER_BITS)


def _keep(target: dict[str, Any], unit: str, content: Any) -> None:
    if content:
        target[unit] = content
    else:
        target.pop(unit, None)
