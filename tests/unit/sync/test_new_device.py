"""A restored or copied store becomes a new device: nothing is lost, doubled or forked."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from queue import Queue

import pytest

from desktop.domain.changes import RecordEdit
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id
from desktop.storage.store import Draft
from desktop.sync.client import AgencyClient
from desktop.sync.renewal import awaits_enrolment
from desktop.sync.state import SyncState
from desktop.sync.transport import HttpTransport
from desktop.sync.worker import SyncWorker
from server.key import load_or_create
from tests.support.agency import SmallAgency, Worker, until_quiet
from tests.support.agency_server import ServerThread
from tests.support.restored import (
    CopiedWorker,
    DeafLine,
    contents,
    enrol_again,
    take_copy,
    typed,
)
from tests.unit.sync.conftest import Office

pytestmark = [pytest.mark.hardening("T15"), pytest.mark.hardening("T23")]


def test_everything_unsent_arrives_once_after_the_new_device_is_enrolled(office: Office) -> None:
    office.a.new("note", office.stream, text="vor der Sicherung")
    a = _restored(office)
    with pytest.raises(KnownError) as error:
        a.sync(office.server)
    assert error.value.code is ErrorCode.DEVICE_NEW
    a.new("note", office.stream, text="seitdem")
    a.edit("person", office.person, phone="0176 900")

    enrol_again(a, office.server, office.a.keys)
    office.until_equal(a, office.b)
    for store in (a.store, office.b.store):
        assert typed(store, "note", "text") == {"vor der Sicherung": 1, "seitdem": 1}
    assert office.b.values("person", office.person, "phone") == ["0176 900"]
    assert a.unsent() == 0
    assert not awaits_enrolment(a.store.read())


def test_until_then_nothing_is_sent_or_read_and_work_goes_on(office: Office) -> None:
    a = _restored(office)
    before = office.server.store.counts()
    office.b.new("note", office.stream, text="von Bela")
    office.b.sync(office.server)
    a.new("note", office.stream, text="hier")
    for _ in range(2):
        with pytest.raises(KnownError) as error:
            a.sync(office.server)
        assert error.value.code is ErrorCode.DEVICE_NEW
    a.restart()
    assert office.server.store.counts().sets == before.sets + 1
    assert typed(a.store, "note", "text") == {"hier": 1}
    assert a.unsent() == 1


def test_what_the_old_laptop_sent_after_the_backup_comes_back_and_is_not_sent_again(
    office: Office,
) -> None:
    office.a.new("note", office.stream, text="noch nicht gesendet")
    backup = take_copy(office.a, office.directory / "backup")
    office.a.sync(office.server)
    office.a.edit("person", office.person, phone="0176 300")
    office.a.sync(office.server)
    a = _restored(office, backup)
    a.edit("person", office.person, email="a@example.org")

    enrol_again(a, office.server, office.a.keys)
    office.until_equal(a, office.b)
    assert typed(office.b.store, "note", "text") == {"noch nicht gesendet": 1}
    assert a.values("person", office.person, "phone") == ["0176 300"]
    assert a.store.read().conflict_count() == office.b.store.read().conflict_count() == 0


@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_sealed_set_without_a_receipt_is_taken_for_what_it_became(
    office: Office, has_arrived: bool
) -> None:
    office.a.new("note", office.stream, text="unterwegs")
    line = DeafLine(office.server)
    with pytest.raises(KnownError):
        office.a.sync(line)
    assert office.a.store.read().unacknowledged()
    if not has_arrived:
        office.server.store.close()
        _forget_last_set(office.directory / "agency.db")
        office.server.restore(_copied(office.directory / "agency.db"))
    a = _restored(office)

    enrol_again(a, office.server, office.a.keys)
    office.until_equal(a, office.b)
    assert typed(office.b.store, "note", "text") == {"unterwegs": 1}
    authors = {op.id.device for op in office.b.store.read().operations(office.stream)}
    assert (a.keys.device_id in authors) is not has_arrived


def test_a_copy_is_found_out_before_its_first_push_and_goes_on_as_a_new_device(
    office: Office,
) -> None:
    """Original and copy both live on; the copy writes in a stream the original has left alone."""
    _, other = office.a.new_case(number="F-2")
    until_quiet([office.a, office.b], office.server)
    copy = CopiedWorker(office.a, take_copy(office.a, office.directory / "copy"))
    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)
    sets = office.server.store.counts().sets
    copy.new("note", other, text="aus der Kopie")

    with pytest.raises(KnownError) as error:
        copy.sync(office.server)
    assert error.value.code is ErrorCode.DEVICE_NEW
    assert office.server.store.counts().sets == sets
    copy.take_keys()
    assert copy.keys.device_id == copy.store.device != office.a.store.device

    office.a.new("note", other, text="aus dem Original")
    enrol_again(copy, office.server, office.a.keys, revokes=False)
    office.until_equal(copy, office.a, office.b)
    assert typed(office.b.store, "note", "text") == {"aus der Kopie": 1, "aus dem Original": 1}
    office.no_number_twice()
    copy.store.close()


def test_the_original_is_found_out_when_its_copy_was_quicker(office: Office) -> None:
    """Neither has anything outside the store that tells them apart: the server does."""
    copy = CopiedWorker(office.a, take_copy(office.a, office.directory / "copy"))
    copy.new("note", office.stream, text="aus der Kopie")
    copy.sync(office.server)
    office.a.new("note", office.stream, text="aus dem Original")
    with pytest.raises(KnownError) as error:
        office.a.sync(office.server)
    assert error.value.code is ErrorCode.DEVICE_NEW
    copy.store.close()


def test_different_saves_under_one_name_both_survive(office: Office) -> None:
    """A profile set back by hand has used the numbers of lost operations again."""
    copy = CopiedWorker(office.a, take_copy(office.a, office.directory / "copy"))
    office.a.new("note", office.stream, text="im Original")
    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)
    copy.new("note", office.stream, text="in der Kopie")
    copy.edit("person", office.person, phone="0176 300")
    assert _operation_names(copy) == _operation_names(office.a)
    with pytest.raises(KnownError):
        copy.sync(office.server)
    copy.take_keys()

    enrol_again(copy, office.server, office.a.keys)
    office.until_equal(copy, office.b)
    assert typed(office.b.store, "note", "text") == {"im Original": 1, "in der Kopie": 1}
    assert sorted(map(str, office.b.values("person", office.person, "phone"))) == [
        "0176 200", "0176 300",
    ]  # fmt: skip
    copy.store.close()


def test_forms_begun_before_name_what_they_replace_by_its_new_name(office: Office) -> None:
    office.a.edit("person", office.person, phone="0176 200")
    a = _restored(office)
    opened = a.base("person", office.person)
    draft = Draft(
        id=new_record_id(1), case=None, visit=None, form_id="f", form_version="1",
        worker_language="de", client_language="de", answers={}, bases=opened,
    )  # fmt: skip
    a.store.write(lambda writer: writer.save_draft(draft)).result()
    enrol_again(a, office.server, office.a.keys)
    office.until_equal(a, office.b)

    (kept,) = a.store.read().drafts()
    assert kept.bases == a.base("person", office.person) != opened
    _save_over(a, office.person, opened)
    until_quiet([a, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 500"]


def test_a_receipt_lost_before_a_change_of_keys_is_no_copy(office: Office) -> None:
    office.a.new("note", office.stream, text="angekommen")
    with pytest.raises(KnownError):
        office.a.sync(DeafLine(office.server))
    sample = office.agency.sample
    members = [office.a.keys.id, office.b.keys.id, sample.admin.id]
    sample.circle_key = sample.author.next_epoch(sample.circle, members)
    sample.publish(office.a.client(office.server).__class__(office.server, sample.admin, sample.id))
    office.a.restart()
    until_quiet([office.a, office.b], office.server)
    assert office.a.unsent() == 0
    assert typed(office.b.store, "note", "text") == {"angekommen": 1}


def test_erased_words_that_the_former_device_sent_leave_the_server(office: Office) -> None:
    """What it had not yet asked the server to drop is asked in its name, not in the new one's."""
    case, stream = office.a.new_case(number="F-3")
    office.a.new("note", stream, text="soll weg")
    until_quiet([office.a, office.b], office.server)
    former = office.a.keys
    erased_at = office.a.now()
    office.a.new("erasure", stream, case=case, what="case", ground="request", erased_at=erased_at)
    a = _restored(office)
    a.new("note", office.stream, text="bleibt")
    a.edit("person", office.person, phone="0176 700")
    enrol_again(a, office.server, former)
    until_quiet([a, office.b], office.server)
    with contextlib.closing(sqlite3.connect(office.directory / "agency.db")) as db:
        rows = db.execute("SELECT device, stream, length(body) FROM change").fetchall()
    of_case = [size for device, where, size in rows if (device, where.hex()) == (former.id, stream)]
    assert of_case == [0] * len(of_case) != []
    assert all(size > 0 for device, _, size in rows if device == a.keys.id)
    assert typed(office.b.store, "note", "text") == {"bleibt": 1}


