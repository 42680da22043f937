"""The sync thread: wakes for a reason, rests after a fault, ends within two seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.backoff import UNREACHABLE_CAP_S
from desktop.sync.listener import WAIT_S
from desktop.sync.state import SyncReport, SyncState
from desktop.sync.transport import HttpTransport, Response
from desktop.sync.worker import SyncWorker
from server.key import load_or_create
from tests.support.agency import SmallAgency, Worker
from tests.support.agency_server import ServerThread

PATIENCE_S = 20.0


class Laptop:
    """A worker with a running sync thread, and everything it has reported."""

    def __init__(
        self,
        worker: Worker,
        line: Callable[[], object],
        unreachable_cap_s: float = UNREACHABLE_CAP_S,
    ) -> None:
        self.worker = worker
        self.reports: list[SyncReport] = []
        self._changed = threading.Condition()
        self.sync = SyncWorker(
            worker.store,
            lambda: worker.client(line()),  # type: ignore[arg-type]
            now=worker.now,
            random=Random(1),
            on_status=self._told,
            coalesce_s=0.02,
            unreachable_cap_s=unreachable_cap_s,
        )

    def __enter__(self) -> Laptop:
        self.sync.start()
        return self

    def __exit__(self, *_: object) -> None:
        started = time.monotonic()
        assert self.sync.stop()
        assert time.monotonic() - started < 2.0

    def wait_for(self, reached: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(reached, PATIENCE_S), self.reports

    def rounds(self) -> int:
        return sum(report.state is not SyncState.SYNCING for report in self.reports)

    def _told(self, report: SyncReport) -> None:
        with self._changed:
            self.reports.append(report)
            self._changed.notify_all()


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[SmallAgency]:
    (tmp_path / "server").mkdir()
    key = load_or_create(tmp_path / "server").public_key().public_bytes_raw()
    agency = SmallAgency(tmp_path, 2, server_key=key)
    yield agency
    agency.close()


@pytest.fixture
def server(agency: SmallAgency, tmp_path: Path) -> Iterator[ServerThread]:
    with ServerThread(tmp_path / "server", agency.root) as server:
        agency.found(server.url)
        yield server


def test_saves_that_follow_each_other_become_one_set(
    agency: SmallAgency, server: ServerThread
) -> None:
    worker = agency.workers[0]
    with Laptop(worker, lambda: server.url) as laptop:
        laptop.wait_for(lambda: laptop.rounds() == 1)
        _, stream = worker.new_case(number="F-1")
        for number in range(5):
            worker.new("person", stream, phone=str(number))
        laptop.wait_for(lambda: worker.unsent() == 0 and laptop.rounds() >= 2)
    assert server.store.counts().sets <= 2


def test_a_colleagues_work_arrives_without_any_timer(
    agency: SmallAgency, server: ServerThread
) -> None:
    a, b = agency.workers
    with Laptop(b, lambda: server.url) as laptop:
        laptop.wait_for(lambda: laptop.rounds() == 1)
        case, _ = a.new_case(number="F-1")
        a.sync(server.url)
        laptop.wait_for(lambda: b.store.read().get("case", case) is not None)


def test_own_pushes_do_not_wake_the_own_thread_again(
    agency: SmallAgency, server: ServerThread
) -> None:
    worker = agency.workers[0]
    with Laptop(worker, lambda: server.url) as laptop:
        laptop.wait_for(lambda: laptop.rounds() == 1)
        worker.new_case(number="F-1")
        laptop.wait_for(lambda: laptop.rounds() == 2)
        agency.workers[1].new_case(number="F-2")
        agency.workers[1].sync(server.url)
        laptop.wait_for(lambda: laptop.rounds() == 3)
        last = laptop.reports[-1].last_round
        assert last is not None
        assert (last.pushed, last.pulled) == (0, 1)


class Broken:
    """A line that fails with one error and counts how often it was tried."""

    def __init__(self, error: KnownError) -> None:
        self.error = error
        self.tried = 0

    def request(self, *_: object, **__: object) -> Response:
        self.tried += 1
        raise self.error

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (ErrorCode.SERVER_BUSY, SyncState.OFFLINE),
        (ErrorCode.CAPTIVE_PORTAL, SyncState.PORTAL),
        (ErrorCode.CERTIFICATE_UNKNOWN, SyncState.CERTIFICATE),
        (ErrorCode.NOT_OUR_SERVER, SyncState.NOT_OUR_SERVER),
        (ErrorCode.DEVICE_REVOKED, SyncState.REVOKED),
        (ErrorCode.UPGRADE_REQUIRED, SyncState.UPGRADE),
        (ErrorCode.SERVER_RESTORED, SyncState.BLOCKED),
    ],
)
def test_every_fault_has_its_own_state_and_commits_do_not_hammer(
    agency: SmallAgency, code: ErrorCode, state: SyncState
) -> None:
    worker = agency.workers[0]
    line = Broken(KnownError(code, retry_after=600))
    with Laptop(worker, lambda: line) as laptop:
        laptop.wait_for(lambda: laptop.rounds() == 1)
        assert (laptop.reports[-1].state, laptop.reports[-1].error) == (state, code)
        worker.new_case(number="F-1")
        tried = line.tried
        laptop.sync.nudge()
        laptop.wait_for(lambda: laptop.rounds() == 2)
        assert line.tried == tried + 1
    assert worker.unsent() == 1


def test_a_commit_looks_at_once_for_a_server_that_was_out_of_reach(agency: SmallAgency) -> None:
    worker = agency.workers[0]
    line = Broken(KnownError(ErrorCode.OFFLINE))
    with Laptop(worker, lambda: line, unreachable_cap_s=3600) as laptop:
        laptop.wait_for(lambda: laptop.rounds() >= 1)
        for _ in range(12):  # the next try of its own is at least half an hour away then
            rounds = laptop.rounds()
            laptop.sync.nudge()
            laptop.wait_for(lambda rounds=rounds: laptop.rounds() > rounds)  # type: ignore[misc]
        tried, told = line.tried, len(laptop.reports)
        worker.new_case(number="F-1")
        laptop.wait_for(lambda: line.tried > tried and len(laptop.reports) > told)
        assert [report.state for report in laptop.reports[told:]] == [SyncState.OFFLINE]


def test_a_busy_server_is_left_alone_as_long_as_it_asks(agency: SmallAgency) -> None:
    line = Broken(KnownError(ErrorCode.SERVER_BUSY, retry_after=120))
    with Laptop(agency.workers[0], lambda: line) as laptop:
        laptop.wait_for(lambda: laptop.rounds() == 1)
        pause = laptop.reports[-1].retry_in_s
        assert pause is not None
        assert 120 <= pause <= 122


class Silent:
    """A line on which nothing ever comes back until it is closed."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._closed = threading.Event()

    def request(self, *_: object, **__: object) -> Response:
        self.asked.set()
        assert self._closed.wait(PATIENCE_S)
        raise KnownError(ErrorCode.CANCELLED)

    def close(self) -> None:
        self._closed.set()


