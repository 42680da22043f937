"""Saving: one transaction on the writer thread, timed, with the initiator passed on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.domain.changes import RecordEdit
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, RecordId
from desktop.services.views import Saved
from desktop.storage.store import Store, Writer


@dataclass(frozen=True, slots=True)
class Unit:
    """One merge unit of one record."""

    kind: str
    record: RecordId
    unit: str


def save_edits(
    store: Store,
    edits: Sequence[RecordEdit],
    initiator: object | None,
    also: Callable[[Writer], object] | None = None,
    *,
    watched: Unit | None = None,
    expected: tuple[OpId, ...] | None = None,
) -> Saved:
    """Commit *edits* durably and return; *also* runs in the same transaction.

    ``Saved.heads`` are those of *watched* after the save. With *expected* nothing is written
    unless these are its heads now: KnownError(CHANGED_MEANWHILE). Raises KnownError of the
    store (disk full, busy, ...); then nothing was written either.
    """

    def work(writer: Writer) -> tuple[OpId, ...]:
        writer.initiator = initiator
        if watched is not None and expected is not None and _heads(writer, watched) != expected:
            raise KnownError(ErrorCode.CHANGED_MEANWHILE, kind=watched.kind, field=watched.unit)
        writer.save(edits)
        if also is not None:
            also(writer)
        return _heads(writer, watched) if watched is not None else ()

    started = time.perf_counter()
    heads = store.write(work).result()
    records = tuple(dict.fromkeys(edit.record for edit in edits))
    return Saved(records, time.perf_counter() - started, heads)


def _heads(writer: Writer, unit: Unit) -> tuple[OpId, ...]:
    heads = writer.heads(unit.kind, unit.record).get(unit.unit, ())
    return tuple(sorted(head.op for head in heads))
