"""Backups: encrypted, verified, thinned out, brought back whole (hardening T15)."""

from __future__ import annotations

import base64
import os
import random
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.backups import LATE_MS, BackupRow
from desktop.services.backups_restore import find_backups
from desktop.storage import backup_folder
from desktop.storage.backup_file import MARK, read_manifest
from desktop.sync.renewal import awaits_enrolment
from tests.conftest import Figure, Rounds
from tests.support.backed_up import DAY, MARKER, NINE, PASSWORD, WEAK, Laptop, bring_back
from tests.support.restored import contents, row_hash

pytestmark = pytest.mark.hardening("T15")
HOUR = 3600 * 1000


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "profile")
    made.note()
    yield made
    made.store.close()


def test_no_byte_of_a_backup_shows_what_is_in_it(laptop: Laptop) -> None:
    data = laptop.backups.make().path.read_bytes()
    for said in (MARKER.encode(), MARKER.encode("utf-16-le"), base64.b64encode(MARKER.encode())):
        assert said not in data
        assert said in data + said  # the search itself finds
    assert b"SQLite format 3" not in data
    assert PASSWORD.encode() not in data
    assert list(laptop.backups.folder.iterdir()) == [laptop.backups.rows()[0].path]


def test_restored_on_another_computer_every_row_is_equal_and_the_device_new(
    laptop: Laptop, tmp_path: Path
) -> None:
    file = laptop.attachment()
    row = laptop.backups.make()
    before, device = row_hash(laptop.store), laptop.store.device
    elsewhere = tmp_path / "stick"
    shutil.copytree(laptop.backups.folder, elsewhere)

    restored = bring_back(tmp_path / "other" / "profile", elsewhere / row.path.name)
    assert (restored.created_at, restored.missing) == (NINE, 0)
    other = Laptop(tmp_path / "other" / "profile", make=False)
    assert row_hash(other.store) == before
    assert other.store.device != device
    assert awaits_enrolment(other.store.read())
    here, there = (one.profile / "attachments" / file for one in (laptop, other))
    assert there.read_bytes() == here.read_bytes()
    other.close()


def test_what_was_saved_after_the_backup_is_kept_aside_until_the_next_one(laptop: Laptop) -> None:
    row = laptop.backups.make()
    laptop.note("danach")
    laptop.close()
    bring_back(laptop.profile, row.path)
    aside = list(laptop.profile.glob("store.db.replaced-*"))
    assert len(aside) == 1
    laptop.open()
    assert not [one for one in contents(laptop.store).values() if "danach" in repr(one)]
    laptop.now += HOUR
    laptop.backups.make()
    assert not list(laptop.profile.glob("*.replaced-*"))


def test_a_bit_flipped_in_any_part_is_noticed_and_nothing_is_changed(
    laptop: Laptop, rounds: Rounds, figure: Figure
) -> None:
    laptop.attachment()
    row = laptop.backups.make()
    laptop.close()
    whole = row.path.read_bytes()
    chance = random.Random(7)
    store, key = (part.size for part in read_manifest(row.path).parts)
    spans = [(0, store), (store, store + key), (store + key, len(whole))]
    places = [chance.randrange(*span) for span in spans for _ in range(rounds(12, 200))]
    before = _files(laptop.profile)
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        row.path.write_bytes(flipped)
        with pytest.raises(KnownError) as error:
            bring_back(laptop.profile, row.path)
        assert error.value.code in (
            ErrorCode.BACKUP_DAMAGED, ErrorCode.STORE_NEWER, ErrorCode.BACKUP_OTHER,
        ), place  # fmt: skip
    row.path.write_bytes(whole)
    assert _files(laptop.profile) == before
    figure(f"T15 {len(places)} of {len(places)} flipped bits of a backup noticed before a restore")
    bring_back(laptop.profile, row.path)
    laptop.open()


