"""The multi-value register and the observed-remove set (protocol section 4), as pure functions.

A *head* of a merge unit is an operation that no known operation names in its ``base``. The
observed-remove set is the same register, read differently: every ``tick`` is a head that
carries its option, an ``untick`` replaces ticks and is never a head itself.

Operations may arrive in any order. An operation that is named before it has arrived is
*awaited*: when it comes, it is already replaced. Both functions below change the mappings they
are given and work with any hashable operation id, so that the store can use its own numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping, MutableSet
from typing import NamedTuple, TypeVar

from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import OpId, RecordId
from desktop.domain.kinds import MergeRule

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

NO_HEAD = frozenset({"untick", "redact"})
"""Words of operations that replace others and carry no value of their own."""

WRITES = frozenset({"set", "tick", "untick", "note", "amend", "redact", "close", "reopen", "link"})
"""Words this version can merge; any other operation is kept until a later version can."""


class Head(NamedTuple):
    """One of the values that stand side by side in a unit."""

    op: OpId
    stamp: Stamp
    value: Value


Unit = tuple[str, RecordId, str]
"""Kind, record and merge unit."""


def effective_base(rule: MergeRule, op: str, base: Iterable[K]) -> tuple[K, ...]:
    """Return which operations of *base* are really replaced under *rule*.

    What was written once (``APPEND_ONLY``) is replaced by nothing but a redaction or the
    resolution of a conflict, recognisable by naming two operations or more.
    """
    named = tuple(base)
    if rule is MergeRule.APPEND_ONLY and op != "redact" and len(named) < 2:
        return ()
    return named


def replace(
    heads: MutableMapping[K, V],
    awaited: MutableSet[K],
    base: Iterable[K],
    is_known: Callable[[K], bool],
) -> None:
    """Take the operations of *base* out of *heads*; those not known yet become awaited."""
    for named in base:
        if heads.pop(named, None) is None and not is_known(named):
            awaited.add(named)


def arrive(heads: MutableMapping[K, V], awaited: MutableSet[K], op: K, content: V) -> bool:
    """Make *op* a head unless it was awaited, that is, replaced before it came."""
    if op in awaited:
        awaited.discard(op)
        return False
    heads[op] = content
    return True


def displayed(heads: Iterable[Head], rule: MergeRule) -> Head | None:
    """The head shown first: the latest stamp, or the original where nothing is replaced."""
    choose = min if rule is MergeRule.APPEND_ONLY else max
    return choose(heads, key=lambda head: head.stamp, default=None)


def in_conflict(heads: Iterable[Head], rule: MergeRule) -> bool:
    """True when several values stand side by side and a person must choose.

    A set of options never is in conflict, nor a field of which the latest counts.
    """
    if rule in (MergeRule.OBSERVED_SET, MergeRule.LATEST):
        return False
    found = [head.value for head in heads]
    return any(value != found[0] or type(value) is not type(found[0]) for value in found[1:])


def fold(
    operations: Iterable[Operation], rule_of: Callable[[str, str], MergeRule]
) -> Mapping[Unit, tuple[Head, ...]]:
    """Return the heads of every unit by definition, from all operations at once.

    The order of *operations* and repetitions do not matter. *rule_of* gives the merge rule of
    (kind, unit). Heads are sorted by stamp. This is what the store must come to step by step.
    """
    by_id = {operation.id: operation for operation in operations}
    found: dict[Unit, list[Head]] = {}
    replaced: set[tuple[Unit, OpId]] = set()
    for operation in by_id.values():
        for name in {*operation.values, *operation.base}:
            unit = (operation.kind, operation.record, name)
            rule = rule_of(operation.kind, name)
            base = effective_base(rule, operation.op, operation.base.get(name, ()))
            replaced.update((unit, named) for named in base if named != operation.id)
            if name in operation.values and operation.op not in NO_HEAD:
                head = Head(operation.id, operation.stamp, operation.values[name])
                found.setdefault(unit, []).append(head)
    return {
        unit: tuple(sorted(alive, key=lambda head: head.stamp))
        for unit, heads in found.items()
        if (alive := [head for head in heads if (unit, head.op) not in replaced])
    }
