"""Typed reads of records: one, many, for editing; conflicts and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop.domain.changes import Value
from desktop.domain.clock import Stamp
from desktop.domain.errors import BugError
from desktop.domain.ids import OpId, RecordId
from desktop.domain.kinds import FieldSpec
from desktop.domain.register import Head
from desktop.storage.change_log import body_of
from desktop.storage.codec import id_bytes
from desktop.storage.layout import Layout, column_value
from desktop.storage.numbers import COUNTER_BITS
from desktop.storage.record_state import RecordState, parts_of, shown_of
from desktop.storage.rows import ConflictRow, EditView, HistoryEntry
from desktop.storage.session import Session

Row = tuple[bytes, int, bytes]


class RecordReads(Session):
    """Reads of records; unknown ids give None or nothing, undeclared names BugError."""

    def get(self, kind: str, record: RecordId) -> Any:
        """The record as a dataclass of its kind, or None if it is not here."""
        layout = self.layout(kind)
        row = self._row_of(layout, record)
        return None if row is None else self._build(layout, row)

    def edit_view(self, kind: str, record: RecordId) -> EditView | None:
        """The record with its bases and conflicts at this moment, or None."""
        layout = self.layout(kind)
        row = self._row_of(layout, record)
        if row is None:
            return None
        state = RecordState.load(row[2])
        bases = {
            unit: tuple(self.numbers.op_id(op) for op in heads)
            for unit, heads in state.units.items()
        }
        return EditView(self._build(layout, row), bases, self._conflicts_in(layout, state))

    def heads(self, kind: str, record: RecordId) -> Mapping[str, tuple[Head, ...]]:
        """The heads of every unit; for a set of options, one head per ticked option."""
        row = self._row_of(self.layout(kind), record)
        if row is None:
            return {}
        state = RecordState.load(row[2])
        return {unit: state.heads(unit, self.numbers) for unit in state.units}

    def find(
        self,
        kind: str,
        *,
        where: Mapping[str, Value] | None = None,
        order: str = "",
        limit: int | None = None,
    ) -> list[Any]:
        """Records whose indexed fields equal *where* (a list: any of it), sorted by *order*.

        *order* is an indexed field, ``-field`` for descending; else by time of creation.
        """
        layout = self.layout(kind)
        parts: list[str] = []
        values: list[Any] = []
        for name, wanted in (where or {}).items():
            self._condition(layout.column(name), wanted, parts, values)
        return self._select(layout, parts, values, order, limit)

    def with_entries(self, kind: str, field: str, *, case: RecordId | None = None) -> list[Any]:
        """Records that may hold an entry of a MAP field, earliest first; of one case if given.

        The names of maps stand in the record's blob in plain, so nothing else is unpacked;
        a text that contains ``field/`` gives a record too many.
        """
        layout = self.layout(kind)
        (spec,) = layout.kind.members(field)
        parts: list[str] = ["instr(state, ?)"]
        values: list[Any] = [f"{spec.name}/".encode()]
        if case is not None:
            self._condition(layout.column("case"), case, parts, values)
        return self._select(layout, parts, values, "", None)

    def between(
        self, kind: str, field: str, low: int | str | None, high: int | str | None
    ) -> list[Any]:
        """Records with ``low <= field < high``, sorted by the (indexed) field; None is open."""
        layout = self.layout(kind)
        parts, values = self._within(layout, field, low, high)
        return self._select(layout, parts, values, field, None)

    def each(
        self, kind: str, field: str, low: int | str | None, high: int | str | None
    ) -> Iterator[tuple[Any, tuple[OpId, ...]]]:
        """As ``between``, one record at a time: for work on more than fits in memory.

        With each record the operations its values come from, earliest first. What is written
        meanwhile is not seen.
        """
        layout = self.layout(kind)
        parts, values = self._within(layout, field, low, high)
        sql = f"SELECT id, stream, state FROM {layout.table} WHERE {' AND '.join(parts)}"  # noqa: S608
        order = f" ORDER BY c_{layout.column(field).name}, id"
        for row in self.connection.execute(sql + order, values):
            ops = sorted(parts_of(row[2])[0], key=lambda op: (op[1], op[2], op[0]))
            yield self._build(layout, row), tuple(self.numbers.op_id(op[0]) for op in ops)

    def count(self, kind: str) -> int:
        """How many records of a kind are here."""
        row = self.row(f"SELECT count(*) FROM {self.layout(kind).table}")  # noqa: S608
        return int(row[0]) if row else 0

    def conflicts(self) -> list[ConflictRow]:
        """Every unit in which different values stand side by side."""
        found = []
        for kind, record, unit in self.rows("SELECT kind, record, unit FROM conflict"):
            layout = self._layouts.get(kind)
            row = None if layout is None else self._row_of(layout, RecordId(record.hex()))
            if row is not None:
                heads = RecordState.load(row[2]).heads(unit, self.numbers)
                stream = self.numbers.stream_id(row[1])
                found.append(ConflictRow(kind, RecordId(record.hex()), unit, stream, heads))
        return found

    def conflict_count(self) -> int:
        """How many units are in conflict."""
        row = self.row("SELECT count(*) FROM conflict")
        return int(row[0]) if row else 0

    def history(self, kind: str, record: RecordId, unit: str) -> list[HistoryEntry]:
        """Every operation on one unit, earliest first; redacted ones without their value."""
        row = self._row_of(self.layout(kind), record)
        alive = set(RecordState.load(row[2]).units.get(unit, {})) if row else set()
        found = []
        for op, ms, counter, word, body in self.rows(
            "SELECT id, ms, counter, word, body FROM op WHERE record = ? AND kind = ?",
            id_bytes(record), kind,
        ):  # fmt: skip
            values, base, hidden = body_of(body)
            if unit not in values and unit not in base:
                continue
            device = self.numbers.device_id(op >> COUNTER_BITS)
            named: tuple[OpId, ...] = tuple(self.numbers.op_id(n) for n in base.get(unit, ()))
            entry = HistoryEntry(
                self.numbers.op_id(op), Stamp(ms, counter, device), word,
                values.get(unit), named, op in alive, unit in hidden,
            )  # fmt: skip
            found.append(entry)
        return sorted(found, key=lambda entry: entry.stamp)

    def _within(
        self, layout: Layout, field: str, low: int | str | None, high: int | str | None
    ) -> tuple[list[str], list[Any]]:
        column = f"c_{layout.column(field).name}"
        parts = [f"{column} IS NOT NULL"]
        values: list[Any] = []
        for bound, sign in ((low, ">="), (high, "<")):
            if bound is not None:
                parts.append(f"{column} {sign} ?")
                values.append(bound)
        return parts, values

    def _conflicts_in(self, layout: Layout, state: RecordState) -> dict[str, tuple[Head, ...]]:
        found = {}
        for unit in state.units:
            rule = layout.rule(unit)
            if rule is not None and state.is_in_conflict(unit, rule, self.numbers):
                found[unit] = state.heads(unit, self.numbers)
        return found

    def _row_of(self, layout: Layout, record: RecordId) -> Row | None:
        return self.row(
            f"SELECT id, stream, state FROM {layout.table} WHERE id = ?",  # noqa: S608
            id_bytes(record),
        )

    def _build(self, layout: Layout, row: Row) -> Any:
        fields = layout.field_values(shown_of(row[2], layout, self.numbers))
        return layout.build(RecordId(row[0].hex()), self.numbers.stream_id(row[1]), fields)

    def _condition(self, spec: FieldSpec, wanted: Any, parts: list[str], values: list[Any]) -> None:
        column = f"c_{spec.name}"
        if isinstance(wanted, dict):
            raise BugError("a condition is a value or a list of values")
        choices = [
            column_value(spec, item) for item in (wanted if isinstance(wanted, list) else [wanted])
        ]
        stated = [item for item in choices if item is not None]
        marks = ", ".join("?" for _ in stated)
        part = f"{column} IN ({marks})" if stated else ""
        if len(stated) < len(choices):
            part = f"({part} OR {column} IS NULL)" if part else f"{column} IS NULL"
        parts.append(part or "0")
        values.extend(stated)

    def _select(
        self, layout: Layout, parts: list[str], values: list[Any], order: str, limit: int | None
    ) -> list[Any]:
        sql = f"SELECT id, stream, state FROM {layout.table}"  # noqa: S608
        if parts:
            sql += " WHERE " + " AND ".join(parts)
        if order:
            name = layout.column(order.lstrip("-")).name
            sql += f" ORDER BY c_{name}{' DESC' if order.startswith('-') else ''}, id"
        else:
            sql += " ORDER BY id"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return [self._build(layout, row) for row in self.connection.execute(sql, values)]
