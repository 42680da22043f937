"""The hybrid clock sorts; it neither drops nor blocks."""

from __future__ import annotations

from desktop.domain.clock import MAX_COUNTER, MAX_LEAD_MS, Clock, Stamp
from desktop.domain.ids import DeviceId

ME, OTHER = DeviceId("a" * 32), DeviceId("b" * 32)


def test_stamps_rise_when_the_clock_stands_or_jumps_back() -> None:
    clock = Clock(ME)
    stamps = [clock.tick(now) for now in (100, 100, 50, 101, 1)]
    assert stamps == sorted(set(stamps))
    assert stamps[:3] == [Stamp(100, 0, ME), Stamp(100, 1, ME), Stamp(100, 2, ME)]


def test_the_counter_runs_over_into_the_next_millisecond() -> None:
    clock = Clock(ME, 100, MAX_COUNTER)
    assert clock.tick(100) == Stamp(101, 0, ME)


def test_our_next_stamp_is_later_than_what_we_have_seen() -> None:
    clock = Clock(ME)
    assert not clock.observe(Stamp(1000 + MAX_LEAD_MS, 7, OTHER), trusted_ms=1000)
    assert clock.tick(1000) == Stamp(1000 + MAX_LEAD_MS, 8, ME)


def test_a_stamp_far_ahead_is_accepted_marked_and_does_not_move_us() -> None:
    clock = Clock(ME)
    assert clock.observe(Stamp(1001 + MAX_LEAD_MS, 0, OTHER), trusted_ms=1000)
    assert clock.tick(1000) == Stamp(1000, 0, ME)


def test_a_transaction_that_fails_takes_no_stamp_with_it() -> None:
    clock = Clock(ME)
    thrown_away = clock.fork()
    thrown_away.tick(100)
    assert clock.tick(100) == Stamp(100, 0, ME)
    kept = clock.fork()
    kept.tick(100)
    clock.adopt(kept)
    assert clock.tick(100) == Stamp(100, 2, ME)
