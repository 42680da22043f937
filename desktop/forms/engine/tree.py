"""The nodes of a form being filled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from desktop.forms.delta import ViolationKind
from desktop.forms.model.elements import ElementDef, is_template
from desktop.forms.xpath.nodes import Node, NodeKind
from desktop.forms.xpath.sizes import MAX_TEXT


class FormNode(Node):
    """One instance of an :class:`ElementDef`; ``text`` is the raw value of a leaf.

    ``relevant`` and ``readonly`` count the ancestors in, the ``own_`` ones do not. A leaf that is
    not relevant reads as empty in expressions but keeps its text, for when it comes back.
    """

    __slots__ = (
        "_content",
        "choices",
        "definition",
        "own_readonly",
        "own_relevant",
        "readonly",
        "relevant",
        "repeat_key",
        "required",
        "serial",
        "spare",
        "violation",
    )

    is_static = False

    def __init__(self, definition: ElementDef, text: str, serial: int) -> None:
        kind = NodeKind.ATTRIBUTE if definition.is_attribute else NodeKind.ELEMENT
        super().__init__(kind, definition.name, definition.key, text)
        self.definition = definition
        self.serial = serial
        self._content: Node | None = None
        self.repeat_key = ""
        self.spare: tuple[FormNode, ...] = ()
        """Rows a count took out again, in order, with their answers: not part of the tree."""
        self.forget_evaluation()

    def forget_evaluation(self) -> None:
        """Keep the value alone; all else is evaluated anew."""
        self.relevant = self.own_relevant = True
        self.readonly = self.own_readonly = False
        self.required = False
        self.violation: ViolationKind | None = None
        self.choices: list[Node] | None = None

    @property
    def value(self) -> str:
        """The value as expressions read it."""
        return self.text if self.relevant else ""

    def is_present(self) -> bool:
        """Whether it is relevant."""
        return self.relevant

    def string_value(self) -> str:
        """The value, or for groups those of all leaves below one after the other, cut where the
        text gets too long for any use."""
        if not self.children:
            return self.text if self.relevant else ""
        texts: list[str] = []
        left = MAX_TEXT
        for text in self._leaf_values():
            texts.append(text[:left])
            left -= len(text)
            if left <= 0:
                break
        return "".join(texts)

    def _leaf_values(self) -> Iterator[str]:
        for child in cast("list[FormNode]", self.children):
            if child.children:
                yield from child._leaf_values()
            elif child.relevant:
                yield child.text

    def child_nodes(self) -> list[Node]:
        """Children; a leaf shows its value as a text node."""
        if self.children or not self.value or self.kind is NodeKind.ATTRIBUTE:
            return self.children
        if self._content is None:
            self._content = Node(NodeKind.TEXT)
            self._content.parent = self
        self._content.text = self.value
        return [self._content]

    def parts(self) -> Iterator[FormNode]:
        """Attributes and child elements."""
        yield from cast("list[FormNode]", self.attributes)
        yield from cast("list[FormNode]", self.children)

    def subtree(self) -> Iterator[FormNode]:
        """This node and everything below, attributes included, in document order."""
        yield self
        for part in self.parts():
            yield from part.subtree()

    def ref(self) -> str:
        """The path with positions inside repeats."""
        parent = self.parent
        above = parent.ref() if isinstance(parent, FormNode) else ""
        name = f"@{self.name}" if self.definition.is_attribute else self.name
        if self.definition.is_repeat:
            return f"{above}/{name}[{self.place()}]"
        return f"{above}/{name}"

    def ancestor_at(self, depth: int) -> FormNode:
        """The ancestor (or self) whose definition stands at *depth*."""
        node = self
        while node.definition.depth > depth:
            node = cast("FormNode", node.parent)
        return node


class TreeBuilder:
    """Makes nodes from definitions, numbering them in the order they are made."""

    def __init__(self) -> None:
        self._made = 0
        self._sizes: dict[str, tuple[int, int]] = {}

    def size(self, definition: ElementDef) -> tuple[int, int]:
        """Nodes and characters of an instance of a repeat as it is made."""
        known = self._sizes.get(definition.path)
        if known is None:
            known = self._sizes[definition.path] = _size(definition, definition.template)
        return known

    def document(self, root: ElementDef) -> tuple[Node, FormNode]:
        """A document node with the initial content of the form."""
        document = Node(NodeKind.DOCUMENT)
        top = self.build(root, root.template)
        document.append(top)
        return document, top

    def build(self, definition: ElementDef, source: Node) -> FormNode:
        """A node and what is below it, with the content of *source*; templates are left out."""
        self._made += 1
        node = FormNode(definition, _leaf_text(definition, source), self._made)
        for attribute in definition.attributes:
            self._made += 1
            text = source.attribute(attribute.key)
            node.add_attribute(FormNode(attribute, text or "", self._made))
        for child in source.children:
            below = definition.by_key.get(child.key)
            if below is not None and not (below.is_repeat and is_template(child)):
                node.append(self.build(below, child))
        return node


def _size(definition: ElementDef, source: Node) -> tuple[int, int]:
    """As :meth:`TreeBuilder.build` would make it."""
    nodes = 1 + len(definition.attributes)
    characters = len(_leaf_text(definition, source))
    characters += sum(len(source.attribute(one.key) or "") for one in definition.attributes)
    for child in source.children:
        below = definition.by_key.get(child.key)
        if below is not None and not (below.is_repeat and is_template(child)):
            more = _size(below, child)
            nodes, characters = nodes + more[0], characters + more[1]
    return nodes, characters


def _leaf_text(definition: ElementDef, source: Node) -> str:
    if definition.is_attribute:
        return source.text
    return "" if definition.children else source.string_value()


def instance_index(parent: FormNode, definition: ElementDef, key: str = "") -> int:
    """The child index at which the next instance of a repeat goes, or the one with *key*."""
    siblings = parent.named(definition.key)
    for sibling in siblings if key else ():
        if isinstance(sibling, FormNode) and sibling.repeat_key > key:
            return parent.children.index(sibling)
    if siblings:
        return parent.children.index(siblings[-1]) + 1
    for at, child in enumerate(parent.children):
        if cast("FormNode", child).definition.order > definition.order:
            return at
    return len(parent.children)


def nodes_at(anchor: FormNode, definition: ElementDef) -> list[FormNode]:
    """All nodes of *definition* at or below *anchor*, in document order."""
    steps: list[ElementDef] = []
    step: ElementDef | None = definition
    while step is not None and step.depth > anchor.definition.depth:
        steps.append(step)
        step = step.parent
    nodes: list[Node] = [anchor]
    for down in reversed(steps):
        if down.is_attribute:
            nodes = [a for n in nodes for a in n.attributes if a.key == down.key]
        elif len(nodes) == 1:
            nodes = nodes[0].named(down.key)
        else:
            nodes = [child for node in nodes for child in node.named(down.key)]
    return cast("list[FormNode]", list(nodes))
