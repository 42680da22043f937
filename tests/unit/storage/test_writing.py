"""One writer for everybody: queue, listeners, failures."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.domain.changes import Changes, RecordEdit
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import new_record_id
from desktop.storage import driver
from desktop.storage.store import Writer
from tests.unit.storage.laptop import CASE_STREAM, Laptop


def test_four_threads_save_at_once_and_nothing_is_lost(laptop: Laptop) -> None:
    def fifty(name: str) -> None:
        for at in range(50):
            edit = RecordEdit(CASE_STREAM, "person", new_record_id(), {"phone": f"{name} {at}"})
            laptop.store.write(lambda writer, edit=edit: writer.save([edit])).result()  # type: ignore[misc]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(fifty, "abcd"))
    assert len({person.phone for person in laptop.store.read().find("person")}) == 200
    assert [op.id.n for op in laptop.log()] == list(range(1, 201))


def test_listeners_hear_after_the_commit_in_the_writer_thread(laptop: Laptop) -> None:
    heard: list[tuple[Changes, object, str, object]] = []
    page = object()

    def listener(changes: Changes, initiator: object | None) -> None:
        ((_, record),) = changes.records
        found = laptop.store.read().get("person", record)
        heard.append((changes, initiator, threading.current_thread().name, found))

    leave = laptop.store.subscribe(listener)
    record = new_record_id()

    def work(writer: Writer) -> None:
        writer.initiator = page
        writer.save([RecordEdit(CASE_STREAM, "person", record, {"phone": "1"})])

    laptop.store.write(work).result()
    ((changes, initiator, thread, found),) = heard
    assert changes == Changes(frozenset({("person", record)}), outbox=True)
    assert initiator is page
    assert thread.startswith("store-writer")
    assert found is not None
    leave()
    leave()
    laptop.person()
    assert len(heard) == 1


def test_work_that_changed_nothing_tells_nobody(laptop: Laptop) -> None:
    heard: list[Changes] = []
    laptop.store.subscribe(lambda changes, initiator: heard.append(changes))
    laptop.store.write(lambda writer: writer.find("person")).result()
    assert heard == []


def test_a_listener_that_fails_harms_neither_the_save_nor_the_others(
    laptop: Laptop, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Changes] = []

    def broken(changes: Changes, initiator: object | None) -> None:
        raise ValueError("Haddad")

    laptop.store.subscribe(broken)
    laptop.store.subscribe(lambda changes, initiator: heard.append(changes))
    with caplog.at_level(logging.ERROR):
        person = laptop.person(phone="1")
    assert laptop.get("person", person).phone == "1"
    assert len(heard) == 1
    assert "ValueError" in caplog.text
    assert "Haddad" not in caplog.text


def test_work_that_fails_half_way_leaves_no_trace(laptop: Laptop) -> None:
    heard: list[Changes] = []
    laptop.store.subscribe(lambda changes, initiator: heard.append(changes))

    def work(writer: Writer) -> None:
        writer.save([RecordEdit(CASE_STREAM, "person", new_record_id(), {"phone": "1"})])
        writer.put_setting("x", 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        laptop.store.write(work).result()
    assert laptop.log() == []
    assert laptop.store.read().setting("x") is None
    assert laptop.store.sequence == 0
    assert heard == []
    laptop.person()
    assert [op.id.n for op in laptop.log()] == [1]


def test_a_full_disk_is_told_and_everything_saved_before_is_there(laptop: Laptop) -> None:
    first = laptop.person(phone="1")

    def fill(writer: Writer) -> None:
        pages = writer.connection.execute("PRAGMA page_count").fetchone()[0]
        writer.connection.execute(f"PRAGMA max_page_count={pages + 4}")
        writer.put_setting("x", "x" * 100_000)

    with pytest.raises(KnownError) as caught:
        laptop.store.write(fill).result()
    assert caught.value.code is ErrorCode.DISK_FULL

    def free(writer: Writer) -> None:
        writer.connection.execute("PRAGMA max_page_count=1000000")

    laptop.store.write(free).result()
    assert laptop.get("person", first).phone == "1"
    assert laptop.get("person", laptop.person(phone="2")).phone == "2"


def test_a_writer_reads_what_it_has_just_written(laptop: Laptop) -> None:
    record = new_record_id()

    def work(writer: Writer) -> tuple[str, int]:
        writer.save([RecordEdit(CASE_STREAM, "person", record, {"family_name": "Haddad"})])
        return writer.get("person", record).family_name, len(writer.search("haddad"))

    assert laptop.store.write(work).result() == ("Haddad", 1)


def test_a_reader_of_another_thread_sees_every_commit(laptop: Laptop) -> None:
    with ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: laptop.store.read().count("person")).result() == 0
        laptop.person()
        assert other.submit(lambda: laptop.store.read().count("person")).result() == 1


def test_a_connection_belongs_to_its_thread(laptop: Laptop) -> None:
    reader = laptop.store.read()
    with ThreadPoolExecutor(1) as other, pytest.raises(driver.Error):
        other.submit(reader.count, "person").result()
    assert laptop.store.read() is reader


def test_the_write_ahead_log_does_not_grow_for_ever(laptop: Laptop) -> None:
    wal = laptop.directory / "store.db-wal"
    for _ in range(8):
        laptop.store.write(
            lambda writer: [
                writer.save([RecordEdit(CASE_STREAM, "person", new_record_id(), {"phone": "1"})])
                for _ in range(300)
            ]
        ).result()
    laptop.store.write(lambda writer: None).result()
    store = (laptop.directory / "store.db").stat().st_size
    assert store > 100_000
    assert wal.stat().st_size < 3 * store + 4_000_000
