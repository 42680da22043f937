"""A program that saves visits, searches, notes its age and copies its log into the store.

Arguments: directory, store key (hex), how many saves, FULL or NORMAL. Each confirmed save is one
line on standard output, the visit's id, written in one piece: where that stands among the writes
to the disk is where the person was told that the visit is safe. NORMAL is the control: a program
whose commits are not synced, which the product never is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.crypto import keyfile
from desktop.domain.changes import RecordEdit
from desktop.domain.ids import RecordId, StreamId, new_stream_id
from desktop.storage.store import Store

STORE_ID = "0192f3a4" * 4
MARKER = "Gurkenkaiser"


def main() -> None:
    """Save as often as was asked, in two sittings."""
    directory, key, saves, level = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), *sys.argv[3:]
    half = int(saves) // 2
    sit(directory, key, range(half), level)
    sit(directory, key, range(half, int(saves)), level)


def sit(directory: Path, key: bytes, numbers: range, level: str) -> None:
    """Open the store, save, and close it."""
    store = Store.open(directory, key, store_id=STORE_ID)
    if level != "FULL":
        weaken(store, level)
    stream = new_stream_id()
    for at in numbers:
        visit = RecordId(f"{at + 1:032x}")
        store.write(lambda writer, v=visit: writer.save(edits(stream, v))).result()  # type: ignore[misc]
        os.write(1, f"{visit}\n".encode())
        if at % 20 == 19:
            store.read().search(MARKER)
        if at % 50 == 49:
            keyfile.update_min_sequence(directory, key, store.sequence)
    store.close()


def edits(stream: StreamId, visit: RecordId) -> list[RecordEdit]:
    """A visit and its note, both with the same text."""
    text = f"{MARKER} {visit}"
    note = RecordId(f"f{visit[1:]}")
    return [
        RecordEdit(stream, "visit", visit, {"state": "recorded", "reason": text}),
        RecordEdit(stream, "note", note, {"visit": visit, "text": text}),
    ]


def weaken(store: Store, level: str) -> None:
    """Take the syncs away from the writer's connection, which no door of the store allows."""
    execute = store._connection.execute
    store._executor.submit(lambda: execute(f"PRAGMA synchronous={level}").fetchall()).result()


if __name__ == "__main__":
    main()
