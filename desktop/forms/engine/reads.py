"""Which elements an expression reads: a static walk of its tree over the model.

Generic paths have no positions; instead each read carries the depth of its *anchor*, the deepest
ancestor that is certainly the same instance for reader and read. A change of a node then concerns
only the readers below that ancestor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from desktop.forms.model.elements import ElementDef
from desktop.forms.xpath.ast import (
    Binary,
    Call,
    Expression,
    Filter,
    KindTest,
    NameTest,
    Negate,
    Path,
    Step,
)

_SHALLOW = frozenset({"position", "count", "name", "local-name"})
_BESIDE = frozenset({"preceding-sibling", "following-sibling", "preceding", "following"})


@dataclass(frozen=True, slots=True)
class Read:
    """*deep*: the value is read, not only whether and where the node is.

    *selective*: a predicate or index picks among repeat instances, so the reader need not read
    its own instance.
    """

    element: ElementDef
    anchor: int
    deep: bool = True
    selective: bool = False


@dataclass(slots=True)
class Reads:
    """All reads of an expression."""

    found: dict[tuple[str, int, bool, bool], Read] = field(default_factory=dict)

    def add(self, read: Read) -> None:
        """Note a read once."""
        self.found[read.element.path, read.anchor, read.deep, read.selective] = read

    def all(self) -> list[Read]:
        """The reads."""
        return list(self.found.values())


@dataclass(frozen=True, slots=True)
class _Place:
    """A static node-set: some elements (None is the document), reached in the same way."""

    elements: tuple[ElementDef | None, ...]
    anchor: int
    selective: bool = False


_ELSEWHERE = _Place((), 0)


class ReadFinder:
    """Finds the reads of expressions evaluated at nodes of one element."""

    def __init__(self, root: ElementDef) -> None:
        self._root = root

    def find(self, tree: Expression, element: ElementDef) -> Reads:
        """The reads of *tree* (already contextualised) at *element*."""
        reads = Reads()
        here = _Place((element,), element.depth)
        self._visit(tree, here, here, reads)
        return reads

    def _visit(self, tree: Expression, at: _Place, current: _Place, reads: Reads) -> None:
        match tree:
            case Negate(operand=operand):
                self._visit(operand, at, current, reads)
            case Binary(left=left, right=right):
                self._visit(left, at, current, reads)
                self._visit(right, at, current, reads)
            case Call():
                self._visit_call(tree, at, current, reads)
            case Path() | Filter():
                self._note(self._place(tree, at, current, reads), reads, deep=True)

    def _visit_call(self, call: Call, at: _Place, current: _Place, reads: Reads) -> None:
        if call.name in _SHALLOW and len(call.arguments) == 1:
            place = self._place(call.arguments[0], at, current, reads)
            self._note(place, reads, deep=False)
            if call.name == "count":  # what is not relevant is not counted
                leaves = tuple(one for one in place.elements if one is not None and one.is_leaf)
                self._note(replace(place, elements=leaves), reads, deep=True)
        elif call.name == "position":
            self._note(at, reads, deep=False)
        elif call.name in ("current", "indexed-repeat"):
            self._note(self._place(call, at, current, reads), reads, deep=True)
        else:
            if call.name == "once" or (not call.arguments and call.name in ("string", "number")):
                self._note(at, reads, deep=True)
            for argument in call.arguments:
                self._visit(argument, at, current, reads)

    def _note(self, place: _Place, reads: Reads, *, deep: bool) -> None:
        for element in place.elements:
            reads.add(Read(element or self._root, place.anchor, deep, place.selective))

    def _place(self, tree: Expression, at: _Place, current: _Place, reads: Reads) -> _Place:
        """Where a node-set expression leads; reads made on the way are noted."""
        match tree:
            case Path(absolute=absolute, start=start, steps=steps):
                place = _Place((None,), 0) if absolute else at
                if start is not None:
                    place = self._place(start, at, current, reads)
                for step in steps:
                    place = self._step(step, place, current, reads)
                return place
            case Filter(primary=primary, predicates=predicates):
                place = self._place(primary, at, current, reads)
                for predicate in predicates:
                    self._visit(predicate, place, current, reads)
                return replace(place, selective=True) if predicates else place
            case Binary(operator="|", left=left, right=right):
                one = self._place(left, at, current, reads)
                return _joined(one, self._place(right, at, current, reads))
            case Call(name="current"):
                return current
            case Call(name="indexed-repeat"):
                return self._indexed(tree, at, current, reads)
            case Call(name="randomize", arguments=arguments) if arguments:
                for argument in arguments[1:]:
                    self._visit(argument, at, current, reads)
                return self._place(arguments[0], at, current, reads)
        self._visit(tree, at, current, reads)
        return _ELSEWHERE

    def _indexed(self, call: Call, at: _Place, current: _Place, reads: Reads) -> _Place:
        target = self._place(call.arguments[0], at, current, reads) if call.arguments else at
        for number, argument in enumerate(call.arguments[1:]):
            if number % 2:
                self._visit(argument, at, current, reads)
            else:
                place = self._place(argument, at, current, reads)
                self._note(replace(place, selective=True), reads, deep=False)
        return replace(target, selective=True)

    def _step(self, step: Step, place: _Place, current: _Place, reads: Reads) -> _Place:
        reached: dict[ElementDef | None, None] = {}
        anchor = place.anchor
        for element in _starts(step.axis, place.elements):
            for found in _reached(step.axis, element, self._root):
                if _matches(step, found):
                    reached[found] = None
        if step.axis in ("parent", "ancestor", "ancestor-or-self") or step.axis in _BESIDE:
            depths = [0 if found is None else found.depth for found in reached] or [0]
            below = 1 if step.axis in _BESIDE else 0
            anchor = min(anchor, max(min(depths) - below, 0))
        selective = place.selective or step.axis in _BESIDE
        moved = _Place(tuple(reached), anchor, selective)
        for predicate in step.predicates:
            self._visit(predicate, moved, current, reads)
            moved = replace(moved, selective=True)
        return moved


def _joined(one: _Place, other: _Place) -> _Place:
    elements = tuple(dict.fromkeys((*one.elements, *other.elements)))
    return _Place(elements, min(one.anchor, other.anchor), one.selective or other.selective)


def _starts(axis: str, elements: tuple[ElementDef | None, ...]) -> Iterable[ElementDef | None]:
    """Of those that lead to the same places one: thousands of siblings have the same siblings."""
    if axis in ("preceding-sibling", "following-sibling"):
        return {one.parent: one for one in elements if one is not None}.values()
    return elements[:1] if axis in ("preceding", "following") else elements


def _reached(axis: str, element: ElementDef | None, root: ElementDef) -> list[ElementDef | None]:
    children = [root] if element is None else list(element.children)
    match axis:
        case "child":
            return [*children]
        case "self":
            return [element]
        case "attribute":
            return [] if element is None else [*element.attributes]
        case "parent":
            return [] if element is None else [element.parent]
        case "descendant" | "descendant-or-self":
            below = [found for child in children for found in child.walk()]
            found = [one for one in below if not one.is_attribute]
            return [element, *found] if axis == "descendant-or-self" else [*found]
        case "ancestor" | "ancestor-or-self":
            above = [] if element is None else [*element.ancestors(), None]
            return above if axis == "ancestor-or-self" else above[1:]
        case "preceding-sibling" | "following-sibling":
            parent = None if element is None else element.parent
            return [] if parent is None else [*parent.children]
    return [*root.walk()]


def _matches(step: Step, element: ElementDef | None) -> bool:
    if isinstance(step.test, KindTest):
        return step.test.kind in ("node", "text")
    if element is None:
        return False
    name: NameTest = step.test
    if name.name == "*":
        return True
    return element.name == (f"{name.prefix}:{name.name}" if name.prefix else name.name)
