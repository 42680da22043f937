"""The order of evaluation, and the cycles that have none."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.engine.program import Program, Unit, Work, read_leaves
from desktop.forms.engine.reads import Read
from desktop.forms.model.elements import ElementDef

_Key = tuple[str, str]
_VALUE, _RELEVANT, _COUNT, _CHOICES = "value", "relevant", "count", "choices"
_KEYS = {
    Work.CALCULATE: _VALUE,
    Work.RELEVANT: _RELEVANT,
    Work.COUNT: _COUNT,
    Work.CHOICES: _CHOICES,
}


def rank_units(program: Program, root: ElementDef) -> None:
    """Set the rank of every unit; KnownError FORM_CYCLE names the nodes of a true cycle.

    Expressions that pick other instances of a repeat (the row before) may form loops over generic
    paths that are none in truth: those loops are kept and run instance by instance. A list that is
    filtered by what was chosen from it is no cycle either: a choice taken back stays away.
    """
    strict, loose = _edges(program, root)
    cycle = _find_short_cycle(program) or _find_cycle(strict, _computed(program))
    if cycle:
        raise KnownError(ErrorCode.FORM_CYCLE, node=" > ".join(cycle))
    ranks = _ranks({key: strict.get(key, set()) | loose.get(key, set()) for key in strict})
    last = max(ranks.values(), default=0) + 1
    for unit in program.units:
        key = _KEYS.get(unit.work)
        unit.rank = last + 1 if key is None else ranks.get((unit.element.path, key), last)


def _find_short_cycle(program: Program) -> list[str]:
    """A group that is shown because of what is inside it, or a repeat as long as it is long."""
    for unit in program.units:
        own = unit.element
        reads = [read for read in unit.reads if not read.selective]
        if unit.work is Work.RELEVANT:
            for leaf in (leaf for read in reads for leaf in read_leaves(read)):
                if leaf is not own and own in leaf.ancestors():
                    return [own.path, leaf.path, own.path]
        if unit.work is Work.COUNT:
            inside = [read for read in unit.reads if own in read.element.ancestors()]
            if inside and not any(read.deep for read in inside):
                return [own.path, own.path]
    return []


def _computed(program: Program) -> set[_Key]:
    found = (Work.CALCULATE, Work.COUNT)
    return {(unit.element.path, _KEYS[unit.work]) for unit in program.units if unit.work in found}


def _edges(
    program: Program, root: ElementDef
) -> tuple[dict[_Key, set[_Key]], dict[_Key, set[_Key]]]:
    """What each unit needs first; elements without units stand for what they depend on."""
    strict: dict[_Key, set[_Key]] = {}
    loose: dict[_Key, set[_Key]] = {}
    shown = _shown_by(program, root)
    for unit in program.units:
        key = _key(unit)
        if key is not None:
            above = unit.element.parent if unit.work is Work.RELEVANT else unit.element
            strict[key] = set() if above is None else set(shown[above.path])
            if unit.work is Work.CALCULATE and Work.CHOICES in program.by_element[key[0]]:
                loose[key] = {(key[0], _CHOICES)}
    for unit in program.units:
        key = _key(unit)
        if key is None:
            continue
        for read in unit.reads:
            target = loose if _leaves_instance(unit, read) else strict
            found = target.setdefault(key, set())
            for leaf in read_leaves(read):
                found.update(_sources(program, leaf, shown))
                if Work.CHOICES in program.by_element.get(leaf.path, {}):
                    loose.setdefault(key, set()).add((leaf.path, _CHOICES))
            for repeat in read.element.repeats():
                if not (unit.work is Work.COUNT and repeat is unit.element):
                    found.update(_structure(program, repeat, shown))
    return strict, loose


def _key(unit: Unit) -> _Key | None:
    name = _KEYS.get(unit.work)
    return None if name is None else (unit.element.path, name)


def _shown_by(program: Program, root: ElementDef) -> dict[str, tuple[_Key, ...]]:
    """Path -> the nearest condition that decides whether the element is relevant, if any."""
    shown: dict[str, tuple[_Key, ...]] = {}
    for element in root.walk():
        if Work.RELEVANT in program.by_element.get(element.path, {}):
            shown[element.path] = ((element.path, _RELEVANT),)
        else:
            shown[element.path] = () if element.parent is None else shown[element.parent.path]
    return shown


def _sources(
    program: Program, leaf: ElementDef, shown: dict[str, tuple[_Key, ...]]
) -> Iterator[_Key]:
    """What decides the value of *leaf*."""
    units = program.by_element.get(leaf.path, {})
    if Work.CALCULATE in units:
        yield leaf.path, _VALUE
    else:
        yield from shown[leaf.path]


def _structure(
    program: Program, repeat: ElementDef, shown: dict[str, tuple[_Key, ...]]
) -> Iterator[_Key]:
    """What decides how many instances there are."""
    if Work.COUNT in program.by_element.get(repeat.path, {}):
        yield repeat.path, _COUNT
    else:
        yield from shown[repeat.path]


def _leaves_instance(unit: Unit, read: Read) -> bool:
    """Whether the read may skip the reader's own repeat instance."""
    if not read.selective:
        return False
    own = unit.element.repeats()
    return any(repeat in own and repeat.depth > read.anchor for repeat in read.element.repeats())


