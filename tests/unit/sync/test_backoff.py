"""Pauses between rounds and sizes of batches, as protocol section 6 says."""

from __future__ import annotations

from random import Random

from desktop.sync.backoff import Backoff
from desktop.sync.batch_size import MAX_BYTES, MIN_BYTES, START_BYTES, BatchSize


class _Always(Random):
    """Draws the largest pause there is."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_pauses_double_from_two_seconds_to_a_quarter_of_an_hour() -> None:
    backoff = Backoff(_Always())
    assert [backoff.failed() for _ in range(11)] == [
        2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900,
    ]  # fmt: skip


def test_a_success_begins_again_with_the_shortest_pause() -> None:
    backoff = Backoff(_Always())
    for _ in range(5):
        backoff.failed()
    backoff.succeeded()
    assert backoff.failed() == 2


def test_forty_laptops_do_not_come_back_together() -> None:
    pauses = set()
    for laptop in range(40):
        backoff = Backoff(Random(laptop))
        for _ in range(6):
            pause = backoff.failed()
        pauses.add(round(pause, 1))
    assert len(pauses) > 30


def test_the_servers_own_word_wins() -> None:
    backoff = Backoff(Random(1))
    assert 3600 <= backoff.failed(3600) <= 3602
    assert backoff.failures == 1


def test_a_server_out_of_reach_is_looked_for_every_few_seconds_for_hours() -> None:
    longest = Backoff(_Always())
    assert [longest.unreachable() for _ in range(5)] == [2, 4, 8, 10, 10]
    backoff = Backoff(Random(1))
    pauses = [backoff.unreachable() for _ in range(2000)]
    assert max(pauses) <= 10
    assert min(pauses) >= 1
    assert len(set(pauses)) > 1000


def test_hours_without_a_network_do_not_count_against_a_server_that_is_busy_then() -> None:
    backoff = Backoff(_Always())
    for _ in range(500):
        backoff.unreachable()
    assert backoff.failed() == 2
    assert backoff.failures == 501
    backoff.succeeded()
    assert (backoff.failures, backoff.unreachable()) == (0, 2)


def test_batches_double_when_quick_up_to_one_mebibyte() -> None:
    size = BatchSize()
    assert size.bytes == START_BYTES
    for _ in range(10):
        size.succeeded(0.1)
    assert size.bytes == MAX_BYTES
    size.succeeded(0.1)
    assert size.bytes == MAX_BYTES


def test_a_slow_answer_keeps_the_size_and_a_failure_halves_it() -> None:
    size = BatchSize()
    size.succeeded(20.0)
    assert size.bytes == START_BYTES
    for _ in range(10):
        size.failed()
    assert size.bytes == MIN_BYTES


def test_a_batch_takes_what_fits_but_at_least_one() -> None:
    size = BatchSize()
    assert size.take([START_BYTES * 4, 10]) == 1
    assert size.take([START_BYTES // 2, START_BYTES // 2, 1]) == 2
    assert size.take([]) == 0
    size.limited(100)
    assert size.take([60, 30, 20]) == 2
