"""Backups go in time even when no new one can be made, and never by a mistake (T15, T35)."""

from __future__ import annotations

import errno
import os
import threading
from functools import partial
from pathlib import Path

import msgspec
import pytest

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.storage.backup_file import MARK, read_manifest
from tests.support.backed_up import DAY, NINE, Laptop, bring_back
from tests.support.page_scan import words_found
from tests.support.small_disk import small_disk

pytestmark = [pytest.mark.hardening("T15"), pytest.mark.hardening("T35")]
HOUR = 3600 * 1000
WORD = "Zugspitzbahnfahrer"


def ages(laptop: Laptop) -> list[int]:
    """Days since each of the backups."""
    return [round((laptop.now - row.created_at) / DAY) for row in laptop.backups.rows()]


def fail_daily(laptop: Laptop, days: int) -> ErrorCode:
    """A backup is tried on each of so many days."""
    for _ in range(days):
        laptop.now += DAY
        with pytest.raises(KnownError) as error:
            laptop.backups.make()
    return error.value.code


def erase_case(laptop: Laptop, case: RecordId) -> None:
    laptop.save("erasure", case=case, what="case", ground="withdrawn", erased_at=laptop.now)


def three_days(laptop: Laptop) -> None:
    for _ in range(3):
        laptop.now += DAY
        laptop.note()
        laptop.backups.make()


