"""What the workers of the kill tests do until they are killed.

Each opens a store as the program does and reports a line when, and only when, something is
confirmed: the future of the write has its result, or the service has returned.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.changes import Operation, RecordEdit
from desktop.domain.clock import Stamp
from desktop.domain.ids import (
    DeviceId,
    OpId,
    RecordId,
    StreamId,
    new_record_id,
    new_stream_id,
)
from desktop.forms import importer
from desktop.services.form_service import FormService
from desktop.storage.drafts import Draft
from desktop.storage.store import Store, Writer
from desktop.sync.client import AgencyClient
from desktop.sync.engine import SyncEngine
from desktop.sync.keyring import Keyring
from desktop.sync.transport import HttpTransport
from tests.support.agency_server import wall_ms
from tests.support.own_forms import take_in

assert importer  # loaded before the fork

MARKER = "Gurkenkaiser"
COLLEAGUE = DeviceId("b" * 32)
BATCH = 40


def report(words: str) -> None:
    """Tell the tests, in one piece."""
    os.write(1, f"{words}\n".encode())


def save(directory: str, key: str, store_id: str) -> None:
    """Save visits with a note each, keep drafts, hear from a colleague, search, empty the log."""
    store = Store.open(Path(directory), bytes.fromhex(key), store_id=store_id)
    stream, heard = new_stream_id(), store.read().devices_heard().get(COLLEAGUE, 0)
    for at in itertools.count():
        visit = new_record_id()
        keep_draft(store, visit)
        edits = visit_and_note(stream, visit)
        store.write(lambda writer, edits=edits: writer.save(edits)).result()  # type: ignore[misc]
        report(visit)
        if at % 3 == 0:
            store.read().search(MARKER)
        if at % 4 == 0:
            operations = foreign(heard + at * BATCH)
            store.write(lambda writer, ops=operations: writer.apply(ops, 0)).result()  # type: ignore[misc]


def confirm_too_early(directory: str, key: str, store_id: str) -> None:
    """The control: reports visits before they are durable, which the program never does."""
    store = Store.open(Path(directory), bytes.fromhex(key), store_id=store_id)
    stream = new_stream_id()
    while True:
        visit = new_record_id()
        edits = visit_and_note(stream, visit)
        saving = store.write(lambda writer, edits=edits: writer.save(edits))  # type: ignore[misc]
        report(visit)
        saving.result()


def import_records(directory: str, key: str, store_id: str) -> None:
    """Take in batches of records, a transaction each; reports ``stream`` of a whole batch."""
    store = Store.open(Path(directory), bytes.fromhex(key), store_id=store_id)
    while True:
        stream = new_stream_id()
        edits = [e for _ in range(BATCH // 2) for e in visit_and_note(stream, new_record_id())]

        def work(writer: Writer, stream: StreamId = stream, edits: Any = edits) -> None:
            writer.put_stream(stream, "00" * 16, "case")
            writer.save(edits)

        store.write(work).result()
        report(stream)


def import_forms(directory: str, key: str, store_id: str, folder: str) -> None:
    """Read in the forms of a folder, each again and again under new ids; reports form ids."""
    store = Store.open(Path(directory), bytes.fromhex(key), store_id=store_id)
    forms = FormService(store)
    template = (Path(folder) / "form.xml").read_text("utf-8")
    for _ in itertools.count():
        form = f"form_{new_record_id()}"
        path = Path(folder) / "own.xml"
        path.write_text(template.replace("FORM_ID", form), "utf-8")
        take_in(forms, path)
        report(form)


def sync(directory: str, key: str, store_id: str, url: str, stream: str) -> None:
    """Save a note and exchange, over and over, with the server at *url*; reports note ids."""
    store = Store.open(Path(directory), bytes.fromhex(key), store_id=store_id)
    keyring = Keyring.load(store.read())
    client = AgencyClient(HttpTransport(url), keyring.device_keys, keyring.state.agency)
    engine = SyncEngine(store, now=wall_ms)
    while True:
        note = new_record_id()
        edit = RecordEdit(StreamId(stream), "note", note, {"text": f"{MARKER} {note}"})
        store.write(lambda writer, edit=edit: writer.save([edit])).result()  # type: ignore[misc]
        report(note)
        engine.round(client, lambda *_: None, lambda: False)


def update(directory: str, key: str, store_id: str) -> None:
    """Open a store of an older program, which brings it up to date; reports that once."""
    store = Store.open(Path(directory), bytes.fromhex(key), store_id=store_id)
    report("up to date")
    store.close()


JOBS: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (save, confirm_too_early, import_records, import_forms, sync, update)
}


def visit_and_note(stream: StreamId, visit: RecordId) -> list[RecordEdit]:
    """A visit and its note, both with the same text."""
    text = f"{MARKER} {visit}"
    return [
        RecordEdit(stream, "visit", visit, {"state": "recorded", "reason": text}),
        RecordEdit(stream, "note", new_record_id(), {"visit": visit, "text": text}),
    ]


def keep_draft(store: Store, visit: RecordId) -> None:
    """A form begun: written before the visit it becomes."""
    kept = Draft(
        id=visit, case=None, visit=None, form_id="f2", form_version="1",
        worker_language="de", client_language="ar", answers={"/data/x": MARKER},
    )  # fmt: skip
    store.write(lambda writer: writer.save_draft(kept)).result()


def foreign(start: int) -> list[Operation]:
    """What a colleague wrote."""
    stream = new_stream_id()
    return [
        Operation(
            OpId(COLLEAGUE, start + n), Stamp(start + n, 0, COLLEAGUE), stream, "set",
            "person", new_record_id(), {"family_name": f"{MARKER} {n}"},
        )
        for n in range(1, BATCH + 1)
    ]  # fmt: skip
