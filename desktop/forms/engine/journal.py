"""Collects what changes during one step and turns it into a Delta."""

from __future__ import annotations

from desktop.forms.delta import Change, Delta, Held, Property
from desktop.forms.engine.tree import FormNode


class Journal:
    """First old value and last new value per node and property; refs are taken at the end."""

    def __init__(self) -> None:
        self._changes: dict[tuple[FormNode, Property], tuple[Held, Held]] = {}
        self._structures: dict[tuple[str, Property], tuple[Held, Held]] = {}

    def note(self, node: FormNode, changed: Property, old: Held, new: Held) -> None:
        """Note a change of a node."""
        first = self._changes.get((node, changed))
        self._changes[node, changed] = (old if first is None else first[0], new)

    def note_structure(self, ref: str, old: int, new: int) -> None:
        """Note that the number of instances of the repeat at *ref* changed."""
        key = (ref, Property.STRUCTURE)
        first = self._structures.get(key)
        self._structures[key] = (old if first is None else first[0], new)

    def delta(self) -> Delta:
        """What remains different; nodes that were removed meanwhile are left out."""
        changes = [
            Change(ref, changed, old, new)
            for (ref, changed), (old, new) in self._structures.items()
            if old != new
        ]
        for (node, changed), (old, new) in self._changes.items():
            if (old != new or changed is Property.TEXT) and _is_attached(node):
                changes.append(Change(node.ref(), changed, old, new))
        return Delta(tuple(changes))


def _is_attached(node: FormNode) -> bool:
    step = node
    while isinstance(step.parent, FormNode):
        if not step.definition.is_attribute and step not in step.parent.named(step.key):
            return False
        step = step.parent
    return True
