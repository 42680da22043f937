"""A house or flat people are lodged in (Unterkunft), and its units (Wohneinheiten)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, integer, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("accommodation", scope=Scope.TEAM, label=N_("Unterkunft"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """Domain 3.2; ``address`` is a street address, never that of a protected flat."""

    id: RecordId
    stream: StreamId
    name: str = text(N_("Name"), searchable=True)
    kind: str = code(N_("Art"), "accommodation_kind")
    address: str = text(N_("Anschrift"), searchable=True)
    operator: str = text(N_("Betreiber"))
    region: str = text(N_("Region"))
    capacity: int | None = integer(N_("Plätze"))


@record_kind("unit", scope=Scope.TEAM, label=N_("Wohneinheit"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A room or flat inside a house; ``position`` sorts it in walking order."""

    id: RecordId
    stream: StreamId
    accommodation: RecordId | None = ref(N_("Unterkunft"), "accommodation", indexed=True)
    name: str = text(N_("Bezeichnung"), searchable=True)
    floor: str = text(N_("Etage"))
    position: int | None = integer(N_("Reihenfolge"))
    beds: int | None = integer(N_("Betten"))
