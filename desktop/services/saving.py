"""Saving: one transaction on the writer thread, timed, with the initiator passed on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from desktop.domain.changes import RecordEdit
from desktop.services.views import Saved
from desktop.storage.store import Store, Writer


def save_edits(
    store: Store,
    edits: Sequence[RecordEdit],
    initiator: object | None,
    also: Callable[[Writer], object] | None = None,
) -> Saved:
    """Commit *edits* durably and return; *also* runs in the same transaction.

    Raises KnownError of the store (disk full, busy, ...); then nothing was written.
    """

    def work(writer: Writer) -> None:
        writer.initiator = initiator
        writer.save(edits)
        if also is not None:
            also(writer)

    started = time.perf_counter()
    store.write(work).result()
    records = tuple(dict.fromkeys(edit.record for edit in edits))
    return Saved(records, time.perf_counter() - started)
