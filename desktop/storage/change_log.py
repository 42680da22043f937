"""The log of operations: rows <-> ``domain.changes.Operation``.

The body of a row is ``[{unit: value}, {unit: [operation number...]}, [redacted unit...]]``,
squeezed if it is long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.storage.bulk import Insert
from desktop.storage.codec import id_bytes, pack, unpack
from desktop.storage.numbers import COUNTER_BITS, COUNTER_MASK, Numbers
from desktop.storage.session import Session
from desktop.storage.squeezed import squeeze, unsqueeze

COLUMNS = "id, ms, counter, stream, word, kind, record, body"
BODY: Final = 7
"""Place of the body in a row."""
_INSERT = Insert("op", [*COLUMNS.split(", "), "unsent", "set_n"])
_CHUNK = 200

Body = tuple[dict[str, Value], dict[str, list[int]], Sequence[str]]


def body_of(data: bytes) -> Body:
    """Values, bases (operation numbers) and redacted units of a row."""
    values, base, *rest = unpack(unsqueeze(data))
    return values, base, rest[0] if rest else ()


def pack_body(
    values: Mapping[str, Value], base: Mapping[str, Sequence[int]], hidden: Sequence[str] = ()
) -> bytes:
    """The body of a row."""
    return squeeze(pack((values, base, hidden) if hidden else (values, base)), values)


def log_row(
    operation: Operation, number: int, numbers: Numbers, *, own: bool, set_n: int | None = None
) -> tuple[Any, ...]:
    """The row of an operation; bases get numbers. *set_n*: the author's set it came in."""
    base = {unit: [numbers.op(op) for op in named] for unit, named in operation.base.items()}
    return (
        number, operation.stamp.ms, operation.stamp.counter, numbers.stream(operation.stream),
        operation.op, operation.kind, id_bytes(operation.record),
        pack_body(operation.values, base), 1 if own else None, set_n,
    )  # fmt: skip


class LogReads(Session):
    """Reads of the change log."""

    def operation(self, row: Sequence[Any]) -> Operation:
        """The operation of a row with the columns ``COLUMNS``."""
        number, ms, counter, stream, word, kind, record, body = row
        numbers = self.numbers
        values, base, _ = body_of(body)
        device = numbers.device_id(number >> COUNTER_BITS)
        return Operation(
            OpId(device, number & COUNTER_MASK), Stamp(ms, counter, device),
            numbers.stream_id(stream), word, kind, RecordId(record.hex()), values,
            {unit: tuple(map(numbers.op_id, named)) for unit, named in base.items()},
        )  # fmt: skip

    def unsealed(self, stream: StreamId, limit: int = 1000) -> list[Operation]:
        """Operations of this device in a stream that are in no sealed set yet, as saved."""
        number, own = self.numbers.find_stream(stream), self.numbers.find_device(self.device)
        found = self.rows(
            f"SELECT {COLUMNS} FROM op WHERE unsent = 1 AND stream = ? AND id >> 40 = ?"  # noqa: S608
            " ORDER BY id LIMIT ?",
            number, own, limit,
        )  # fmt: skip
        return [self._to_send(row) for row in found]

    def _to_send(self, row: Sequence[Any]) -> Operation:
        """The operation of a row without what was redacted in it since it was first sent."""
        operation, hidden = self.operation(row), body_of(row[-1])[2]
        if not hidden:
            return operation
        kept = {unit: value for unit, value in operation.values.items() if unit not in hidden}
        return replace(operation, values=kept)

    def streams_with_unsealed(self) -> list[StreamId]:
        """The streams that have such operations, and none that a former device has left."""
        own = self.numbers.find_device(self.device)
        found = self.rows(
            "SELECT stream FROM op WHERE unsent = 1 GROUP BY stream HAVING min(id >> 40 = ?)", own
        )
        return [self.numbers.stream_id(row[0]) for row in found]

    def operations(self, stream: StreamId) -> list[Operation]:
        """Everything known of a stream, sorted by id: for export and comparison."""
        number = self.numbers.find_stream(stream)
        found = self.rows(
            f"SELECT {COLUMNS} FROM op WHERE stream = ?",  # noqa: S608
            number,
        )
        return sorted(map(self.operation, found), key=lambda operation: operation.id)

    def devices_heard(self) -> dict[DeviceId, int]:
        """Every device with operations here and the time (ms) of its last one."""
        found: dict[DeviceId, int] = {}
        for number, identifier in self.rows("SELECT no, id FROM device"):
            row = self.row(
                "SELECT ms FROM op WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
                number << COUNTER_BITS, number << COUNTER_BITS | COUNTER_MASK,
            )  # fmt: skip
            if row is not None:
                found[DeviceId(identifier.hex())] = row[0]
        return found

    def last_own(self) -> tuple[int, int, int]:
        """Counter, milliseconds and clock counter of this device's last operation, or zeros."""
        number = self.numbers.find_device(self.device)
        if number is None:
            return 0, 0, 0
        row = self.row(
            "SELECT id, ms, counter FROM op WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
            number << COUNTER_BITS, number << COUNTER_BITS | COUNTER_MASK,
        )  # fmt: skip
        return (row[0] & COUNTER_MASK, row[1], row[2]) if row else (0, 0, 0)

    def erased_late(self, erasure: RecordId) -> int:
        """How many own operations an erasure took away that were written after it, here, where
        nobody knew of it yet."""
        sql = "SELECT total(late) FROM erased WHERE erasure = ?"
        row = self.row(sql, bytes.fromhex(erasure))
        return int(row[0]) if row else 0

    def known_operations(self, numbers: Iterable[int]) -> set[int]:
        """Which of these operation numbers stand in the log."""
        wanted = list(numbers)
        found: set[int] = set()
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            sql = f"SELECT id FROM op WHERE id IN ({marks})"  # noqa: S608
            found.update(row[0] for row in self.connection.execute(sql, part))
        return found

    def insert_operations(self, rows: Iterable[Sequence[Any]]) -> None:
        """Append to the log (writer only)."""
        _INSERT.run(self.connection, rows)
