"""A colleague's newer app sends words and kinds we do not know: kept, never dropped, no alarm."""

from __future__ import annotations

from desktop.domain.changes import Operation
from desktop.domain.clock import Stamp
from desktop.domain.ids import OpId, RecordId
from desktop.sync.envelope import Place, seal_all
from desktop.sync.keyring import Keyring
from tests.unit.sync.conftest import Office


def test_what_is_unknown_waits_beside_what_is_known(office: Office) -> None:
    newer = office.agency.workers[2]
    device, now = newer.keys.device_id, newer.now()
    made = [
        ("set", "note", {"text": "Neue Wohnung", "mood": "good"}),
        ("set", "balloon", {"colour": "red"}),
        ("blend", "person", {"phone": "0176 7"}),
    ]
    operations = [
        Operation(
            OpId(device, n), Stamp(now, n, device), office.stream, word, kind,
            RecordId(f"{n:032x}"), values,
        )
        for n, (word, kind, values) in enumerate(made, start=1)
    ]  # fmt: skip
    keyring = Keyring.load(newer.store.read())
    place = keyring.place(office.stream, newer.circle)
    assert isinstance(place, Place)
    (new,) = seal_all(
        operations, place, device=device, signing_key=keyring.signing_key,
        tip=None, seen={}, app="9.0",
    )  # fmt: skip
    client = newer.client(office.server)
    assert client.push([new.sealed]).results[0].state == "stored"

    report = office.b.sync(office.server)
    assert (report.parked, report.operations_down) == ((), 3)
    reader = office.b.store.read()
    assert [head.value for head in reader.heads("note", RecordId(f"{1:032x}"))["text"]] == [
        "Neue Wohnung"
    ]
    kept = {op.id: op for op in reader.operations(office.stream) if op.id.device == device}
    assert kept == {op.id: op for op in operations}
