"""A visit (Besuch): seeking people out where they live."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, date, instant, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("visit", scope=Scope.CASE, label=N_("Besuch"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Planned, underway, recorded, locked (domain 3.5); what was said stands in its submission."""

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True)
    planned_at: int | None = instant(N_("Geplant"), indexed=True)
    reason: str = text(N_("Anlass"), searchable=True)
    arrived_at: int | None = instant(N_("Angekommen"), group="stay", indexed=True)
    left_at: int | None = instant(N_("Gegangen"), group="stay")
    outcome: str = code(N_("Ergebnis"), "visit_outcome")
    state: str = code(N_("Stand"), "visit_state", indexed=True)
    staff: RecordId | None = ref(N_("Besucht von"), "staff", indexed=True)
    language: str = code(N_("Sprache"), "language")
    next_step: str = text(N_("Nächster Schritt"), searchable=True)
    next_visit_on: str | None = date(N_("Nächster Besuch"))
