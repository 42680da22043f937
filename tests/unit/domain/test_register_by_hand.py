"""The register by hand: what replaces what, and what is shown."""

from __future__ import annotations

import pytest

from desktop.domain.changes import Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId
from desktop.domain.kinds import MergeRule
from desktop.domain.register import Head, arrive, displayed, effective_base, in_conflict, replace

A, B, C = (OpId(DeviceId("a" * 32), n) for n in (1, 2, 3))


def head(op: OpId, ms: int, value: Value) -> Head:
    return Head(op, Stamp(ms, 0, op.device), value)


def test_what_is_named_is_replaced_and_the_rest_stays() -> None:
    heads, awaited = {A: 1, B: 2}, set[OpId]()
    replace(heads, awaited, [A], lambda op: True)
    assert (heads, awaited) == ({B: 2}, set())


def test_what_is_named_before_it_comes_is_replaced_when_it_comes() -> None:
    heads, awaited = dict[OpId, int](), set[OpId]()
    replace(heads, awaited, [A], lambda op: False)
    assert awaited == {A}
    assert not arrive(heads, awaited, A, 1)
    assert (heads, awaited) == ({}, set())
    assert arrive(heads, awaited, B, 2)


def test_what_was_replaced_long_ago_is_not_awaited_again() -> None:
    heads, awaited = {B: 2}, set[OpId]()
    replace(heads, awaited, [A], lambda op: op == A)
    assert (heads, awaited) == ({B: 2}, set())


@pytest.mark.parametrize(
    ("rule", "op", "base", "expected"),
    [
        (MergeRule.REGISTER, "set", (A,), (A,)),
        (MergeRule.APPEND_ONLY, "set", (A,), ()),
        (MergeRule.APPEND_ONLY, "set", (A, B), (A, B)),
        (MergeRule.APPEND_ONLY, "redact", (A,), (A,)),
        (MergeRule.OBSERVED_SET, "untick", (A,), (A,)),
    ],
)
def test_what_was_written_once_is_replaced_only_by_resolution_or_redaction(
    rule: MergeRule, op: str, base: tuple[OpId, ...], expected: tuple[OpId, ...]
) -> None:
    assert effective_base(rule, op, base) == expected


def test_the_latest_is_shown_or_the_original_of_what_is_written_once() -> None:
    heads = [head(A, 2, "later"), head(B, 1, "earlier")]
    for rule, value in ((MergeRule.REGISTER, "later"), (MergeRule.APPEND_ONLY, "earlier")):
        shown = displayed(heads, rule)
        assert shown is not None
        assert shown.value == value
    assert displayed([], MergeRule.REGISTER) is None


@pytest.mark.parametrize(
    ("values", "rule", "expected"),
    [
        ([], MergeRule.REGISTER, False),
        (["1"], MergeRule.REGISTER, False),
        (["1", "1"], MergeRule.REGISTER, False),
        (["1", "2"], MergeRule.REGISTER, True),
        ([1, True], MergeRule.REGISTER, True),
        (["1", "2"], MergeRule.APPEND_ONLY, True),
        (["ar", "ku"], MergeRule.OBSERVED_SET, False),
        (["1", "2"], MergeRule.LATEST, False),
    ],
)
def test_different_values_side_by_side_are_a_conflict(
    values: list[Value], rule: MergeRule, expected: bool
) -> None:
    heads = [head(op, 1, value) for op, value in zip((A, B), values, strict=False)]
    assert in_conflict(heads, rule) is expected
