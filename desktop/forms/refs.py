"""Instance paths <-> nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from desktop.domain.errors import BugError
from desktop.forms.definition import FormDefinition
from desktop.forms.engine.tree import FormNode
from desktop.forms.model.controls import Control
from desktop.forms.model.elements import ElementDef

_POSITION = re.compile(r"\[(\d+)\]")


class RefFinder:
    """Finds the node a ref means; a repeat without position means its first instance."""

    def __init__(
        self, definition: FormDefinition, top: FormNode, generation: Callable[[], int]
    ) -> None:
        """*generation* tells another number whenever an instance came or went."""
        self._by_path = definition.by_path
        self._top = top
        self._generation = generation
        self._found: dict[str, FormNode] = {}
        self._found_in = generation()
        self._controls = {control.path: control for control in _all(definition.controls)}

    def node(self, ref: str) -> FormNode:
        """BugError for a ref that means nothing."""
        if self._found_in != self._generation():
            self._found.clear()
            self._found_in = self._generation()
        found = self._found.get(ref) or self._find(ref)
        if found is None:
            raise BugError(f"unknown ref {_POSITION.sub('[]', ref)}")
        self._found[ref] = found
        return found

    def node_or_parent(self, ref: str) -> FormNode:
        """As :meth:`node`; a whole repeat or an unbound group stands in for its parent's node."""
        definition = self.definition(ref)
        is_range = definition is not None and definition.is_repeat and not ref.endswith("]")
        if definition is None or is_range:
            return self.node(ref.rpartition("/")[0])
        return self.node(ref)

    def definition(self, ref: str) -> ElementDef | None:
        """The element a ref means, None for a group that is bound to none."""
        return self._by_path.get(generic_path(ref))

    def control(self, ref: str) -> Control | None:
        """The body element shown for a ref."""
        return self._controls.get(generic_path(ref))

    def repeat(self, ref: str) -> tuple[FormNode, ElementDef]:
        """The parent node and the definition of the repeat at *ref* (no position at the end)."""
        definition = self.definition(ref)
        if definition is None or not definition.is_repeat or definition.parent is None:
            raise BugError(f"not a repeat: {_POSITION.sub('[]', ref)}")
        return self.node(ref.rpartition("/")[0]), definition

    def _find(self, ref: str) -> FormNode | None:
        steps = ref.split("/")[1:]
        if not steps or steps[0] != self._top.name:
            return None
        node = self._top
        for step in steps[1:]:
            if step.startswith("~"):
                continue
            found = _child(node, step)
            if found is None:
                return None
            node = found
        return node


def generic_path(ref: str) -> str:
    """The path of the element a ref means in ``FormDefinition.by_path``: without positions."""
    return _POSITION.sub("", ref) if "[" in ref else ref


def _child(node: FormNode, step: str) -> FormNode | None:
    if step.startswith("@"):
        named = [one for one in node.attributes if one.name == step[1:]]
        return cast("FormNode", named[0]) if named else None
    name, bracket, tail = step.partition("[")
    definition = next((one for one in node.definition.children if one.name == name), None)
    if definition is None:
        return None
    instances = node.named(definition.key)
    at = int(tail[:-1]) - 1 if bracket and tail[:-1].isdigit() else 0
    return cast("FormNode", instances[at]) if 0 <= at < len(instances) else None


def _all(controls: tuple[Control, ...]) -> Iterator[Control]:
    for control in controls:
        yield control
        yield from _all(control.children)
