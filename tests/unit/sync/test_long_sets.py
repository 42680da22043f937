"""A month offline: one set of many operations, applied in steps (protocol section 6)."""

from __future__ import annotations

from desktop.domain.changes import Changes, RecordEdit
from desktop.domain.ids import RecordId
from desktop.sync.applying import MAX_OPERATIONS
from tests.support.agency import until_quiet
from tests.unit.sync.conftest import Office

NOTES = 450


def test_a_long_set_is_applied_in_steps_and_counts_as_seen(office: Office) -> None:
    notes = [RecordId(f"{n:032x}") for n in range(1, NOTES + 1)]
    office.a.save([RecordEdit(office.stream, "note", note, {"text": "Termin"}) for note in notes])
    office.a.sync(office.server)
    steps: list[int] = []

    def committed(changes: Changes, initiator: object | None) -> None:
        if initiator is office.b.engine and changes.records:
            steps.append(len(changes.records))

    leave = office.b.store.subscribe(committed)
    office.b.sync(office.server)
    leave()
    assert sum(steps) == NOTES
    assert max(steps) <= MAX_OPERATIONS

    third = office.agency.workers[2]
    third.sync(office.server)
    third.edit("person", office.person, email="c@example.org")
    until_quiet([office.a, office.b, third], office.server)
    observer = {third.keys.device_id}
    for worker in (office.a, office.b):
        delivery = worker.store.read().delivery([notes[0], notes[-1]])
        assert [observer <= seen for _, seen in delivery.values()] == [True, True]
    assert office.a.store.read().delivery(notes[:1])[notes[0]][0] == "server"
