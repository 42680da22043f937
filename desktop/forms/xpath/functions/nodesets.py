"""Functions on node-sets."""

from __future__ import annotations

from desktop.forms.xpath.context import Context
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.functions.shuffle import seed_of, shuffled
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.nodes import Node, NodeKind
from desktop.forms.xpath.values import Value, strings, to_number


def _nodes(value: Value) -> list[Node]:
    if isinstance(value, list):
        return value
    raise XPathError("a path was expected")


def _count(context: Context, nodes: Value) -> Value:
    return float(sum(1 for node in _nodes(nodes) if node.is_present()))


def _count_non_empty(context: Context, nodes: Value) -> Value:
    return float(sum(1 for node in _nodes(nodes) if node.string_value() != ""))


def _position(context: Context, node: Value | None = None) -> Value:
    """Without argument the context position; else the place among neighbours of that name."""
    if node is None:
        return float(context.position)
    nodes = _nodes(node)
    if not nodes:
        return float("nan")
    return float(nodes[0].place())


def _first(context: Context, nodes: Value | None) -> Node | None:
    if nodes is None:
        return context.node
    found = _nodes(nodes)
    return found[0] if found else None


def _name(context: Context, nodes: Value | None = None) -> Value:
    """The name as written; namespaces have none here, as in ODK."""
    node = _first(context, nodes)
    return node.name if node and node.kind is not NodeKind.NAMESPACE else ""


def _local_name(context: Context, nodes: Value | None = None) -> Value:
    node = _first(context, nodes)
    return node.local if node and node.kind is not NodeKind.NAMESPACE else ""


def _namespace_uri(context: Context, nodes: Value | None = None) -> Value:
    node = _first(context, nodes)
    return node.uri if node else ""


def _id(context: Context, value: Value) -> list[Node]:
    wanted = {part for text in strings(value) for part in text.split()}
    xml_id = "{http://www.w3.org/XML/1998/namespace}id"
    return [
        node
        for node in context.node.root().descendants()
        if node.attributes and (node.attribute("id") or node.attribute(xml_id)) in wanted
    ]


def _randomize(context: Context, nodes: Value, seed: Value | None = None) -> Value:
    number = context.scope.random() if seed is None else None
    if number is not None:
        return shuffled(_nodes(nodes), int(number * 0x7FFFFFFE) + 1)
    assert seed is not None
    return shuffled(_nodes(nodes), seed_of(seed, to_number(seed, context.scope.zone)))


def _indexed_repeat(context: Context, target: Value, *pairs: Value) -> Value:
    """The nodes of *target* below the n-th repeat of each (repeat, index) pair, outermost first."""
    zone = context.scope.zone
    if len(pairs) % 2:
        raise XPathError("indexed-repeat() needs pairs of repeat and index")
    levels = [(_nodes(pairs[at]), to_number(pairs[at + 1], zone)) for at in range(0, len(pairs), 2)]
    if any(not repeats or index != index for repeats, index in levels):
        return []
    levels.sort(key=lambda level: len(level[0][0].order()))
    inside: Node | None = None
    for repeats, index in levels:
        kept = [node for node in repeats if inside is None or _is_below(node, inside)]
        if not 1 <= index <= len(kept):
            return []
        inside = kept[int(index) - 1]
    return [node for node in _nodes(target) if inside is not None and _is_below(node, inside)]


def _is_below(node: Node | None, ancestor: Node) -> bool:
    while node is not None:
        if node is ancestor:
            return True
        node = node.parent
    return False


FUNCTIONS = {
    "count": Function(1, 1, _count),
    "count-non-empty": Function(1, 1, _count_non_empty),
    "position": Function(0, 1, _position),
    "last": Function(0, 0, lambda c: float(c.size)),
    "name": Function(0, 1, _name),
    "local-name": Function(0, 1, _local_name),
    "namespace-uri": Function(0, 1, _namespace_uri),
    "id": Function(1, 1, _id),
    "randomize": Function(1, 2, _randomize),
    "indexed-repeat": Function(3, None, _indexed_repeat),
}
