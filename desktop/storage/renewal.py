"""A restored or copied store becomes a new device: what the old one had not sent, and its name.

What the old device saved and nobody has acknowledged may still have reached the server, after
this copy of the store was made. So those operations keep their names until their stream has been
read to its end; what came from there counts as sent, the rest takes the new device's name and
goes out once. Two operations with one name never meet: one that arrives in the place of another
drives it to a new name first.

Kept in ``meta``: ``left`` (numbers of former devices with such operations), ``renamed`` (pairs
of operation numbers, for forms that were open meanwhile), ``sealed_base`` (sets of former devices,
so that a store never seems to go back).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.domain.changes import Changes, Operation, RecordEdit
from desktop.domain.clock import Clock
from desktop.domain.ids import DeviceId, OpId, StreamId
from desktop.storage.change_log import COLUMNS, body_of, pack_body
from desktop.storage.codec import pack, unpack
from desktop.storage.guard import FLOOR
from desktop.storage.merge import Merging
from desktop.storage.numbers import COUNTER_BITS
from desktop.storage.record_state import RecordState
from desktop.storage.session import Session

LEFT, RENAMED, SEALED_BASE = "left", "renamed", "sealed_base"


class RenewalReads(Session):
    """What a former device has left behind."""

    def left_behind(self) -> frozenset[StreamId]:
        """Streams with unsent operations of a former device: they are read before anything of
        them is sealed."""
        own = self.numbers.find_device(self.device)
        if not self._left():
            return frozenset()
        rows = self.rows("SELECT DISTINCT stream FROM op WHERE unsent = 1 AND id >> 40 <> ?", own)
        return frozenset(self.numbers.stream_id(row[0]) for row in rows)

    def sealed_base(self) -> int:
        """How many sets former devices had sealed in this store."""
        row = self.row("SELECT value FROM meta WHERE name = ?", SEALED_BASE)
        return int(unpack(row[0])) if row else 0

    def _left(self) -> frozenset[int]:
        row = self.row("SELECT value FROM meta WHERE name = ?", LEFT)
        return frozenset(unpack(row[0])) if row else frozenset()

    def _renamed(self) -> dict[int, int]:
        row = self.row("SELECT value FROM meta WHERE name = ?", RENAMED)
        return dict(unpack(row[0])) if row else {}


class Renewal(Merging, RenewalReads):
    """Writer side."""

    clock: Clock
    clock_moved: bool
    op_counter: int
    changes: Changes

    def leave_device(self, device: DeviceId, least_sequence: int) -> None:
        """From the next transaction on this store is *device*, which has written nothing yet.

        Sets without a receipt are opened again. The store's sequence goes on, from
        *least_sequence* if that is more.
        """
        old = self.numbers.device(self.device)
        execute = self.connection.execute
        self._count_acknowledged()
        execute("UPDATE op SET unsent = 1, set_n = NULL WHERE unsent = 2")
        # Where a receipt may have got lost, only reading the stream again can tell.
        execute(
            "UPDATE stream SET cursor = 0 WHERE no IN (SELECT stream FROM sealed WHERE seq IS NULL)"
        )
        execute("DELETE FROM tip WHERE device = ?", (old,))
        execute(
            "INSERT INTO tip SELECT stream, ?, n, set_id FROM sealed AS own WHERE seq IS NOT NULL"
            " AND n = (SELECT max(n) FROM sealed WHERE stream = own.stream AND seq IS NOT NULL)",
            (old,),
        )
        sealed = execute("DELETE FROM sealed").rowcount + self.sealed_base()
        self._keep("device", self.numbers.device(device))
        self._keep(SEALED_BASE, sealed)
        self._keep(FLOOR, max(self.op_counter, least_sequence - sealed))
        self._keep(LEFT, sorted(self._left() | {old}))
        self.clock_moved = True
        self.changes |= Changes(outbox=True, roster=True)

    def _count_acknowledged(self) -> None:
        """A receipt for a set is one for all sets before it: the server takes them in order."""
        rows = self.rows("SELECT stream, max(n) FROM sealed WHERE seq IS NOT NULL GROUP BY stream")
        self.connection.executemany(
            "UPDATE op SET unsent = NULL WHERE unsent = 2 AND stream = ? AND set_n <= ?", rows
        )

    def settle(self, operations: Sequence[Operation], sets: Sequence[int]) -> None:
        """What a former device had sent after all, *operations* of the server show; to be
        called before they are merged."""
        left = self._left()
        if not left:
            return
        columns = f"SELECT {COLUMNS} FROM op WHERE id = ? AND unsent = 1"  # noqa: S608
        strangers = []
        for index, operation in enumerate(operations):
            number = self.numbers.find_op(operation.id)
            if number is None or number >> COUNTER_BITS not in left:
                continue
            row = self.row(columns, number)
            if row is None:
                continue
            if _is_same(self.operation(row), operation):
                set_n = sets[index] if sets else None
                sql = "UPDATE op SET unsent = NULL, set_n = ? WHERE id = ?"
                self.connection.execute(sql, (set_n, number))
                self.changes |= Changes(
                    frozenset({(operation.kind, operation.record)}), outbox=True
                )
            else:
                strangers.append(number)
        self._rename(strangers)

    def carry_over(self, streams: Iterable[StreamId]) -> int:
        """Give unsent operations of former devices in *streams*, which have been read to their
        end, to this device; returns how many there were."""
        own, wanted = self.numbers.device(self.device), []
        sql = "SELECT id FROM op WHERE unsent = 1 AND stream = ? AND id >> 40 <> ? ORDER BY id"
        for stream in streams:
            wanted += [row[0] for row in self.rows(sql, self.numbers.find_stream(stream), own)]
        self._rename(wanted)
        rest = self.row("SELECT 1 FROM op WHERE unsent = 1 AND id >> 40 <> ? LIMIT 1", own)
        if rest is None:
            self.connection.execute("DELETE FROM meta WHERE name = ?", (LEFT,))
        return len(wanted)

    def under_new_names(self, edit: RecordEdit) -> RecordEdit:
        """What an editor, opened before a device was left, named as replaced, as it is called
        today."""
        renamed = self._renamed() if edit.base else {}
        if not renamed:
            return edit
        base = {
            unit: tuple(self._new_name(op, renamed) for op in named)
            for unit, named in edit.base.items()
        }
        return replace(edit, base=base)

    def _new_name(self, op: OpId, renamed: Mapping[int, int]) -> OpId:
        number = self.numbers.find_op(op)
        new = None if number is None else renamed.get(number)
        return op if new is None else self.numbers.op_id(new)

    def _rename(self, wanted: Sequence[int]) -> None:
        if not wanted:
            return
        prefix = self.numbers.device(self.device) << COUNTER_BITS
        names: dict[int, int] = {}
        for number in wanted:
            self.op_counter += 1
            names[number] = prefix | self.op_counter
        pairs = [(new, old) for old, new in names.items()]
        records = {self._place_of(number) for number in wanted}
        for table, column in (("op", "id"), ("pending", "op"), ("redaction", "op")):
            sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608
            self.connection.executemany(sql, pairs)
        for kind, record in records:
            self._rename_bases(record, names)
            if kind in self._layouts:
                self._rename_heads(kind, record, names)
        self._rename_in_drafts(names)
        self._keep(RENAMED, sorted({**self._renamed(), **names}.items()))
        self.clock_moved = True
        self.changes |= Changes(outbox=True)

    def _place_of(self, number: int) -> tuple[str, bytes]:
        row = self.row("SELECT kind, record FROM op WHERE id = ?", number)
        assert row is not None
        return row[0], row[1]

    def _rename_bases(self, record: bytes, names: Mapping[int, int]) -> None:
        for number, body in self.rows("SELECT id, body FROM op WHERE record = ?", record):
            values, base, hidden = body_of(body)
            if any(op in names for named in base.values() for op in named):
                fresh = {unit: [names.get(op, op) for op in named] for unit, named in base.items()}
                body = pack_body(values, fresh, hidden)
                self.connection.execute("UPDATE op SET body = ? WHERE id = ?", (body, number))

    def _rename_heads(self, kind: str, record: bytes, names: Mapping[int, int]) -> None:
        table = self._layouts[kind].table
        row = self.row(f"SELECT state FROM {table} WHERE id = ?", record)  # noqa: S608
        if row is None:
            return
        state = RecordState.load(row[0])
        state.units = {
            unit: {names.get(op, op): content for op, content in heads.items()}
            for unit, heads in state.units.items()
        }
        state.awaited = {
            unit: {names.get(op, op) for op in awaited} for unit, awaited in state.awaited.items()
        }
        sql = f"UPDATE {table} SET state = ? WHERE id = ?"  # noqa: S608
        self.connection.execute(sql, (state.dump(), record))

    def _rename_in_drafts(self, names: Mapping[int, int]) -> None:
        for identifier, data in self.rows("SELECT id, body FROM draft"):
            body: dict[str, Any] = unpack(data)
            bases = body["bases"]
            fresh = {
                unit: [self._new_pair(pair, names) for pair in named]
                for unit, named in bases.items()
            }
            if fresh != bases:
                sql = "UPDATE draft SET body = ? WHERE id = ?"
                self.connection.execute(sql, (pack({**body, "bases": fresh}), identifier))

    def _new_pair(self, pair: Sequence[Any], names: Mapping[int, int]) -> list[Any]:
        number = self.numbers.find_op(OpId(DeviceId(pair[0]), pair[1]))
        if number is None or number not in names:
            return list(pair)
        new = self.numbers.op_id(names[number])
        return [new.device, new.n]

    def _keep(self, name: str, value: Any) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, pack(value)))


def _is_same(ours: Operation, theirs: Operation) -> bool:
    """Two operations of one device with one counter and one stamp are one; values may have been
    taken out of ours by an erasure."""
    return (ours.stamp, ours.stream, ours.op, ours.kind, ours.record) == (
        theirs.stamp, theirs.stream, theirs.op, theirs.kind, theirs.record,
    )  # fmt: skip
