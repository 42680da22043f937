"""What one step changed in a session: consumed by views, undo and autosave."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Property(StrEnum):
    """What of a question, group or repeat changed."""

    VALUE = "value"
    RELEVANT = "relevant"
    REQUIRED = "required"
    READONLY = "readonly"
    CHOICES = "choices"
    VIOLATION = "violation"
    STRUCTURE = "structure"
    """An instance of the repeat came or went; *old* and *new* are instance counts."""
    TEXT = "text"
    """A label, hint or message must be read again; *old* and *new* are None."""


class ViolationKind(StrEnum):
    """Why an answer cannot stand."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Violation:
    """A question whose answer is missing or breaks its constraint."""

    ref: str
    kind: ViolationKind


Held = str | bool | int | tuple[str, ...] | ViolationKind | None


class Change(NamedTuple):
    """One property of one node, before and after."""

    ref: str
    property: Property
    old: Held
    new: Held


@dataclass(frozen=True, slots=True)
class Delta:
    """All changes of one step, in the order they were first made; empty if nothing changed."""

    changes: tuple[Change, ...] = ()

    def refs(self, changed: Property) -> frozenset[str]:
        """The nodes whose property *changed*."""
        return frozenset(change.ref for change in self.changes if change.property is changed)

    def __bool__(self) -> bool:
        return bool(self.changes)