def test_the_sync_thread_waits_for_the_enrolment_and_then_sends_everything(
    tmp_path: Path,
) -> None:
    """Over HTTP, with the real server: the thread says what it waits for and goes on by itself."""
    (tmp_path / "server").mkdir()
    key = load_or_create(tmp_path / "server").public_key().public_bytes_raw()
    agency = SmallAgency(tmp_path, 2, server_key=key)
    a, b = agency.workers
    with ServerThread(tmp_path / "server", agency.root) as server:
        agency.found(server.url)
        _, stream = a.new_case(number="F-1")
        a.sync(server.url)
        a.new("note", stream, text="noch nicht gesendet")
        restored = CopiedWorker(a, take_copy(a, tmp_path / "copy"))
        restored.become_new_device()
        states: Queue[SyncState] = Queue()
        thread = SyncWorker(
            restored.store,
            lambda: AgencyClient(HttpTransport(server.url), restored.keys, agency.sample.id),
            on_status=lambda report: states.put(report.state),
        )
        thread.start()
        _wait_for(states, SyncState.NEW_DEVICE)
        assert restored.unsent() == 1
        enrol_again(restored, HttpTransport(server.url), a.keys)
        thread.nudge()
        _wait_for(states, SyncState.IDLE)
        assert thread.stop(30)
        assert restored.unsent() == 0
        b.sync(server.url)
        assert typed(b.store, "note", "text") == {"noch nicht gesendet": 1}
        assert contents(b.store) == contents(restored.store)
        restored.store.close()
    agency.close()


