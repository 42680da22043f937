"""The attachments of backups are read, proved and healed; a stick never leads elsewhere (T15)."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from desktop.domain.attachment import StoredFile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import new_record_id
from desktop.storage.attachments import AttachmentFiles
from desktop.storage.backup_file import read_manifest
from tests.support.backed_up import DAY, Laptop, bring_back
from tests.support.small_disk import small_disk

pytestmark = pytest.mark.hardening("T15")
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


def own(stick: Path) -> Path:
    (found,) = stick.glob("fallmappe-*")
    return found


def attached(laptop: Laptop) -> StoredFile:
    """A document that the store names, as the program puts it there."""
    stored = AttachmentFiles(laptop.profile).put(b"Urkunde " * 5000)
    laptop.save("attachment", case=new_record_id(), **{"files/original": stored.to_plain()})
    return stored


def damage(path: Path) -> None:
    """In place, as a disk does it: what shares the bytes has them, too."""
    with path.open("r+b") as file:
        file.seek(100)
        byte = file.read(1)
        file.seek(100)
        file.write(bytes([byte[0] ^ 1]))


def next_day(laptop: Laptop) -> None:
    laptop.now += DAY
    laptop.note()


def test_one_damaged_in_profile_and_backup_is_said_and_comes_back_from_the_stick(
    laptop: Laptop, stick: Path
) -> None:
    stored = attached(laptop)
    first = laptop.backups.make()
    away = stick.rename(stick.with_name("drawer"))
    damage(laptop.profile / "attachments" / stored.name)
    assert laptop.backups.check(first).fault is ErrorCode.BACKUP_INCOMPLETE
    for _ in range(2):
        next_day(laptop)
        row = laptop.backups.make()
        assert row.fault is ErrorCode.BACKUP_INCOMPLETE
        assert laptop.backups.status().fault is ErrorCode.BACKUP_INCOMPLETE
    assert [one.id for one in read_manifest(row.path).attachments] == [stored.name]

    away.rename(stick)
    next_day(laptop)
    assert laptop.backups.make().fault is None
    assert laptop.backups.status().fault is None
    assert AttachmentFiles(laptop.profile).get(stored)
    assert {laptop.backups.check(row).fault for row in laptop.backups.rows()} == {None}


def test_what_is_lost_in_the_profile_comes_back_from_its_own_backups(laptop: Laptop) -> None:
    stored = attached(laptop)
    laptop.backups.make()
    (laptop.profile / "attachments" / stored.name).unlink()
    next_day(laptop)
    assert laptop.backups.make().fault is None
    assert AttachmentFiles(laptop.profile).get(stored)


def test_what_the_store_names_and_never_had_is_no_fault(laptop: Laptop) -> None:
    """A colleague's document: its record came with the exchange, the file did not."""
    stored = attached(laptop)
    (laptop.profile / "attachments" / stored.name).unlink()
    assert laptop.backups.make().fault is None


def test_one_that_was_damaged_before_its_first_backup_is_said(laptop: Laptop) -> None:
    """By what the store knows of it: nothing else could tell."""
    stored = attached(laptop)
    damage(laptop.profile / "attachments" / stored.name)
    row = laptop.backups.make()
    assert row.fault is ErrorCode.BACKUP_INCOMPLETE
    assert read_manifest(row.path).attachments == ()


def test_a_check_reads_attachments_and_misses_none(laptop: Laptop, stick: Path) -> None:
    names = [laptop.attachment() for _ in range(3)]
    laptop.backups.make()
    here, there = laptop.backups.rows()
    assert laptop.backups.check(here).fault is laptop.backups.check(there).fault is None
    damage(there.path.parent / "attachments" / names[0])
    assert laptop.backups.check(there).fault is ErrorCode.BACKUP_INCOMPLETE
    assert laptop.backups.bring_to_second()
    assert laptop.backups.check(there).fault is None
    (here.path.parent / "attachments" / names[1]).unlink()
    assert laptop.backups.check(here).fault is ErrorCode.BACKUP_INCOMPLETE


def test_a_stick_that_lost_an_attachment_gets_it_again(laptop: Laptop, stick: Path) -> None:
    name = laptop.attachment()
    laptop.backups.make()
    copy = own(stick) / "attachments" / name
    copy.unlink()
    assert laptop.backups.bring_to_second()
    assert copy.is_file()
    assert not laptop.backups.bring_to_second()


@needs_links
@pytest.mark.parametrize("where", ["", "attachments"])
def test_nothing_is_written_or_removed_behind_a_link_on_a_stick(
    laptop: Laptop, stick: Path, tmp_path: Path, where: str
) -> None:
    laptop.attachment()
    laptop.backups.make()
    downloads = tmp_path / "Downloads"
    downloads.mkdir()
    for name in ("film.part", "a" * 32, "b" * 32 + ".part", "store-20261101-0900.fmb.part"):
        (downloads / name).write_text("mine")
    led = own(stick) / where
    led.rename(tmp_path / "aside")
    led.symlink_to(downloads)
    next_day(laptop)
    laptop.attachment()
    laptop.backups.make()
    assert sorted(path.name for path in downloads.iterdir()) == [
        "a" * 32, "b" * 32 + ".part", "film.part", "store-20261101-0900.fmb.part",
    ]  # fmt: skip
    assert {path.read_text() for path in downloads.iterdir()} == {"mine"}


