"""Killed at any moment, whatever it is doing, the program loses nothing it has confirmed
(hardening T01)."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.domain.ids import RecordId, StreamId
from desktop.services.form_service import FormService
from desktop.storage import files
from desktop.storage.backup import verify
from desktop.storage.store import Reader, Store, Writer
from server.key import load_or_create
from tests.conftest import Figure, Rounds
from tests.durability.jobs import BATCH, MARKER
from tests.durability.nursery import Nursery
from tests.durability.test_released_stores import RELEASED, Released, copy_of, same_as_then
from tests.support.agency import SmallAgency, until_quiet
from tests.support.agency_server import ServerThread
from tests.unit.storage.laptop import Laptop

pytestmark = [
    pytest.mark.hardening("T01"),
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL"),
]

REOPEN_S = 2.0


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@dataclass
class Desk:
    """A closed store that workers open and are killed over; ``slowest`` reopening in seconds."""

    directory: Path
    key: bytes
    store_id: str
    slowest: float = 0.0
    sequence: int = 0
    confirmed: set[str] = field(default_factory=set)

    @property
    def arguments(self) -> dict[str, str]:
        return {
            "directory": str(self.directory), "key": self.key.hex(), "store_id": self.store_id,
        }  # fmt: skip

    def open(self) -> Store:
        """Open after a kill: whole, not behind, in time."""
        began = time.perf_counter()
        store = Store.open(
            self.directory, self.key, store_id=self.store_id, min_sequence=self.sequence
        )
        store.read().count("visit")
        self.slowest = max(self.slowest, time.perf_counter() - began)
        self.sequence = store.sequence
        return store

    def check(self) -> None:
        """At the end: every page, table and index is sound, and nothing took long."""
        verify(files.store_path(self.directory), self.key)
        assert self.slowest < REOPEN_S


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    laptop = Laptop(tmp_path / "laptop")
    laptop.store.close()
    return Desk(laptop.directory, laptop.key, laptop.directory.name)


def search_is_complete(store: Store) -> None:
    """The index knows every record that has words, and is whole itself."""

    def compare(writer: Writer) -> tuple[int, int]:
        while writer.index_pending():
            pass
        writer.connection.execute("INSERT INTO search(search) VALUES ('integrity-check')")
        found = "SELECT count(*) FROM search WHERE search MATCH ?"
        expected = sum(writer.count(kind) for kind in ("visit", "note", "person"))
        return writer.rows(found, MARKER.lower())[0][0], expected

    found, expected = store.write(compare).result()
    assert found == expected


def log_is_gapless(store: Store) -> None:
    """Own operations are numbered without a gap, and none was made twice."""
    reader = store.read()
    own = store.write(
        lambda writer: writer.rows(
            "SELECT id & 0xFFFFFFFFFF FROM op WHERE id >> 40 = ? ORDER BY id",
            writer.numbers.device(store.device),
        )
    ).result()
    assert [n for (n,) in own] == list(range(1, len(own) + 1))
    assert reader.last_own()[0] == len(own)


def test_saving(desk: Desk, nursery: Nursery, rounds: Rounds, figure: Figure) -> None:
    chance, kills = random.Random(), rounds(40, 400)
    for _ in range(kills):
        desk.confirmed.update(
            nursery.kill_at_random(chance, "save", reports=8, seconds=0.02, **desk.arguments)
        )
        store = desk.open()
        assert desk.confirmed <= pairs(store.read()).keys()
        store.close()
    store = desk.open()
    assert all(text == f"{MARKER} {visit}" for visit, text in pairs(store.read()).items())
    log_is_gapless(store)
    search_is_complete(store)
    store.close()
    desk.check()
    assert desk.confirmed
    tell(figure, "saving", kills, desk)


def test_a_program_that_confirms_too_early_is_caught(desk: Desk, nursery: Nursery) -> None:
    """The control: kills that find no loss here would find none in the program either."""
    chance = random.Random()
    for _ in range(400):
        desk.confirmed.update(
            nursery.kill_at_random(
                chance, "confirm_too_early", reports=4, seconds=0.005, **desk.arguments
            )
        )
        store = desk.open()
        lost = desk.confirmed - pairs(store.read()).keys()
        store.close()
        if lost:
            return
    raise AssertionError("no kill fell between the word and the deed")


def pairs(reader: Reader) -> dict[str, str]:
    """Visit -> its text, when the note saved with it says the same."""
    visits = {str(visit.id): visit.reason for visit in reader.find("visit")}
    notes = {str(note.visit): note.text for note in reader.find("note")}
    assert visits == notes
    return visits


def test_reading_in_records(desk: Desk, nursery: Nursery, rounds: Rounds, figure: Figure) -> None:
    chance, kills = random.Random(), rounds(15, 150)
    for _ in range(kills):
        desk.confirmed.update(
            nursery.kill_at_random(
                chance, "import_records", reports=4, seconds=0.02, **desk.arguments
            )
        )
        store = desk.open()
        batches = store.read().rows("SELECT DISTINCT count(*) FROM op GROUP BY stream")
        assert set(batches) <= {(BATCH,)}, "half a batch"
        assert desk.confirmed <= store.read().streams().keys()
        store.close()
    store = desk.open()
    pairs(store.read())
    log_is_gapless(store)
    search_is_complete(store)
    store.close()
    desk.check()
    tell(figure, "reading in records", kills, desk)


FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Eigenes</h:title><model><instance><data id="FORM_ID" version="1"><q/></data>
</instance><bind nodeset="/data/q" type="string"/></model></h:head>
<h:body><input ref="/data/q"><label>Frage</label></input></h:body></h:html>"""


