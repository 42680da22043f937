"""The tables a form's answers fill: one for the record, one for each repeat."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from desktop.forms.definition import FormDefinition
from desktop.forms.model.elements import ElementDef
from desktop.forms.question_types import question_type

_NUMBERS = frozenset({"integer", "decimal", "range"})


@dataclass(frozen=True, slots=True)
class Field:
    """A question (or calculated value). *steps* are the names from the table's element down.

    *path* is the generic stored path: names only, without instance keys.
    """

    path: str
    steps: tuple[str, ...]
    type: str
    element: ElementDef = field(repr=False, compare=False)
    definition: FormDefinition = field(repr=False, compare=False)

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.type in _NUMBERS


@dataclass(frozen=True, slots=True)
class FormTable:
    """*path* is the generic path of the root or repeat; *parent* the place of the table above it
    (None for the record itself); *steps* the names from the root down, empty for the record;
    *repeats* tells which of them, counted from 1, are repeats (its own is the last).
    """

    name: str
    path: str
    steps: tuple[str, ...]
    parent: int | None
    fields: tuple[Field, ...]
    repeats: tuple[int, ...] = ()


def form_tables(
    definitions: Sequence[FormDefinition], *, notes: bool, sealed: Collection[str]
) -> tuple[FormTable, ...]:
    """The tables of a form over all *definitions* (its versions, the one that leads first).

    Fields stand in the order of the form; what only a later definition has comes after.
    *sealed* paths are left out, and with *notes* off also what is only there to be read.
    """
    collected = _Collected(notes, sealed)
    for definition in definitions:
        collected.enter(definition)
    return collected.tables()


class _Collected:
    """Tables in the making: by generic path, in document order of the first definition."""

    def __init__(self, notes: bool, sealed: Collection[str]) -> None:
        self._notes, self._sealed = notes, sealed
        self._fields: dict[str, dict[str, Field]] = {}
        self._parents: dict[str, str] = {}

    def enter(self, definition: FormDefinition) -> None:
        """Take in what this definition has and no earlier one had."""
        root = definition.root
        self._fields.setdefault(root.path, {})
        self._below(root, root, definition)

    def tables(self) -> tuple[FormTable, ...]:
        """All tables; a repeat always stands after the table it belongs to."""
        places = {path: place for place, path in enumerate(self._fields)}
        return tuple(
            FormTable(
                name=path.rpartition("/")[2],
                path=path,
                steps=tuple(path.split("/")[2:]),
                parent=places[self._parents[path]] if path in self._parents else None,
                fields=tuple(fields.values()),
                repeats=tuple(self._depths(path)),
            )
            for path, fields in self._fields.items()
        )

    def _depths(self, path: str) -> list[int]:
        above = self._parents.get(path)
        return [] if above is None else [*self._depths(above), path.count("/") - 1]

    def _below(self, element: ElementDef, table: ElementDef, definition: FormDefinition) -> None:
        for child in element.children:
            if child.path in self._sealed:
                continue
            if child.is_repeat:
                self._fields.setdefault(child.path, {})
                self._parents.setdefault(child.path, table.path)
                self._below(child, child, definition)
            elif child.children:
                self._below(child, table, definition)
            elif child.is_leaf:
                self._enter_field(child, table, definition)

    def _enter_field(self, leaf: ElementDef, table: ElementDef, definition: FormDefinition) -> None:
        kind = question_type(leaf)
        if kind == "note" and not self._notes:
            return
        steps = tuple(leaf.path[len(table.path) + 1 :].split("/"))
        number = kind if kind != "hidden" else leaf.bind.type
        found = Field(leaf.path, steps, "integer" if number == "int" else number, leaf, definition)
        self._fields[table.path].setdefault(leaf.path, found)


def known_paths(definitions: Sequence[FormDefinition]) -> frozenset[str]:
    """The generic paths of everything these definitions have, sealed or not."""
    return frozenset(element.path for one in definitions for element in one.root.walk())
