"""An agency with two workers and the real server in this process."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.domain.ids import RecordId, StreamId
from server.key import load_or_create
from tests.support.agency import SmallAgency, Worker, until_quiet
from tests.support.replicas import InProcessServer
from tests.support.restored import contents


@dataclass
class Office:
    """Workers A and B; one case with one person that both know."""

    agency: SmallAgency
    server: InProcessServer
    a: Worker
    b: Worker
    stream: StreamId
    person: RecordId
    directory: Path

    def until_equal(self, *workers: Worker) -> None:
        """Let them exchange until nobody has news; then all must have the same."""
        until_quiet(workers, self.server)
        first, *others = (contents(worker.store) for worker in workers)
        assert all(other == first for other in others)

    def no_number_twice(self) -> None:
        """Every set on the server has a number of its own."""
        with contextlib.closing(sqlite3.connect(self.directory / "agency.db")) as db:
            rows = db.execute("SELECT stream, device, n FROM change").fetchall()
        assert len(rows) == len(set(rows)) == self.server.store.counts().sets


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    key = load_or_create(tmp_path).public_key().public_bytes_raw()
    agency = SmallAgency(tmp_path, 3, server_key=key)
    with InProcessServer(tmp_path, agency.root) as server:
        a, b = agency.workers[:2]
        a.client(server).post_founding(agency.sample.entries)
        _, stream = a.new_case(number="F-1")
        person = a.new("person", stream, phone="0176 100")
        until_quiet([a, b], server)
        yield Office(agency, server, a, b, stream, person, tmp_path)
    agency.close()