def test_reading_in_forms(
    desk: Desk, tmp_path: Path, nursery: Nursery, rounds: Rounds, figure: Figure
) -> None:
    (tmp_path / "form.xml").write_text(FORM, "utf-8")
    chance, kills = random.Random(), rounds(15, 150)
    for _ in range(kills):
        desk.confirmed.update(
            nursery.kill_at_random(
                chance, "import_forms", reports=3, seconds=0.03, folder=str(tmp_path),
                **desk.arguments,
            )
        )  # fmt: skip
        store = desk.open()
        forms = FormService(store)
        own = {row.form_id for row in forms.available() if row.form_id.startswith("form_")}
        assert desk.confirmed <= own
        kept = {name.split("/")[1] for name in store.read().settings("form/")}
        assert own == kept, "half a form"
        store.close()
    store = desk.open()
    forms = FormService(store)
    for form_id in random.Random().sample(sorted(desk.confirmed), min(5, len(desk.confirmed))):
        assert forms.open(form_id, "1").form_id == form_id
    store.close()
    desk.check()
    tell(figure, "reading in forms", kills, desk)


def test_exchanging(tmp_path: Path, nursery: Nursery, rounds: Rounds, figure: Figure) -> None:
    """Both ends are real: every confirmed note reaches the colleague, once, and the server
    never sees a number of a set used twice."""
    chance, kills = random.Random(), rounds(15, 150)
    server_key = load_or_create(tmp_path).public_key().public_bytes_raw()
    agency = SmallAgency(tmp_path, 2, server_key=server_key)
    a, b = agency.workers
    with ServerThread(tmp_path, agency.root) as server:
        agency.found(server.url)
        _, stream = a.new_case(number="F-1")
        until_quiet([a, b], server.url)
        a.store.close()
        desk = Desk(a.directory, a.key, a.store_id)
        for at in range(kills):
            desk.confirmed.update(
                nursery.kill_at_random(
                    chance, "sync", reports=3, seconds=0.05, url=server.url, stream=stream,
                    **desk.arguments,
                )
            )  # fmt: skip
            store = desk.open()
            assert desk.confirmed <= {note.id for note in store.read().find("note")}
            store.close()
            if at % 5 == 4:
                b.new("note", stream, text=f"{MARKER} {at}")
                b.sync(server.url)
        a.restart()
        until_quiet([a, b], server.url)
        notes = [note.id for note in b.store.read().find("note")]
        assert desk.confirmed <= set(notes)
        assert (a.unsent(), a.store.read().parked(), b.store.read().parked()) == (0, {}, {})
        assert log_of(a.store, stream) == log_of(b.store, stream)
        log_is_gapless(a.store)
    agency.close()
    desk.check()
    assert desk.confirmed
    tell(figure, "exchanging", kills, desk)


def log_of(store: Store, stream: StreamId) -> set[tuple[str, int, RecordId]]:
    return {(op.id.device, op.id.n, op.record) for op in store.read().operations(stream)}


@pytest.mark.parametrize("name", RELEASED)
def test_updating(
    name: str, tmp_path: Path, nursery: Nursery, rounds: Rounds, figure: Figure
) -> None:
    chance, kills = random.Random(), rounds(15, 150)
    takes = min(seconds_of_an_update(name, tmp_path / f"whole-{n}", nursery) for n in range(3))
    slowest, cut_short = 0.0, 0
    for at in range(kills):
        released = copy_of(name, tmp_path / f"laptop-{at}")
        child = nursery.start("update", **arguments_of(released))
        child.listen(chance.uniform(0, takes))
        cut_short += not child.kill()
        for copy in released.directory.glob("store.db.before-*[0-9a-f]"):
            verify(copy, released.key)
        began = time.perf_counter()
        store = released.open()
        slowest = max(slowest, time.perf_counter() - began)
        same_as_then(released, store)
        store.close()
        verify(released.path, released.key)
        shutil.rmtree(released.directory)
    assert slowest < REOPEN_S
    assert cut_short
    figure(
        f"T01 updating from {name}: {kills} kills, {cut_short} in the middle,"
        f" 0 lost, slowest reopening {slowest * 1000:.0f} ms"
    )


def seconds_of_an_update(name: str, directory: Path, nursery: Nursery) -> float:
    """From the order to the worker until it reports."""
    released, began = copy_of(name, directory), time.perf_counter()
    child = nursery.start("update", **arguments_of(released))
    child.wait_for(1)
    seconds = time.perf_counter() - began
    assert child.end() == ["up to date"]
    return seconds


def arguments_of(released: Released) -> dict[str, str]:
    return {
        "directory": str(released.directory), "key": released.key.hex(),
        "store_id": released.expected["store_id"],
    }  # fmt: skip


def tell(figure: Figure, doing: str, kills: int, desk: Desk) -> None:
    figure(
        f"T01 {doing}: {kills} kills, {len(desk.confirmed)} confirmed, 0 lost,"
        f" slowest reopening {desk.slowest * 1000:.0f} ms"
    )
