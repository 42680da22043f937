"""Houses and their rooms, for choosing where somebody lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.ids import RecordId
from desktop.storage.store import Store


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room or flat of a house."""

    unit: RecordId
    name: str


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A house with its rooms in walking order."""

    accommodation: RecordId
    name: str
    rooms: tuple[RoomRow, ...]


class PlaceService:
    """Reads only; houses are written by those who run them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def houses(self) -> tuple[HouseRow, ...]:
        """All houses by name, each with its rooms."""
        reader = self._store.read()
        rooms: dict[RecordId, list[Any]] = {}
        for unit in reader.find("unit"):
            rooms.setdefault(unit.accommodation, []).append(unit)
        rows = [
            HouseRow(house.id, house.name, _in_walking_order(rooms.get(house.id, [])))
            for house in reader.find("accommodation")
        ]
        return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.accommodation)))


def _in_walking_order(units: list[Any]) -> tuple[RoomRow, ...]:
    """By position; units nobody has put in order come last, by name."""
    ordered = sorted(
        units, key=lambda unit: (unit.position is None, unit.position or 0, unit.name.casefold())
    )
    return tuple(RoomRow(unit.id, unit.name) for unit in ordered)
