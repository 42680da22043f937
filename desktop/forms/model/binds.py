"""The ``<bind>`` of an element: type and expressions as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.forms.model.text_source import TextSource
from desktop.forms.xpath.nodes import Node

_JR = "{http://openrosa.org/javarosa}"
_OWN = "{urn:fallmappe:xforms}"
_PARAMETERS = {
    "max-pixels": "{http://openrosa.org/xforms}max-pixels",
    "quality": "{http://www.opendatakit.org/xforms}quality",
}
_ENTITIES = "{http://www.opendatakit.org/xforms/entities}"


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
    parameters: Mapping[str, str] = field(default_factory=dict)
    """``max-pixels`` of a picture, ``quality`` of a recording."""
    save_to: str = ""
    """The entity property this value goes to (``save_to``, ODK entities specification)."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """The program's own attributes ``bind::fm:<name>`` by name, prefix left out."""

    @property
    def audience(self) -> str:
        """``worker``: not to be shown to a client (own extension ``bind::fm:audience``)."""
        return self.marks.get("audience", "")


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
        parameters=_parameters(node),
        save_to=read(f"{_ENTITIES}saveto"),
        marks={
            attribute.key.removeprefix(_OWN): attribute.text.strip()
            for attribute in node.attributes
            if attribute.key.startswith(_OWN)
        },
    )


def _parameters(node: Node) -> dict[str, str]:
    return {
        name: value.strip() for name, key in _PARAMETERS.items() if (value := node.attribute(key))
    }


def _message(node: Node, name: str) -> TextSource | None:
    written = node.attribute(f"{_JR}{name}")
    if written is None:
        return None
    if written.strip().startswith("jr:itext("):
        return TextSource(expression=written.strip())
    return TextSource(parts=(written,))
