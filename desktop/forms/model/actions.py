"""``<setvalue>``: values set once on an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.forms.model.body import bind_path
from desktop.forms.xpath.nodes import Node, NodeKind

FIRST_LOAD = "odk-instance-first-load"
READY = "xforms-ready"
"""The former name of FIRST_LOAD in ODK forms."""
LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"
_EV = "{http://www.w3.org/2001/xml-events}"
_PREDICATE = re.compile(r"\[[^\]]*\]")
_TEXTS = frozenset({"label", "hint", "item", "itemset", "value"})


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set *target* to *expression* (or to *literal*) on *events*.

    *source* is the path of the body element the action stands in. *picks* is the target as
    written where it picks among rows (``/data/row[2]/name``), else empty.
    """

    target: str
    events: frozenset[str]
    expression: str
    literal: str
    source: str = ""
    picks: str = ""


def parse_actions(
    model: Node, body: Node | None, root_path: str, ids: Mapping[str, str]
) -> tuple[SetValue, ...]:
    """All ``<setvalue>`` of the model and, nested in questions, of the body.

    *ids* maps the ids of binds to their paths.
    """
    found = [
        _action(child, root_path, "", ids)
        for child in model.children
        if child.kind is NodeKind.ELEMENT and child.local == "setvalue"
    ]
    if body is not None:
        found.extend(_nested(body, root_path, ids))
    return tuple(found)


def _nested(node: Node, parent: str, ids: Mapping[str, str]) -> Iterator[SetValue]:
    for child in node.children:
        if child.kind is not NodeKind.ELEMENT or child.local in _TEXTS:
            continue
        if child.local == "setvalue":
            yield _action(child, parent, parent, ids)
        elif child.children:
            yield from _nested(child, bind_path(child, parent, ids) or parent, ids)


def _action(node: Node, parent: str, source: str, ids: Mapping[str, str]) -> SetValue:
    events = frozenset((node.attribute("event") or node.attribute(f"{_EV}event") or "").split())
    written = (node.attribute("ref") or "").strip()
    return SetValue(
        target=_PREDICATE.sub("", bind_path(node, parent, ids)),
        picks=written if "[" in written else "",
        events=events | {FIRST_LOAD} if READY in events else events,
        expression=(node.attribute("value") or "").strip(),
        literal=node.string_value(),
        source=source,
    )
