"""Merging operations into records: one path for our own saves and for colleagues' changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from desktop.domain.changes import Operation, Value
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.kinds import MergeRule
from desktop.domain.register import NO_HEAD, WRITES, effective_base
from desktop.storage.bulk import Insert
from desktop.storage.change_log import BODY, log_row
from desktop.storage.codec import id_bytes
from desktop.storage.erasing import ERASURE, Erasing
from desktop.storage.layout import Layout
from desktop.storage.numbers import Numbers
from desktop.storage.record_state import Content, RecordState, dump_of_one

Numbered = tuple[int, Operation]
_SET_WORDS = frozenset({"tick", "untick", "redact"})
_UNINDEXED = Insert("unindexed", ("kind", "record"), word="INSERT OR IGNORE")
_PLAIN_WORDS = WRITES - NO_HEAD - _SET_WORDS
_CHUNK = 200


@dataclass(slots=True)
class Target:
    """A record being merged into; ``stream`` is None while nothing of it is here.

    ``several``: units in which more than one head stood at any time.
    """

    layout: Layout
    record: RecordId
    key: bytes
    stream: int | None
    state: RecordState
    touched: set[str] = field(default_factory=set)
    several: set[str] = field(default_factory=set)
    sole: Numbered | None = None
    """The one operation that the record consists of so far; ``state`` is empty beside it."""

    def begin(self, number: int, operation: Operation) -> bool:
        """Take the first operation of a record whole, as most that come are; False for one
        that has to be merged unit by unit."""
        state = self.state
        if (
            self.sole is not None
            or operation.base
            or state.units
            or state.awaited
            or operation.op not in _PLAIN_WORDS
            or not self.layout.takes(operation.values)
        ):
            return False
        self.sole = number, operation
        self.touched.update(operation.values)
        return True

    def unfold(self) -> None:
        """Put what was taken whole into the state, unit by unit."""
        if self.sole is not None:
            (number, operation), self.sole = self.sole, None
            ms, counter, _ = operation.stamp
            for unit, value in operation.values.items():
                self.state.units[unit] = {number: (ms, counter, value)}

    def shown(self, numbers: Numbers) -> Mapping[str, Value]:
        """The displayed value of every unit."""
        return self.sole[1].values if self.sole else self.state.shown(self.layout, numbers)

    def dump(self, bodies: Mapping[int, bytes]) -> bytes:
        """The blob of the row. *bodies*: of operations in the log, by number."""
        if self.sole is None:
            return self.state.dump()
        return dump_of_one(*self.sole, bodies.get(self.sole[0]))


class Merging(Erasing):
    """Writer side of the records."""

    _unmerged: set[int]
    _redacted: bool

    def merge(
        self, operations: Sequence[Numbered], *, own: bool, sets: Mapping[int, int] | None = None
    ) -> tuple[set[Any], bool]:
        """Log and merge operations that are not in the log yet.

        *sets*: operation number -> number of the set in which its author sent it. Returns the
        (kind, record) pairs touched and whether conflicts changed. Our own operations must fit
        (BugError, KnownError INVALID_VALUE); what does not fit in those of others is kept and
        marked as pending. What concerns something erased is logged blank (KnownError
        RECORD_GONE for our own).
        """
        numbers, sent = self.numbers, sets or {}
        erased = self.erased_among(operations)
        if erased and own:
            raise KnownError(ErrorCode.RECORD_GONE, operations=len(erased))
        logged = [
            log_row(
                replace(op, values={}, base={}) if n in erased else op,
                n, numbers, own=own, set_n=sent.get(n),
            )
            for n, op in operations
        ]  # fmt: skip
        self.insert_operations(logged)
        bodies = {row[0]: row[BODY] for row in logged}
        living = [(n, op) for n, op in operations if n not in erased] if erased else operations
        return self.merge_logged(living, own=own, bodies=bodies)

    def merge_logged(
        self, operations: Sequence[Numbered], *, own: bool, only: frozenset[str] | None = None,
        bodies: Mapping[int, bytes] | None = None,
    ) -> tuple[set[Any], bool]:  # fmt: skip
        """Merge operations that stand in the log; *only* these units when given (replay).
        *bodies* of their rows, by number, if at hand."""
        self._unmerged = {number for number, _ in operations}
        self._redacted = self.row("SELECT 1 FROM redaction LIMIT 1") is not None
        targets = self._targets(operations)
        redactions: list[Numbered] = []
        for number, operation in operations:
            target = targets.get((operation.kind, operation.record))
            if self._is_strange(target, operation, own):
                self._postpone(number, "", own)
                continue
            assert target is not None
            if target.stream is None:
                target.stream = self.numbers.stream(operation.stream)
            self._merge_one(target, number, operation, own, only)
            if operation.op == "redact":
                redactions.append((number, operation))
            self._unmerged.discard(number)
        dirty = [target for target in targets.values() if target.touched]
        for number, operation in redactions:
            self.hide(number, operation)
        self._write_rows(dirty, bodies or {})
        conflicts = self._write_conflicts(dirty)
        self._queue_for_search(dirty)
        self.index_records([(op.kind, op.record) for _, op in redactions])
        for target in dirty:
            if target.layout.kind.name == ERASURE:
                self.erase(self.get(ERASURE, target.record))
        return {(t.layout.kind.name, t.record) for t in dirty}, conflicts

    def _targets(self, operations: Iterable[Numbered]) -> dict[tuple[str, RecordId], Target]:
        by_kind: dict[str, dict[RecordId, None]] = {}
        for _, operation in operations:
            if operation.kind in self._layouts:
                by_kind.setdefault(operation.kind, {})[operation.record] = None
        found = {}
        for kind, records in by_kind.items():
            layout = self._layouts[kind]
            keys = {id_bytes(record): record for record in records}
            stored = self._stored(layout, list(keys))
            for key, record in keys.items():
                stream, data = stored.get(key, (None, None))
                state = RecordState.empty() if data is None else RecordState.load(data)
                found[kind, record] = Target(layout, record, key, stream, state)
        return found

    def _stored(self, layout: Layout, keys: Sequence[bytes]) -> dict[bytes, tuple[int, bytes]]:
        found = {}
        for start in range(0, len(keys), _CHUNK):
            part = keys[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            sql = f"SELECT id, stream, state FROM {layout.table} WHERE id IN ({marks})"  # noqa: S608
            for identifier, stream, data in self.connection.execute(sql, part):
                found[identifier] = (stream, data)
        return found

    def _is_strange(self, target: Target | None, operation: Operation, own: bool) -> bool:
        if target is None or operation.op not in WRITES:
            return True
        if target.stream is None:
            return False
        if target.stream == self.numbers.find_stream(operation.stream):
            return False
        if own:
            raise BugError(f"a {operation.kind} does not move to another stream")
        return True

    def _merge_one(
        self, target: Target, number: int, operation: Operation, own: bool,
        only: frozenset[str] | None,
    ) -> None:  # fmt: skip
        if only is None and not self._redacted and target.begin(number, operation):
            return
        target.unfold()
        layout, state, values = target.layout, target.state, operation.values
        ms, counter, _ = operation.stamp
        has_content = operation.op not in NO_HEAD
        hidden = self.hidden_units(number) if self._redacted else set()
        for unit in dict.fromkeys((*values, *operation.base)):
            if only is not None and unit not in only:
                continue
            slot = layout.slot(unit)
            if slot is None or not _word_fits(slot[0], operation.op):
                self._postpone(number, unit, own)
                continue
            rule, fits = slot
            content: Content | None = None
            if has_content and unit in values:
                value = values[unit]
                if unit not in hidden and not fits(value):
                    self._refuse_own(operation, unit, own)
                    self._postpone(number, unit, own)
                    continue
                content = (ms, counter, value)
            target.touched.add(unit)
            named = operation.base.get(unit, ())
            before = state.units.get(unit)
            if content is not None and not before and not named and unit not in state.awaited:
                state.units[unit] = {number: content}
                continue
            base = effective_base(rule, operation.op, named)
            if own and rule is MergeRule.APPEND_ONLY and before and not base:
                raise BugError(f"{operation.kind}.{unit} is written once")
            if before and len(before) > 1:
                target.several.add(unit)
            numbers = [self.numbers.op(op) for op in base]
            state.write(unit, number, content, numbers, partial(self._is_merged, unit))
            if len(state.units.get(unit, ())) > 1:
                target.several.add(unit)

    def _refuse_own(self, operation: Operation, unit: str, own: bool) -> None:
        if own:
            raise KnownError(ErrorCode.INVALID_VALUE, kind=operation.kind, field=unit)

    def _postpone(self, number: int, unit: str, own: bool) -> None:
        if own:
            raise BugError(f"cannot save {unit or 'this kind of operation'}")
        self.connection.execute("INSERT OR IGNORE INTO pending VALUES (?, ?)", (number, unit))

    def _is_merged(self, unit: str, number: int) -> bool:
        if number in self._unmerged:
            return False
        if self.row("SELECT 1 FROM op WHERE id = ?", number) is None:
            return False
        sql = "SELECT 1 FROM pending WHERE op = ? AND unit IN ('', ?)"
        return self.row(sql, number, unit) is None

    def _write_rows(self, dirty: Iterable[Target], bodies: Mapping[int, bytes]) -> None:
        by_layout: dict[Layout, list[tuple[Any, ...]]] = {}
        for target in dirty:
            columns = target.layout.column_values(target.shown(self.numbers))
            by_layout.setdefault(target.layout, []).append(
                (target.key, target.stream, target.dump(bodies), *columns)
            )
        for layout, rows in by_layout.items():
            layout.upsert.run(self.connection, rows)

    def _write_conflicts(self, dirty: Iterable[Target]) -> bool:
        changed = False
        for target in dirty:
            kind, record = target.layout.kind.name, target.key
            for unit in target.several:
                rule = target.layout.rule(unit)
                if rule is None or rule is MergeRule.OBSERVED_SET:
                    continue
                if target.state.is_in_conflict(unit, rule, self.numbers):
                    sql = "INSERT OR IGNORE INTO conflict VALUES (?, ?, ?)"
                else:
                    sql = "DELETE FROM conflict WHERE kind = ? AND record = ? AND unit = ?"
                self.connection.execute(sql, (kind, record, unit))
                changed = True
        return changed

    def _queue_for_search(self, dirty: Iterable[Target]) -> None:
        found = [
            (target.layout.kind.name, target.key)
            for target in dirty
            if target.layout.is_searchable(target.touched)
        ]
        self.queued_for_search |= bool(found)
        _UNINDEXED.run(self.connection, found)


def _word_fits(rule: MergeRule, word: str) -> bool:
    if rule is MergeRule.OBSERVED_SET:
        return word in _SET_WORDS
    return word not in ("tick", "untick")