def test_while_the_disk_is_full_all_but_the_newest_go_in_time(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_days(laptop)
    small_disk(monkeypatch, laptop.profile, 0)
    assert fail_daily(laptop, 33) is ErrorCode.BACKUP_FULL
    assert ages(laptop) == [33]
    assert laptop.backups.status().fault is ErrorCode.BACKUP_FULL


def test_what_was_erased_since_takes_the_newest_along(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = laptop.save("case", number="F-1")
    three_days(laptop)
    small_disk(monkeypatch, laptop.profile, 0)
    fail_daily(laptop, 4)
    erase_case(laptop, case)
    fail_daily(laptop, 29)
    assert ages(laptop) == [33]
    fail_daily(laptop, 2)
    assert ages(laptop) == []


def test_beside_a_damaged_store_the_last_one_stays_whatever_was_erased(laptop: Laptop) -> None:
    case = laptop.save("case", number="F-1")
    for number in range(300):
        laptop.note(f"{number} " + "x" * 500)
    laptop.backups.make()
    laptop.now += HOUR
    erase_case(laptop, case)
    laptop.close()
    with (laptop.profile / "store.db").open("r+b") as file:
        file.seek(40 * 4096 + 100)
        file.write(os.urandom(64))
    (laptop.profile / "head.json").unlink()
    laptop.open()
    assert fail_daily(laptop, 32) is ErrorCode.STORE_DAMAGED
    assert ages(laptop) == [32]


def test_one_that_should_have_gone_gives_its_room_to_the_next(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.backups.make()
    disk = small_disk(monkeypatch, laptop.profile, 0)
    fail_daily(laptop, 30)
    used = disk.usage(laptop.profile).used
    needed = sum(path.stat().st_size for path in laptop.profile.glob("store.db*"))
    disk.room = used + needed + 64 * 1024 * 1024 - 100_000
    laptop.now += DAY
    laptop.note()
    laptop.backups.make()
    assert ages(laptop) == [0]


def test_the_store_that_was_replaced_goes_in_time(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = laptop.save("case", number="F-1")
    laptop.save("note", case=case, text=WORD)
    row = laptop.backups.make()
    laptop.close()
    bring_back(laptop.profile, row.path)
    laptop.open()
    stream = laptop.store.read().get("case", case)
    assert stream is not None
    erase_case(laptop, case)
    key = laptop.unlocked().key
    (aside,) = laptop.profile.glob("store.db.replaced-*")
    assert words_found(aside, key, (WORD,)) == {WORD}
    small_disk(monkeypatch, laptop.profile, 0)
    fail_daily(laptop, 31)
    assert list(laptop.profile.glob("*.replaced-*")) == []


def test_in_the_program_it_goes_by_itself(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    three_days(laptop)
    small_disk(monkeypatch, laptop.profile, 0)
    laptop.now += 29 * DAY
    done = threading.Event()
    laptop.backups.subscribe(partial(_tell_when_failed, laptop, done))
    laptop.backups.start(begin_s=0)
    assert done.wait(30)
    assert laptop.backups.stop(30)
    assert ages(laptop) == [29]


def test_in_the_program_old_things_go_while_no_backup_is_due(laptop: Laptop) -> None:
    laptop.backups.make()
    left = laptop.profile / "store.db.replaced-20261020-090000"
    left.touch()
    assert not laptop.backups.is_due()
    done = threading.Event()
    laptop.backups.subscribe(done.set)
    laptop.backups.start(begin_s=0)
    assert done.wait(30)
    assert laptop.backups.stop(30)
    assert not left.exists()


def test_while_none_can_be_made_here_the_stick_is_thinned_out_too(
    laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    laptop.backups.choose_folder(stick)
    three_days(laptop)
    small_disk(monkeypatch, laptop.profile, 0)
    for _ in range(11):
        laptop.now += 3 * DAY
        laptop.note()
        laptop.backups.look()
    assert ages(laptop) == [33, 33]


def test_one_day_with_a_wrong_clock_takes_nothing_away(laptop: Laptop) -> None:
    for _ in range(8):
        laptop.now += DAY
        laptop.note()
        laptop.backups.make()
    there = {row.path for row in laptop.backups.rows()}
    assert len(there) >= 7
    right, laptop.now = laptop.now, 4_070_908_800_000
    for _ in range(2):
        laptop.now += HOUR
        laptop.note()
        laptop.backups.make()
    assert there < {row.path for row in laptop.backups.rows()}
    laptop.now = right + HOUR
    laptop.note()
    today = laptop.backups.make()
    left = {row.path for row in laptop.backups.rows()}
    assert len(there - left) == 1  # another one of today is in its place
    assert left - there == {today.path}


def test_after_a_long_leave_the_old_ones_go_on_the_second_day(laptop: Laptop) -> None:
    three_days(laptop)
    laptop.now += 40 * DAY
    laptop.note()
    laptop.backups.make()
    assert ages(laptop) == [0, 40, 41, 42]
    laptop.now += DAY
    laptop.backups.tidy()
    assert ages(laptop) == [1]


def forged(good: Path, created_at: int) -> bytes:
    """What anybody can make who has seen a backup, without its key."""
    data, manifest = good.read_bytes(), read_manifest(good)
    said = msgspec.json.encode(msgspec.structs.replace(manifest, created_at=created_at))
    body = sum(part.size for part in manifest.parts)
    return data[:body] + said + bytes(32) + len(said).to_bytes(4, "big") + MARK


def test_a_forged_one_displaces_no_backup_and_puts_none_off(laptop: Laptop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    laptop.backups.choose_folder(stick)
    good = laptop.backups.make().path
    (copy,) = stick.glob("*/*.fmb")
    for beside in (good, copy):
        (beside.parent / "store-20261124-0900.fmb").write_bytes(forged(good, NINE + DAY))
    laptop.now += DAY + HOUR
    laptop.note()
    assert laptop.backups.is_due()
    laptop.backups.tidy()
    laptop.backups.make()
    rows = laptop.backups.rows()
    assert {row.path for row in rows if row.fault is None} >= {good, copy}
    assert [row.fault for row in rows].count(ErrorCode.BACKUP_DAMAGED) == 2


def test_the_newest_is_read_at_the_start_and_one_that_rotted_is_followed_by_another(
    laptop: Laptop,
) -> None:
    good = laptop.backups.make()
    laptop.now += DAY
    laptop.note()
    row = laptop.backups.make()
    data = bytearray(row.path.read_bytes())
    data[5000] ^= 1
    row.path.write_bytes(data)
    laptop.close()
    laptop.open()
    laptop.now += 2 * HOUR
    assert not laptop.backups.is_due()
    done = threading.Event()
    laptop.backups.subscribe(partial(_tell_at, laptop, done, laptop.now))
    laptop.backups.start(begin_s=0)
    assert done.wait(30)
    assert laptop.backups.stop(30)
    faults = {row.path: row.fault for row in laptop.backups.rows()}
    assert faults.pop(row.path) is ErrorCode.BACKUP_DAMAGED
    assert faults[good.path] is None
    assert len(faults) == 2


def test_a_disk_that_cannot_say_how_full_it_is_is_failing(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = small_disk(monkeypatch, laptop.profile, 0)
    disk.error = OSError(errno.EIO, "input/output error")
    with pytest.raises(KnownError) as error:
        laptop.backups.make()
    assert error.value.code is ErrorCode.DISK_FAULT
    assert laptop.backups.status().fault is ErrorCode.DISK_FAULT


@pytest.mark.parametrize("put", ["a file", "a link to nowhere"])
def test_what_is_no_folder_takes_no_backup(laptop: Laptop, put: str) -> None:
    if put == "a file":
        laptop.backups.folder.write_text("x")
    else:
        laptop.backups.folder.symlink_to("nowhere")
    with pytest.raises(KnownError) as error:
        laptop.backups.make()
    assert error.value.code is ErrorCode.BACKUP_FOLDER


def test_copies_from_before_an_update_go_at_opening_too(laptop: Laptop) -> None:
    old, young = (laptop.profile / f"store.db.before-{name}" for name in ("a", "b"))
    young.touch()
    old.touch()
    os.utime(old, (old.stat().st_mtime - 31 * 24 * 3600,) * 2)
    laptop.close()
    laptop.open()
    assert (old.exists(), young.exists()) == (False, True)


def test_a_closed_store_proves_nothing_and_takes_nothing_away(laptop: Laptop) -> None:
    row = laptop.backups.make()
    laptop.close()
    with pytest.raises(BugError):
        laptop.backups.tidy()
    assert row.path.exists()


def _tell_when_failed(laptop: Laptop, done: threading.Event) -> None:
    if laptop.backups.status().fault is not None:
        done.set()


def _tell_at(laptop: Laptop, done: threading.Event, at: int) -> None:
    if laptop.backups.status().last_at == at:
        done.set()
