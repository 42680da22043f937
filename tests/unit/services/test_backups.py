"""Backups are encrypted, verified, made by themselves and thinned out (hardening T15)."""

from __future__ import annotations

import base64
import os
import threading
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.backups import BackupRow
from desktop.storage import backup_folder
from tests.support.backed_up import DAY, MARKER, NINE, PASSWORD, Laptop, bring_back
from tests.support.restored import contents

pytestmark = pytest.mark.hardening("T15")
HOUR = 3600 * 1000


def test_no_byte_of_a_backup_shows_what_is_in_it(laptop: Laptop) -> None:
    data = laptop.backups.make().path.read_bytes()
    for said in (MARKER.encode(), MARKER.encode("utf-16-le"), base64.b64encode(MARKER.encode())):
        assert said not in data
        assert said in data + said  # the search itself finds
    assert b"SQLite format 3" not in data
    assert PASSWORD.encode() not in data
    assert list(laptop.backups.folder.iterdir()) == [laptop.backups.rows()[0].path]


def test_a_check_reads_the_whole_file(laptop: Laptop) -> None:
    row = laptop.backups.make()
    assert laptop.backups.check(row).fault is None
    data = bytearray(row.path.read_bytes())
    data[5000] ^= 1
    row.path.write_bytes(data)
    assert laptop.backups.rows()[0].fault is None
    assert laptop.backups.check(row).fault is ErrorCode.BACKUP_DAMAGED


def test_it_is_due_once_a_day_when_something_has_changed(laptop: Laptop) -> None:
    assert laptop.backups.is_due()
    laptop.backups.make()
    laptop.note()
    laptop.now += 19 * HOUR
    assert not laptop.backups.is_due()
    laptop.now += 2 * HOUR
    assert laptop.backups.is_due()
    laptop.backups.make()
    laptop.now += 2 * DAY
    assert not laptop.backups.is_due()
    laptop.now += 6 * DAY
    assert laptop.backups.is_due()


def test_by_itself_it_makes_one_and_says_so(laptop: Laptop) -> None:
    done = threading.Event()
    laptop.backups.subscribe(partial(_tell_when_made, laptop, done))
    laptop.backups.start(begin_s=0)
    assert done.wait(30)
    assert laptop.backups.stop(30)
    assert laptop.backups.status().last_at == NINE


def test_cancelled_at_a_lock_it_leaves_nothing_half(laptop: Laptop) -> None:
    first = laptop.backups.make()
    laptop.now += DAY
    laptop.backups.cancel()
    with pytest.raises(KnownError) as error:
        laptop.backups.make()
    assert error.value.code is ErrorCode.CANCELLED
    assert [path.name for path in laptop.backups.folder.iterdir()] == [first.path.name]
    assert laptop.backups.status().fault is None


def test_a_damaged_store_replaces_no_good_backup(laptop: Laptop) -> None:
    for number in range(300):
        laptop.note(f"{number} " + "x" * 500)
    good = laptop.backups.make()
    laptop.close()
    with (laptop.profile / "store.db").open("r+b") as file:
        file.seek(40 * 4096 + 100)
        file.write(os.urandom(64))
    (laptop.profile / "head.json").unlink()
    laptop.open()
    laptop.now += 40 * DAY
    with pytest.raises(KnownError) as error:
        laptop.backups.make()
    assert error.value.code is ErrorCode.STORE_DAMAGED
    assert laptop.backups.status().fault is ErrorCode.STORE_DAMAGED
    assert [row.path for row in laptop.backups.rows()] == [good.path]


def test_the_last_seven_days_and_four_weeks_are_kept_and_nothing_beyond_thirty_days() -> None:
    made: set[int] = set()
    for day in range(120):
        now = NINE + day * DAY
        made = backup_folder.kept({*made, now, now - 3 * HOUR}, now)
        assert now in made
        ages = sorted((now - one) / DAY for one in made)
        assert ages[-1] <= 30
        if day > 40:
            assert [round(age) for age in ages[:7]] == list(range(7))
            assert 3 <= len(ages) - 7 <= 5
    gaps = [later - earlier for earlier, later in pairwise(ages[6:])]
    assert max(gaps) <= 7.01


def test_a_wrong_clock_does_not_wipe_out_what_is_there(laptop: Laptop) -> None:
    laptop.backups.make()
    laptop.now += 400 * DAY
    late = laptop.backups.make()
    laptop.now -= 400 * DAY - DAY
    today = laptop.backups.make()
    left = {row.path for row in laptop.backups.rows()}
    assert today.path in left
    assert late.path not in left


def test_what_was_erased_is_in_no_backup_after_thirty_days(laptop: Laptop) -> None:
    file = laptop.attachment()
    old = laptop.backups.make().path
    (laptop.profile / "attachments" / file).unlink()
    for _ in range(31):
        laptop.now += DAY
        laptop.note()
        laptop.backups.make()
    assert not old.exists()
    assert not (laptop.backups.folder / "attachments" / file).exists()


