"""A stick or network folder gets each backup too, when it can be reached (hardening T15)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.backups_second import LATE_MS
from tests.support.backed_up import DAY, NINE, Laptop, bring_back

pytestmark = pytest.mark.hardening("T15")


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


def _newest(laptop: Laptop, stick: Path) -> Path:
    return next(row.path for row in laptop.backups.rows() if stick in row.path.parents)
