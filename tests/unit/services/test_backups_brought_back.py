"""A backup is brought back whole and as a new device, or nothing is changed (hardening T15)."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.backups_restore import find_backups
from desktop.storage.backup_file import MARK, read_manifest
from desktop.sync.renewal import awaits_enrolment
from tests.conftest import Figure, Rounds
from tests.support.backed_up import DAY, NINE, WEAK, Laptop, bring_back
from tests.support.restored import contents, row_hash

pytestmark = pytest.mark.hardening("T15")
HOUR = 3600 * 1000


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
    assert read_manifest(row.path)
    assert laptop.backups.rows()[0].fault is ErrorCode.BACKUP_DAMAGED
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


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
