"""What runs before a store is closed."""

from __future__ import annotations

from desktop.app.leaving import Leaving


def test_the_last_comes_first_and_each_runs_once() -> None:
    ran: list[str] = []
    leaving = Leaving(lambda error: ran.append(type(error).__name__))
    leaving.on_leave(lambda: ran.append("first"))
    leaving.on_leave(lambda: ran.append("second"))
    leaving.leave()
    leaving.leave()
    assert ran == ["second", "first"]


def test_one_that_fails_is_reported_and_keeps_none_from_running() -> None:
    ran: list[str] = []
    leaving = Leaving(lambda error: ran.append(type(error).__name__))
    leaving.on_leave(lambda: ran.append("kept"))
    leaving.on_leave(lambda: [].pop())
    leaving.leave()
    assert ran == ["IndexError", "kept"]


def test_one_can_be_taken_back() -> None:
    ran: list[str] = []
    leaving = Leaving(lambda error: ran.append("fault"))
    take_back = leaving.on_leave(lambda: ran.append("gone"))
    take_back()
    take_back()
    leaving.leave()
    assert ran == []
