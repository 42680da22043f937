"""Incremental evaluation: after a change, run exactly the units that read it, inputs first."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import cast

from desktop.forms.definition import FormDefinition
from desktop.forms.delta import Property, ViolationKind
from desktop.forms.engine.budget import Budget
from desktop.forms.engine.journal import Journal
from desktop.forms.engine.program import Dependent, Unit, Work
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import FormNode, nodes_at
from desktop.forms.model.value_types import normalize_computed
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.dates import parse_datetime
from desktop.forms.xpath.errors import EVALUATION_FAULTS
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.sizes import MAX_TEXT, TooMuchError
from desktop.forms.xpath.values import Value, to_boolean, to_number, to_string

MAX_RUNS_PER_NODE = 200
"""A unit that runs more often at one node in one step is oscillating and is left as it is."""

_CHOOSING = frozenset({"select", "select1", "rank"})

Resize = Callable[[FormNode, Unit, int], None]
ChoiceValues = Callable[[FormNode], tuple[str, ...]]


class Evaluator:
    """The queue of units to run and the rules of each kind of work.

    *resize* makes the number of instances of a counted repeat; *choice_values* gives the values a
    question offers.
    """

    def __init__(
        self, definition: FormDefinition, top: FormNode, scope: FormScope, budget: Budget
    ) -> None:
        self._program = definition.program
        self._top = top
        self._scope = scope
        self._budget = budget
        self._queue: list[tuple[int, int, int, Unit, FormNode]] = []
        self._waiting: set[tuple[int, int]] = set()
        self._runs: dict[tuple[int, int], int] = {}
        self._count = 0
        self.journal = Journal()
        self.resize: Resize | None = None
        self.choice_values: ChoiceValues | None = None
        self.value_changed: Callable[[FormNode], None] | None = None
        self.faults: set[tuple[str, Work]] = set()
        """Expressions that raised when evaluated, as (path, work)."""

    def push_all(self, under: FormNode) -> None:
        """Queue every unit of *under* and of everything below it."""
        for node in under.subtree():
            for unit in self._program.by_element.get(node.definition.path, {}).values():
                if unit.work is not Work.COUNT:
                    self.push(unit, node)
        for unit in self._program.units:
            if unit.work is Work.COUNT and unit.element.parent is not None:
                parent = unit.element.parent
                if parent.depth >= under.definition.depth:
                    for node in nodes_at(under, parent) if _is_under(parent, under) else []:
                        self.push(unit, node)

    def push(self, unit: Unit, node: FormNode) -> None:
        """Queue one unit at one node, once."""
        key = (id(unit), id(node))
        self._scope.work += 1
        if key not in self._waiting:
            self._waiting.add(key)
            self._count += 1
            heapq.heappush(self._queue, (unit.rank, node.serial, self._count, unit, node))

    def run(self) -> None:
        """Work until nothing is queued."""
        while self._queue:
            _, _, _, unit, node = heapq.heappop(self._queue)
            key = (id(unit), id(node))
            self._waiting.discard(key)
            runs = self._runs[key] = self._runs.get(key, 0) + 1
            if runs <= MAX_RUNS_PER_NODE and self._scope.work <= 2 * self._scope.most_work:
                self._perform(unit, node)
        self._runs.clear()
        self._scope.work = 0

    def set_text(self, node: FormNode, text: str) -> None:
        """Give a leaf a value and queue its readers."""
        if text == node.text:
            return
        old, node.text = node.text, text
        self._budget.characters += len(text) - len(old)
        if node.relevant:
            self.journal.note(node, Property.VALUE, old, text)
            self._announce_value(node)

    def set_computed(self, node: FormNode, text: str, work: Work) -> None:
        """Give a leaf a value nobody typed; a text that is too long, alone or with all others,
        is a fault and leaves it empty."""
        value = normalize_computed(node.definition.bind.type, text)
        is_short = len(value) <= MAX_TEXT or self._budget.exceed("text")
        if not is_short or not self._budget.has_room_for(len(value) - len(node.text)):
            self.faults.add((node.definition.path, work))
            value = ""
        self.set_text(node, value)

    def fault(self, path: str, work: Work, error: Exception) -> None:
        """Note an expression that could not be evaluated."""
        self.faults.add((path, work))
        if isinstance(error, TooMuchError):
            self._budget.exceed(error.what)

    def holds(self, unit: Unit, node: FormNode) -> bool:
        """Whether a condition is true at a node that need not be part of the tree."""
        return to_boolean(self._evaluate(unit, node, default=True))

    def structure_changed(self, parent: FormNode, repeat_path: str) -> None:
        """Queue everything that reads the instances of a repeat below *parent*."""
        self._push_dependents(self._program.by_structure.get(repeat_path, ()), parent)

    def _announce_value(self, node: FormNode, *, is_new: bool = True) -> None:
        definition = node.definition
        self._push_dependents(self._program.by_value.get(definition.path, ()), node)
        check = self._program.unit(definition, Work.VIOLATION)
        if check is not None:
            self.push(check, node)
        if is_new and self.value_changed is not None:
            self.value_changed(node)

    def _push_dependents(self, dependents: tuple[Dependent, ...], changed: FormNode) -> None:
        for dependent in dependents:
            unit = dependent.unit
            anchor = changed.ancestor_at(max(dependent.anchor, 1))
            element = unit.element
            if unit.work is Work.COUNT and element.parent is not None:
                element = element.parent
            if element.depth < anchor.definition.depth:
                anchor = anchor.ancestor_at(element.depth)
            for node in nodes_at(anchor, element):
                self.push(unit, node)

    def _perform(self, unit: Unit, node: FormNode) -> None:
        match unit.work:
            case Work.RELEVANT:
                node.own_relevant = to_boolean(self._evaluate(unit, node, default=True))
                self._settle_relevance(node)
            case Work.CALCULATE:
                self._calculate(unit, node)
            case Work.REQUIRED:
                self._set_required(node, to_boolean(self._evaluate(unit, node, default=False)))
            case Work.READONLY:
                node.own_readonly = to_boolean(self._evaluate(unit, node, default=False))
                self._settle_readonly(node)
            case Work.VIOLATION:
                self._check(unit, node)
            case Work.CHOICES:
                self._offer(unit, node)
            case Work.COUNT:
                self._recount(unit, node)
            case Work.TEXT:
                self.journal.note(node, Property.TEXT, None, None)

    def _evaluate(self, unit: Unit, node: FormNode, *, default: Value) -> Value:
        assert unit.run is not None
        # position() of a row is its place, as in JavaRosa.
        place = node.place() if node.definition.is_repeat else 1
        try:
            return unit.run(Context(node, self._scope, place))
        except EVALUATION_FAULTS as error:
            self.fault(unit.element.path, unit.work, error)
            return default

    def _calculate(self, unit: Unit, node: FormNode) -> None:
        if not node.relevant:
            return
        text = to_string(self._evaluate(unit, node, default=""))
        if node.definition.bind.type == "date" and len(text) > 10:
            moment = parse_datetime(text, self._scope.zone)
            text = text if moment is None else moment.date().isoformat()
        self.set_computed(node, text, unit.work)

    def _settle_relevance(self, node: FormNode) -> None:
        above = node.parent
        relevant = node.own_relevant and (not isinstance(above, FormNode) or above.relevant)
        if relevant == node.relevant:
            return
        node.relevant = relevant
        self.journal.note(node, Property.RELEVANT, not relevant, relevant)
        units = self._program.by_element.get(node.definition.path, {})
        for work in (Work.CALCULATE, Work.VIOLATION):
            if work in units:
                self.push(units[work], node)
        if node.definition.is_repeat:
            self.structure_changed(cast("FormNode", node.parent), node.definition.path)
        elif not node.children:
            self._announce_value(node, is_new=bool(node.text))
        for part in node.parts():
            self._settle_relevance(part)

    def _settle_readonly(self, node: FormNode) -> None:
        above = node.parent
        readonly = node.own_readonly or (isinstance(above, FormNode) and above.readonly)
        if readonly == node.readonly:
            return
        node.readonly = readonly
        self.journal.note(node, Property.READONLY, not readonly, readonly)
        for part in node.parts():
            self._settle_readonly(part)

    def _set_required(self, node: FormNode, required: bool) -> None:
        if required == node.required:
            return
        node.required = required
        self.journal.note(node, Property.REQUIRED, not required, required)
        check = self._program.unit(node.definition, Work.VIOLATION)
        if check is not None:
            self.push(check, node)

    def _check(self, unit: Unit, node: FormNode) -> None:
        violation: ViolationKind | None = None
        if node.relevant and not node.children:
            if node.text == "":
                violation = ViolationKind.REQUIRED if node.required else None
            elif unit.run is not None:
                holds = to_boolean(self._evaluate(unit, node, default=True))
                violation = None if holds else ViolationKind.CONSTRAINT
        if violation is not node.violation:
            self.journal.note(node, Property.VIOLATION, node.violation, violation)
            node.violation = violation

    def _offer(self, unit: Unit, node: FormNode) -> None:
        """Set the rows a question offers; chosen values that are gone are taken back."""
        assert self.choice_values is not None
        rows = self._evaluate(unit, node, default=[])
        if not unit.reads:
            node.choices = node.choices or self._within(unit, node, rows)
            return
        old = () if node.choices is None else self.choice_values(node)
        node.choices = self._within(unit, node, rows)
        new = self.choice_values(node)
        if old != new:
            self.journal.note(node, Property.CHOICES, old, new)
            self._push_dependents(self._program.by_value.get(node.definition.path, ()), node)
        if node.choices and not node.choices[0].is_static:
            self.journal.note(node, Property.TEXT, None, None)
        self.set_text(node, self.offered(node, node.text))

    def _within(self, unit: Unit, node: FormNode, rows: Value) -> list[Node]:
        if not isinstance(rows, list):
            rows = []
        if not self._budget.offer(node.choices, rows):
            self.faults.add((unit.element.path, unit.work))
            return []
        return rows

    def offered(self, node: FormNode, text: str) -> str:
        """*text* without the codes that a list depending on other answers does not offer now."""
        unit = self._program.unit(node.definition, Work.CHOICES)
        if not text or unit is None or not unit.reads or self.choice_values is None:
            return text
        kind = "" if node.definition.control is None else node.definition.control.kind
        if kind not in _CHOOSING:
            return text
        offered = set(self.choice_values(node))
        if text in offered:
            return text
        # One value may hold spaces, where it is a name typed in another question.
        return "" if kind == "select1" else " ".join(c for c in text.split() if c in offered)

    def _recount(self, unit: Unit, node: FormNode) -> None:
        assert self.resize is not None
        coming = FormNode(unit.element, "", 0)
        coming.parent = node
        number = to_number(self._evaluate(unit, coming, default=0.0), self._scope.zone)
        self.resize(node, unit, 0 if number != number else int(max(0.0, number)))


def _is_under(element: object, under: FormNode) -> bool:
    definition = under.definition
    step = element
    while step is not None:
        if step is definition:
            return True
        step = getattr(step, "parent", None)
    return False
