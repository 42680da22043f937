"""Why and when the sync thread wakes."""

from __future__ import annotations

from desktop.sync.schedule import Schedule


def _idle() -> Schedule:
    schedule = Schedule(0.0, interval_s=300.0, coalesce_s=1.0)
    schedule.begun()
    schedule.succeeded(0.0)
    return schedule


def test_the_first_round_begins_at_once_and_the_next_with_the_timer() -> None:
    schedule = Schedule(7.0, interval_s=300.0)
    assert schedule.wait(7.0) == 0.0
    schedule.begun()
    assert schedule.wait(7.0) is None
    schedule.succeeded(10.0)
    assert schedule.wait(20.0) == 290.0


def test_commits_that_follow_each_other_are_sent_together() -> None:
    schedule = _idle()
    schedule.committed(10.0)
    schedule.committed(10.75)
    assert schedule.wait(10.75) == 0.25
    assert schedule.wait(11.0) == 0.0


def test_a_colleagues_news_and_the_button_need_no_waiting() -> None:
    schedule = _idle()
    schedule.colleague_wrote()
    assert schedule.wait(1.0) == 0.0
    schedule.begun()
    schedule.succeeded(1.0)
    schedule.asked()
    assert schedule.wait(1.0) == 0.0


def test_while_resting_only_the_button_counts() -> None:
    schedule = _idle()
    schedule.begun()
    schedule.failed(10.0, 60.0)
    schedule.committed(11.0)
    schedule.colleague_wrote()
    assert schedule.wait(12.0) == 58.0
    schedule.asked()
    assert schedule.wait(12.0) == 0.0


def test_while_the_server_is_out_of_reach_a_commit_is_tried_at_once_and_news_are_not() -> None:
    schedule = _idle()
    schedule.begun()
    schedule.failed(10.0, 60.0, heeds_commits=True)
    schedule.colleague_wrote()
    assert schedule.wait(12.0) == 58.0
    schedule.committed(12.0)
    assert schedule.wait(12.0) == 1.0
    schedule.begun()
    schedule.failed(14.0, 60.0)
    schedule.committed(15.0)
    assert schedule.wait(16.0) == 58.0


def test_a_revoked_device_waits_for_a_person() -> None:
    schedule = _idle()
    schedule.begun()
    schedule.held()
    schedule.committed(10.0)
    assert schedule.wait(1e6) is None
    schedule.asked()
    assert schedule.wait(1e6) == 0.0


def test_what_was_committed_during_a_round_is_sent_by_the_next() -> None:
    schedule = _idle()
    schedule.begun()
    schedule.committed(5.0)
    schedule.succeeded(5.5)
    assert schedule.wait(6.0) == 0.0
