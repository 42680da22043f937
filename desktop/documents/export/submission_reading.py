"""Reads an OpenRosa submission back into stored answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.load import id_of
from desktop.forms.model.elements import ElementDef
from desktop.forms.stored import PRESENT
from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.nodes import Node, NodeKind


@dataclass(frozen=True, slots=True)
class ReadSubmission:
    """*answers* by stored path; keys of repeat instances are made anew, in their order.

    *unknown* counts elements with content that the form has no place for.
    """

    form_id: str
    version: str
    answers: Mapping[str, str]
    unknown: int


def read_submission(xml: str | bytes, definition: FormDefinition) -> ReadSubmission:
    """Read a document that answers *definition*.

    KnownError FORM_INVALID for broken XML or another form's document, FORM_TOO_LARGE beyond the
    limits of ``parse_xml``.
    """
    root = next(
        child
        for child in parse_xml(xml, default_namespace=False).children
        if child.kind is NodeKind.ELEMENT
    )
    form_id, version = id_of(root), root.attribute("version") or ""
    if root.name != definition.root.name or form_id != definition.form_id:
        raise KnownError(ErrorCode.FORM_INVALID, node=root.name, reason="another-form")
    reading = _Reading()
    reading.below(definition.root, root, definition.root.path)
    return ReadSubmission(form_id, version, reading.answers, reading.unknown)


class _Reading:
    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.unknown = 0
        self._made = 0

    def below(self, element: ElementDef, node: Node, path: str) -> None:
        """Take in the attributes and children of *node*, which stands at *path*."""
        for attribute in element.attributes:
            if text := node.attribute(attribute.key):
                self.answers[f"{path}/@{attribute.name}"] = text
        for child in node.children:
            if child.kind is not NodeKind.ELEMENT:
                continue
            known = element.by_key.get(child.key)
            if known is None:
                self.unknown += bool(child.string_value())
                continue
            self._enter(known, child, f"{path}/{known.name}")

    def _enter(self, element: ElementDef, node: Node, path: str) -> None:
        if element.is_repeat:
            self._made += 1
            path = f"{path}[{self._made:018x}]"
            self.answers[path] = PRESENT
        elif not element.children and (text := node.string_value()):
            self.answers[path] = text
        self.below(element, node, path)
