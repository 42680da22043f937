"""A case (Fall): one person or family and the work with them; one stream."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, codes, date, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("case", scope=Scope.CASE, label=N_("Fall"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Domain 3.2, life cycle in 3.5; ``number`` is given offline and carries a check digit.

    ``hold``: nobody may erase the case while there is a reason, at most to the end of that day
    (``domain.retention``).
    """

    id: RecordId
    stream: StreamId
    number: str = text(N_("Aktenzeichen"), indexed=True, searchable=True)
    phase: str = code(N_("Phase"), "case_phase", indexed=True)
    module: str = code(N_("Leistungsmodul"), "service_module")
    opened_on: str | None = date(N_("Eröffnet am"))
    closed_on: str | None = date(N_("Geschlossen am"), indexed=True)
    main_person: RecordId | None = ref(N_("Hauptperson"), "person")
    staff: RecordId | None = ref(N_("Zuständig"), "staff", indexed=True)
    next_step: str = text(N_("Als Nächstes"), searchable=True)
    urgent: tuple[str, ...] = codes(N_("Dringend"), "urgency")
    hold_reason: str = text(N_("Löschung ausgesetzt"), group="hold")
    hold_until: str | None = date(N_("Ausgesetzt bis"), group="hold")
