"""The worker's PIN: refused when weak, stored as a slow hash only, slower with every wrong try."""

from __future__ import annotations

import threading

import pytest

from desktop.crypto.key_slots import DEFAULT_COST, Cost, stretch
from desktop.crypto.pin_hash import PIN_COST, PinHash
from desktop.domain.errors import BugError
from desktop.services.pin import LAST_WAIT, WAITS, PinService, Tried, Verdict, Weakness, weakness
from tests.unit.services.conftest import Desk

QUICK = Cost(64, 1, 4)
PIN, WRONG = "3815", "3816"


class Clock:
    """Seconds that go on when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pins(desk: Desk, clock: Clock) -> PinService:
    return PinService(desk.store, clock, QUICK)


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("", Weakness.NO_DIGITS),
        ("12a4", Weakness.NO_DIGITS),
        ("٣٨١٥", Weakness.NO_DIGITS),
        ("381", Weakness.LENGTH),
        ("381538152", Weakness.LENGTH),
        ("0000", Weakness.REPEATED),
        ("1212", Weakness.REPEATED),
        ("7799", Weakness.REPEATED),
        ("381381", Weakness.REPEATED),
        ("1234", Weakness.ROW),
        ("8765", Weakness.ROW),
        ("7890", Weakness.ROW),
        ("1984", Weakness.YEAR),
    ],
)
def test_a_pin_that_is_tried_first_is_refused_with_the_reason(pin: str, why: Weakness) -> None:
    assert weakness(pin) is why


@pytest.mark.parametrize("pin", ["3815", "90210", "481516", "27182818"])
def test_any_other_pin_of_four_to_eight_digits_will_do(pin: str) -> None:
    assert weakness(pin) is None


def test_a_weak_pin_is_never_stored(pins: PinService) -> None:
    with pytest.raises(BugError):
        pins.set("1234")
    assert not pins.is_set()


def test_the_right_pin_is_known_again_after_the_store_was_opened_anew(
    desk: Desk, pins: PinService
) -> None:
    pins.set(PIN)
    again = PinService(desk.store)
    assert again.is_set()
    assert again.check(PIN).verdict is Verdict.RIGHT


def test_neither_the_pin_nor_a_quick_hash_of_it_is_stored(desk: Desk) -> None:
    PinService(desk.store).set(PIN)
    kept = desk.store.read().secret("client-view-pin") or b""
    assert PIN.encode() not in kept
    found = PinHash.from_bytes(kept)
    assert found is not None
    assert (found.memory_kib, found.passes, found.lanes) == (64 * 1024, 3, 4)
    assert PinHash.of(PIN, QUICK).digest != PinHash.of(PIN, QUICK).digest, "salted"


def test_wrong_tries_get_slower_and_the_fifth_asks_for_the_password(
    pins: PinService, clock: Clock
) -> None:
    pins.set(PIN)
    seen = []
    for _ in range(5):
        tried = pins.check(WRONG)
        seen.append((tried.verdict, tried.wait))
        clock.now += tried.wait
    wrong = [(Verdict.WRONG, wait) for wait in WAITS]
    assert seen == [*wrong, (Verdict.LOCK, LAST_WAIT)]
    assert pins.check(WRONG).verdict is Verdict.LOCK, "again, should locking have failed"


def test_even_the_right_pin_waits_after_a_wrong_one(pins: PinService, clock: Clock) -> None:
    pins.set(PIN)
    pins.check(WRONG)
    pins.check(WRONG)
    assert pins.check(PIN) == Tried(Verdict.TOO_SOON, WAITS[1], 3)
    clock.now += WAITS[1]
    assert pins.check(PIN).verdict is Verdict.RIGHT
    assert pins.check(WRONG).left == 4, "the right one wipes the slate"


def test_a_forgotten_pin_is_gone_and_none_fits_any_more(pins: PinService) -> None:
    pins.set(PIN)
    pins.forget()
    assert not pins.is_set()
    assert pins.check(PIN).verdict is Verdict.WRONG
    assert pins.check("").verdict is Verdict.WRONG


def test_a_pin_checked_while_a_password_is_derived_does_not_hang(pins: PinService) -> None:
    pins.set(PIN)
    cost = Cost(DEFAULT_COST.memory_kib // 4, 1, DEFAULT_COST.lanes)
    other = threading.Thread(target=stretch, args=(b"password", bytes(16), cost))
    other.start()
    assert pins.check(PIN).verdict is Verdict.RIGHT
    other.join(20)
    assert not other.is_alive()


def test_the_cost_is_that_of_the_rfc() -> None:
    assert Cost(64 * 1024, 3, 4) == PIN_COST
