"""Killed at any moment, nothing lies about in plain (hardening T08)."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.leak_scan import hits, needles
from tests.unit.storage.laptop import Laptop

pytestmark = pytest.mark.hardening("T08")

ROOT = Path(__file__).resolve().parents[3]
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
    for at, shape in enumerate(needles(MARKER).values()):
        (tmp_path / str(at)).write_bytes(b"\x00\x01" + shape + b"\x02")
    assert leaks(tmp_path) == sorted(path.name for path in tmp_path.iterdir())


def leaks(directory: Path) -> list[str]:
    """Files below *directory* with the marker in any encoding."""
    return sorted({Path(hit.path).name for hit in hits([directory], [MARKER])})
