"""Entity lists as CSV, in the shape ODK gives them to forms: name, label, properties, version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from desktop.documents.export.layout import Column, Row, Sheet
from desktop.forms.definition import FormDefinition
from desktop.forms.entities import EntityAction, EntityChange


class EntityLists:
    """What the records of a form have made of its entity lists; enter the earliest first.

    Properties and labels from *sealed* paths are left out.

    An update of an entity that was made elsewhere begins a row with what it says.
    ``__version`` is one more than the version the last update was based on.
    """

    def __init__(self, definitions: Sequence[FormDefinition], sealed: Collection[str]) -> None:
        self._properties: dict[str, dict[str, None]] = {}
        self._sealed: dict[str, set[str]] = {}
        for entity in (one for definition in definitions for one in definition.entities):
            names = self._properties.setdefault(entity.dataset, {})
            hidden = self._sealed.setdefault(entity.dataset, set())
            for name, element in entity.properties.items():
                if element.path in sealed:
                    hidden.add(name)
                else:
                    names[name] = None
            if f"{entity.element.path}/label" in sealed:
                hidden.add(_LABEL)
        self._rows: dict[str, dict[str, _Entity]] = {name: {} for name in self._properties}

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """One per list, in the order of the form."""
        return tuple(
            Sheet(dataset, (Column("name"), Column("label"), *map(Column, names), _VERSION))
            for dataset, names in self._properties.items()
        )

    def enter(self, changes: Collection[EntityChange]) -> None:
        """Take in what one record asks for; one without an id is left out."""
        for change in changes:
            if change.id and change.dataset in self._rows:
                entity = self._rows[change.dataset].setdefault(change.id, _Entity())
                entity.change(change, self._sealed.get(change.dataset, set()))

    def rows(self) -> Iterator[Row]:
        """All entities as they stand now."""
        for place, (dataset, names) in enumerate(self._properties.items()):
            for name, entity in self._rows[dataset].items():
                held = (entity.properties.get(one, "") for one in names)
                yield place, [name, entity.label, *held, str(entity.version)]


_LABEL = ""
"""Stands for the label among the names of properties, none of which is empty."""
_VERSION = Column("__version", is_number=True)


class _Entity:
    __slots__ = ("label", "properties", "version")

    def __init__(self) -> None:
        self.label = ""
        self.properties: dict[str, str] = {}
        self.version = 0

    def change(self, change: EntityChange, sealed: Collection[str]) -> None:
        base = (
            int(change.base_version)
            if change.base_version.isascii() and (change.base_version.isdigit())
            else 0
        )
        is_update = change.action is EntityAction.UPDATE
        self.version = max(self.version, base) + 1 if is_update else max(self.version, 1)
        self.label = "" if _LABEL in sealed else change.label or self.label
        self.properties |= {k: v for k, v in change.properties.items() if k not in sealed}
