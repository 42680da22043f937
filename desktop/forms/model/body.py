"""The ``<h:body>`` -> controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop.forms.model.controls import Control, Item, Itemset
from desktop.forms.model.text_source import TextSource, parse_text
from desktop.forms.xpath.nodes import Node, NodeKind

_QUESTIONS = frozenset(
    {"input", "secret", "select", "select1", "rank", "trigger", "upload", "range"}
)
_KINDS = {"secret": "input"}
_JR = "{http://openrosa.org/javarosa}"
_PARAMETERS = frozenset(
    {"start", "end", "step", "rows", "query", "accuracyThreshold", "unacceptableAccuracy"}
)


def parse_body(
    body: Node | None, root_path: str, ids: Mapping[str, str] | None = None
) -> tuple[Control, ...]:
    """Return the controls of the body; *root_path* is the path of the model's root element.

    *ids* maps the ids of binds to their paths, for bodies that name binds instead of paths.
    """
    return () if body is None else _BodyReader(ids or {}).children(body, root_path)


def bind_path(node: Node, parent: str, ids: Mapping[str, str]) -> str:
    """The generic path a body element or action is about, empty for none."""
    ref = node.attribute("ref") or node.attribute("nodeset")
    if ref:
        return absolute(ref, parent)
    named = node.attribute("bind")
    if not named:
        return ""
    return ids.get(named) or absolute(named, parent)


def absolute(ref: str, parent: str) -> str:
    """The generic path that a ``ref`` means inside *parent*."""
    ref = ref.strip()
    steps = [] if ref.startswith("/") else parent.split("/")[1:]
    for step in ref.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", ".", "current()"):
            steps.append(step)
    return "/" + "/".join(steps)


class _BodyReader:
    def __init__(self, ids: Mapping[str, str]) -> None:
        self._ids = ids

    def children(self, node: Node, parent: str) -> tuple[Control, ...]:
        found: list[Control] = []
        for child in node.children:
            if child.kind is not NodeKind.ELEMENT:
                continue
            local = child.local
            if local in _QUESTIONS:
                found.append(_question(child, bind_path(child, parent, self._ids)))
            elif local == "group":
                found.append(self._group(child, parent, len(found)))
            elif local == "repeat":
                found.append(self._repeat(child, parent))
        return tuple(found)

    def _group(self, node: Node, parent: str, number: int) -> Control:
        path = bind_path(node, parent, self._ids)
        inner = self.children(node, path or parent)
        appearance = _read(node, "appearance")
        if len(inner) == 1 and inner[0].kind == "repeat" and path in ("", inner[0].path):
            repeat = inner[0]
            texts = {**_texts(node), **repeat.texts}
            return replace(repeat, texts=texts, appearance=repeat.appearance or appearance)
        return Control(
            kind="group",
            path=path or f"{parent}/~{number}",
            appearance=appearance,
            texts=_texts(node),
            children=inner,
        )

    def _repeat(self, node: Node, parent: str) -> Control:
        path = bind_path(node, parent, self._ids)
        return Control(
            kind="repeat",
            path=path,
            appearance=_read(node, "appearance"),
            texts=_texts(node),
            children=self.children(node, path),
            count=_read(node, f"{_JR}count"),
            no_add_remove=_read(node, f"{_JR}noAddRemove") in ("true()", "true"),
        )


def _read(node: Node, key: str) -> str:
    return (node.attribute(key) or "").strip()


def _texts(node: Node) -> dict[str, TextSource]:
    return {
        child.local: parse_text(child)
        for child in node.children
        if child.kind is NodeKind.ELEMENT and child.local in ("label", "hint")
    }


def _question(node: Node, path: str) -> Control:
    parts: dict[str, list[Node]] = {}
    for child in node.children:
        if child.kind is NodeKind.ELEMENT:
            parts.setdefault(child.local, []).append(child)
    sets = parts.get("itemset")
    return Control(
        kind=_KINDS.get(node.local, node.local),
        path=path,
        appearance=_read(node, "appearance"),
        texts={name: parse_text(parts[name][-1]) for name in ("label", "hint") if name in parts},
        items=tuple(_item(item) for item in parts.get("item", ())),
        itemset=_itemset(sets[0]) if sets else None,
        mediatype=node.attribute("mediatype") or node.attribute("accept") or "",
        parameters={one.key: one.text for one in node.attributes if one.key in _PARAMETERS},
    )


def _child(node: Node, name: str) -> Node | None:
    return next((child for child in node.children if child.local == name), None)


def _item(node: Node) -> Item:
    value, label = _child(node, "value"), _child(node, "label")
    return Item(value.string_value().strip() if value else "", parse_text(label) if label else None)


def _itemset(node: Node) -> Itemset:
    value, label = _child(node, "value") or _child(node, "copy"), _child(node, "label")
    return Itemset(
        nodeset=_read(node, "nodeset"),
        value=(_read(value, "ref") or "name") if value else "name",
        label=_read(label, "ref") if label else "",
    )
