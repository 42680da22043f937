"""Many devices, any order, any clock: the merge rules alone, without store and network.

Larger than ``test_convergence`` because it costs microseconds: operations arrive one by one, in
any order, doubled, over days of clock error, and every replica must come to the heads that the
definition (``register.fold``) gives for all operations at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.domain import register
from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Clock, Stamp
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.domain.kinds import MergeRule
from desktop.domain.register import Head, Unit

DAY_MS = 24 * 60 * 60 * 1000
NOW_MS = 1_800_000_000_000
DEVICES = 5
RULES = {
    "phone": MergeRule.REGISTER,
    "home": MergeRule.REGISTER,
    "text": MergeRule.APPEND_ONLY,
    "languages": MergeRule.OBSERVED_SET,
}
STREAM = StreamId("5" * 32)
RECORDS = [RecordId(f"{n:032x}") for n in range(3)]


def _rule_of(_kind: str, unit: str) -> MergeRule:
    return RULES[unit]


@dataclass
class Replica:
    """One device: its clock, and its heads kept step by step as the store keeps them."""

    clock: Clock
    skew_ms: int
    ops: dict[OpId, Operation] = field(default_factory=dict)
    heads: dict[Unit, dict[OpId, Head]] = field(default_factory=dict)
    awaited: dict[Unit, set[OpId]] = field(default_factory=dict)
    opened: dict[Unit, tuple[OpId, ...]] = field(default_factory=dict)
    """What an editor that is still open had shown."""

    def take(self, op: Operation) -> None:
        """Apply one operation, from anywhere, any number of times."""
        if op.id in self.ops:
            return
        self.ops[op.id] = op
        self.clock.observe(op.stamp, NOW_MS + self.skew_ms)
        for name in {*op.values, *op.base}:
            unit = (op.kind, op.record, name)
            heads = self.heads.setdefault(unit, {})
            awaited = self.awaited.setdefault(unit, set())
            base = register.effective_base(RULES[name], op.op, op.base.get(name, ()))
            register.replace(heads, awaited, base, self.ops.__contains__)
            if name in op.values and op.op not in register.NO_HEAD:
                head = Head(op.id, op.stamp, op.values[name])
                register.arrive(heads, awaited, op.id, head)

    def view(self) -> Mapping[Unit, tuple[Head, ...]]:
        """The heads as ``fold`` gives them."""
        return {
            unit: tuple(sorted(heads.values(), key=lambda head: head.stamp))
            for unit, heads in self.heads.items()
            if heads
        }


class Agency(RuleBasedStateMachine):
    """Devices that edit, open editors, hear of each other late, twice, or not at all."""

    @initialize(skews=st.lists(st.integers(-400, 400), min_size=DEVICES, max_size=DEVICES))
    def staff(self, skews: list[int]) -> None:
        self.replicas = [
            Replica(Clock(DeviceId(f"{n:032x}")), skew * DAY_MS) for n, skew in enumerate(skews)
        ]
        self.passed = 0

    def _write(
        self, author: int, unit: Unit, word: str, values: dict[str, Value], base: tuple[OpId, ...]
    ) -> None:
        replica = self.replicas[author]
        self.passed += 1
        stamp = replica.clock.tick(NOW_MS + replica.skew_ms + self.passed)
        op = Operation(
            OpId(replica.clock.device, 1 + sum(i.device == stamp.device for i in replica.ops)),
            stamp,
            STREAM,
            word,
            unit[0],
            unit[1],
            values,
            {unit[2]: base} if base else {},
        )
        replica.take(op)

    @rule(
        author=st.integers(0, DEVICES - 1),
        record=st.sampled_from(RECORDS),
        name=st.sampled_from(["phone", "home", "text"]),
        value=st.integers(0, 4),
        stale=st.booleans(),
    )
    def edits(self, author: int, record: RecordId, name: str, value: int, stale: bool) -> None:
        """A field is saved over what its editor showed when it was opened."""
        unit = ("person", record, name)
        replica = self.replicas[author]
        shown = tuple(replica.heads.get(unit, {}))
        base = replica.opened.get(unit, shown) if stale else shown
        self._write(author, unit, "set", {name: value}, base)

    @rule(author=st.integers(0, DEVICES - 1), record=st.sampled_from(RECORDS))
    def opens(self, author: int, record: RecordId) -> None:
        """An editor is opened and stays open."""
        replica = self.replicas[author]
        for name in RULES:
            unit = ("person", record, name)
            replica.opened[unit] = tuple(replica.heads.get(unit, {}))

    @rule(
        author=st.integers(0, DEVICES - 1),
        option=st.sampled_from(["ar", "uk", "ti"]),
        tick=st.booleans(),
    )
    def ticks(self, author: int, option: str, tick: bool) -> None:
        """An option of a multi-select is ticked or unticked."""
        unit = ("person", RECORDS[0], "languages")
        heads = self.replicas[author].heads.get(unit, {})
        shown = tuple(op for op, head in heads.items() if head.value == option)
        word = "tick" if tick else "untick"
        self._write(author, unit, word, {"languages": option}, shown)

    @rule(author=st.integers(0, DEVICES - 1), record=st.sampled_from(RECORDS))
    def redacts(self, author: int, record: RecordId) -> None:
        """Everything shown of a text is hidden."""
        unit = ("person", record, "text")
        shown = tuple(self.replicas[author].heads.get(unit, {}))
        if shown:
            self._write(author, unit, "redact", {}, shown)

    @rule(
        giver=st.integers(0, DEVICES - 1),
        taker=st.integers(0, DEVICES - 1),
        data=st.data(),
    )
    def hears_some(self, giver: int, taker: int, data: st.DataObject) -> None:
        """A few operations arrive, in any order, some of them twice."""
        known = list(self.replicas[giver].ops.values())
        if not known:
            return
        indices = data.draw(st.lists(st.integers(0, len(known) - 1), max_size=8))
        for index in indices:
            self.replicas[taker].take(known[index])

    @invariant()
    def each_replica_agrees_with_the_definition(self) -> None:
        for replica in getattr(self, "replicas", []):
            assert replica.view() == register.fold(replica.ops.values(), _rule_of)

    @invariant()
    def own_stamps_rise(self) -> None:
        for replica in getattr(self, "replicas", []):
            own: list[Stamp] = [
                op.stamp for op in replica.ops.values() if op.id.device == replica.clock.device
            ]
            assert own == sorted(own)
            assert len(set(own)) == len(own)

    def teardown(self) -> None:
        """Everybody hears of everything: all equal, nothing lost."""
        replicas = getattr(self, "replicas", [])
        everything = [op for replica in replicas for op in replica.ops.values()]
        for number, replica in enumerate(replicas):
            for op in everything[number:] + everything[:number]:
                replica.take(op)
        views = [replica.view() for replica in replicas]
        assert all(view == views[0] for view in views[1:])
        for op in everything:
            _is_accounted_for(op, views[0], everything)


def _is_accounted_for(
    op: Operation, view: Mapping[Unit, tuple[Head, ...]], everything: list[Operation]
) -> None:
    """Every value ever entered is a head, or named in a base (of a redaction, too)."""
    if op.op in register.NO_HEAD:
        return
    for name in op.values:
        unit = (op.kind, op.record, name)
        is_head = any(head.op == op.id for head in view.get(unit, ()))
        named = any(op.id in other.base.get(name, ()) for other in everything)
        assert is_head or named, f"{name} of {op.id.n} has vanished"


TestModelConverges = Agency.TestCase
TestModelConverges.settings = settings(
    max_examples=150,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
