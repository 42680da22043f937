"""Going on behind the cover: PIN where there is one, password always, five tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.password_tries import TryGuard
from desktop.services.pin import PinService, Verdict
from desktop.services.presence import PresenceService
from tests.unit.services.conftest import Desk

QUICK = Cost(64, 1, 4)
PIN, PASSWORD = "3815", "sonne ufer lampe nuss"


@pytest.fixture
def pin(desk: Desk) -> PinService:
    return PinService(desk.store, lambda: 0.0, QUICK)


@pytest.fixture
def presence(desk: Desk, pin: PinService, tmp_path: Path) -> PresenceService:
    keyfile.create(desk.store.directory, PASSWORD, store_id="ab" * 16, cost=QUICK)
    ticks = iter(range(0, 10**6, 100))
    guard = TryGuard(tmp_path / "tries.json", wall=lambda: next(ticks), up=lambda: next(ticks))

    def confirm(password: str) -> None:
        with guard.attempt():
            keyfile.unlock(desk.store.directory, password, allow_weak=True)

    return PresenceService(pin, confirm)


def test_the_password_does_with_and_without_a_pin(
    presence: PresenceService, pin: PinService
) -> None:
    assert not presence.has_pin()
    assert presence.check(PASSWORD).verdict is Verdict.RIGHT
    pin.set(PIN)
    assert presence.has_pin()
    assert presence.check(PASSWORD).verdict is Verdict.RIGHT


def test_the_pin_does_and_digits_are_no_password_then(
    presence: PresenceService, pin: PinService
) -> None:
    assert presence.check(PIN).verdict is Verdict.WRONG
    pin.set(PIN)
    assert presence.check("9753").verdict is Verdict.WRONG
    assert presence.check(PIN).verdict is Verdict.RIGHT


def test_the_fifth_wrong_password_in_a_row_locks(presence: PresenceService) -> None:
    verdicts = [presence.check(f"falsch {n}").verdict for n in range(4)]
    assert verdicts == [Verdict.WRONG] * 4
    assert presence.check(PASSWORD).verdict is Verdict.RIGHT
    verdicts = [presence.check(f"falsch {n}").verdict for n in range(5)]
    assert verdicts == [*[Verdict.WRONG] * 4, Verdict.LOCK]


def test_a_key_file_that_is_gone_is_said(presence: PresenceService, desk: Desk) -> None:
    for name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE):
        (desk.store.directory / name).unlink()
    with pytest.raises(KnownError) as caught:
        presence.check(PASSWORD)
    assert caught.value.code is ErrorCode.KEY_FILE_MISSING
