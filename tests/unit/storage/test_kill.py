"""Killed at any moment, nothing that was confirmed is lost and nothing lies about in plain
(hardening T01, T08)."""

from __future__ import annotations

import base64
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.ids import RecordId
from desktop.storage import files
from desktop.storage.backup import verify
from desktop.storage.store import Writer
from tests.unit.storage.laptop import Laptop
from tests.unit.storage.test_later_versions import make_older

ROOT = Path(__file__).resolve().parents[3]
KILLS = 20
MARKER = "Gurkenkaiser"


def start_saving(laptop: Laptop) -> subprocess.Popen[str]:
    """A child process that opens the store and saves without end."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.unit.storage.saving_process",
         str(laptop.directory), laptop.key.hex(), MARKER],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def save_and_kill(laptop: Laptop, saves: int) -> list[str]:
    """Let a child process save and kill it after *saves* answers; return what it confirmed."""
    child = start_saving(laptop)
    assert child.stdout is not None
    with child:
        confirmed = [child.stdout.readline().strip() for _ in range(saves)]
        child.send_signal(signal.SIGKILL)
        confirmed += [line.strip() for line in child.stdout if line.endswith("\n")]
    assert all(confirmed)
    return confirmed


@pytest.fixture
def closed(laptop: Laptop) -> Laptop:
    laptop.store.close()
    return laptop


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_no_confirmed_visit_is_lost_in_twenty_kills(closed: Laptop) -> None:
    chance, confirmed, sequence = random.Random(), set[str](), 0
    for _ in range(KILLS):
        confirmed.update(save_and_kill(closed, chance.randrange(1, 40)))
        closed.reopen(min_sequence=sequence)
        reader = closed.store.read()
        assert confirmed <= {visit.id for visit in reader.find("visit")}
        closed.store.close()
        sequence = closed.store.sequence
    verify(files.store_path(closed.directory), closed.key)
    closed.reopen()
    check_whole(closed, confirmed)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_store_killed_while_it_is_brought_up_to_date_opens_afterwards(closed: Laptop) -> None:
    confirmed = set(save_and_kill(closed, 20))
    chance = random.Random()
    for _ in range(10):
        closed.reopen()
        closed.store.close()
        make_older(closed, without_field="visit.state")
        child = start_saving(closed)
        with child:
            try:
                child.wait(chance.uniform(0.1, 0.4))
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
    closed.reopen()
    found = closed.store.read().find("visit", where={"state": "recorded"})
    assert confirmed <= {visit.id for visit in found}
    verify(files.store_path(closed.directory), closed.key)


def check_whole(laptop: Laptop, confirmed: set[str]) -> None:
    """Every visit has its note with the same text, the log is gapless, the index complete."""
    reader = laptop.store.read()
    visits = {visit.id: visit.reason for visit in reader.find("visit")}
    notes = {note.visit: note.text for note in reader.find("note") if note.visit}
    assert visits == notes
    for visit in confirmed:
        assert visits[RecordId(visit)] == f"{MARKER} {visit}"
    own = [row[0] & 0xFFFFFFFFFF for row in reader.rows("SELECT id FROM op WHERE unsent = 1")]
    assert own == list(range(1, len(own) + 1))
    assert laptop.store.sequence == len(own) == 2 * len(visits)
    reader.search(MARKER)

    def index(writer: Writer) -> tuple[int, int]:
        writer.connection.execute("INSERT INTO search(search) VALUES ('integrity-check')")
        count = "SELECT count(*) FROM search WHERE search MATCH ?"
        return writer.rows(count, MARKER.lower())[0][0], writer.count("visit")

    found, expected = laptop.store.write(index).result()
    assert found == expected + reader.count("note")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_no_file_holds_a_word_in_plain_even_after_a_kill(closed: Laptop) -> None:
    save_and_kill(closed, 30)
    assert (closed.directory / "store.db-wal").stat().st_size > 0
    assert leaks(closed.directory) == []
    closed.reopen()
    closed.store.write(lambda writer: writer.put_setting("x", MARKER)).result()
    closed.store.write(lambda writer: writer.put_secret("y", MARKER.encode())).result()
    assert closed.store.read().search(MARKER)
    assert leaks(closed.directory) == []
    closed.store.close()
    assert leaks(closed.directory) == []


def test_the_scanner_finds_what_it_looks_for(tmp_path: Path) -> None:
    for at, shape in enumerate(shapes(MARKER)):
        (tmp_path / str(at)).write_bytes(b"\x00\x01" + shape + b"\x02")
    assert leaks(tmp_path) == sorted(path.name for path in tmp_path.iterdir())


def leaks(directory: Path) -> list[str]:
    """Files below *directory* with the marker in any encoding."""
    return sorted(
        path.name
        for path in directory.rglob("*")
        if path.is_file() and any(shape in path.read_bytes() for shape in shapes(MARKER))
    )


def shapes(word: str) -> list[bytes]:
    """A word as UTF-8, UTF-16 and base64 at each of the three offsets."""
    found = [word.encode(), word.lower().encode(), word.encode("utf-16-le")]
    found.append(word.encode("utf-16-be"))
    for offset in range(3):
        start = 4 if offset else 0
        found.append(base64.b64encode(b"\0" * offset + word.encode())[start:-4])
    return found
