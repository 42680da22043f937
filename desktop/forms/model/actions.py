"""``<setvalue>``: values set once on an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.forms.model.body import absolute
from desktop.forms.xpath.nodes import Node, NodeKind

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set *target* to *expression* (or to *literal*) on *events*; *source* is what changed."""

    target: str
    events: frozenset[str]
    expression: str
    literal: str
    source: str = ""


def parse_actions(model: Node, body: Node | None, root_path: str) -> tuple[SetValue, ...]:
    """All ``<setvalue>`` of the model and, nested in questions, of the body."""
    found = [
        _action(child, root_path, "")
        for child in model.children
        if child.kind is NodeKind.ELEMENT and child.local == "setvalue"
    ]
    if body is not None:
        found.extend(_nested(body, root_path))
    return tuple(found)


def _nested(node: Node, parent: str) -> Iterator[SetValue]:
    for child in node.children:
        if child.kind is not NodeKind.ELEMENT:
            continue
        if child.local == "setvalue":
            yield _action(child, parent, parent)
            continue
        ref = child.attribute("ref") or child.attribute("nodeset") or ""
        yield from _nested(child, absolute(ref, parent) if ref else parent)


def _action(node: Node, parent: str, source: str) -> SetValue:
    return SetValue(
        target=absolute(node.attribute("ref") or node.attribute("bind") or "", parent),
        events=frozenset((node.attribute("event") or "").split()),
        expression=(node.attribute("value") or "").strip(),
        literal=node.string_value(),
        source=source,
    )
