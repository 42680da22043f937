"""From edits to operations: stamps, counters, options ticked and unticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from desktop.domain.changes import Changes, Operation, RecordEdit, Value
from desktop.domain.clock import Clock
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import OpId
from desktop.domain.kinds import MergeRule
from desktop.storage.change_log import body_of
from desktop.storage.codec import pack, unpack
from desktop.storage.merge import Numbered
from desktop.storage.numbers import COUNTER_BITS
from desktop.storage.renewal import Renewal

Base = tuple[OpId, ...]

LEAD_PREFIX: Final = "clock/lead/"
"""Setting per device: the newest stamp (ms) of it that lay more than a day in the future."""
_DAY_MS: Final = 24 * 3600 * 1000


class Saving(Renewal):
    """Own saves and foreign operations. ``clock`` and ``op_counter`` are those of this
    transaction: the store takes them over after COMMIT."""

    clock: Clock
    clock_moved: bool
    op_counter: int
    now_ms: int
    changes: Changes

    def save(self, edits: Sequence[RecordEdit]) -> Changes:
        """Validate *edits* and write them as operations of this device.

        Options of a set: pass the wanted options and the base captured by the editor; the
        difference is ticked and unticked. Raises KnownError INVALID_VALUE for a value that
        does not fit its field, BugError for names that are not declared, for a second value
        of a field written once, and for a record moved to another stream.
        """
        operations: list[Numbered] = []
        prefix = self.numbers.device(self.device) << COUNTER_BITS
        for edit in edits:
            for word, values, base in self._split(self.under_new_names(edit)):
                self.op_counter += 1
                stamp = self.clock.tick(self.now_ms)
                operation = Operation(
                    OpId(self.device, self.op_counter), stamp, edit.stream, word,
                    edit.kind, edit.record, values, base,
                )  # fmt: skip
                operations.append((prefix | self.op_counter, operation))
        records, conflicts = self.merge(operations, own=True)
        made = Changes(frozenset(records), conflicts=conflicts, outbox=bool(operations))
        self.changes |= made
        return made

    def apply(
        self, operations: Sequence[Operation], trusted_ms: int, sets: Sequence[int] = ()
    ) -> Changes:
        """Merge operations of other devices; those already known are skipped.

        Kinds, units, values and words that this version does not know are kept verbatim and
        merged after an update. *trusted_ms*: the server's time, or ours without one.
        *sets*: per operation, the number of its author's set that brought it. Of an operation
        that comes twice the first counts.
        """
        self.settle(operations, sets)
        ids = [self.numbers.op(operation.id) for operation in operations]
        numbered: dict[int, Operation] = {}
        for number, operation in zip(ids, operations, strict=True):
            numbered.setdefault(number, operation)
        known = self.known_operations(numbered)
        fresh = [(number, op) for number, op in numbered.items() if number not in known]
        for _, operation in fresh:
            if operation.stamp.ms > 0:
                self.clock.observe(operation.stamp, trusted_ms)
                self.clock_moved = True
                if operation.stamp.ms - trusted_ms > _DAY_MS:
                    self._note_lead(operation)
            if operation.id.device == self.device:
                self.op_counter = max(self.op_counter, operation.id.n)
        sent = dict(zip(reversed(ids), reversed(sets), strict=True)) if sets else {}
        records, conflicts = self.merge(fresh, own=False, sets=sent)
        made = Changes(frozenset(records), conflicts=conflicts)
        self.changes |= made
        return made

    def _split(self, edit: RecordEdit) -> list[tuple[str, Mapping[str, Value], Mapping[str, Base]]]:
        layout = self.layout(edit.kind)
        rules = {unit: layout.rule(unit) for unit in edit.values}
        unknown = [unit for unit, rule in rules.items() if rule is None]
        if unknown:
            raise BugError(f"{edit.kind} has no unit {unknown[0].partition('/')[0]}")
        sets = [u for u, rule in rules.items() if rule is MergeRule.OBSERVED_SET]
        if edit.op != "set" or not sets:
            return [(edit.op, edit.values, edit.base)]
        plain = {unit: value for unit, value in edit.values.items() if unit not in sets}
        base = {unit: named for unit, named in edit.base.items() if unit not in sets}
        found: list[tuple[str, Mapping[str, Value], Mapping[str, Base]]] = []
        if plain or not edit.values:
            found.append(("set", plain, base))
        for unit in sets:
            found.extend(self._ticks(edit, unit))
        return found

    def _ticks(
        self, edit: RecordEdit, unit: str
    ) -> list[tuple[str, Mapping[str, Value], Mapping[str, Base]]]:
        wanted = edit.values[unit]
        if not isinstance(wanted, (list, tuple)) or not all(isinstance(o, str) for o in wanted):
            raise KnownError(ErrorCode.INVALID_VALUE, kind=edit.kind, field=unit)
        shown: dict[str, list[OpId]] = {}
        for op in edit.base.get(unit, ()):
            option = self._option_of(op, unit)
            if option is not None:
                shown.setdefault(option, []).append(op)
        removed: list[tuple[str, Mapping[str, Value], Mapping[str, Base]]] = [
            ("untick", {unit: option}, {unit: tuple(ops)})
            for option, ops in shown.items()
            if option not in wanted
        ]
        added = [option for option in dict.fromkeys(wanted) if option not in shown]
        return removed + [("tick", {unit: str(option)}, {}) for option in added]

    def _note_lead(self, operation: Operation) -> None:
        """A colleague's clock is wrong: flagged, and taken in like any other."""
        name = f"{LEAD_PREFIX}{operation.id.device}"
        row = self.row("SELECT value FROM setting WHERE name = ?", name)
        if row is None or unpack(row[0]) < operation.stamp.ms:
            sql = "INSERT OR REPLACE INTO setting VALUES (?, ?)"
            self.connection.execute(sql, (name, pack(operation.stamp.ms)))

    def _option_of(self, op: OpId, unit: str) -> str | None:
        number = self.numbers.find_op(op)
        row = None if number is None else self.row("SELECT body FROM op WHERE id = ?", number)
        option = body_of(row[0])[0].get(unit) if row else None
        return option if isinstance(option, str) else None
