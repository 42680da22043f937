"""What the health service finds, and what it does in the background."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode
from desktop.services.health import CHECK_EVERY_MS, MB, Finding, HealthService, Step
from desktop.storage import ballast, files, head_file
from tests.unit.storage.laptop import Laptop, forget_head


class Disk:
    """How much room the tests say there is."""

    def __init__(self) -> None:
        self.free: int | None = 50_000 * MB

    def __call__(self, _directory: Path) -> int | None:
        return self.free


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "anna")
    yield made
    made.store.close()


@pytest.fixture
def disk() -> Disk:
    return Disk()


def service(laptop: Laptop, disk: Disk) -> HealthService:
    return HealthService(laptop.store, lambda: laptop.now_ms, free_bytes=disk)


def codes(health: HealthService) -> list[ErrorCode]:
    return [finding.code for finding in health.findings()]


def test_a_healthy_store_on_a_roomy_disk_has_no_findings(laptop: Laptop, disk: Disk) -> None:
    laptop.person()
    assert service(laptop, disk).findings() == ()


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (500 * MB, []),
        (499 * MB, [Finding(ErrorCode.DISK_LOW, Step.MAKE_ROOM, {"free": 499})]),
        (100 * MB, [Finding(ErrorCode.DISK_LOW, Step.MAKE_ROOM, {"free": 100})]),
        (100 * MB - 1, [Finding(ErrorCode.DISK_VERY_LOW, Step.MAKE_ROOM, {"free": 99})]),
        (0, [Finding(ErrorCode.DISK_VERY_LOW, Step.MAKE_ROOM, {"free": 0})]),
        (None, []),
    ],
)
def test_a_disk_that_fills_up_is_said_before_it_is_full(
    laptop: Laptop, disk: Disk, free: int | None, expected: list[Finding]
) -> None:
    disk.free = free
    assert list(service(laptop, disk).findings()) == expected


def test_the_reserve_is_made_quietly_and_only_where_there_is_room(
    laptop: Laptop, disk: Disk
) -> None:
    health = service(laptop, disk)
    disk.free = ballast.ROOM
    health.tend()
    assert not ballast.is_there(laptop.directory)
    disk.free = ballast.ROOM + 1
    health.tend()
    path = laptop.directory / ballast.BALLAST_NAME
    data = path.read_bytes()
    assert len(data) == ballast.SIZE
    assert len(set(data)) == 256
    if os.name != "nt":
        assert path.stat().st_blocks * 512 >= ballast.SIZE


def test_a_used_reserve_is_said_until_there_is_room_for_a_new_one(
    laptop: Laptop, disk: Disk
) -> None:
    health = service(laptop, disk)
    health.tend()
    assert laptop.store.guard.use_reserve()
    disk.free = 16 * MB
    health.tend()
    assert codes(health) == [ErrorCode.RESERVE_USED]
    disk.free = 50_000 * MB
    health.tend()
    assert codes(health) == []
    assert ballast.is_there(laptop.directory)


def damage(laptop: Laptop) -> None:
    """Flip a bit of a page in the middle of the closed store."""
    path = files.store_path(laptop.directory)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_page_damaged_while_nobody_looked_is_found_by_the_weekly_check(
    laptop: Laptop, disk: Disk
) -> None:
    laptop.person()
    service(laptop, disk).tend()
    laptop.reopen()
    assert laptop.store.guard.is_compared
    damage(laptop)
    health = service(laptop, disk)
    health.tend()
    assert codes(health) == []
    laptop.now_ms += CHECK_EVERY_MS
    health.tend()
    assert health.findings() == (Finding(ErrorCode.PAGES_DAMAGED, Step.RESTORE, {"pages": 1}),)


def test_a_store_that_could_not_be_compared_at_opening_is_examined_once(
    laptop: Laptop, disk: Disk
) -> None:
    laptop.person()
    service(laptop, disk).tend()
    laptop.store.close()
    forget_head(laptop.directory)
    damage(laptop)
    laptop.now_ms += 1000
    laptop.reopen()
    health = service(laptop, disk)
    health.tend()
    assert codes(health) == [ErrorCode.PAGES_DAMAGED]


def test_going_on_with_an_older_store_is_recalled_for_a_week(laptop: Laptop, disk: Disk) -> None:
    laptop.person()
    laptop.store.close()
    head = head_file.read(laptop.directory, laptop.key, "anna")
    assert head is not None
    ahead = head_file.Head("anna", head.operations + 7)
    head_file.write(laptop.directory, laptop.key, ahead, sync=True)
    laptop.reopen(accept=(ErrorCode.STORE_BEHIND,))
    health = service(laptop, disk)
    assert health.findings() == (Finding(ErrorCode.LOSS_ACCEPTED, Step.SYNC, {"missing": 7}),)
    laptop.now_ms += 8 * 24 * 3600 * 1000
    assert codes(health) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_rights_given_to_others_meanwhile_are_said(laptop: Laptop, disk: Disk) -> None:
    laptop.directory.chmod(0o755)
    assert codes(service(laptop, disk)) == [ErrorCode.OTHER_OWNER]


def test_nobody_waits_for_the_check_of_another_thread(laptop: Laptop, disk: Disk) -> None:
    health = service(laptop, disk)
    threads = [threading.Thread(target=health.tend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    assert codes(health) == []
