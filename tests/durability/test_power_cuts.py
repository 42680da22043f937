"""The power fails at any moment of a working day: nothing confirmed is lost (hardening T02).

The control is the same program without full syncs: of what it confirmed, cuts must lose
something, or the images would not be those of a power cut.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.crypto import key_document, keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.errors import BugError, KnownError
from desktop.domain.ids import DeviceId
from desktop.storage import driver, files
from desktop.storage.store import Store
from tests.conftest import Figure, Rounds
from tests.durability.disk_image import cuts
from tests.durability.saver import MARKER, STORE_ID
from tests.durability.write_log import Step, record

pytestmark = [
    pytest.mark.hardening("T02"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace"),
]

ROOT = Path(__file__).resolve().parents[2]
SAVES = 160
CUTS = 600
CONTROLS = 60


@dataclass
class Recorded:
    """A day of saving: the files before it, and every write of it in order."""

    key: bytes
    start: dict[str, bytes]
    steps: list[Step]


@dataclass
class Found:
    """What the cuts of one recording came to."""

    images: int = 0
    with_loss: int = 0
    most_lost: int = 0
    broken: list[str] = field(default_factory=list)


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of megabytes are written here."""
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else None) as name:
        yield Path(name)


def recorded(directory: Path, level: str) -> Recorded:
    """Let the saver work once, with syncs of *level*."""
    made = keyfile.create(directory, "x", store_id=STORE_ID, cost=Cost(64, 1, 1))
    device = DeviceId("a" * 32)
    Store.create(directory, made.key, store_id=STORE_ID, device=device).close()
    start = {path.name: path.read_bytes() for path in directory.iterdir()}
    command = [sys.executable, "-m", "tests.durability.saver", str(directory), made.key.hex()]
    steps = record([*command, str(SAVES), level], directory, directory.parent / "log", ROOT)
    return Recorded(made.key, start, steps)


def replayed(day: Recorded, count: int, place: Path, chance: random.Random) -> Found:
    """Cut the power *count* times and open what is left."""
    found = Found()
    for image, told in cuts(day.start, day.steps, count, chance):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, data in image.items():
            (place / name).write_bytes(data)
        found.images += 1
        try:
            lost = len(set(told) - opened(place, day.key))
        except (AssertionError, KnownError, BugError) as error:
            found.broken.append(f"after {len(told)} saves: {error!r}")
            continue
        found.with_loss += bool(lost)
        found.most_lost = max(found.most_lost, lost)
    return found


def opened(directory: Path, key: bytes) -> set[str]:
    """The visits in a store that was cut; AssertionError when it is not whole."""
    store = Store.open(directory, key, store_id=STORE_ID)
    try:
        reader = store.read()
        visits = {visit.id: visit.reason for visit in reader.find("visit")}
        notes = {note.visit: note.text for note in reader.find("note")}
        assert visits == notes, "a visit without its note"
        assert store.sequence == 2 * len(visits), "operations without records"
        assert store.examine() == 0, "pages that only a look into the file finds torn"
    finally:
        store.close()
    check_pages(directory, key, 2 * len(visits))
    return set(visits)


def check_pages(directory: Path, key: bytes, records: int) -> None:
    """Every page is authentic, every table and index sound, the search complete.

    For a store that was opened and closed: until then pages that the cut tore while they were
    copied may lie in the file, with the whole ones in the write-ahead log.
    """
    connection = driver.connect(files.store_path(directory), key)
    try:
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        connection.execute("INSERT INTO search(search) VALUES ('integrity-check')")
        documents, waiting = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("document", "unindexed")
        )
        words = "SELECT count(*) FROM search WHERE search MATCH ?"
        assert connection.execute(words, (MARKER.lower(),)).fetchone()[0] == documents
        assert documents + waiting >= records
    finally:
        connection.close()


def test_no_power_cut_loses_what_was_confirmed_or_damages_the_store(
    tmp_path: Path, memory: Path, rounds: Rounds, figure: Figure
) -> None:
    day = recorded(tmp_path / "laptop", "FULL")
    found = replayed(day, rounds(CUTS, 10 * CUTS), memory / "image", random.Random())
    figure(f"T02 {found.images} power cuts, FULL: {found.with_loss} with loss")
    assert found.broken == []
    assert found.with_loss == 0


def test_without_full_syncs_power_cuts_do_lose_something(
    tmp_path: Path, memory: Path, rounds: Rounds, figure: Figure
) -> None:
    day = recorded(tmp_path / "laptop", "NORMAL")
    found = replayed(day, rounds(CONTROLS, CUTS), memory / "image", random.Random())
    figure(
        f"T02 control, {found.images} power cuts, NORMAL: {found.with_loss} with loss,"
        f" at most {found.most_lost} visits"
    )
    assert found.with_loss > found.images // 4


def test_a_power_cut_leaves_a_key_file_that_does_not_accuse_the_store(
    tmp_path: Path, rounds: Rounds
) -> None:
    """One copy is whole, and what it says of the store's age is not ahead of the store."""
    day = recorded(tmp_path / "laptop", "FULL")
    for image, told in cuts(day.start, day.steps, rounds(CUTS, 10 * CUTS), random.Random()):
        documents = [
            key_document.decode(image[name], file=name, allow_weak=True)
            for name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE)
            if name in image
        ]
        own = [document for document in documents if document.is_by_owner_of(day.key)]
        assert len(own) == len(documents) >= 1
        assert max(document.min_sequence for document in own) <= 2 * (len(told) + 1)
