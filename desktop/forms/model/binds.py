"""The ``<bind>`` of an element: type and expressions as written."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.forms.model.text_source import TextSource
from desktop.forms.xpath.nodes import Node

_JR = "{http://openrosa.org/javarosa}"
_OWN = "{urn:fallmappe:xforms}"


@dataclass(frozen=True, slots=True)
class Bind:
    """Expressions are empty where the form has none."""

    type: str = "string"
    calculate: str = ""
    relevant: str = ""
    required: str = ""
    readonly: str = ""
    constraint: str = ""
    constraint_message: TextSource | None = None
    required_message: TextSource | None = None
    preload: str = ""
    preload_params: str = ""
    audience: str = ""
    """``worker``: not to be shown to a client (own extension ``bind::fm:audience``)."""


NO_BIND = Bind()


def parse_bind(node: Node) -> Bind:
    """Read a ``<bind>`` element."""

    def read(key: str) -> str:
        return (node.attribute(key) or "").strip()

    return Bind(
        type=read("type").rpartition(":")[2] or "string",
        calculate=read("calculate"),
        relevant=read("relevant"),
        required=read("required"),
        readonly=read("readonly"),
        constraint=read("constraint"),
        constraint_message=_message(node, "constraintMsg"),
        required_message=_message(node, "requiredMsg"),
        preload=read(f"{_JR}preload"),
        preload_params=read(f"{_JR}preloadParams"),
        audience=read(f"{_OWN}audience"),
    )


def _message(node: Node, name: str) -> TextSource | None:
    written = node.attribute(f"{_JR}{name}")
    if written is None:
        return None
    if written.strip().startswith("jr:itext("):
        return TextSource(expression=written.strip())
    return TextSource(parts=(written,))
