"""The elements of the primary instance as the form declares them, one per generic path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.forms.model.binds import NO_BIND, Bind
from desktop.forms.model.controls import Control
from desktop.forms.xpath.nodes import Node

JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"


@dataclass(slots=True, eq=False)
class ElementDef:
    """One element (or attribute) of the model; *path* has names as written and no positions.

    *depth* is 1 for the root element. *template* holds the default content.
    """

    path: str
    name: str
    key: str
    depth: int
    parent: ElementDef | None
    template: Node
    is_attribute: bool = False
    is_repeat: bool = False
    order: int = 0
    bind: Bind = NO_BIND
    control: Control | None = None
    children: list[ElementDef] = field(default_factory=list)
    attributes: list[ElementDef] = field(default_factory=list)
    by_key: dict[str, ElementDef] = field(default_factory=dict)

    @property
    def is_leaf(self) -> bool:
        """Whether it holds a value (repeats and groups do not, even when empty)."""
        return not self.children and not self.is_repeat and not self.is_container

    @property
    def marks(self) -> Mapping[str, str]:
        """Its own ``bind::fm:<name>`` attributes: ``legal``, ``translate``, ``maps_to``, ``scope``,
        ``audience`` and whatever else a form brings; those of groups above are not counted in."""
        return self.bind.marks

    @property
    def is_container(self) -> bool:
        """Whether the body shows it as a group."""
        return self.control is not None and self.control.kind in ("group", "repeat")

    def walk(self) -> Iterator[ElementDef]:
        """This element, its attributes and everything below, in document order."""
        yield self
        yield from self.attributes
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> Iterator[ElementDef]:
        """This element and those above it, nearest first."""
        element: ElementDef | None = self
        while element is not None:
            yield element
            element = element.parent

    def repeats(self) -> list[ElementDef]:
        """The repeats this element stands in (itself included), outermost first."""
        return [element for element in self.ancestors() if element.is_repeat][::-1]


def build_elements(root: Node) -> ElementDef:
    """Return the element tree of the primary instance whose root element is *root*."""
    top = ElementDef(f"/{root.name}", root.name, root.key, 1, None, root)
    _add_children(top, root)
    return top


def is_template(node: Node) -> bool:
    """Whether the element carries ``jr:template``."""
    return node.attribute(f"{{{JAVAROSA}}}template") is not None


def _add_children(parent: ElementDef, node: Node) -> None:
    for child in node.children:
        if not child.key or child.text:
            continue
        found = parent.by_key.get(child.key)
        if found is None:
            path = f"{parent.path}/{child.name}"
            found = ElementDef(path, child.name, child.key, parent.depth + 1, parent, child)
            found.order = len(parent.children)
            parent.children.append(found)
            parent.by_key[child.key] = found
        elif is_template(child):
            found.template = child
        _add_attributes(found, child)
        _add_children(found, child)


def _add_attributes(element: ElementDef, node: Node) -> None:
    for attribute in node.attributes:
        key = f"@{attribute.key}"
        if key in element.by_key or attribute.key.startswith(f"{{{JAVAROSA}}}"):
            continue
        added = ElementDef(
            f"{element.path}/@{attribute.name}",
            attribute.name,
            attribute.key,
            element.depth + 1,
            element,
            attribute,
            is_attribute=True,
        )
        element.attributes.append(added)
        element.by_key[key] = added


def index_by_path(root: ElementDef) -> dict[str, ElementDef]:
    """Generic path -> element, for the whole tree."""
    return {element.path: element for element in root.walk()}
