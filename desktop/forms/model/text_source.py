"""Where a text comes from: inline parts, an expression, or a translation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.forms.xpath.nodes import Node, NodeKind

_STATIC_ITEXT = re.compile(r"jr:itext\(\s*(['\"])(.*?)\1\s*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Output:
    """``<output value="..."/>``: an expression whose text stands in the middle of a label."""

    expression: str


Part = str | Output


@dataclass(frozen=True, slots=True)
class TextSource:
    """Either *itext_id*, or *expression*, or *parts*."""

    parts: tuple[Part, ...] = ()
    expression: str = ""
    itext_id: str = ""

    def outputs(self) -> tuple[str, ...]:
        """The expressions inside, not counting those of translations."""
        found = tuple(part.expression for part in self.parts if isinstance(part, Output))
        return (*found, self.expression) if self.expression else found


def parse_text(node: Node) -> TextSource:
    """Read a ``<label>``, ``<hint>`` or the like."""
    ref = (node.attribute("ref") or "").strip()
    if not ref:
        return TextSource(parts=parse_parts(node))
    if match := _STATIC_ITEXT.fullmatch(ref):
        return TextSource(itext_id=match.group(2))
    return TextSource(expression=ref)


def parse_parts(node: Node) -> tuple[Part, ...]:
    """The texts and outputs inside an element, in order; markup around them is dropped.

    pyxform puts a space before and after a text with outputs; those two are taken away.
    """
    parts = _raw_parts(node)
    if any(isinstance(part, Output) for part in parts):
        first, last = parts[0], parts[-1]
        if all(isinstance(end, Output) or end[at] == " " for end, at in ((first, 0), (last, -1))):
            if isinstance(last, str):
                parts[-1] = last[:-1]
            if isinstance(first, str):
                parts[0] = first[1:]
    return tuple(part for part in parts if part)


def _raw_parts(node: Node) -> list[Part]:
    parts: list[Part] = []
    for child in node.children:
        if child.kind is NodeKind.TEXT:
            parts.append(child.text)
        elif child.kind is NodeKind.ELEMENT and child.local == "output":
            expression = child.attribute("value") or child.attribute("ref") or "''"
            parts.append(Output(expression.strip()))
        elif child.kind is NodeKind.ELEMENT:
            parts.extend(_raw_parts(child))
    return parts
