"""The register is what its definition says, in whatever order operations arrive."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.changes import Operation
from desktop.domain.ids import OpId, RecordId, StreamId
from desktop.domain.kinds import MergeRule
from desktop.domain.register import (
    NO_HEAD,
    Head,
    arrive,
    displayed,
    effective_base,
    fold,
    in_conflict,
    replace,
)
from tests.property.operation_histories import STEPS, Step, history, rule_of

RECORD, STREAM = RecordId("1" * 32), StreamId("2" * 32)
Key = tuple[str, str]


def step_by_step(operations: list[Operation]) -> dict[Key, dict[OpId, Head]]:
    """Merge one operation after the other; repetitions are skipped as the log does."""
    heads: dict[Key, dict[OpId, Head]] = {}
    awaited: dict[Key, set[OpId]] = {}
    known: set[OpId] = set()
    for operation in operations:
        if operation.id in known:
            continue
        for unit in {*operation.values, *operation.base}:
            key = (operation.kind, unit)
            alive, waiting = heads.setdefault(key, {}), awaited.setdefault(key, set())
            rule = rule_of(operation.kind, unit)
            base = effective_base(rule, operation.op, operation.base.get(unit, ()))
            replace(alive, waiting, base, known.__contains__)
            if operation.op not in NO_HEAD:
                head = Head(operation.id, operation.stamp, operation.values[unit])
                arrive(alive, waiting, operation.id, head)
        known.add(operation.id)
    assert not any(awaited.values())
    return {key: alive for key, alive in heads.items() if alive}


@given(steps=STEPS, chance=st.randoms(use_true_random=False))
def test_every_order_and_repetition_leads_to_the_definition(
    steps: list[Step], chance: Random
) -> None:
    operations = history(steps, RECORD, STREAM)
    shuffled = operations + [op for op in operations if chance.random() < 0.5]
    chance.shuffle(shuffled)
    expected = {
        (kind, unit): list(heads) for (kind, _, unit), heads in fold(operations, rule_of).items()
    }
    found = step_by_step(shuffled).items()
    by_stamp = {k: sorted(heads.values(), key=lambda head: head.stamp) for k, heads in found}
    assert by_stamp == expected


@given(steps=STEPS)
def test_no_value_vanishes_without_being_named(steps: list[Step]) -> None:
    """Every value ever entered is a head or named by an operation that is known."""
    operations = history(steps, RECORD, STREAM)
    heads = {head.op for found in fold(operations, rule_of).values() for head in found}
    named = {op for operation in operations for ops in operation.base.values() for op in ops}
    entered = {op.id for op in operations if op.op not in NO_HEAD}
    assert entered <= heads | named


@given(steps=STEPS)
def test_what_is_shown_is_one_of_the_heads(steps: list[Step]) -> None:
    operations = history(steps, RECORD, STREAM)
    for (kind, _, unit), heads in fold(operations, rule_of).items():
        rule = rule_of(kind, unit)
        shown = displayed(heads, rule)
        assert shown in heads
        latest = max(head.stamp for head in heads)
        if rule is MergeRule.REGISTER:
            assert shown is not None
            assert shown.stamp == latest
        if len(heads) == 1 or rule is MergeRule.OBSERVED_SET:
            assert not in_conflict(heads, rule)
