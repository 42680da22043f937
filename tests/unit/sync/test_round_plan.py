"""The lanes of a round: roster, own outbox, then the colleagues' work."""

from __future__ import annotations

from desktop.domain.ids import StreamId
from desktop.sync.round_plan import (
    AskHeads,
    Finish,
    Pull,
    Push,
    ReadRoster,
    RoundPlan,
    Seal,
)

S, T, U = (StreamId(c * 32) for c in "abc")


def test_a_round_reads_the_roster_seals_pushes_and_then_pulls() -> None:
    plan = RoundPlan()
    assert plan.next_step == AskHeads()
    plan = plan.heads_answered({}, {}, roster_grew=True)
    assert plan.next_step == ReadRoster()
    plan = plan.roster_read()
    assert plan.next_step == AskHeads()
    plan = plan.heads_answered({S: 5}, {S: 2}, roster_grew=True).with_outbox((S, T), 0)
    assert plan.next_step == Seal((S, T))
    plan = plan.waiting(3)
    assert plan.next_step == Push()
    plan = plan.waiting(1)
    assert plan.next_step == Push()
    plan = plan.waiting(0)
    assert plan.next_step == Pull(S, 2, 5)
    assert plan.progress == (0, 3)
    plan = plan.pulled(S, 4, 5, more=True)
    assert plan.next_step == Pull(S, 4, 5)
    assert plan.progress == (2, 3)
    plan = plan.pulled(S, 5, 5, more=False)
    assert plan.next_step == Finish()
    assert plan.progress == (3, 3)


def test_sets_left_over_from_an_earlier_round_are_pushed_without_new_ones() -> None:
    assert RoundPlan(to_push=1).heads_answered({}, {}).next_step == Push()


def test_streams_without_news_are_not_asked_for() -> None:
    plan = RoundPlan().heads_answered({S: 2, T: 3}, {S: 2, T: 3})
    assert plan.next_step == Finish()


def test_today_comes_first() -> None:
    plan = RoundPlan().heads_answered({S: 1, T: 1, U: 1}, {}, first={U})
    assert plan.next_step == Pull(U, 0, 1)


def test_a_server_behind_our_cursor_is_read_from_the_start() -> None:
    plan = RoundPlan().heads_answered({S: 2}, {S: 7})
    assert plan.next_step == Pull(S, 0, 2, whole=True)


def test_a_parked_stream_does_not_hold_up_the_others() -> None:
    plan = RoundPlan(heads_known=True, to_push=1).without(S)
    plan = plan.waiting(0).heads_answered({S: 4, T: 4}, {})
    assert plan.next_step == Pull(T, 0, 4)
    plan = plan.reread(T, 4)
    assert plan.next_step == Pull(T, 0, 4, whole=True)
    assert plan.without(T).next_step == Finish()


def test_a_colleague_who_was_quicker_is_read_in_the_same_round() -> None:
    plan = RoundPlan(to_push=1).heads_answered({S: 4}, {S: 4})
    plan = plan.waiting(0).overtaken(S, 4, 6)
    assert plan.next_step == Pull(S, 4, 6)
    assert plan.overtaken(S, 4, 6) == plan
