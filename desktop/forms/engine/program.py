"""The compiled form: units of work, who depends on whom, and in which order they run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.forms.engine.reads import Read, Reads
from desktop.forms.model.elements import ElementDef
from desktop.forms.xpath.context import Closure


class Work(StrEnum):
    """What a unit computes for a node."""

    RELEVANT = "relevant"
    COUNT = "count"
    CHOICES = "choices"
    CALCULATE = "calculate"
    REQUIRED = "required"
    READONLY = "readonly"
    VIOLATION = "violation"
    TEXT = "text"


@dataclass(slots=True, eq=False)
class Unit:
    """One expression of one element; *rank* orders units so that inputs come first."""

    work: Work
    element: ElementDef
    run: Closure | None
    reads: list[Read]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Dependent:
    """A unit to run again, for the nodes below the changed node's ancestor at *anchor*."""

    unit: Unit
    anchor: int


@dataclass(slots=True)
class Program:
    """All units; *by_value* answers who reads the value at a path, *by_structure* who is touched
    when an instance of the repeat at a path comes or goes."""

    units: list[Unit] = field(default_factory=list)
    by_element: dict[str, dict[Work, Unit]] = field(default_factory=dict)
    by_value: dict[str, tuple[Dependent, ...]] = field(default_factory=dict)
    by_structure: dict[str, tuple[Dependent, ...]] = field(default_factory=dict)

    def unit(self, element: ElementDef, work: Work) -> Unit | None:
        """The unit that computes *work* at *element*."""
        return self.by_element.get(element.path, {}).get(work)


def make_unit(work: Work, element: ElementDef, run: Closure | None, reads: Reads) -> Unit:
    """A unit without the reads that would make it depend on itself (javarosa#458)."""
    kept = [read for read in reads.all() if not _is_self(work, element, read)]
    return Unit(work, element, run, kept)


def _is_self(work: Work, element: ElementDef, read: Read) -> bool:
    if work not in (Work.CALCULATE, Work.RELEVANT):
        return False
    if read.element is not element or not read.deep:
        return False
    return all(repeat.depth <= read.anchor for repeat in element.repeats())


def link(units: Iterable[Unit]) -> Program:
    """Build the look-up tables of *units*; ranks are set by :func:`order.rank_units`."""
    program = Program(units=list(units))
    values: dict[str, dict[tuple[int, int], Dependent]] = {}
    structures: dict[str, dict[tuple[int, int], Dependent]] = {}
    for unit in program.units:
        program.by_element.setdefault(unit.element.path, {})[unit.work] = unit
        for read in unit.reads:
            dependent = Dependent(unit, min(read.anchor, unit.element.depth))
            for leaf in read_leaves(read):
                values.setdefault(leaf.path, {})[id(unit), dependent.anchor] = dependent
            for repeat in _touched_repeats(read):
                anchor = min(dependent.anchor, repeat.depth - 1)
                table = structures.setdefault(repeat.path, {})
                table[id(unit), anchor] = Dependent(unit, anchor)
    program.by_value = {path: _widest(found) for path, found in values.items()}
    program.by_structure = {path: _widest(found) for path, found in structures.items()}
    return program


def read_leaves(read: Read) -> list[ElementDef]:
    """The leaves whose values a read takes in."""
    if not read.deep:
        return []
    if not read.element.children:
        return [read.element]
    return [element for element in read.element.walk() if not element.children]


def _touched_repeats(read: Read) -> list[ElementDef]:
    if not read.deep or not read.element.children:
        return read.element.repeats()
    below = [element for element in read.element.walk() if element.is_repeat]
    return [*dict.fromkeys([*read.element.repeats(), *below])]


def _widest(found: dict[tuple[int, int], Dependent]) -> tuple[Dependent, ...]:
    """One dependent per unit: the one with the smallest anchor covers the others."""
    best: dict[int, Dependent] = {}
    for (identity, anchor), dependent in found.items():
        if identity not in best or anchor < best[identity].anchor:
            best[identity] = dependent
    return tuple(best.values())