def out_of_reach(backup: Path) -> Path:
    """Where the backup waits while its place gives an error to whoever reads it, as a stick does
    that was pulled out a little."""
    aside = backup.with_name("aside")
    backup.rename(aside)
    backup.symlink_to(backup.name)
    return aside


def test_while_a_backup_cannot_be_read_all_it_may_need_stays_and_the_log_says_so(
    laptop: Laptop, caplog: pytest.LogCaptureFixture
) -> None:
    file = laptop.attachment()
    backup = laptop.backups.make().path
    (laptop.profile / "attachments" / file).unlink()
    aside = out_of_reach(backup)
    for _ in range(3):
        laptop.now += DAY
        laptop.note()
        laptop.backups.make()
    unread = [row for row in laptop.backups.rows() if row.path == backup]
    assert [row.fault for row in unread] == [ErrorCode.BACKUP_UNREADABLE]
    assert "1 backups cannot be read now" in caplog.text
    aside.replace(backup)
    laptop.close()
    assert bring_back(laptop.profile, backup).missing == 0
    assert (laptop.profile / "attachments" / file).exists()


def test_a_backup_nobody_could_read_for_thirty_days_holds_nothing_back(laptop: Laptop) -> None:
    file = laptop.attachment()
    backup = laptop.backups.make().path
    (laptop.profile / "attachments" / file).unlink()
    stuck = backup.with_name("somebody-elses.fmb")  # not a name of ours: it is never removed
    backup.unlink()
    stuck.symlink_to(stuck.name)
    laptop.now += DAY
    laptop.note()
    laptop.backups.make()
    kept = laptop.backups.folder / "attachments" / file
    assert kept.exists()
    for days in (20, 11):
        laptop.now += days * DAY
        laptop.note()
        laptop.backups.make()
    assert os.path.lexists(stuck)
    assert not kept.exists()


def test_attachments_that_cannot_be_listed_are_the_fault_of_the_disk(laptop: Laptop) -> None:
    laptop.backups.make()
    place = laptop.profile / "attachments"
    if place.exists():
        place.rmdir()
    place.symlink_to(place.name)
    with pytest.raises(KnownError) as caught:
        laptop.backups.make()
    assert caught.value.code is ErrorCode.DISK_FAULT


def test_a_backup_never_holds_a_damaged_key_file(laptop: Laptop, tmp_path: Path) -> None:
    key, other = (laptop.profile / name for name in ("key.json", "key.backup.json"))
    key.write_bytes(key.read_bytes()[:-9])
    row = laptop.backups.make()
    bring_back(tmp_path / "new", row.path)
    other.write_bytes(b"")
    laptop.now += DAY
    with pytest.raises(KnownError) as error:
        laptop.backups.make()
    assert error.value.code is ErrorCode.KEY_FILE_DAMAGED
    assert laptop.backups.status().fault is ErrorCode.KEY_FILE_DAMAGED


def test_copies_from_before_an_update_last_no_longer(laptop: Laptop) -> None:
    old, young = (laptop.profile / f"store.db.before-{name}" for name in ("a", "b"))
    for path, days in ((old, 31), (young, 29)):
        path.touch()
        os.utime(path, ns=((NINE - days * DAY) * 1_000_000,) * 2)
    laptop.backups.make()
    assert (old.exists(), young.exists()) == (False, True)


def test_attachments_are_kept_once_for_all_backups(laptop: Laptop) -> None:
    file = laptop.attachment(200_000)
    laptop.backups.make()
    laptop.now += DAY
    laptop.backups.make()
    kept = laptop.backups.folder / "attachments" / file
    assert kept.stat().st_nlink >= 2 or kept.read_bytes()
    assert all(row.path.stat().st_size < 2_000_000 for row in laptop.backups.rows())


def test_a_save_does_not_wait_for_a_backup(laptop: Laptop) -> None:
    """Saves go on while one is made, and the copy is of one moment."""
    for number in range(2000):
        laptop.note(f"{number} " + "x" * 900)
    made: list[BackupRow] = []
    thread = threading.Thread(target=lambda: made.append(laptop.backups.make()))
    before = len(contents(laptop.store))
    thread.start()
    saved = 0
    while thread.is_alive():
        laptop.note("während der Sicherung")
        saved += 1
    thread.join()
    assert saved > 3
    assert laptop.backups.check(made[0]).fault is None
    laptop.close()
    bring_back(laptop.profile, made[0].path)
    laptop.open()
    assert before <= len(contents(laptop.store)) <= before + saved


def test_a_summer_night_without_two_o_clock_changes_nothing() -> None:
    start = int(datetime(2027, 3, 25, 2, 30).timestamp() * 1000)
    times = {start + int(timedelta(days=day).total_seconds() * 1000) for day in range(7)}
    assert backup_folder.kept(times, max(times)) == times


def _tell_when_made(laptop: Laptop, done: threading.Event) -> None:
    if laptop.backups.status().last_at is not None:
        done.set()
