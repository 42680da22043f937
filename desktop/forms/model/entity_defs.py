"""Which entity lists a form writes to (ODK entities specification, versions 2022.1 to 2025.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.forms.model.elements import ElementDef


@dataclass(frozen=True, slots=True, eq=False)
class EntityDef:
    """One ``<entity>`` of the model, in the ``meta`` of *scope* (the root or a repeat or group).

    *properties* maps the names of entity properties to the elements saved to them.
    """

    dataset: str
    element: ElementDef
    scope: ElementDef
    properties: Mapping[str, ElementDef]


def find_entities(root: ElementDef) -> tuple[EntityDef, ...]:
    """The entities of a form in document order; a value belongs to the nearest scope above it."""
    scopes = {scope: entity for entity, scope in _entities(root)}
    properties: dict[ElementDef, dict[str, ElementDef]] = {scope: {} for scope in scopes}
    for element in root.walk() if scopes else ():
        if element.bind.save_to:
            scope = next((above for above in element.ancestors() if above in scopes), None)
            if scope is not None:
                properties[scope][element.bind.save_to] = element
    return tuple(
        EntityDef(entity.template.attribute("dataset") or "", entity, scope, properties[scope])
        for scope, entity in scopes.items()
    )


def _entities(root: ElementDef) -> Iterator[tuple[ElementDef, ElementDef]]:
    for element in root.walk():
        meta = element.parent
        if (
            _local(element) == "entity"
            and meta is not None
            and _local(meta) == "meta"
            and meta.parent is not None
            and element.template.attribute("dataset")
        ):
            yield element, meta.parent


def _local(element: ElementDef) -> str:
    return element.name.rpartition(":")[2]
