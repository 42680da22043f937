"""What a device can be told about the chain of a colleague (hardening T28)."""

from __future__ import annotations

from desktop.domain.ids import DeviceId
from desktop.sync.chain import Link, Reread, Tip, contradicts, judge

A = DeviceId("a" * 32)
A1, A2, A3, X2 = (bytes([i]) * 32 for i in range(1, 5))


def test_a_chain_begins_at_one_and_names_the_set_before() -> None:
    assert judge(None, 1, b"", A1) is Link.NEXT
    assert judge(Tip(1, A1), 2, A1, A2) is Link.NEXT


def test_a_missing_set_is_a_gap() -> None:
    assert judge(None, 2, A1, A2) is Link.GAP
    assert judge(Tip(1, A1), 3, A2, A3) is Link.GAP


def test_two_sets_with_one_number_are_a_fork() -> None:
    assert judge(Tip(2, A2), 2, A1, X2) is Link.FORK
    assert judge(Tip(2, A2), 3, X2, A3) is Link.FORK
    assert judge(None, 1, A1, A2) is Link.FORK


def test_the_same_set_twice_is_known() -> None:
    assert judge(Tip(2, A2), 2, A1, A2) is Link.KNOWN
    assert judge(Tip(2, A2), 1, b"", A1) is Link.EARLIER


def test_reading_again_from_the_start_proves_what_was_applied() -> None:
    reread = Reread({A: Tip(2, A2)})
    assert reread.follow(A, 1, b"", A1) is Link.KNOWN
    assert reread.withheld() == (A,)
    assert reread.follow(A, 2, A1, A2) is Link.KNOWN
    assert reread.withheld() == ()
    assert reread.follow(A, 3, A2, A3) is Link.NEXT


def test_reading_again_finds_a_changed_history() -> None:
    reread = Reread({A: Tip(2, A2)})
    reread.follow(A, 1, b"", A1)
    assert reread.follow(A, 2, A1, X2) is Link.FORK
    assert Reread({}).follow(A, 2, A1, A2) is Link.GAP


def test_a_set_shown_twice_is_a_fork_of_the_feed() -> None:
    reread = Reread({})
    reread.follow(A, 1, b"", A1)
    reread.follow(A, 2, A1, A2)
    assert reread.follow(A, 1, b"", A1) is Link.FORK


def test_a_colleague_who_saw_another_set_contradicts_ours() -> None:
    assert contradicts(Tip(2, A2), 2, X2[:8])
    assert not contradicts(Tip(2, A2), 2, A2[:8])
    assert not contradicts(Tip(2, A2), 1, X2[:8])
    assert not contradicts(None, 1, A1[:8])
