"""What exports, the client's copy and the folding of protected answers keep apart in a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from desktop.domain.errors import KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.engine.program import Unit, Work, read_leaves
from desktop.forms.engine.reads import Read
from desktop.forms.model.actions import VALUE_CHANGED, SetValue
from desktop.forms.model.elements import ElementDef

SEALED = "sealed"
_COMPUTED = frozenset({Work.CALCULATE, Work.COUNT})
_OTHER_LIST = re.compile(r"(?:randomize\(\s*)?instance\(")


def sealed_paths(definitions: Sequence[FormDefinition], *, texts: bool = False) -> frozenset[str]:
    """The generic paths of all whose values exports leave out.

    That is what is marked ``fm:scope`` = ``sealed`` in any of these versions, itself or by a group
    or repeat it stands in, and what takes its value from it, directly or by way of others: a
    calculation, a default, an action that runs when it is answered, choices made of it, and a
    repeat counted by it, with all that stands inside. That something is asked or not, required or
    read-only because of it tells less and is not counted.

    With *texts* also what repeats such an answer in its label, hint or choices: for a reader of
    the form's own words.
    """
    marked = {
        element.path
        for definition in definitions
        for element in definition.root.walk()
        if any(above.marks.get("scope") == SEALED for above in element.ancestors())
    }
    if not marked:
        return frozenset()
    flows = [flow for definition in definitions for flow in _flows(definition)]
    found = _reached(marked, flows)
    if texts:
        told = [flow for definition in definitions for flow in _shown(definition)]
        found |= {target.path for sources, target in told if not sources.isdisjoint(found)}
    return frozenset(found)


def sealed_questions(definition: FormDefinition) -> int:
    """How many questions of a form exports leave out."""
    sealed = sealed_paths([definition])
    return sum(
        1
        for element in definition.root.walk()
        if element.control is not None and element.is_leaf and element.path in sealed
    )


_Flow = tuple[set[str], ElementDef]
"""The generic paths that are read, and the element that takes something from them."""


def _reached(marked: Iterable[str], flows: Sequence[_Flow]) -> set[str]:
    """*marked* and all that values flow to from there."""
    targets: dict[str, list[ElementDef]] = {}
    for sources, target in flows:
        for path in sources:
            targets.setdefault(path, []).append(target)
    found = set(marked)
    waiting = list(found)
    while waiting:
        for target in targets.get(waiting.pop(), ()):
            new = {element.path for element in target.walk()} - found
            found |= new
            waiting += new
    return found


def _flows(definition: FormDefinition) -> Iterator[_Flow]:
    """Which values each value is made from."""
    earlier = _EarlierRecord(definition)
    for unit in definition.program.units:
        element = unit.element
        if unit.work in _COMPUTED:
            yield _paths(unit.reads) | earlier.read(element.bind.calculate, element), element
        elif unit.work is Work.CHOICES:
            yield _chosen(definition, unit), element
    for action in definition.actions:
        target = definition.by_path.get(action.target)
        if target is not None:
            before = earlier.read(action.expression, target)
            yield _acted(definition, action, target) | before, target


def _shown(definition: FormDefinition) -> Iterator[_Flow]:
    """Which values the texts of each element repeat."""
    for unit in definition.program.units:
        if unit.work is Work.TEXT:
            yield _paths(unit.reads), unit.element


def _acted(definition: FormDefinition, action: SetValue, target: ElementDef) -> set[str]:
    """What an action reads; and what sets it off, for it tells that this was answered."""
    found = {action.source} if VALUE_CHANGED in action.events else set()
    if action.expression:
        found |= _read(definition, action.expression, target)
    if action.picks:
        above = definition.by_path.get(action.source, definition.root)
        found |= _read(definition, action.picks, above)
    return found


def _chosen(definition: FormDefinition, unit: Unit) -> set[str]:
    """The answers that choices are made of; empty for lists that come with the form."""
    control = unit.element.control
    if control is None or control.itemset is None:
        return set()
    rows = control.itemset.nodeset
    if _OTHER_LIST.match(rows):
        return set()
    columns = (control.itemset.value, control.itemset.label)
    return set().union(*(_read(definition, f"{rows}/{one}", unit.element) for one in columns))


class _EarlierRecord:
    """What a form takes over from the record that was saved before: answers of the same form."""

    def __init__(self, definition: FormDefinition) -> None:
        self._definition = definition
        ids = "|".join(map(re.escape, sorted(definition.last_saved_ids)))
        name = rf"instance\(\s*(['\"])(?:{ids})\1\s*\)(?=/)"
        self._without: Callable[[str], str] = (
            (lambda expression: re.sub(name, "", expression)) if ids else (lambda same: same)
        )

    def read(self, expression: str, element: ElementDef) -> set[str]:
        """The paths of that record that *expression* at *element* reads."""
        own = self._without(expression)
        return set() if own == expression else _read(self._definition, own, element)


def _read(definition: FormDefinition, expression: str, element: ElementDef) -> set[str]:
    """The generic paths an expression reads; none if it cannot be read."""
    try:
        return _paths(definition.expressions.get(expression, element).reads.all())
    except KnownError:
        return set()


def _paths(reads: Iterable[Read]) -> set[str]:
    found = set()
    for read in reads:
        found.add(read.element.path)
        found.update(leaf.path for leaf in read_leaves(read))
    return found
