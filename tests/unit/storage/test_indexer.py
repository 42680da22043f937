"""The search catches up by itself when nobody writes."""

from __future__ import annotations

import logging
import threading

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.indexer import Indexer
from tests.unit.storage.laptop import Laptop


def test_everything_is_indexed_after_a_quiet_moment() -> None:
    left, done = [3], threading.Event()

    def index_slice() -> int:
        left[0] -= 1
        if not left[0]:
            done.set()
        return left[0]

    indexer = Indexer(index_slice, quiet_s=0.01)
    indexer.touched()
    assert done.wait(10)
    indexer.stop()
    assert left == [0]


def test_a_failure_waits_for_the_next_touch(caplog: pytest.LogCaptureFixture) -> None:
    calls = threading.Semaphore(0)

    def index_slice() -> int:
        calls.release()
        raise KnownError(ErrorCode.DISK_FULL)

    indexer = Indexer(index_slice, quiet_s=0.01)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            indexer.touched()
            assert calls.acquire(timeout=10)
        indexer.stop()
    assert "disk-full" in caplog.text


def test_it_stops_at_once_even_with_work_waiting() -> None:
    indexer = Indexer(lambda: 1, quiet_s=3600)
    indexer.touched()
    indexer.stop()


def test_a_search_in_a_listener_does_not_wait_for_itself(laptop: Laptop) -> None:
    found: list[int] = []
    laptop.store.subscribe(
        lambda changes, initiator: found.append(len(laptop.store.read().search("haddad")))
    )
    laptop.person(family_name="Haddad")
    assert found == [0]
    assert len(laptop.store.read().search("haddad")) == 1
