"""No clock and no full disk takes the last backup away; who comes seldom forgets, too (T15)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop.storage.backup_folder import kept
from tests.support.backed_up import DAY, NINE, Laptop
from tests.support.small_disk import small_disk

pytestmark = [pytest.mark.hardening("T15"), pytest.mark.hardening("T24")]
HOUR = DAY // 24
YEAR_2099 = 4_070_908_800_000


def days(laptop: Laptop, number: int) -> None:
    for _ in range(number):
        laptop.now += DAY
        laptop.note()
        laptop.backups.make()


def made(laptop: Laptop) -> list[int]:
    """When the profile's own backups were made, newest first."""
    return [row.created_at for row in laptop.backups.rows() if not row.is_second]


def copies(stick: Path) -> set[str]:
    return {path.name for path in stick.rglob("*.fmb")}


@pytest.mark.parametrize("leap", [YEAR_2099 - NINE, 35 * DAY])
def test_a_full_stick_keeps_its_copies_when_the_clock_has_leapt(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch, leap: int
) -> None:
    days(laptop, 4)
    there = copies(stick)
    small_disk(monkeypatch, stick, 0)
    laptop.now += leap
    laptop.note()
    laptop.backups.make()
    assert len(there) == 4
    assert copies(stick) == there


def test_after_a_long_leave_a_full_stick_keeps_the_newest_on_the_second_day_too(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days(laptop, 3)
    newest = max(copies(stick))
    disk = small_disk(monkeypatch, stick, 0)
    laptop.now += 35 * DAY
    days(laptop, 2)
    assert copies(stick) == {newest}
    disk.room = 10**9
    days(laptop, 1)
    assert len(copies(stick)) == 1
    assert newest not in copies(stick)


@pytest.mark.parametrize("shift", [-60 * DAY, 60 * DAY])
def test_a_clock_that_is_wrong_or_was_leaves_the_newest_while_backups_fail(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, shift: int
) -> None:
    laptop.now += max(shift, 0)
    days(laptop, 3)
    newest = made(laptop)[0]
    laptop.now -= abs(shift)
    small_disk(monkeypatch, laptop.profile, 0)
    for _ in range(7):
        laptop.backups.look()
        laptop.now += 5 * HOUR
    assert made(laptop) == [newest]


def test_of_moments_that_all_lie_ahead_the_newest_stays() -> None:
    assert kept([NINE + 40 * DAY, NINE + 41 * DAY], NINE) == {NINE + 41 * DAY}
    chance = random.Random()
    for _ in range(500):
        now = chance.randrange(YEAR_2099)
        spread = chance.choice([DAY, 20 * DAY, 80 * DAY, YEAR_2099])
        times = {max(0, now + chance.randint(-spread, spread)) for _ in range(chance.randint(1, 9))}
        past = {moment for moment in times if moment <= now + DAY}
        assert max(past or times) in kept(times, now)
    assert kept([], NINE) == set()


@pytest.mark.parametrize("restarts", [True, False])
def test_who_works_one_day_in_five_weeks_forgets_too(laptop: Laptop, restarts: bool) -> None:
    for _ in range(5):
        for _ in range(3):
            laptop.note()
            laptop.backups.look()
            laptop.now += 2 * HOUR
        last = laptop.now
        if restarts:
            laptop.close()
            laptop.open()
        laptop.now += 35 * DAY
    assert [(last - one) // DAY for one in made(laptop)] == [0, 35]


def test_a_stick_that_is_there_one_day_in_five_weeks_forgets_too(
    laptop: Laptop, stick: Path
) -> None:
    for _ in range(4):
        laptop.note()
        laptop.backups.look()
        laptop.close()
        laptop.open()
        laptop.now += 35 * DAY
    assert len(copies(stick)) == 2


@pytest.mark.parametrize("leaps", [(40, 80, 120), (40, 27_000), (400, 800)])
def test_leaps_within_an_hour_or_over_years_take_nothing_away(
    laptop: Laptop, leaps: tuple[int, ...]
) -> None:
    days(laptop, 4)
    there, right = made(laptop), laptop.now
    for leap in leaps:
        if len(leaps) == 2:
            laptop.close()
            laptop.open()
        laptop.now = right + leap * DAY
        laptop.backups.look()
        laptop.now += HOUR
        laptop.backups.look()
    assert set(there) <= set(made(laptop))


def test_whatever_clocks_and_disks_do_one_backup_stays_here_and_on_the_stick(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    days(laptop, 1)
    own = small_disk(monkeypatch, laptop.profile, 10**9)
    steps = [HOUR, 5 * HOUR, DAY, 3 * DAY, 29 * DAY, 35 * DAY, 60 * DAY, -2 * DAY, -60 * DAY]
    steps += [YEAR_2099, -YEAR_2099]
    full = False
    real = own.usage
    monkeypatch.setattr(
        "shutil.disk_usage",
        lambda path: real(path)._replace(free=0) if full and stick in path.parents else real(path),
    )
    for _ in range(40):
        laptop.now += chance.choice(steps)
        own.room = chance.choice([0, 10**9])
        full = chance.random() < 0.6
        if chance.random() < 0.2:
            laptop.close()
            laptop.open()
        if laptop.now > NINE // 2:
            laptop.note()
        laptop.backups.look()
        assert made(laptop), f"seed {seed}"
        assert copies(stick), f"seed {seed}"
