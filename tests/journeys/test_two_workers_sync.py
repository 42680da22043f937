"""Two workers, two laptops, one real agency server process that comes and goes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.domain.changes import RecordEdit
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, StreamId
from desktop.services.conflicts import ConflictService, Resolution
from desktop.services.form_service import FormService
from desktop.services.people import StaffDirectory
from desktop.services.sync_service import no_person
from desktop.services.timeline import Timeline
from desktop.services.views import Delivery, Me, TimelineEntry
from desktop.sync.state import SyncReport, SyncState
from desktop.sync.transport import HttpTransport, Response
from desktop.sync.worker import SyncWorker
from protocol import messages
from protocol.messages import PushResponse
from server.key import load_or_create
from tests.support.agency import SmallAgency, Worker, until_quiet
from tests.support.agency_server import ServerProcess
from tests.support.replicas import Fate, LossyLine

PATIENCE_S = 30.0


class Office:
    """A founded agency whose server is a process of its own."""

    def __init__(self, directory: Path) -> None:
        data = directory / "server"
        data.mkdir()
        server_key = load_or_create(data).public_key().public_bytes_raw()
        self.agency = SmallAgency(directory, 2, server_key=server_key)
        self.server = ServerProcess(data, self.agency.root)
        self.a, self.b = self.agency.workers

    def open(self) -> None:
        """Start the server for the first time and give it the roster."""
        self.server.start()
        self.agency.found(self.server.url)

    def known_family(self) -> tuple[RecordId, StreamId, RecordId]:
        """A case with one person that both know; the server is stopped afterwards."""
        self.open()
        case, stream = self.a.new_case(number="F-2026-1")
        person = self.a.new("person", stream, case=case, phone="0176 100", family_name="Haddad")
        until_quiet([self.a, self.b], self.server.url)
        self.server.stop()
        return case, stream, person


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    with office.server:
        office.server.stop()
        yield office
    office.agency.close()


class Watched:
    """A worker's sync thread, and a way to wait for what it reports or stores."""

    def __init__(self, worker: Worker, url: str) -> None:
        self.reports: list[SyncReport] = []
        self._changed = threading.Condition()
        self.thread = SyncWorker(
            worker.store,
            lambda: worker.client(url),
            now=worker.now,
            random=Random(1),
            on_status=self._told,
            coalesce_s=0.05,
            unreachable_cap_s=0.2,
        )
        self._leave = worker.store.subscribe(lambda *_: self._wake())

    def __enter__(self) -> Watched:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.thread.stop(), "the sync thread did not end within two seconds"
        self._leave()

    def wait_for(self, reached: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(reached, PATIENCE_S), self.reports[-1]

    def wait_for_state(self, state: SyncState) -> None:
        self.wait_for(lambda: bool(self.reports) and self.reports[-1].state is state)

    def _told(self, report: SyncReport) -> None:
        with self._changed:
            self.reports.append(report)
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _timeline(worker: Worker, case: RecordId) -> tuple[TimelineEntry, ...]:
    directory = StaffDirectory(no_person)
    return Timeline(worker.store, FormService(worker.store), directory).of_case(case, "de")


def _conflicts(worker: Worker) -> ConflictService:
    me = Me(RecordId("0" * 32), "", "")
    return ConflictService(worker.store, me, StaffDirectory(no_person), worker.now)


def _record_visit(worker: Worker, case: RecordId, stream: StreamId) -> RecordId:
    return worker.new("visit", stream, case=case, state="recorded", reason="Hausbesuch")


def test_a_visit_recorded_offline_reaches_the_colleague_by_itself(office: Office) -> None:
    case, stream, _ = office.known_family()
    url = office.server.url
    with Watched(office.a, url) as a, Watched(office.b, url) as b:
        a.wait_for_state(SyncState.OFFLINE)
        visit = _record_visit(office.a, case, stream)
        (entry,) = _timeline(office.a, case)
        assert (entry.record, entry.delivery) == (visit, Delivery.HERE)

        office.server.start()
        a.wait_for(lambda: office.a.unsent() == 0)
        b.wait_for(lambda: len(_timeline(office.b, case)) == 1)
        assert _timeline(office.b, case)[0].record == visit
        assert _timeline(office.a, case)[0].delivery is Delivery.SERVER

        b.wait_for_state(SyncState.IDLE)
        second = _record_visit(office.a, case, stream)
        b.wait_for(lambda: second in [entry.record for entry in _timeline(office.b, case)])


def test_two_workers_edit_the_phone_number_offline_and_both_see_it(office: Office) -> None:
    case, _, person = office.known_family()
    office.a.edit("person", person, phone="0176 200")
    office.b.edit("person", person, phone="0176 300")
    office.server.start()
    until_quiet([office.a, office.b], office.server.url)

    for worker in (office.a, office.b):
        (card,) = _conflicts(worker).of_case(case)
        assert {version.value for version in card.versions} == {"0176 200", "0176 300"}
        assert [version.is_mine for version in card.versions].count(True) == 1

    (card,) = _conflicts(office.b).of_case(case)
    keep = next(version.op for version in card.versions if version.value == "0176 200")
    _conflicts(office.b).resolve(card, Resolution(keep=keep))
    until_quiet([office.a, office.b], office.server.url)
    for worker in (office.a, office.b):
        assert _conflicts(worker).all() == ()
        assert worker.values("person", person, "phone") == ["0176 200"]


def test_different_fields_survive_without_a_word(office: Office) -> None:
    _, _, person = office.known_family()
    office.a.edit("person", person, phone="0176 200")
    office.b.edit("person", person, email="haddad@example.org")
    office.server.start()
    until_quiet([office.a, office.b], office.server.url)
    for worker in (office.a, office.b):
        assert worker.values("person", person, "phone") == ["0176 200"]
        assert worker.values("person", person, "email") == ["haddad@example.org"]
        assert _conflicts(worker).all() == ()


class Overheard:
    """A transport that remembers the answers to pushes."""

    def __init__(self, url: str) -> None:
        self.inner = HttpTransport(url)
        self.states: list[str] = []

    def request(self, method: str, path: str, **more: object) -> Response:
        response = self.inner.request(method, path, **more)  # type: ignore[arg-type]
        if path == messages.PUSH:
            answer = messages.from_cbor(response.body, PushResponse, limit=1 << 20)
            self.states += [result.state for result in answer.results]
        return response

    def close(self) -> None:
        self.inner.close()


def test_killed_between_push_and_receipt_nothing_is_stored_twice(office: Office) -> None:
    case, stream, _ = office.known_family()
    visit = _record_visit(office.a, case, stream)
    office.server.start()
    line = Overheard(office.server.url)
    cut = iter([Fate.DELIVERED, Fate.ANSWER_LOST])
    with pytest.raises(KnownError) as error:
        office.a.sync(LossyLine(line, lambda: next(cut), []))
    assert error.value.code is ErrorCode.OFFLINE
    office.server.kill()
    office.a.restart()
    assert office.a.unsent() == 1

    office.server.start()
    line.close()
    again = Overheard(office.server.url)
    office.a.sync(again)
    again.close()
    assert (line.states, again.states) == (["stored"], ["duplicate"])
    assert office.a.unsent() == 0
    office.b.sync(office.server.url)
    assert [entry.record for entry in _timeline(office.b, case)] == [visit]


def _text(random: Random) -> str:
    """Text that does not compress, so that few notes fill a batch."""
    return random.randbytes(300).hex()


def test_a_first_sync_shows_its_progress_and_can_be_stopped(office: Office) -> None:
    office.open()
    texts = Random(3)
    case, stream = office.a.new_case(number="F-2026-2")
    for start in range(0, 300, 50):
        office.a.save(
            [
                RecordEdit(stream, "note", RecordId(f"{n:032x}"), {"text": _text(texts)})
                for n in range(start, start + 50)
            ]
        )
        office.a.sync(office.server.url)
    steps: list[tuple[int, int]] = []
    client = office.b.client(office.server.url)

    with pytest.raises(KnownError) as error:
        office.b.engine.round(client, lambda *step: steps.append(step), lambda: len(steps) > 1)
    assert error.value.code is ErrorCode.CANCELLED
    assert steps[0] == (0, 6)
    office.b.engine.round(client, lambda *step: steps.append(step), lambda: False)
    client.close()
    assert steps[-1][0] == steps[-1][1]
    assert office.b.store.read().count("note") == 300
    assert office.b.store.read().get("case", case) is not None
