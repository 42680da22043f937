"""The disk is full at any write of a save: said in the person's language, nothing confirmed is
lost, and after making room the same save succeeds (hardening T03)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id
from desktop.i18n.context import LocaleContext
from desktop.storage import ballast, files
from desktop.storage.backup import verify
from desktop.ui.error_texts import describe
from tests.conftest import Figure
from tests.durability.clerk import Clerk
from tests.durability.faulty_disk import failing
from tests.unit.storage.laptop import Laptop

pytestmark = [
    pytest.mark.hardening("T03"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace"),
]

POSITIONS = 50


def wal_of(directory: Path) -> Path:
    return files.store_path(directory).with_name("store.db-wal")


def whole(laptop: Laptop, saved: list[str]) -> None:
    """Exactly what was confirmed is there, each visit with all its notes."""
    laptop.reopen()
    reader = laptop.store.read()
    assert sorted(visit.id for visit in reader.find("visit")) == sorted(saved)
    notes = [note.visit for note in reader.find("note")]
    assert all(notes.count(RecordId(visit)) == 20 for visit in saved)
    laptop.store.close()
    verify(files.store_path(laptop.directory), laptop.key)


def new_visit() -> str:
    """An id that leaves room for those of its notes."""
    return f"{new_record_id()[:-2]}00"


def test_at_each_of_fifty_writes_nothing_is_lost_and_the_retry_succeeds(
    tmp_path: Path, figure: Figure
) -> None:
    laptop = Laptop(tmp_path / "anna")
    laptop.store.close()
    saved: list[str] = []
    with Clerk(laptop.directory, laptop.key) as clerk:
        saved.append(clerk.ask("save", visit=new_visit()))
        for position in range(1, POSITIONS + 1):
            visit = new_visit()
            disk = clerk.process, "pwrite64", "ENOSPC", f"{position}+"
            with failing(*disk, wal_of(laptop.directory), files.store_path(laptop.directory)):
                assert clerk.ask("save", visit=visit) is ErrorCode.DISK_FULL
                assert clerk.ask("keep_draft", visit=visit) is ErrorCode.DISK_FULL
            assert clerk.ask("keep_draft", visit=visit) == visit
            assert clerk.ask("save", visit=visit) == visit
            saved.append(visit)
    whole(laptop, saved)
    figure(f"T03 disk full at {POSITIONS} writes: 0 of {len(saved)} confirmed visits lost")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Der Speicherplatz ist voll. Die letzte Eingabe ist noch nicht gesichert."),
        ("en", "The disk is full. The last entry is not saved yet."),
    ],
)
def test_it_is_said_in_the_language_of_the_window(language: str, sentence: str) -> None:
    said, step = describe(KnownError(ErrorCode.DISK_FULL), LocaleContext(language))
    assert said == sentence
    assert step


def test_the_reserve_gives_way_and_the_save_succeeds_without_a_word(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "anna")
    laptop.store.close()
    assert ballast.make(laptop.directory, room=0)
    with Clerk(laptop.directory, laptop.key) as clerk:
        visit = new_visit()
        with failing(clerk.process, "pwrite64", "ENOSPC", "3", wal_of(laptop.directory)):
            assert clerk.ask("save", visit=visit) == visit
        assert clerk.ask("reserve") == "True"
    assert not ballast.is_there(laptop.directory)
    whole(laptop, [visit])


def test_a_disk_that_is_full_while_the_log_is_copied_costs_nothing(
    tmp_path: Path,
) -> None:
    laptop = Laptop(tmp_path / "anna")
    laptop.store.close()
    saved = []
    with Clerk(laptop.directory, laptop.key) as clerk:
        for position in (1, 5, 9, 20):
            saved.append(clerk.ask("save", visit=new_visit()))
            path = files.store_path(laptop.directory)
            with failing(clerk.process, "pwrite64", "ENOSPC", f"{position}+", path):
                clerk.ask("reopen")
    whole(laptop, saved)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB in memory; needs the right to mount."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", str(place)]
    subprocess.run(command, check=True, capture_output=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room at all."""
    rest = disk / "rest"
    with rest.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return rest


@pytest.mark.long
def test_a_really_full_disk_takes_the_save_with_the_reserve_and_the_next_after_making_room(
    small_disk: Path,
) -> None:
    laptop = Laptop(small_disk / "anna")
    laptop.store.close()
    assert ballast.make(laptop.directory, room=0)
    with Clerk(laptop.directory, laptop.key) as clerk:
        saved = [clerk.ask("save", visit=new_visit())]
        fill(small_disk)
        saved.append(clerk.ask("save", visit=new_visit()))
        assert clerk.ask("reserve") == "True"
        rest = fill(small_disk)
        failed = new_visit()
        while (answer := clerk.ask("save", visit=failed)) is not ErrorCode.DISK_FULL:
            saved.append(answer)
            failed = new_visit()
            fill(small_disk)
        os.truncate(rest, 0)
        saved.append(clerk.ask("save", visit=failed))
    whole(laptop, saved)
    shutil.rmtree(laptop.directory)
