"""Wrong clocks: jumps, 1970, 2099, the end of summer time (hardening T24).

Order never depends on a right clock, honest entries are never refused, a large lead is flagged.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.clock import MAX_LEAD_MS, Stamp
from desktop.domain.errors import ErrorCode
from desktop.domain.ids import new_record_id
from desktop.services.form_mapping import day_bounds, local_day
from desktop.services.health import DAY_MS, HealthService
from tests.unit.storage.laptop import Laptop, exchange, snapshot

pytestmark = pytest.mark.hardening("T24")

NewLaptop = Callable[..., Laptop]
BERLIN = ZoneInfo("Europe/Berlin")
YEAR_1970, YEAR_2099 = 0, 4_070_908_800_000


def at(year: int, month: int, day: int, hour: int, *, fold: int = 0) -> int:
    """UTC milliseconds of a moment on the wall in Berlin."""
    moment = datetime(year, month, day, hour, 30, tzinfo=BERLIN, fold=fold)
    return int(moment.astimezone(UTC).timestamp() * 1000)


def stamps(laptop: Laptop) -> list[Stamp]:
    """Of all own operations, in the order they were saved."""
    return [op.stamp for op in laptop.log() if op.id.device == laptop.store.device]


def findings(laptop: Laptop, off_minutes: int = 0) -> set[ErrorCode]:
    service = HealthService(laptop.store, lambda: laptop.now_ms, lambda: off_minutes)
    return {finding.code for finding in service.findings()} & {
        ErrorCode.CLOCK_BEHIND, ErrorCode.CLOCK_AHEAD, ErrorCode.CLOCK_ELSEWHERE,
    }  # fmt: skip


def test_stamps_rise_through_every_jump_and_every_restart(laptop: Laptop) -> None:
    chance = random.Random()
    jumps = [YEAR_2099, YEAR_1970, *(chance.randrange(YEAR_2099) for _ in range(60)), YEAR_1970]
    person = laptop.person(phone="0")
    for turn, now in enumerate(jumps):
        laptop.now_ms = now
        laptop.edit("person", person, {"phone": str(turn)})
        if turn % 10 == 0:
            laptop.reopen()
        assert laptop.get("person", person).phone == str(turn)
    found = stamps(laptop)
    assert found == sorted(set(found))


def test_the_hour_that_comes_twice_is_one_hour_after_the_other(laptop: Laptop) -> None:
    first, second = at(2026, 10, 25, 2), at(2026, 10, 25, 2, fold=1)
    assert second - first == 3_600_000
    person = laptop.person(phone="0")
    for now in (first, second):
        laptop.now_ms = now
        laptop.edit("person", person, {"phone": str(now)})
    assert [stamp.ms for stamp in stamps(laptop)][-2:] == [first, second]
    assert {local_day(first), local_day(second)} == {"2026-10-25"}
    start, end = day_bounds("2026-10-25")
    assert end - start == 25 * 3_600_000


@pytest.mark.parametrize("wrong", [YEAR_1970, YEAR_2099])
def test_what_a_laptop_with_a_wrong_clock_entered_is_taken_in_and_can_be_answered(
    new_laptop: NewLaptop, wrong: int
) -> None:
    anna, berta = new_laptop("anna"), new_laptop("berta")
    berta.now_ms = wrong
    person = berta.person(phone="berta")
    exchange(anna, berta)
    assert anna.get("person", person).phone == "berta"
    anna.edit("person", person, {"phone": "anna"})
    exchange(anna, berta)
    assert anna.get("person", person).phone == "anna"
    assert snapshot(anna, "person", person) == snapshot(berta, "person", person)
    assert anna.store.read().conflicts() == []


def test_values_entered_at_once_stay_side_by_side_whatever_the_clocks_say(
    new_laptop: NewLaptop,
) -> None:
    anna, berta = new_laptop("anna"), new_laptop("berta")
    person = anna.person(phone="0")
    exchange(anna, berta)
    berta.now_ms = YEAR_2099
    anna.edit("person", person, {"phone": "anna"})
    berta.edit("person", person, {"phone": "berta"})
    exchange(anna, berta)
    assert {head.value for head in anna.heads("person", person, "phone")} == {"anna", "berta"}
    assert snapshot(anna, "person", person) == snapshot(berta, "person", person)


def test_nobody_is_dragged_along_by_a_clock_that_is_ahead(new_laptop: NewLaptop) -> None:
    anna, berta = new_laptop("anna"), new_laptop("berta")
    berta.now_ms = YEAR_2099
    berta.person()
    anna.receive(berta.log())
    anna.person()
    assert stamps(anna)[-1].ms <= anna.now_ms + MAX_LEAD_MS
    assert findings(anna) == {ErrorCode.CLOCK_ELSEWHERE}


@pytest.mark.parametrize(("hours", "is_flagged"), [(23, False), (25, True)])
def test_a_lead_of_more_than_a_day_is_flagged(
    new_laptop: NewLaptop, hours: int, is_flagged: bool
) -> None:
    anna, berta = new_laptop("anna"), new_laptop("berta")
    berta.now_ms = anna.now_ms + hours * 3_600_000
    berta.person()
    anna.receive(berta.log())
    assert findings(anna) == ({ErrorCode.CLOCK_ELSEWHERE} if is_flagged else set())
    anna.now_ms += 2 * DAY_MS
    assert findings(anna) == set()


def test_the_own_clock_is_flagged_when_it_jumps_back_or_differs_from_the_server(
    laptop: Laptop,
) -> None:
    laptop.person()
    assert findings(laptop, off_minutes=60) == set()
    assert findings(laptop, off_minutes=-3 * 24 * 60) == {ErrorCode.CLOCK_AHEAD}
    laptop.now_ms -= 3 * DAY_MS
    assert findings(laptop) == {ErrorCode.CLOCK_BEHIND}
    record = new_record_id(laptop.now_ms)
    laptop.save("person", record, {"family_name": "Haddad"})
    assert laptop.get("person", record).family_name == "Haddad"
