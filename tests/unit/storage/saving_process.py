"""Child process of the kill and leak tests: saves visits until it is killed.

Arguments: directory, key (hex), marker. Prints one line per acknowledged save: the visit's id
and the value of its note. Between the saves it searches, keeps drafts and applies changes of a
colleague, so that a kill may hit any of them.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from desktop.domain.changes import Operation, RecordEdit
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId, new_record_id, new_stream_id
from desktop.storage.drafts import Draft
from desktop.storage.store import Store

COLLEAGUE = DeviceId("b" * 32)


def main() -> None:
    """Run until the end of the world."""
    directory, key, marker = sys.argv[1:]
    store = Store.open(Path(directory), bytes.fromhex(key), store_id="anna")
    stream = new_stream_id()
    heard = store.read().devices_heard().get(COLLEAGUE, 0)
    for at in itertools.count():
        visit, note = new_record_id(), new_record_id()
        text = f"{marker} {visit}"
        edits = [
            RecordEdit(stream, "visit", visit, {"state": "recorded", "reason": text}),
            RecordEdit(stream, "note", note, {"visit": visit, "text": text}),
        ]
        _keep_draft(store, text)
        store.write(lambda writer, edits=edits: writer.save(edits)).result()  # type: ignore[misc]
        print(visit, flush=True)
        if at % 5 == 0:
            store.read().search(marker)
        if at % 3 == 0:
            operations = _foreign(heard + at * 1000, marker)
            store.write(lambda writer, ops=operations: writer.apply(ops, 0)).result()  # type: ignore[misc]


def _keep_draft(store: Store, text: str) -> None:
    kept = Draft(
        id=new_record_id(), case=None, visit=None, form_id="f2", form_version="1",
        worker_language="de", client_language="ar", answers={"/data/x": text},
    )  # fmt: skip
    store.write(lambda writer: writer.save_draft(kept)).result()


def _foreign(start: int, marker: str) -> list[Operation]:
    stream = new_stream_id()
    return [
        Operation(
            OpId(COLLEAGUE, start + n + 1), Stamp(start + n + 1, 0, COLLEAGUE), stream, "set",
            "note", new_record_id(), {"text": f"{marker} {n}"},
        )
        for n in range(30)
    ]  # fmt: skip


if __name__ == "__main__":
    main()
