"""Wrong passwords slow the next try down; nobody is ever locked out (T14)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.password_tries import FREE, LONGEST_WAIT, TryGuard, pause_after

pytestmark = pytest.mark.hardening("T14")
QUICK = Cost(memory_kib=32, passes=1, lanes=1)
RIGHT = "sonne ufer lampe nuss"


@dataclass
class Laptop:
    """A profile with a key file, and the two clocks of the computer it lies on."""

    folder: Path
    wall: float = 1_800_000_000.0
    up: float = 500.0
    guards: list[TryGuard] = field(default_factory=list)

    def guard(self, who: str = "") -> TryGuard:
        """As a fresh start of the program makes it."""
        file = self.folder / "tries.json"
        return TryGuard(file, who, wall=lambda: self.wall, up=lambda: self.up)

    def pass_time(self, seconds: float) -> None:
        """Both clocks go on."""
        self.wall += seconds
        self.up += seconds

    def try_password(self, password: str, who: str = "") -> int:
        """Seconds to wait after it; 0 for the right one."""
        try:
            with self.guard(who).attempt():
                keyfile.unlock(self.folder, password, allow_weak=True)
        except KnownError as error:
            if error.code is not ErrorCode.WRONG_PASSWORD:
                raise
            return int(error.facts["seconds"] or 0)
        return 0


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    keyfile.create(tmp_path, RIGHT, store_id="0" * 32, cost=QUICK)
    return Laptop(tmp_path)


def too_soon(laptop: Laptop, who: str = "") -> int:
    """Seconds that a try is refused for, without having been read."""
    with pytest.raises(KnownError) as refused:
        laptop.try_password(RIGHT, who)
    assert refused.value.code is ErrorCode.TRY_LATER
    return int(refused.value.facts["seconds"] or 0)


def test_ten_wrong_tries_cost_minutes_and_the_right_one_still_opens(laptop: Laptop) -> None:
    waits = []
    for number in range(10):
        waits.append(laptop.try_password(f"falsch {number}"))
        if waits[-1]:
            assert too_soon(laptop) == waits[-1]
            laptop.pass_time(waits[-1] - 1)
            assert too_soon(laptop) == 1
            laptop.pass_time(1)
    assert waits == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    assert laptop.try_password(RIGHT) == 0


def test_the_right_password_forgets_the_wrong_ones(laptop: Laptop) -> None:
    for _ in range(3):
        laptop.try_password("falsch")
    laptop.pass_time(2)
    laptop.try_password(RIGHT)
    assert not (laptop.folder / "tries.json").exists()
    assert [laptop.try_password("falsch") for _ in range(FREE)] == [0, 0, 2]


def test_the_file_holds_counts_and_times_only(laptop: Laptop) -> None:
    for _ in range(4):
        laptop.try_password("Geheimnis eins")
        laptop.pass_time(60)
    content = json.loads((laptop.folder / "tries.json").read_text())
    assert set(content) == {"tries"}
    assert set(content["tries"][""]) == {"wrong", "at", "up"}
    assert (laptop.folder / "tries.json").stat().st_mode & 0o077 == 0


def many(laptop: Laptop, count: int = 8) -> None:
    for _ in range(count):
        laptop.pass_time(laptop.try_password("falsch"))


def test_a_clock_set_back_or_forward_gains_nothing(laptop: Laptop) -> None:
    many(laptop, 7)
    assert laptop.try_password("falsch") == LONGEST_WAIT
    laptop.wall -= 400 * 86_400
    assert too_soon(laptop) == LONGEST_WAIT
    laptop.wall += 800 * 86_400
    assert too_soon(laptop) == LONGEST_WAIT
    laptop.pass_time(LONGEST_WAIT)
    assert laptop.try_password(RIGHT) == 0


def test_a_restart_of_the_computer_with_the_clock_set_back_waits_once_more(laptop: Laptop) -> None:
    many(laptop, 7)
    laptop.try_password("falsch")
    laptop.up, laptop.wall = 3.0, laptop.wall - 86_400
    assert too_soon(laptop) == LONGEST_WAIT
    laptop.pass_time(LONGEST_WAIT)
    assert laptop.try_password(RIGHT) == 0


@pytest.mark.parametrize("years", [-60, 60])
def test_whatever_the_clock_says_nobody_waits_longer_than_a_minute(
    laptop: Laptop, years: int
) -> None:
    many(laptop, 9)
    laptop.try_password("falsch")
    laptop.up, laptop.wall = 1.0, laptop.wall + years * 31_557_600
    assert laptop.guard().wait() <= LONGEST_WAIT
    laptop.pass_time(LONGEST_WAIT)
    assert laptop.try_password(RIGHT) == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"tries": 3}', b"\xff" * 50_000])
def test_a_damaged_file_locks_nobody_out(laptop: Laptop, content: bytes) -> None:
    (laptop.folder / "tries.json").write_bytes(content)
    assert laptop.try_password(RIGHT) == 0


def test_hostile_figures_in_the_file_lock_nobody_out(laptop: Laptop) -> None:
    for tries in ({"wrong": 10**9, "at": 1e300, "up": 1e300}, {"wrong": -5, "at": -1e300}):
        (laptop.folder / "tries.json").write_text(json.dumps({"tries": {"": tries}}))
        assert laptop.guard().wait() <= LONGEST_WAIT
        laptop.pass_time(LONGEST_WAIT)
        assert laptop.try_password(RIGHT) == 0


def test_a_folder_that_cannot_be_written_slows_down_and_locks_nobody_out(laptop: Laptop) -> None:
    """As on a full disk: a folder lies where the file should, even root cannot write it."""
    (laptop.folder / "tries.json").mkdir()
    (laptop.folder / "tries.json.new").mkdir()
    waits = [laptop.try_password("falsch") for _ in range(FREE)]
    assert waits == [0, 0, 2]
    assert too_soon(laptop) == 2
    laptop.pass_time(2)
    assert laptop.try_password(RIGHT) == 0


def test_a_try_counts_even_when_the_program_is_ended_in_the_middle(laptop: Laptop) -> None:
    for _ in range(FREE):
        attempt = laptop.guard().attempt()
        attempt.__enter__()
        del attempt  # The key was being derived when the process was killed.
    assert laptop.guard().wait() == pause_after(FREE)


def test_a_damaged_key_file_is_no_wrong_try(laptop: Laptop) -> None:
    for name in ("key.json", "key.backup.json"):
        (laptop.folder / name).write_bytes(b"{}")
    for _ in range(5):
        with pytest.raises(KnownError) as fault:
            laptop.try_password("falsch")
        assert fault.value.code is ErrorCode.FOREIGN_FILE
    assert laptop.guard().wait() == 0


def test_who_shares_a_laptop_ends_no_waiting_but_their_own(laptop: Laptop) -> None:
    for _ in range(FREE):
        laptop.try_password("falsch", "a1")
    assert too_soon(laptop, "a1") == 2
    laptop.pass_time(2)
    assert laptop.try_password("falsch", "a1") == 4
    laptop.pass_time(4)
    assert laptop.try_password(RIGHT, "b2") == 0
    assert laptop.try_password("falsch", "b2") == 0
    assert laptop.try_password("falsch", "a1") == 8


def test_names_that_nobody_has_are_no_fresh_tries(laptop: Laptop) -> None:
    waits = []
    for number in range(8):
        waits.append(laptop.try_password("falsch", f"{number:016x}"))
        if waits[-1]:
            assert too_soon(laptop, "another") == waits[-1]
        laptop.pass_time(waits[-1])
    assert waits == [0, 0, 2, 4, 8, 16, 32, 60]


def test_a_try_that_proves_nothing_ends_the_waiting_of_nobody_on_a_shared_laptop(
    laptop: Laptop,
) -> None:
    for _ in range(FREE):
        laptop.try_password("falsch", "a1")
    laptop.pass_time(LONGEST_WAIT)
    with laptop.guard("nobody").attempt(proves=False):
        pass
    assert laptop.try_password("falsch", "other") == pause_after(FREE + 1)


def test_a_thousand_names_neither_fill_the_file_nor_push_anybody_out(laptop: Laptop) -> None:
    for _ in range(2):
        laptop.try_password("falsch", "a1")
    for number in range(200):
        laptop.pass_time(LONGEST_WAIT)
        laptop.try_password("falsch", f"{number:016x}")
    content = json.loads((laptop.folder / "tries.json").read_text())
    assert len(content["tries"]) == 64
    assert content["tries"]["a1"]["wrong"] == 2
    assert content["tries"][""]["wrong"] == 202


def test_what_was_brought_along_proves_nothing(laptop: Laptop) -> None:
    """Opening a file of one's own with a password of one's own ends no waiting for others."""
    for _ in range(FREE):
        laptop.try_password("falsch")
    laptop.pass_time(LONGEST_WAIT)
    with laptop.guard().attempt(proves=False):
        pass
    assert laptop.try_password("falsch") == pause_after(FREE + 1)
    laptop.pass_time(LONGEST_WAIT)
    with laptop.guard().attempt():
        pass
    assert laptop.try_password("falsch") == pause_after(1)
