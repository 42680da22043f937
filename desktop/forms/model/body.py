"""The ``<h:body>`` -> controls."""

from __future__ import annotations

from dataclasses import replace

from desktop.forms.model.controls import Control, Item, Itemset
from desktop.forms.model.text_source import TextSource, parse_text
from desktop.forms.xpath.nodes import Node, NodeKind

_QUESTIONS = frozenset({"input", "select", "select1", "rank", "trigger", "upload", "range"})
_JR = "{http://openrosa.org/javarosa}"
_PARAMETERS = ("start", "end", "step", "rows", "query", "accuracyThreshold", "unacceptableAccuracy")


def parse_body(body: Node | None, root_path: str) -> tuple[Control, ...]:
    """Return the controls of the body; *root_path* is the path of the model's root element."""
    return () if body is None else _children(body, root_path)


def _children(node: Node, parent: str) -> tuple[Control, ...]:
    found: list[Control] = []
    for child in node.children:
        if child.kind is not NodeKind.ELEMENT:
            continue
        if child.local in _QUESTIONS:
            found.append(_question(child, parent))
        elif child.local == "group":
            found.append(_group(child, parent, len(found)))
        elif child.local == "repeat":
            found.append(_repeat(child, parent))
    return tuple(found)


def absolute(ref: str, parent: str) -> str:
    """The generic path that a ``ref`` means inside *parent*."""
    ref = ref.strip()
    steps = [] if ref.startswith("/") else parent.split("/")[1:]
    for step in ref.split("/"):
        if step == "..":
            steps.pop()
        elif step not in ("", ".", "current()"):
            steps.append(step)
    return "/" + "/".join(steps)


def _path(node: Node, parent: str) -> str:
    ref = node.attribute("ref") or node.attribute("nodeset") or node.attribute("bind") or ""
    return absolute(ref, parent) if ref else ""


def _texts(node: Node) -> dict[str, TextSource]:
    return {
        child.local: parse_text(child)
        for child in node.children
        if child.kind is NodeKind.ELEMENT and child.local in ("label", "hint")
    }


def _question(node: Node, parent: str) -> Control:
    items = [child for child in node.children if child.local == "item"]
    sets = [child for child in node.children if child.local == "itemset"]
    return Control(
        kind=node.local,
        path=_path(node, parent),
        appearance=(node.attribute("appearance") or "").strip(),
        texts=_texts(node),
        items=tuple(_item(item) for item in items),
        itemset=_itemset(sets[0]) if sets else None,
        mediatype=node.attribute("mediatype") or "",
        parameters={
            name: value for name in _PARAMETERS if (value := node.attribute(name)) is not None
        },
    )


def _child(node: Node, name: str) -> Node | None:
    return next((child for child in node.children if child.local == name), None)


def _item(node: Node) -> Item:
    value, label = _child(node, "value"), _child(node, "label")
    return Item(value.string_value().strip() if value else "", parse_text(label) if label else None)


def _itemset(node: Node) -> Itemset:
    value, label = _child(node, "value"), _child(node, "label")
    return Itemset(
        nodeset=(node.attribute("nodeset") or "").strip(),
        value=(value.attribute("ref") or "name").strip() if value else "name",
        label=(label.attribute("ref") or "").strip() if label else "",
    )


def _group(node: Node, parent: str, number: int) -> Control:
    path = _path(node, parent)
    inner = _children(node, path or parent)
    if len(inner) == 1 and inner[0].kind == "repeat" and inner[0].path == path:
        repeat = inner[0]
        appearance = repeat.appearance or (node.attribute("appearance") or "").strip()
        return replace(repeat, texts={**_texts(node), **repeat.texts}, appearance=appearance)
    return Control(
        kind="group",
        path=path or f"{parent}/~{number}",
        appearance=(node.attribute("appearance") or "").strip(),
        texts=_texts(node),
        children=inner,
    )


def _repeat(node: Node, parent: str) -> Control:
    path = _path(node, parent)
    return Control(
        kind="repeat",
        path=path,
        appearance=(node.attribute("appearance") or "").strip(),
        texts=_texts(node),
        children=_children(node, path),
        count=(node.attribute(f"{_JR}count") or "").strip(),
        no_add_remove=node.attribute(f"{_JR}noAddRemove") in ("true()", "true"),
    )
