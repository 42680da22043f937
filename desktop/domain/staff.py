"""People who work in the agency (Mitarbeitende); the roster knows them by id only."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, record_kind, text
from desktop.domain.wording import N_


@record_kind("staff", scope=Scope.AGENCY, label=N_("Mitarbeitende"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The id is the person id of the signed roster, so that the server never sees a name."""

    id: RecordId
    stream: StreamId
    name: str = text(N_("Name"), searchable=True)
    initials: str = text(N_("Kürzel"))
    role: str = code(N_("Funktion"), "staff_role")
