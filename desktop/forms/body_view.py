"""The body as a view walks it: groups, repeats with their instances, questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from desktop.forms.engine.tree import FormNode, nodes_at
from desktop.forms.model.controls import Control


class BodyKind(StrEnum):
    """What a body node is."""

    QUESTION = "question"
    GROUP = "group"
    REPEAT = "repeat"
    """The repeat as a whole; its children are instances."""
    INSTANCE = "instance"


@dataclass(frozen=True, slots=True)
class BodyNode:
    """*ref* is an instance path; a group without one has a made-up last step ``~n``.

    Structure only: relevance and values come from ``FormSession.state``. *can_add* is whether a
    person may add and remove instances (false for counted repeats).
    """

    ref: str
    kind: BodyKind
    appearance: str
    children: tuple[BodyNode, ...] = ()
    can_add: bool = False


def body_nodes(controls: tuple[Control, ...], anchor: FormNode) -> Iterator[BodyNode]:
    """The body below *anchor*, the nearest repeat instance or the root."""
    by_name, above = anchor.definition.path, anchor.ref()
    for control in controls:
        if control.kind == "repeat":
            yield from _repeats(control, anchor)
        elif control.kind == "group":
            ref = above + control.path[len(by_name) :]
            inner = tuple(body_nodes(control.children, anchor))
            yield BodyNode(ref, BodyKind.GROUP, control.appearance, inner)
        elif control.path.startswith(by_name):
            ref = above + control.path[len(by_name) :]
            yield BodyNode(ref, BodyKind.QUESTION, control.appearance)


def _repeats(control: Control, anchor: FormNode) -> Iterator[BodyNode]:
    range_ref = anchor.ref() + control.path[len(anchor.definition.path) :]
    steps = control.path[len(anchor.definition.path) + 1 :].split("/")
    parent = anchor
    for step in steps[:-1]:
        found = [c for c in parent.children if c.name == step]
        if not found:
            return
        parent = cast("FormNode", found[0])
    definition = next((d for d in parent.definition.children if d.name == steps[-1]), None)
    instances = [] if definition is None else nodes_at(parent, definition)
    yield BodyNode(
        range_ref,
        BodyKind.REPEAT,
        control.appearance,
        tuple(
            BodyNode(
                instance.ref(),
                BodyKind.INSTANCE,
                control.appearance,
                tuple(body_nodes(control.children, instance)),
            )
            for instance in instances
        ),
        can_add=not control.count and not control.no_add_remove,
    )
