"""The nodes expressions walk on: one slots class for XML documents and, subclassed, for forms."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum


class NodeKind(IntEnum):
    """The node types of the XPath data model that occur here."""

    DOCUMENT = 0
    ELEMENT = 1
    ATTRIBUTE = 2
    TEXT = 3
    COMMENT = 4
    INSTRUCTION = 5
    DOCTYPE = 6
    NAMESPACE = 7


_NONE: list[Node] = []
"""Stands for no children and no attributes; never changed, so that leaves cost no lists."""

_SCANNED = 6
"""Up to so many children are looked through; beyond, an index by name is kept."""


class Node:
    """A node; *key* is ``local`` or ``{uri}local``, *name* the qualified name as written.

    ``children`` and ``attributes`` are in document order. Change them only through the methods
    here: they keep the name index true.
    ``indexes`` belongs to the tables of long lists (``xpath/column_index.py``).
    """

    __slots__ = (
        "_named",
        "_places",
        "attributes",
        "children",
        "indexes",
        "key",
        "kind",
        "name",
        "parent",
        "text",
    )

    is_static = True
    """Whether the tree it stands in never changes, so that an index may be kept."""

    def __init__(self, kind: NodeKind, name: str = "", key: str = "", text: str = "") -> None:
        self.kind = kind
        self.name = name
        self.key = key or name
        self.text = text
        self.children: list[Node] = _NONE
        self.attributes: list[Node] = _NONE
        self.parent: Node | None = None
        self._named: dict[str, list[Node]] | None = None
        self._places: dict[Node, int] | None = None
        self.indexes: dict[str, object] | None = None

    @property
    def local(self) -> str:
        """The name without prefix."""
        return self.name.rpartition(":")[2]

    @property
    def uri(self) -> str:
        """The namespace, empty for none."""
        return self.key[1:].partition("}")[0] if self.key.startswith("{") else ""

    def string_value(self) -> str:
        """The string-value of XPath 1.0 section 5."""
        if self.kind is NodeKind.ELEMENT or self.kind is NodeKind.DOCUMENT:
            children = self.children
            if len(children) == 1 and children[0].kind is NodeKind.TEXT:
                return children[0].text
            return "".join(
                child.string_value()
                for child in children
                if child.kind is NodeKind.TEXT or child.kind is NodeKind.ELEMENT
            )
        return self.text

    def is_present(self) -> bool:
        """Whether it counts among others; a node of a form that is not relevant does not."""
        return True

    def child_nodes(self) -> list[Node]:
        """The children that ``node()`` and ``text()`` see."""
        return self.children

    def named(self, key: str) -> list[Node]:
        """The child elements with that key, in document order. The list must not be changed."""
        index = self._named
        if index is None:
            if len(self.children) <= _SCANNED:
                element = NodeKind.ELEMENT
                return [c for c in self.children if c.key == key and c.kind is element]
            index = {}
            for child in self.children:
                if child.kind is NodeKind.ELEMENT:
                    index.setdefault(child.key, []).append(child)
            self._named = index
        return index.get(key, _NONE)

    def place(self) -> int:
        """The place among neighbours of the same name, from 1 (ODK ``position(node)``).

        For a node not (or no longer) among its parent's children, the place it would get.
        """
        parent = self.parent
        if parent is None:
            return 1
        if parent._places is None:
            parent._places = _places(parent.children)
        return parent._places.get(self) or len(parent.named(self.key)) + 1

    def append(self, child: Node) -> None:
        """Add *child* as the last child."""
        child.parent = self
        if self.children is _NONE:
            self.children = [child]
        else:
            self.children.append(child)
        self._named = self._places = None

    def insert(self, at: int, child: Node) -> None:
        """Put *child* before the child at index *at*."""
        child.parent = self
        if self.children is _NONE:
            self.children = [child]
        else:
            self.children.insert(at, child)
        self._named = self._places = None

    def remove(self, child: Node) -> None:
        """Take *child* out; its own parent link stays, so it can say where it was."""
        self.children.remove(child)
        self._named = self._places = None

    def attribute(self, key: str) -> str | None:
        """The value of an attribute, None if it is absent."""
        for attribute in self.attributes:
            if attribute.key == key:
                return attribute.text
        return None

    def set_attribute(self, name: str, value: str, key: str = "") -> None:
        """Add an attribute by its value."""
        self.add_attribute(Node(NodeKind.ATTRIBUTE, name, key, value))

    def add_attribute(self, attribute: Node) -> None:
        """Add an attribute node."""
        attribute.parent = self
        if self.attributes is _NONE:
            self.attributes = [attribute]
        else:
            self.attributes.append(attribute)

    def descendants(self) -> Iterator[Node]:
        """All nodes below, in document order, attributes not counted."""
        for child in self.child_nodes():
            yield child
            yield from child.descendants()

    def root(self) -> Node:
        """The top of the tree this node stands in."""
        node: Node = self
        while node.parent is not None:
            node = node.parent
        return node

    def order(self) -> tuple[float, ...]:
        """A key that sorts nodes of one document into document order."""
        steps: list[float] = []
        node: Node = self
        while node.parent is not None:
            parent = node.parent
            if node.kind is NodeKind.ATTRIBUTE:
                steps.append(parent.attributes.index(node) - len(parent.attributes))
            elif isinstance(parent, DeclaringNode) and node.kind is NodeKind.NAMESPACE:
                steps.append(parent.namespaces[node] - len(parent.attributes) - 0.5)
            else:
                steps.append(parent.child_nodes().index(node))
            node = parent
        steps.append(id(node))
        return tuple(reversed(steps))


class CellNode(Node):
    """An element of a long table that holds nothing but *text*; its text node is made if asked."""

    __slots__ = ()

    def __init__(self, name: str, text: str) -> None:
        super().__init__(NodeKind.ELEMENT, name, text=text)

    def string_value(self) -> str:
        """The text."""
        return self.text

    def child_nodes(self) -> list[Node]:
        """The text as a node."""
        if self.text and not self.children:
            self.append(Node(NodeKind.TEXT, text=self.text))
        return self.children


class DeclaringNode(Node):
    """An element that declares namespaces; ``namespaces`` maps each to the attributes before it."""

    __slots__ = ("namespaces",)

    def __init__(self, name: str, key: str) -> None:
        super().__init__(NodeKind.ELEMENT, name, key)
        self.namespaces: dict[Node, int] = {}

    def declare(self, prefix: str, uri: str) -> None:
        """Note ``xmlns:prefix``, or the default namespace for an empty prefix."""
        node = Node(NodeKind.NAMESPACE, prefix, text=uri)
        node.parent = self
        self.namespaces[node] = len(self.attributes)


def _places(children: list[Node]) -> dict[Node, int]:
    places: dict[Node, int] = {}
    key, place = "", 0
    for child in children:
        if child.kind is NodeKind.ELEMENT:
            place = place + 1 if child.key == key else 1
            key = child.key
            places[child] = place
    return places


def in_document_order(nodes: list[Node]) -> list[Node]:
    """Return *nodes* without repetition, in document order."""
    if len(nodes) < 2:
        return nodes
    unique = list(dict.fromkeys(nodes))
    if len(unique) > 1:
        unique.sort(key=Node.order)
    return unique
