"""The axes of XPath 1.0 section 2.2 as functions node -> nodes, nearest first for reverse axes."""

from __future__ import annotations

from collections.abc import Callable

from desktop.forms.xpath.nodes import DeclaringNode, Node, NodeKind

Axis = Callable[[Node], list[Node]]
REVERSE_AXES = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})

_BESIDE_CHILDREN = frozenset({NodeKind.ATTRIBUTE, NodeKind.NAMESPACE})


def child(node: Node) -> list[Node]:
    """The children."""
    return node.child_nodes()


def attribute(node: Node) -> list[Node]:
    """The attributes."""
    return node.attributes


def self_axis(node: Node) -> list[Node]:
    """The node itself."""
    return [node]


def parent(node: Node) -> list[Node]:
    """The parent, if there is one."""
    return [] if node.parent is None else [node.parent]


def descendant(node: Node) -> list[Node]:
    """Everything below."""
    return list(node.descendants())


def descendant_or_self(node: Node) -> list[Node]:
    """The node and everything below."""
    return [node, *node.descendants()]


def ancestor(node: Node) -> list[Node]:
    """Parent, its parent and so on."""
    found: list[Node] = []
    above = node.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def ancestor_or_self(node: Node) -> list[Node]:
    """The node, then its ancestors."""
    return [node, *ancestor(node)]


def _siblings(node: Node) -> tuple[list[Node], int]:
    if node.parent is None or node.kind in _BESIDE_CHILDREN:
        return [], 0
    siblings = node.parent.child_nodes()
    return siblings, siblings.index(node)


def following_sibling(node: Node) -> list[Node]:
    """Siblings after the node."""
    siblings, at = _siblings(node)
    return siblings[at + 1 :]


def preceding_sibling(node: Node) -> list[Node]:
    """Siblings before the node, nearest first."""
    siblings, at = _siblings(node)
    return siblings[:at][::-1]


def following(node: Node) -> list[Node]:
    """Everything after the node that is not below it; for an attribute, also its siblings' kin."""
    found: list[Node] = []
    if node.kind in _BESIDE_CHILDREN and node.parent is not None:
        found.extend(node.parent.descendants())
        node = node.parent
    for step in ancestor_or_self(node):
        for sibling in following_sibling(step):
            found.extend(descendant_or_self(sibling))
    return found


def preceding(node: Node) -> list[Node]:
    """Everything before the node that is not above it, nearest first."""
    if node.kind in _BESIDE_CHILDREN and node.parent is not None:
        node = node.parent
    found: list[Node] = []
    for step in ancestor_or_self(node):
        for sibling in preceding_sibling(step):
            found.extend(reversed(descendant_or_self(sibling)))
    return found


def namespace(node: Node) -> list[Node]:
    """The namespaces declared on the element itself, as in ODK; inherited ones are not repeated."""
    return list(node.namespaces) if isinstance(node, DeclaringNode) else []


AXES: dict[str, Axis] = {
    "child": child,
    "attribute": attribute,
    "self": self_axis,
    "parent": parent,
    "descendant": descendant,
    "descendant-or-self": descendant_or_self,
    "ancestor": ancestor,
    "ancestor-or-self": ancestor_or_self,
    "following-sibling": following_sibling,
    "preceding-sibling": preceding_sibling,
    "following": following,
    "preceding": preceding,
    "namespace": namespace,
}