@needs_links
def test_a_link_that_waits_for_a_half_file_is_not_written_through(
    laptop: Laptop, stick: Path, tmp_path: Path
) -> None:
    laptop.backups.make()
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    name = laptop.attachment()
    (own(stick) / "attachments").mkdir()
    next_day(laptop)
    links = [own(stick) / "store-20261124-0800.fmb", own(stick) / "attachments" / name]
    for link in links:
        link.with_name(f"{link.name}.part").symlink_to(precious)
        link.symlink_to(precious)
    row = laptop.backups.make()
    assert row.path.name == links[0].name
    assert precious.read_text() == "precious"
    assert [link.is_symlink() for link in links] == [False, False]
    assert bring_back(tmp_path / "new", links[0]).missing == 0


@needs_links
def test_a_link_among_the_attachments_is_none(laptop: Laptop, tmp_path: Path) -> None:
    laptop.attachment()
    (tmp_path / "secret").write_text("x")
    (laptop.profile / "attachments" / ("c" * 32)).symlink_to(tmp_path / "secret")
    row = laptop.backups.make()
    assert len(read_manifest(row.path).attachments) == 1
    assert len(os.listdir(row.path.parent / "attachments")) == 1


def test_a_full_stick_holds_as_many_as_fit_and_the_newest_arrives(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = laptop.backups.make().size
    disk = small_disk(monkeypatch, stick, 3 * size + 1024 * 1024 + size // 2)
    for _ in range(6):
        next_day(laptop)
        newest = laptop.backups.make()
    copies = [row for row in laptop.backups.rows() if row.is_second]
    assert copies[0].created_at == newest.created_at
    assert 1 < len(copies) < 5
    assert not laptop.backups.status().is_second_full

    disk.others = disk.room  # what else lies there takes all of it
    next_day(laptop)
    laptop.backups.make()
    status = laptop.backups.status()
    assert (status.is_second_full, status.second_at) == (True, newest.created_at)
    assert [row.path for row in laptop.backups.rows() if row.is_second] == [
        row.path for row in copies
    ]

    disk.room = 100 * size
    assert laptop.backups.bring_to_second()
    assert not laptop.backups.status().is_second_full


def test_half_files_of_a_crash_make_room_and_others_stay(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = laptop.backups.make().size
    half, others = (own(stick) / f"{name}.fmb.part" for name in ("store-20261101-0900", "film"))
    for path in (half, others):
        path.write_bytes(bytes(size))
    small_disk(monkeypatch, stick, 3 * size + 1024 * 1024 + size // 2)
    next_day(laptop)
    laptop.backups.make()
    assert not laptop.backups.status().is_second_full
    assert (half.exists(), others.exists()) == (False, True)
    assert len(list(own(stick).glob("*.fmb"))) == 2


@pytest.mark.parametrize("says_so", [True, False])
def test_on_a_full_stick_too_only_the_newest_stays_beyond_thirty_days_and_nothing_erased(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch, says_so: bool
) -> None:
    case = laptop.save("case", number="F-1")
    for _ in range(3):
        next_day(laptop)
        laptop.backups.make()
    if says_so:
        small_disk(monkeypatch, stick, 0)
    else:
        monkeypatch.setattr(os, "open", partial(refused, stick, os.open))
    for _ in range(32):
        next_day(laptop)
        laptop.backups.make()
    (left,) = own(stick).glob("*.fmb")
    assert left.name.startswith("store-20261126")
    assert laptop.backups.status().is_second_full
    laptop.save("erasure", case=case, what="case", ground="withdrawn", erased_at=laptop.now)
    for _ in range(31):
        laptop.now += DAY
        laptop.backups.make()
    assert list(own(stick).glob("*.fmb")) == []


def refused(place: Path, real: Callable[..., int], path: str, flags: int, mode: int = 0) -> int:
    """No new file finds room below *place*."""
    if flags & os.O_CREAT and place in Path(path).parents:
        raise OSError(errno.ENOSPC, "no space left on device")
    return real(path, flags, mode)


def test_a_backup_out_of_reach_is_no_reason_to_fail(laptop: Laptop, stick: Path) -> None:
    laptop.backups.make()
    own(stick).rename(stick / "away")
    own_place = stick / f"fallmappe-{laptop.store.store_id[:8]}"
    own_place.write_text("a file")
    next_day(laptop)
    assert laptop.backups.make().fault is None
    assert own_place.read_text() == "a file"
    with pytest.raises(KnownError) as error:
        bring_back(laptop.profile / "x", own_place)
    assert error.value.code is ErrorCode.BACKUP_DAMAGED