def _find_cycle(edges: dict[_Key, set[_Key]], computed: set[_Key]) -> list[str]:
    """The element names along a loop through a computed key, first repeated at the end.

    Loops of conditions alone (two questions that hide each other) are no cycle: they settle.
    """
    for key in sorted(computed):
        if key in edges.get(key, ()):
            return [key[0], key[0]]
    for component in _components(edges):
        start = next((key for key in sorted(component) if key in computed), None)
        if len(component) > 1 and start is not None:
            names = [key[0] for key in _loop(edges, component, start)]
            return [*dict.fromkeys(names), names[0]]
    return []


def _loop(edges: dict[_Key, set[_Key]], component: set[_Key], start: _Key) -> list[_Key]:
    """The shortest way from *start* back to itself inside its component."""
    came_from: dict[_Key, _Key] = {}
    queue = [start]
    for key in queue:
        for target in sorted(edges.get(key, set()) & component):
            if target == start:
                path = [key]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if target not in came_from:
                came_from[target] = key
                queue.append(target)
    return [start]


def _components(edges: dict[_Key, set[_Key]]) -> Iterator[set[_Key]]:
    """Strongly connected components (Tarjan), without recursion."""
    index: dict[_Key, int] = {}
    low: dict[_Key, int] = {}
    open_keys: list[_Key] = []
    is_open: set[_Key] = set()
    for start in edges:
        if start in index:
            continue
        stack: list[tuple[_Key, Iterator[_Key]]] = [(start, iter(edges[start]))]
        while stack:
            key, targets = stack[-1]
            if key not in index:
                index[key] = low[key] = len(index)
                open_keys.append(key)
                is_open.add(key)
            target = next(targets, None)
            if target is not None:
                if target not in index:
                    stack.append((target, iter(edges.get(target, ()))))
                elif target in is_open:
                    low[key] = min(low[key], index[target])
                continue
            stack.pop()
            if stack:
                low[stack[-1][0]] = min(low[stack[-1][0]], low[key])
            if low[key] == index[key]:
                at = open_keys.index(key)
                component = set(open_keys[at:])
                del open_keys[at:]
                is_open -= component
                yield component


def _ranks(edges: dict[_Key, set[_Key]]) -> dict[_Key, int]:
    """Longest distance from a source; loops (only loose ones are left) are cut where met."""
    ranks: dict[_Key, int] = {}
    for start in edges:
        stack: list[tuple[_Key, bool]] = [(start, False)]
        opened: set[_Key] = set()
        while stack:
            key, done = stack.pop()
            if key in ranks:
                continue
            if done:
                inputs = [ranks[target] for target in edges.get(key, ()) if target in ranks]
                ranks[key] = 1 + max(inputs, default=-1)
            elif key not in opened:
                opened.add(key)
                stack.append((key, True))
                stack.extend((target, False) for target in edges.get(key, ()))
    return ranks