def test_the_thread_ends_at_once_in_the_middle_of_a_request(agency: SmallAgency) -> None:
    line = Silent()
    with Laptop(agency.workers[0], lambda: line):
        assert line.asked.wait(PATIENCE_S)


def test_it_ends_at_once_while_it_listens_for_news(
    agency: SmallAgency, server: ServerThread
) -> None:
    polling = threading.Event()

    class Line(HttpTransport):
        def request(self, method: str, path: str, **more: object) -> Response:
            if path.endswith(f"wait={WAIT_S}"):
                polling.set()
            return super().request(method, path, **more)  # type: ignore[arg-type]

    with Laptop(agency.workers[0], lambda: Line(server.url)):
        assert polling.wait(PATIENCE_S)


def test_a_fault_of_ours_does_not_end_the_thread(agency: SmallAgency, server: ServerThread) -> None:
    answers = iter([None])

    def line() -> str:
        if next(answers, "") is None:
            raise ZeroDivisionError
        return server.url

    with Laptop(agency.workers[0], line) as laptop:
        laptop.wait_for(lambda: laptop.rounds() == 1)
        assert laptop.reports[-1].error is ErrorCode.SERVER_REFUSED
        laptop.sync.nudge()
        laptop.wait_for(lambda: laptop.reports[-1].state is SyncState.IDLE)


def test_after_the_server_was_away_colleagues_are_heard_again(
    agency: SmallAgency, tmp_path: Path
) -> None:
    a, b = agency.workers
    first = ServerThread(tmp_path / "server", agency.root)
    with first:
        agency.found(first.url)
        laptop = Laptop(b, lambda: first.url, unreachable_cap_s=0.1)
        laptop.sync.start()
        laptop.wait_for(lambda: laptop.rounds() == 1)
    laptop.wait_for(lambda: laptop.reports[-1].state is SyncState.OFFLINE)
    with ServerThread(tmp_path / "server", agency.root, port=first.port):
        laptop.wait_for(lambda: laptop.reports[-1].state is SyncState.IDLE)
        case, _ = a.new_case(number="F-1")
        a.sync(first.url)
        laptop.wait_for(lambda: b.store.read().get("case", case) is not None)
        assert laptop.sync.stop()
