"""Small numbers that stand for long ids in rows: devices, streams, operations.

An operation is one integer, ``device number << 40 | operation counter``, so that the log of a
device lies together in the file and a new operation is appended at the end of its range.
"""

from __future__ import annotations

from typing import Any, Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, StreamId
from desktop.storage import driver
from desktop.storage.codec import id_bytes
from desktop.storage.driver import Connection

COUNTER_BITS: Final = 40
COUNTER_MASK: Final = (1 << COUNTER_BITS) - 1


class Numbers:
    """The numbers of one connection; new ones are given only inside a write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._devices: dict[DeviceId, int] = {}
        self._device_ids: dict[int, DeviceId] = {}
        self._streams: dict[StreamId, int] = {}
        self._stream_ids: dict[int, StreamId] = {}

    def forget(self) -> None:
        """Drop what was learnt in a transaction that failed."""
        for known in (self._devices, self._device_ids, self._streams, self._stream_ids):
            known.clear()

    def device_id(self, number: int) -> DeviceId:
        """The device with a number given out before."""
        found = self._device_ids.get(number)
        if found is None:
            data = self._one("SELECT id FROM device WHERE no = ?", number)
            found = self._device_ids[number] = DeviceId(data.hex())
        return found

    def find_device(self, device: DeviceId) -> int | None:
        """The number of *device*, or None if it never wrote anything here."""
        found = self._devices.get(device)
        if found is None:
            found = self._one("SELECT no FROM device WHERE id = ?", id_bytes(device))
            if found is not None:
                self._devices[device] = found
        return found

    def device(self, device: DeviceId) -> int:
        """The number of *device*, a new one if needed."""
        found = self._devices.get(device) or self.find_device(device)
        if found is None:
            found = int(
                self._one("INSERT INTO device(id) VALUES (?) RETURNING no", id_bytes(device))
            )
            self._devices[device] = found
        return found

    def stream_id(self, number: int) -> StreamId:
        """The stream with a number given out before."""
        found = self._stream_ids.get(number)
        if found is None:
            data = self._one("SELECT id FROM stream WHERE no = ?", number)
            found = self._stream_ids[number] = StreamId(data.hex())
        return found

    def find_stream(self, stream: StreamId) -> int | None:
        """The number of *stream*, or None if nothing of it is here."""
        found = self._streams.get(stream)
        if found is None:
            found = self._one("SELECT no FROM stream WHERE id = ?", id_bytes(stream))
            if found is not None:
                self._streams[stream] = found
        return found

    def stream(self, stream: StreamId) -> int:
        """The number of *stream*, a new one if needed."""
        found = self._streams.get(stream) or self.find_stream(stream)
        if found is None:
            found = int(
                self._one("INSERT INTO stream(id) VALUES (?) RETURNING no", id_bytes(stream))
            )
            self._streams[stream] = found
        return found

    def op(self, op: OpId) -> int:
        """The integer of an operation; its device gets a number if needed."""
        if not 0 < op.n <= COUNTER_MASK:
            raise KnownError(ErrorCode.INVALID_VALUE, counter=op.n)
        return self.device(op.device) << COUNTER_BITS | op.n

    def find_op(self, op: OpId) -> int | None:
        """The integer of an operation, or None if its device is not known here."""
        device = self.find_device(op.device)
        return None if device is None else device << COUNTER_BITS | op.n

    def op_id(self, number: int) -> OpId:
        """The operation of an integer."""
        return OpId(self.device_id(number >> COUNTER_BITS), number & COUNTER_MASK)

    def _one(self, sql: str, value: int | bytes) -> Any:
        rows = driver.rows(self._connection, sql, (value,))
        return rows[0][0] if rows else None
