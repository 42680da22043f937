"""What a record creates or updates in entity lists: read from the filled form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.forms.engine.tree import FormNode, nodes_at
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.entity_defs import EntityDef


class EntityAction(StrEnum):
    """What is asked for."""

    CREATE = "create"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class EntityChange:
    """One entity to be created or updated in the list *dataset*.

    *id* is its ``name`` (a UUID as the form makes it). *properties* holds the relevant values by
    property, empty ones included: an update clears what was emptied and leaves alone what was not
    asked. *base_version*, *trunk_version* and *branch_id* are those of the row the form was
    filled against, empty when it creates. A form that allows both updates an entity that had a
    version, and creates it otherwise. *ref* is the instance path of the ``entity`` element.
    """

    dataset: str
    action: EntityAction
    id: str
    label: str
    properties: Mapping[str, str]
    base_version: str = ""
    trunk_version: str = ""
    branch_id: str = ""
    ref: str = ""


def entity_changes(entities: Sequence[EntityDef], top: FormNode) -> Iterator[EntityChange]:
    """The changes *entities* ask for in the tree under *top*, in document order per entity."""
    for entity in entities:
        for scope in nodes_at(top, entity.scope):
            for node in nodes_at(scope, entity.element):
                change = _change(entity, scope, node)
                if change is not None:
                    yield change


def _change(entity: EntityDef, scope: FormNode, node: FormNode) -> EntityChange | None:
    held = {attribute.name: _value(attribute) for attribute in node.attributes}
    base_version = held.get("baseVersion", "")
    creates, updates = (held.get(name, "") in ("1", "true") for name in ("create", "update"))
    if not node.relevant or not (creates or updates):
        return None
    is_update = updates and (bool(base_version) or not creates)
    labels = [child.string_value() for child in node.children if child.local == "label"]
    return EntityChange(
        dataset=entity.dataset,
        action=EntityAction.UPDATE if is_update else EntityAction.CREATE,
        id=held.get("id", ""),
        label="".join(labels),
        properties=dict(_properties(entity.properties, scope)),
        base_version=base_version if is_update else "",
        trunk_version=held.get("trunkVersion", "") if is_update else "",
        branch_id=held.get("branchId", "") if is_update else "",
        ref=node.ref(),
    )


def _value(attribute: object) -> str:
    return attribute.value if isinstance(attribute, FormNode) else ""


def _properties(properties: Mapping[str, ElementDef], scope: FormNode) -> Iterator[tuple[str, str]]:
    for name, element in properties.items():
        for node in nodes_at(scope, element):
            if node.relevant:
                yield name, node.value