@pytest.mark.parametrize("kept", [0, 1, 40, 4096, -1, -len(MARK)])
def test_a_backup_cut_short_is_none(laptop: Laptop, kept: int) -> None:
    row = laptop.backups.make()
    row.path.write_bytes(row.path.read_bytes()[:kept])
    (found,) = laptop.backups.rows()
    assert found.fault is ErrorCode.BACKUP_DAMAGED
    with pytest.raises(KnownError) as error:
        bring_back(laptop.profile, row.path)
    assert error.value.code is ErrorCode.BACKUP_DAMAGED
    assert laptop.backups.is_due()


def test_a_check_reads_the_whole_file(laptop: Laptop) -> None:
    row = laptop.backups.make()
    assert laptop.backups.check(row).fault is None
    data = bytearray(row.path.read_bytes())
    data[5000] ^= 1
    row.path.write_bytes(data)
    assert laptop.backups.rows()[0].fault is None
    assert laptop.backups.check(row).fault is ErrorCode.BACKUP_DAMAGED


def test_somebody_without_the_store_key_cannot_make_a_backup_that_is_believed(
    laptop: Laptop, tmp_path: Path
) -> None:
    """The parts of a genuine one, put together again with a manifest of one's own."""
    row = laptop.backups.make()
    data = row.path.read_bytes()
    row.path.write_bytes(data.replace(b'"sequence":', b'"sequence":1', 1)[1:])
    assert laptop.backups.rows()[0].fault is ErrorCode.BACKUP_DAMAGED
    forged = bytearray(data)
    at = data.index(b'"created_at":') + len(b'"created_at":')
    forged[at] = ord("2")
    row.path.write_bytes(forged)
    assert laptop.backups.rows()[0].fault is None
    assert laptop.backups.check(row).fault is ErrorCode.BACKUP_DAMAGED


def test_password_of_then_password_of_today_or_the_code_open_it(laptop: Laptop) -> None:
    row = laptop.backups.make()
    key = laptop.unlocked().key
    keyfile.change_password(laptop.profile, key, "ein anderes passwort", cost=WEAK)
    laptop.store.close()
    with pytest.raises(KnownError) as error:
        bring_back(laptop.profile, row.path, "falsch geraten")
    assert error.value.code is ErrorCode.WRONG_PASSWORD
    bring_back(laptop.profile, row.path, "ein anderes passwort")
    laptop.open("ein anderes passwort")
    laptop.store.close()
    bring_back(laptop.profile, row.path, laptop.code)
    laptop.open()
    laptop.store.close()
    bring_back(laptop.profile, row.path)
    laptop.open()


def test_a_colleagues_backup_does_not_take_the_place_of_ones_own(
    laptop: Laptop, tmp_path: Path
) -> None:
    other = Laptop(tmp_path / "colleague")
    row = other.backups.make()
    other.close()
    found = find_backups(laptop.profile, row.path.parent)
    assert [one.fault for one in found] == [ErrorCode.BACKUP_OTHER]
    with pytest.raises(KnownError) as error:
        bring_back(laptop.profile, row.path)
    assert error.value.code is ErrorCode.BACKUP_OTHER


def test_a_lost_attachment_is_counted_and_keeps_nothing_from_coming_back(
    laptop: Laptop, tmp_path: Path
) -> None:
    laptop.attachment()
    gone = laptop.attachment()
    row = laptop.backups.make()
    (laptop.backups.folder / "attachments" / gone).unlink()
    assert bring_back(tmp_path / "new", row.path).missing == 1


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
    laptop.now += 31 * DAY
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


def test_wrong_tries_slow_down_here_as_well(laptop: Laptop) -> None:
    row = laptop.backups.make()
    laptop.close()
    for wait in (0, 0, 2):
        with pytest.raises(KnownError) as error:
            bring_back(laptop.profile, row.path, "geraten")
        assert (error.value.code, error.value.facts["seconds"]) == (ErrorCode.WRONG_PASSWORD, wait)
    with pytest.raises(KnownError) as error:
        bring_back(laptop.profile, row.path)
    assert error.value.code is ErrorCode.TRY_LATER
    laptop.open()