def _wait_for(states: Queue[SyncState], wanted: SyncState) -> None:
    while states.get(timeout=30) is not wanted:
        pass


def _restored(office: Office, backup: Path | None = None) -> CopiedWorker:
    """Worker A at a store that came back, as the new device; the laptop before is no more."""
    if backup is None:
        backup = take_copy(office.a, office.directory / "backup")
    restored = CopiedWorker(office.a, backup)
    restored.become_new_device()
    office.agency.workers.append(restored)
    return restored


def _save_over(a: Worker, person: RecordId, opened: object) -> None:
    view = a.store.read().edit_view("person", person)
    assert view is not None
    base = {"phone": opened["phone"]}  # type: ignore[index]
    a.save([RecordEdit(view.record.stream, "person", person, {"phone": "0176 500"}, base)])


def _operation_names(worker: Worker) -> set[str]:
    reader = worker.store.read()
    return {
        f"{operation.id.device}/{operation.id.n}"
        for stream in reader.cursors()
        for operation in reader.operations(stream)
    }


def _forget_last_set(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        stream, seq = db.execute(
            "SELECT stream, seq FROM change ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        db.execute("DELETE FROM change WHERE stream = ? AND seq = ?", (stream, seq))
        db.execute("UPDATE stream SET head = ? WHERE id = ?", (seq - 1, stream))


def _copied(path: Path) -> Path:
    copy = path.with_name("copy.db")
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy
