"""From saved to seen: what is only here, on the server, and with colleagues."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from desktop.domain.errors import BugError
from desktop.domain.ids import DeviceId, RecordId, new_record_id, new_stream_id
from desktop.storage.rows import SealedRow, StreamRow
from desktop.storage.store import Writer
from tests.unit.storage.conftest import NewLaptop
from tests.unit.storage.laptop import CASE_STREAM, Laptop

T = TypeVar("T")


def write(laptop: Laptop, work: Callable[[Writer], T]) -> T:
    return laptop.store.write(work).result()


def seal(laptop: Laptop, n: int = 1) -> SealedRow:
    """Seal everything unsealed of the case into set *n*."""
    prev = None if n == 1 else bytes([n - 1]) * 32
    sealed = SealedRow(bytes([n]) * 32, CASE_STREAM, n, prev, b"head", b"body")

    def work(writer: Writer) -> None:
        writer.store_sealed(sealed, [op.id for op in writer.unsealed(CASE_STREAM)])

    write(laptop, work)
    return sealed


def where(laptop: Laptop, record: RecordId) -> tuple[str, frozenset[DeviceId]]:
    return laptop.store.read().delivery([record])[record]


def test_a_visit_travels_from_here_to_the_server_to_a_colleague(
    laptop: Laptop, new_laptop: NewLaptop
) -> None:
    berta = new_laptop("berta")
    person = laptop.person()
    reader = laptop.store.read()
    assert reader.streams_with_unsealed() == [CASE_STREAM]
    assert reader.unsent_records() == [("person", person, laptop.now_ms, "here")]
    assert where(laptop, person) == ("here", frozenset())

    sealed = seal(laptop)
    assert reader.unsealed(CASE_STREAM) == []
    assert reader.unacknowledged() == [sealed]
    assert reader.own_tip(CASE_STREAM) == (1, sealed.set_id)
    assert reader.unsent_records() == [("person", person, laptop.now_ms, "underway")]
    assert reader.unsent_count() == 1
    assert where(laptop, person) == ("here", frozenset())

    write(laptop, lambda writer: writer.mark_stored(sealed.set_id, 12, b"receipt"))
    assert reader.unacknowledged() == []
    assert reader.unsent_records() == []
    assert reader.unsent_count() == 0
    assert where(laptop, person) == ("server", frozenset())
    stored = reader.sealed_set(CASE_STREAM, 1)
    assert stored is not None
    assert stored.seq == 12

    seen = {laptop.store.device: (1, sealed.set_id)}
    write(
        laptop,
        lambda w: w.record_applied(CASE_STREAM, berta.store.device, 1, b"b" * 32, seen),
    )
    assert where(laptop, person) == ("server", frozenset({berta.store.device}))
    assert reader.seen(CASE_STREAM)[berta.store.device] == {
        laptop.store.device: (1, sealed.set_id[:8])
    }


def test_screens_are_told_when_a_receipt_comes(laptop: Laptop) -> None:
    person = laptop.person()
    sealed = seal(laptop)
    heard = []
    laptop.store.subscribe(lambda changes, initiator: heard.append(changes))
    write(laptop, lambda writer: writer.mark_stored(sealed.set_id, 12, b"receipt"))
    assert heard[0].records == {("person", person)}
    assert heard[0].outbox
    write(laptop, lambda writer: writer.mark_stored(sealed.set_id, 12, b"receipt"))


def test_an_edit_after_sealing_is_unsent_again(laptop: Laptop) -> None:
    person = laptop.person(phone="1")
    sealed = seal(laptop)
    laptop.edit("person", person, {"phone": "2"})
    assert [row[3] for row in laptop.store.read().unsent_records()] == ["here"]
    write(laptop, lambda writer: writer.mark_stored(sealed.set_id, 1, b"r"))
    assert where(laptop, person)[0] == "here"
    second = seal(laptop, 2)
    assert laptop.store.read().own_tip(CASE_STREAM) == (2, second.set_id)


def test_a_colleagues_record_is_on_the_server_and_known_to_its_author(
    laptop: Laptop, new_laptop: NewLaptop
) -> None:
    berta, carl = new_laptop("berta"), DeviceId("c" * 32)
    person = berta.person()

    def work(writer: Writer) -> None:
        log = berta.log()
        writer.apply(log, laptop.now_ms, [4] * len(log))
        writer.record_applied(CASE_STREAM, berta.store.device, 4, b"4" * 32, {})
        writer.set_cursor(CASE_STREAM, 9)

    write(laptop, work)
    assert where(laptop, person) == ("server", frozenset({berta.store.device}))
    reader = laptop.store.read()
    assert reader.tips(CASE_STREAM) == {berta.store.device: (4, b"4" * 32)}
    assert reader.cursors() == {CASE_STREAM: 9}
    write(
        laptop,
        lambda w: w.record_applied(
            CASE_STREAM, carl, 1, b"c" * 32, {berta.store.device: (3, b"3" * 8)}
        ),
    )
    assert where(laptop, person)[1] == {berta.store.device}
    write(
        laptop,
        lambda w: w.record_applied(
            CASE_STREAM, carl, 2, b"d" * 32, {berta.store.device: (4, b"4" * 8)}
        ),
    )
    assert where(laptop, person)[1] == {berta.store.device, carl}
    assert reader.unsent_records() == []


def test_positions_never_go_back_by_accident(laptop: Laptop) -> None:
    other = DeviceId("b" * 32)
    for n, seq in ((2, 20), (1, 10)):
        write(laptop, lambda w, n=n: w.record_applied(CASE_STREAM, other, n, bytes([n]), {}))  # type: ignore[misc]
        write(laptop, lambda w, seq=seq: w.set_cursor(CASE_STREAM, seq))  # type: ignore[misc]
    reader = laptop.store.read()
    assert reader.tips(CASE_STREAM)[other] == (2, bytes([2]))
    assert reader.cursors() == {CASE_STREAM: 20}
    write(laptop, lambda writer: writer.rewind_cursor(CASE_STREAM, 3))
    assert reader.cursors() == {CASE_STREAM: 3}


def test_what_a_colleague_has_seen_is_never_unseen(laptop: Laptop) -> None:
    other, own = DeviceId("b" * 32), laptop.store.device
    for n, start in ((5, b"5" * 8), (4, b"4" * 8)):
        seen = {own: (n, start)}
        write(laptop, lambda w, s=seen, n=n: w.record_applied(CASE_STREAM, other, n, b"x", s))  # type: ignore[misc]
    assert laptop.store.read().seen(CASE_STREAM) == {other: {own: (5, b"5" * 8)}}


def test_a_parked_stream_is_shown_as_such(laptop: Laptop) -> None:
    laptop.person()
    write(laptop, lambda writer: writer.park(CASE_STREAM, "epoch-stale"))
    reader = laptop.store.read()
    assert reader.parked() == {CASE_STREAM: "epoch-stale"}
    assert [row[3] for row in reader.unsent_records()] == ["parked"]
    write(laptop, lambda writer: writer.unpark(CASE_STREAM))
    assert reader.parked() == {}


def test_streams_know_their_circle(laptop: Laptop) -> None:
    stream = new_stream_id()
    write(laptop, lambda writer: writer.put_stream(stream, "c1", "case"))
    assert laptop.store.read().streams() == {stream: StreamRow("c1", "case")}


def test_a_set_with_operations_that_do_not_wait_is_a_bug(laptop: Laptop) -> None:
    laptop.person()
    ids = [op.id for op in laptop.log()]
    seal(laptop)
    again = SealedRow(b"x" * 32, CASE_STREAM, 2, None, b"", b"")
    with pytest.raises(BugError):
        write(laptop, lambda writer: writer.store_sealed(again, ids))
    with pytest.raises(BugError):
        write(laptop, lambda writer: writer.mark_stored(b"?" * 32, 1, b""))


def test_the_sequence_counts_operations_and_sealed_sets(laptop: Laptop) -> None:
    laptop.person()
    laptop.person()
    assert laptop.store.sequence == 2
    seal(laptop)
    assert laptop.store.sequence == 3
    laptop.reopen(min_sequence=3)
    assert laptop.store.sequence == 3


def test_every_device_was_last_heard_at_its_last_operation(
    laptop: Laptop, new_laptop: NewLaptop
) -> None:
    berta = new_laptop("berta", start_ms=laptop.now_ms - 5000)
    berta.person()
    laptop.person()
    laptop.receive(berta.log())
    assert laptop.store.read().devices_heard() == {
        laptop.store.device: laptop.now_ms, berta.store.device: berta.now_ms,
    }  # fmt: skip


def test_unsealed_operations_come_in_order_and_in_portions(laptop: Laptop) -> None:
    note = new_record_id()
    laptop.save("note", note, {"text": "x"})
    for _ in range(5):
        laptop.person()
    reader = laptop.store.read()
    assert [op.id.n for op in reader.unsealed(CASE_STREAM, 3)] == [1, 2, 3]
    assert reader.unsealed(new_stream_id()) == []