def test_what_was_erased_after_the_backup_is_not_brought_back_to_life(laptop: Laptop) -> None:
    case = laptop.save("case", number="F-1")
    laptop.note("soll weg")
    row = laptop.backups.make()
    laptop.save("erasure", case=case, what="case", ground="request", erased_at=laptop.now)
    laptop.close()
    bring_back(laptop.profile, row.path)
    laptop.open()
    assert "soll weg" not in repr(contents(laptop.store))
    assert laptop.store.read().find("note") == []


def test_attachments_are_kept_once_for_all_backups(laptop: Laptop) -> None:
    file = laptop.attachment(200_000)
    laptop.backups.make()
    laptop.now += DAY
    laptop.backups.make()
    kept = laptop.backups.folder / "attachments" / file
    assert kept.stat().st_nlink >= 2 or kept.read_bytes()
    assert all(row.path.stat().st_size < 2_000_000 for row in laptop.backups.rows())


def test_a_second_folder_gets_each_backup_when_it_can_be_reached(
    laptop: Laptop, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    file = laptop.attachment()
    laptop.backups.choose_folder(stick)
    laptop.backups.make()
    (copy,) = (row for row in laptop.backups.rows() if row.is_second)
    assert laptop.backups.check(copy).fault is None
    assert (copy.path.parent / "attachments" / file).exists()

    stick.rename(tmp_path / "drawer")
    laptop.now += DAY
    laptop.note()
    laptop.backups.make()
    assert not laptop.backups.status().is_second_late
    laptop.now += LATE_MS
    assert laptop.backups.status().is_second_late
    (tmp_path / "drawer").rename(stick)
    assert laptop.backups.bring_to_second()
    assert not laptop.backups.status().is_second_late
    assert bring_back(tmp_path / "new", _newest(laptop, stick)).missing == 0


def test_a_copy_that_arrives_damaged_is_not_counted(laptop: Laptop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    laptop.backups.choose_folder(stick)
    row = laptop.backups.make()
    copy = next(one.path for one in laptop.backups.rows() if one.is_second)
    copy.unlink()
    data = bytearray(row.path.read_bytes())
    data[3000] ^= 1
    row.path.write_bytes(data)
    assert not laptop.backups.bring_to_second()
    assert not copy.exists()


@pytest.mark.parametrize("place", ["profile", "profile/backups", "nowhere"])
def test_a_folder_that_is_no_second_place_is_refused(
    laptop: Laptop, tmp_path: Path, place: str
) -> None:
    with pytest.raises(KnownError) as error:
        laptop.backups.choose_folder(tmp_path / place)
    assert error.value.code is ErrorCode.BACKUP_FOLDER


def test_the_policy_names_the_second_folder(laptop: Laptop, tmp_path: Path) -> None:
    by_policy = tmp_path / "network"
    by_policy.mkdir()
    laptop.backups.follow(by_policy)
    laptop.backups.make()
    status = laptop.backups.status()
    assert (status.second, status.is_second_fixed, status.second_at) == (by_policy, True, NINE)


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


def test_found_are_those_of_profile_and_stick_newest_first(laptop: Laptop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    laptop.backups.choose_folder(stick)
    laptop.backups.make()
    laptop.now += DAY
    laptop.note()
    laptop.backups.make()
    found = find_backups(laptop.profile, stick)
    assert [one.created_at for one in found] == [NINE + DAY, NINE]
    assert [one.created_at for one in find_backups(tmp_path / "empty", stick)] == [
        NINE + DAY, NINE,
    ]  # fmt: skip
    (only,) = find_backups(tmp_path / "empty", found[0].path)
    assert only.created_at == NINE + DAY


def test_a_summer_night_without_two_o_clock_changes_nothing() -> None:
    start = int(datetime(2027, 3, 25, 2, 30).timestamp() * 1000)
    times = {start + int(timedelta(days=day).total_seconds() * 1000) for day in range(7)}
    assert backup_folder.kept(times, max(times)) == times


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _newest(laptop: Laptop, stick: Path) -> Path:
    return next(row.path for row in laptop.backups.rows() if stick in row.path.parents)


def _tell_when_made(laptop: Laptop, done: threading.Event) -> None:
    if laptop.backups.status().last_at is not None:
        done.set()
