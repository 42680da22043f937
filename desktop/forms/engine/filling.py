"""The tree of a session with all that keeps it true: defaults, actions, repeats, evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.choices import ChoiceReader
from desktop.forms.definition import FormDefinition
from desktop.forms.delta import Delta
from desktop.forms.engine.budget import MAX_NODES, Budget
from desktop.forms.engine.evaluation import Evaluator
from desktop.forms.engine.journal import Journal
from desktop.forms.engine.program import Unit, Work
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import FormNode, TreeBuilder, instance_index, nodes_at
from desktop.forms.environment import Environment
from desktop.forms.model.actions import FIRST_LOAD, LOAD, NEW_REPEAT, VALUE_CHANGED, SetValue
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.value_types import normalize, normalize_computed
from desktop.forms.preload import is_end, preload_value
from desktop.forms.stored import RepeatKeys, Restorer, collect, stored_path
from desktop.forms.texts import TextReader
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.dates import iso_datetime
from desktop.forms.xpath.errors import EVALUATION_FAULTS, XPathError
from desktop.forms.xpath.sizes import MAX_WORK
from desktop.forms.xpath.values import to_string

MAX_INSTANCES = 1_000
"""The most instances a count expression may ask for, as far as the budget allows."""
MAX_ACTS = 10
"""How often an action may set the same value in one step."""


class Filling:
    """Builds the tree, restores answers, runs actions on events, adds and removes instances.

    Order on events: values set by actions, then calculate, relevant, choices, constraints (the
    ranks of the program).
    """

    def __init__(
        self,
        definition: FormDefinition,
        environment: Environment,
        answers: Mapping[str, str] | None,
        last_saved: Mapping[str, str] | None = None,
        most_work: int = MAX_WORK,
    ) -> None:
        self._definition = definition
        self._environment = environment
        self._builder = TreeBuilder()
        document, self.top = self._builder.document(definition.root)
        self._keys = RepeatKeys(lambda: int(environment.now().timestamp() * 1000), environment.uuid)
        self.unplaced: Mapping[str, str] = {}
        self.generation = 0
        """How often an instance came or went."""
        self._removed: tuple[FormNode, FormNode] | None = None
        """The instance a person removed last, after its parent."""
        self._aside = 0
        """How many nodes are in rows that counts took out."""
        if answers is not None:
            restorer = Restorer(self._builder, answers)
            restorer.restore(self.top, definition.root.path)
            self.unplaced = restorer.unplaced()
        self.budget = Budget()
        self.budget.count(self.top)
        self.scope = FormScope(definition, document, environment, last_saved, most_work)
        self.choices = ChoiceReader(definition, self.scope)
        self.texts = TextReader(definition, self.scope, self.choices, self.top)
        self.evaluator = Evaluator(definition, self.top, self.scope, self.budget)
        self.evaluator.resize = self._resize
        self.evaluator.choice_values = self.choices.values
        self._acting: set[tuple[int, int]] = set()
        self._acted: dict[tuple[int, int], int] = {}
        self._on_change: dict[str, list[SetValue]] = {}
        for action in definition.actions:
            if VALUE_CHANGED in action.events and action.source:
                self._on_change.setdefault(action.source, []).append(action)

    def begin(self, *, first: bool) -> None:
        """Fill in what belongs there at the start and evaluate everything."""
        self._complete(self.top, normalize_computed if first else normalize)
        if first:
            self._preload(self.top)
            self._listen()
        events = {FIRST_LOAD, LOAD} if first else {LOAD}
        for action in self._definition.actions:
            if action.events & events:
                self._apply_everywhere(action)
        self.evaluator.push_all(self.top)
        self.evaluator.run()
        self._acted.clear()
        self.evaluator.journal = Journal()
        self._listen()

    def _complete(self, top: FormNode, rule: Callable[[str, str], str]) -> None:
        """Values as their types have them, and keys for the rows that have none."""
        for node in top.subtree():
            node.text = rule(node.definition.bind.type, node.text)
            if node.repeat_key:
                self._keys.follow(node.repeat_key)
        for node in top.subtree():
            if node.definition.is_repeat and not node.repeat_key:
                node.repeat_key = self._keys.next()

    def _listen(self) -> None:
        """From now on run the actions of questions whose values change."""
        if self._on_change:
            self.evaluator.value_changed = self._value_changed

    def settle(self) -> Delta:
        """Run what is queued and return what changed since the last time."""
        self.evaluator.run()
        self._acted.clear()
        delta = self.evaluator.journal.delta()
        self.evaluator.journal = Journal()
        return delta

    def add_instance(self, parent: FormNode, definition: ElementDef, key: str = "") -> FormNode:
        """Append an instance made from the template and evaluate it.

        With *key*, the key of an instance that was removed, it comes where that one stood; the
        one removed last comes back itself, with all that was in it.
        KnownError FORM_FULL (fact: limit), and nothing changes, when there is no room for it.
        """
        before = len(parent.named(definition.key))
        above, instance = self._removed or (None, None)
        if instance is None or above is not parent or instance.repeat_key != key:
            instance = self._make_instance(parent, definition, key)
        else:
            self._put_back(parent, instance)
            self._removed = None
        self._announce(parent, definition, before)
        return instance

    def _make_instance(self, parent: FormNode, definition: ElementDef, key: str = "") -> FormNode:
        if not self.budget.add(*self._builder.size(definition)):
            raise KnownError(ErrorCode.FORM_FULL, limit=MAX_NODES)
        instance = self._builder.build(definition, definition.template)
        for node in instance.subtree():
            node.text = normalize_computed(node.definition.bind.type, node.text)
            if node.definition.is_repeat:
                node.repeat_key = self._keys.next()
        instance.repeat_key = key or instance.repeat_key
        parent.insert(instance_index(parent, definition, key), instance)
        self._inherit(instance, parent)
        for action in self._definition.actions:
            if NEW_REPEAT in action.events:
                self._apply_below(action, instance)
        self.evaluator.push_all(instance)
        return instance

    def _put_back(self, parent: FormNode, instance: FormNode) -> None:
        """Insert an instance that was taken out, with its answers, where its key belongs.

        KnownError FORM_FULL, and nothing changes, when there is no room for it.
        """
        nodes = list(instance.subtree())
        if not self.budget.add(len(nodes), sum(len(node.text) for node in nodes)):
            raise KnownError(ErrorCode.FORM_FULL, limit=MAX_NODES)
        for node in nodes:
            node.forget_evaluation()
        parent.insert(instance_index(parent, instance.definition, instance.repeat_key), instance)
        self._inherit(instance, parent)
        self.evaluator.push_all(instance)

    def remove_instance(self, instance: FormNode) -> None:
        """Take an instance out as a person does; those after it move up."""
        assert isinstance(instance.parent, FormNode)
        self._removed = (instance.parent, instance)
        self._take_out(instance)

    def removed(self) -> dict[str, str]:
        """What the instance removed last holds, by stored path; empty if there is none."""
        if self._removed is None:
            return {}
        parent, instance = self._removed
        return collect(instance, hidden=True, above=stored_path(parent))

    def hold_removed(
        self, parent: FormNode, definition: ElementDef, key: str, answers: Mapping[str, str]
    ) -> None:
        """Go on as if the instance that :meth:`removed` told of had been removed just now."""
        instance = self._builder.build(definition, definition.template)
        instance.repeat_key = key
        path = f"{stored_path(parent)}/{definition.name}[{key}]"
        Restorer(self._builder, answers).restore(instance, path)
        self._complete(instance, normalize)
        self._removed = (parent, instance)

    def _set_aside(self, instance: FormNode) -> None:
        """Take a row out that a count does not ask for now, and keep its answers: a number is
        typed and mended digit by digit."""
        parent, size = instance.parent, sum(1 for _ in instance.subtree())
        assert isinstance(parent, FormNode)
        self._take_out(instance)
        if self.budget.nodes + self._aside + size <= MAX_NODES:
            parent.spare = (instance, *parent.spare)
            self._aside += size

    def _bring_back(self, parent: FormNode, definition: ElementDef) -> bool:
        """Put the next row back that a count took out, if there is one.

        KnownError FORM_FULL as in :meth:`add_instance`.
        """
        spare = next((one for one in parent.spare if one.definition is definition), None)
        if spare is None:
            return False
        self._put_back(parent, spare)
        parent.spare = tuple(one for one in parent.spare if one is not spare)
        self._aside -= sum(1 for _ in spare.subtree())
        return True

    def _take_out(self, instance: FormNode) -> None:
        parent = instance.parent
        assert isinstance(parent, FormNode)
        before = len(parent.named(instance.key))
        parent.remove(instance)
        self.budget.release(instance)
        self._announce(parent, instance.definition, before)

    def is_repeat_relevant(self, parent: FormNode, definition: ElementDef) -> bool:
        """Whether a repeat as a whole is relevant: any instance, or the one that would come."""
        instances = nodes_at(parent, definition)
        if instances:
            return any(instance.relevant for instance in instances)
        if not parent.relevant or not definition.bind.relevant:
            return parent.relevant
        unit = self._definition.program.unit(definition, Work.RELEVANT)
        coming = FormNode(definition, "", 0)
        coming.parent = parent
        return unit is None or self.evaluator.holds(unit, coming)

    def fill_end(self) -> None:
        """Set the end time where the form asks for it."""
        moment = iso_datetime(self.scope.now().astimezone(self.scope.zone))
        for node in self.top.subtree():
            if is_end(node.definition.bind):
                self.evaluator.set_text(node, moment)

    def _announce(self, parent: FormNode, definition: ElementDef, before: int) -> None:
        self.generation += 1
        after = len(parent.named(definition.key))
        ref = f"{parent.ref()}/{definition.name}"
        self.evaluator.journal.note_structure(ref, before, after)
        self.evaluator.structure_changed(parent, definition.path)

    def _inherit(self, instance: FormNode, parent: FormNode) -> None:
        for node in instance.subtree():
            node.relevant = parent.relevant
            node.readonly = parent.readonly

    def _resize(self, parent: FormNode, unit: Unit, wanted: int) -> None:
        wanted = min(wanted, MAX_INSTANCES)
        instances = nodes_at(parent, unit.element)
        for extra in reversed(instances[wanted:]):
            self._set_aside(extra)
        if wanted > len(instances):
            try:
                for _ in range(len(instances), wanted):
                    self.scope.spend(0)
                    if not self._bring_back(parent, unit.element):
                        self._make_instance(parent, unit.element)
            except (KnownError, XPathError) as error:
                self.evaluator.fault(unit.element.path, unit.work, error)
            self._announce(parent, unit.element, len(instances))

    def _preload(self, under: FormNode) -> None:
        for node in under.subtree():
            bind = node.definition.bind
            if bind.preload:
                value = preload_value(bind, self._environment)
                if value is not None:
                    node.text = value

    def _apply_everywhere(self, action: SetValue) -> None:
        target = self._definition.by_path.get(action.target)
        if target is not None:
            for node in self._picked(action, self.top) or nodes_at(self.top, target):
                self._set(action, node)

    def _picked(self, action: SetValue, source: FormNode) -> list[FormNode]:
        """The nodes an action picks among rows, as seen from *source*."""
        if not action.picks:
            return []
        compiled = self._definition.expressions.get(action.picks, source.definition)
        try:
            found = compiled.run(Context(source, self.scope))
        except EVALUATION_FAULTS:
            return []
        return (
            [one for one in found if isinstance(one, FormNode)] if isinstance(found, list) else []
        )

    def _apply_below(self, action: SetValue, instance: FormNode) -> None:
        target = self._definition.by_path.get(action.target)
        inside = self._definition.by_path.get(action.source)
        rows = [] if inside is None else inside.repeats()
        if rows and instance.definition not in rows[-1].ancestors():
            return  # it belongs to the rows around this one
        if target is not None and instance.definition in target.ancestors():
            for node in nodes_at(instance, target):
                self._set(action, node)

    def _value_changed(self, source: FormNode) -> None:
        for action in self._on_change.get(source.definition.path, ()):
            target = self._definition.by_path.get(action.target)
            if target is None:
                continue
            if action.picks:
                for node in self._picked(action, source):
                    self._set(action, node)
                continue
            anchor = source
            while anchor.definition not in target.ancestors():
                assert isinstance(anchor.parent, FormNode)
                anchor = anchor.parent
            for node in nodes_at(anchor, target):
                self._set(action, node)

    def _set(self, action: SetValue, node: FormNode) -> None:
        """Run an action, but not inside itself and not for ever in one step: actions that change
        each other, or what decides whether they run, end there."""
        key = (id(action), id(node))
        acted = self._acted[key] = self._acted.get(key, 0) + 1
        if key in self._acting or acted > MAX_ACTS:
            return
        self._acting.add(key)
        try:
            self._set_value(action, node)
        finally:
            self._acting.discard(key)

    def _set_value(self, action: SetValue, node: FormNode) -> None:
        text = action.literal
        if action.expression:
            compiled = self._definition.expressions.get(action.expression, node.definition)
            try:
                text = to_string(compiled.run(Context(node, self.scope)))
            except EVALUATION_FAULTS as error:
                self.evaluator.fault(node.definition.path, Work.CALCULATE, error)
                return
        self.evaluator.set_computed(node, text, Work.CALCULATE)
