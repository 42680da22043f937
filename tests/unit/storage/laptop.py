"""A worker's laptop in tests: a store in a folder and a clock that moves when told."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.domain.changes import Changes, Operation, RecordEdit, Value
from desktop.domain.errors import ErrorCode
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.register import Head
from desktop.storage import head_file
from desktop.storage.store import Store

CASE_STREAM = new_stream_id()


class Laptop:
    """Attributes: ``store``, ``key``, ``directory``, ``now_ms`` (its clock, set by tests)."""

    def __init__(self, directory: Path, start_ms: int = 1_763_942_400_000) -> None:
        self.directory = directory
        self.now_ms = start_ms
        self.key = os.urandom(32)
        self.store = Store.create(
            directory, self.key, store_id=directory.name,
            device=DeviceId(os.urandom(16).hex()), now=self._now,
        )  # fmt: skip

    def reopen(self, min_sequence: int = 0, accept: Sequence[ErrorCode] = ()) -> None:
        """Close the store and open it again."""
        self.store.close()
        self.store = Store.open(
            self.directory, self.key, store_id=self.directory.name,
            min_sequence=min_sequence, now=self._now, accept=accept,
        )  # fmt: skip

    def save(
        self, kind: str, record: RecordId, values: dict[str, Value],
        base: dict[str, tuple[OpId, ...]] | None = None, *, op: str = "set",
        stream: StreamId = CASE_STREAM,
    ) -> Changes:  # fmt: skip
        """Save one record; *base* is empty for a new one."""
        edit = RecordEdit(stream, kind, record, values, base or {}, op)
        return self.store.write(lambda writer: writer.save([edit])).result()

    def edit(self, kind: str, record: RecordId, values: dict[str, Value]) -> Changes:
        """Open the editor, change *values*, save: with the bases the editor shows."""
        bases = self.bases(kind, record)
        return self.save(kind, record, values, {unit: bases.get(unit, ()) for unit in values})

    def bases(self, kind: str, record: RecordId) -> dict[str, tuple[OpId, ...]]:
        """What an editor that opens now names as replaced."""
        view = self.store.read().edit_view(kind, record)
        assert view is not None
        return dict(view.bases)

    def person(self, **values: Value) -> RecordId:
        """A new person."""
        record = new_record_id(self.now_ms)
        self.save("person", record, dict(values) or {"family_name": "Haddad"})
        return record

    def get(self, kind: str, record: RecordId) -> Any:
        """The record as shown."""
        return self.store.read().get(kind, record)

    def heads(self, kind: str, record: RecordId, unit: str) -> tuple[Head, ...]:
        """The heads of one unit."""
        return self.store.read().heads(kind, record).get(unit, ())

    def log(self, stream: StreamId = CASE_STREAM) -> list[Operation]:
        """All operations known."""
        return self.store.read().operations(stream)

    def receive(self, operations: Sequence[Operation]) -> Changes:
        """Apply what another laptop wrote."""
        return self.store.write(lambda writer: writer.apply(operations, self.now_ms)).result()

    def _now(self) -> int:
        return self.now_ms


def exchange(*laptops: Laptop, stream: StreamId = CASE_STREAM) -> None:
    """Everybody gets everything, as after a complete sync."""
    everything = [laptop.log(stream) for laptop in laptops]
    for laptop in laptops:
        for operations in everything:
            laptop.receive(operations)


def snapshot(laptop: Laptop, kind: str, record: RecordId) -> Any:
    """What must be equal on all laptops: the record as shown and all heads."""
    heads = laptop.store.read().heads(kind, record)
    return laptop.get(kind, record), {unit: found for unit, found in heads.items() if found}


def forget_head(directory: Path) -> None:
    """Let a store that a test has changed by hand pass for one that was closed like this."""
    (directory / head_file.HEAD_NAME).unlink(missing_ok=True)
