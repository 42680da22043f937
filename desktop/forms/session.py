"""A form being filled: answers in, deltas out. No Qt, no store, one thread (the GUI's)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop.domain.errors import BugError
from desktop.forms.body_view import BodyNode, body_nodes
from desktop.forms.choices import ChoiceReader
from desktop.forms.definition import FormDefinition
from desktop.forms.delta import Delta, Violation, ViolationKind
from desktop.forms.engine.evaluation import Evaluator
from desktop.forms.engine.filling import Filling
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import FormNode
from desktop.forms.entities import EntityChange, entity_changes
from desktop.forms.environment import Environment
from desktop.forms.model.controls import Control
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.value_types import normalize
from desktop.forms.question_types import question_type
from desktop.forms.refs import RefFinder
from desktop.forms.stored import collect
from desktop.forms.texts import Text, TextKind, TextReader
from desktop.forms.xpath.sizes import MAX_WORK

Observer = Callable[[Delta, object | None], None]


@dataclass(frozen=True, slots=True)
class NodeState:
    """A question, group, repeat instance or whole repeat as it stands.

    *value* is empty while not relevant. *is_counted*: the form decides how many instances a repeat
    has.
    """

    ref: str
    type: str
    relevant: bool
    required: bool
    readonly: bool
    value: str
    violation: Violation | None
    appearance: str = ""
    parameters: Mapping[str, str] | None = None
    is_counted: bool = False


class FormSession:
    """One filling of one form.

    *answers* are stored answers (``stored_answers``) to go on with; None begins a new record, with
    defaults, preloads and first-load actions. Refs are instance paths with positions from 1 inside
    repeats: ``/data/topics[2]/fact``; a repeat as a whole has no position: ``/data/topics``.
    Unknown refs raise BugError. *language* is the one calculations see. *last_saved* are the stored
    answers of the record saved before, which some forms take defaults from
    (``FormDefinition.wants_last_saved``). *most_work* is how many nodes one step may look at.
    """

    def __init__(
        self,
        definition: FormDefinition,
        *,
        environment: Environment,
        answers: Mapping[str, str] | None = None,
        language: str = "",
        last_saved: Mapping[str, str] | None = None,
        most_work: int = MAX_WORK,
    ) -> None:
        self.definition = definition
        self._filling = Filling(definition, environment, answers, last_saved, most_work)
        self._evaluator: Evaluator = self._filling.evaluator
        self._scope: FormScope = self._filling.scope
        self._choices: ChoiceReader = self._filling.choices
        self._texts: TextReader = self._filling.texts
        self._refs = RefFinder(definition, self._filling.top, lambda: self._filling.generation)
        self._observers: list[Observer] = []
        if language:
            self._scope.language = definition.itext.code(language)
        self._filling.begin(first=answers is None)

    @property
    def language(self) -> str:
        """The language that calculations with texts are evaluated in."""
        return self._scope.language

    def set_language(self, language: str) -> None:
        """Change that language for what is calculated from now on; no answer changes by it."""
        self._scope.language = self.definition.itext.code(language)

    def body(self) -> tuple[BodyNode, ...]:
        """The structure to show, as it is now."""
        return tuple(body_nodes(self.definition.controls, self._filling.top))

    def state(self, ref: str) -> NodeState:
        """The state at *ref*."""
        node = self._refs.node_or_parent(ref)
        definition = self._refs.definition(ref)
        control = self._refs.control(ref)
        is_node = node.definition is definition
        relevant = node.relevant
        if not is_node and definition is not None:
            relevant = self._filling.is_repeat_relevant(node, definition)
        violation = node.violation if is_node else None
        return NodeState(
            ref=ref,
            type=question_type(definition) if definition is not None else "group",
            relevant=relevant,
            required=node.required and is_node,
            readonly=node.readonly,
            value=node.value if is_node and not node.children else "",
            violation=None if violation is None else Violation(ref, violation),
            appearance=control.appearance if control else "",
            parameters=_parameters(control, definition) if control else None,
            is_counted=bool(control and (control.count or control.no_add_remove)),
        )

    def marks(self, ref: str) -> Mapping[str, str]:
        """The form's own attributes of what stands at *ref* (see ``ElementDef.marks``)."""
        definition = self._refs.definition(ref)
        return {} if definition is None else definition.marks

    def entities(self) -> tuple[EntityChange, ...]:
        """What this record asks to create or update in entity lists, as it stands now.

        In document order; an entity in a repeat comes once per instance. Entities that are not
        relevant, or whose conditions ask for neither, are left out.
        """
        return tuple(entity_changes(self.definition.entities, self._filling.top))

    def answer(self, ref: str, value: str, *, initiator: object | None = None) -> Delta:
        """Set the value of a question; a readonly question stays as it is (empty Delta).

        The value is normalised by its type: what is no value of the type becomes empty, and codes
        that a filtered list does not offer are left out.
        """
        node = self._refs.node(ref)
        if not node.definition.is_leaf:
            raise BugError(f"not a question: {node.definition.path}")
        if not node.readonly:
            text = normalize(node.definition.bind.type, value)
            self._evaluator.set_text(node, self._evaluator.offered(node, text))
        return self._finish(initiator)

    def add_repeat(self, ref: str, *, key: str = "", initiator: object | None = None) -> Delta:
        """Append an instance to the repeat *ref* (without position).

        With *key* (``repeat_key`` of an instance that was removed) it takes that one's place, and
        the one removed last comes back with all its answers.
        KnownError FORM_FULL, and nothing changes, when the form holds as much as it can.
        """
        parent, definition = self._refs.repeat(ref)
        self._filling.add_instance(parent, definition, key)
        return self._finish(initiator)

    def repeat_key(self, ref: str) -> str:
        """The key of the instance *ref* in stored paths; it sorts in order of making."""
        return self._refs.node(ref).repeat_key

    def remove_repeat(self, ref: str, *, initiator: object | None = None) -> Delta:
        """Remove the instance *ref* (with position); those after it move up."""
        node = self._refs.node(ref)
        if not node.definition.is_repeat:
            raise BugError(f"not a repeat: {node.definition.path}")
        self._filling.remove_instance(node)
        return self._finish(initiator)

    @property
    def removed(self) -> Mapping[str, str]:
        """Stored answers of the instance that ``add_repeat`` brings back; empty if there is none.
        They are no part of the form."""
        return self._filling.removed()

    def hold_removed(self, ref: str, key: str, answers: Mapping[str, str]) -> None:
        """Let ``add_repeat`` bring back an instance of the repeat *ref* that was removed in an
        earlier session, with what ``removed`` told of it."""
        self._filling.hold_removed(*self._refs.repeat(ref), key, answers)

    def text(self, ref: str, kind: TextKind, language: str) -> Text:
        """A text of a question, group or repeat in *language*, or visibly in another one."""
        self._scope.work = 0
        node = self._refs.node_or_parent(ref)
        definition = self._refs.definition(ref)
        if definition is not None:
            source = self._texts.source(definition, kind)
        else:
            control = self._refs.control(ref)
            source = control.texts.get(kind) if control else None
        return self._texts.of(node, source, kind, language)

    def choices(self, ref: str) -> tuple[str, ...]:
        """The codes a select question offers now."""
        return self._choices.values(self._refs.node(ref))

    def choice_text(self, ref: str, value: str, language: str) -> Text:
        """The label of a choice; the code itself if it has none or is not offered."""
        return self._choice_text(ref, value, language, "") or Text(value, language)

    def choice_media(self, ref: str, value: str, kind: str, language: str) -> Text:
        """``image`` or ``audio`` of a choice: a ``jr://`` address, empty if there is none."""
        return self._choice_text(ref, value, language, kind) or Text("", language)

    def _choice_text(self, ref: str, value: str, language: str, form: str) -> Text | None:
        self._scope.work = 0
        node = self._refs.node(ref)
        choice = self._choices.find(node, value)
        return None if choice is None else self._texts.of_choice(node, choice, language, form)

    def violations(self, *, final: bool) -> tuple[Violation, ...]:
        """Broken constraints in document order, and with *final* also what is still required."""
        return tuple(
            Violation(node.ref(), node.violation)
            for node in self._filling.top.subtree()
            if node.violation is not None
            and node.relevant
            and (final or node.violation is not ViolationKind.REQUIRED)
        )

    def finish(self, *, initiator: object | None = None) -> Delta:
        """Fill in what a form wants to know at its end (its end time)."""
        self._filling.fill_end()
        return self._finish(initiator)

    def stored_answers(self, *, hidden: bool = False) -> dict[str, str]:
        """Relevant, non-empty values by stored path, and the presence of repeat instances.

        With *hidden* also what is not relevant now, and rows that a count took out and would
        bring back: for drafts, so that nothing typed is lost.
        """
        return collect(self._filling.top, hidden=hidden)

    @property
    def unplaced(self) -> Mapping[str, str]:
        """Stored answers this version of the form has no place for; to be shown, not dropped."""
        return self._filling.unplaced

    @property
    def exceeded(self) -> str:
        """Which limit the form came up against: instances, text, offered, work; empty for none.

        What is beyond it is not there: rows are not added, values and choices stay empty.
        """
        return self._filling.budget.exceeded

    def recompute(self) -> Delta:
        """Evaluate everything again; the delta is empty unless the engine has a fault."""
        self._evaluator.push_all(self._filling.top)
        return self._finish(None)

    def observe(self, callback: Observer) -> Callable[[], None]:
        """Call *callback* with each non-empty delta and its initiator; returns the way out."""
        self._observers.append(callback)

        def unsubscribe() -> None:
            if callback in self._observers:
                self._observers.remove(callback)

        return unsubscribe

    def nodes(self) -> tuple[FormNode, ...]:
        """Every node in document order, for exports and for the replay of scenarios."""
        return tuple(self._filling.top.subtree())

    def _finish(self, initiator: object | None) -> Delta:
        delta = self._filling.settle()
        if delta:
            for observer in tuple(self._observers):
                observer(delta, initiator)
        return delta


def _parameters(control: Control, definition: ElementDef | None) -> Mapping[str, str]:
    more = {} if definition is None else definition.bind.parameters
    return {**control.parameters, **more} if more else control.parameters
