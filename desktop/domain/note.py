"""A note in the journal of a case (Verlaufsnotiz): append only."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import MergeRule, Scope, code, instant, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("note", scope=Scope.CASE, label=N_("Notiz"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Fact, what the client said, and assessment are told apart; corrections are addenda."""

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True, merge=MergeRule.APPEND_ONLY)
    visit: RecordId | None = ref(N_("Besuch"), "visit", indexed=True, merge=MergeRule.APPEND_ONLY)
    amends: RecordId | None = ref(N_("Nachtrag zu"), "note", merge=MergeRule.APPEND_ONLY)
    kind: str = code(N_("Art"), "note_kind", merge=MergeRule.APPEND_ONLY)
    language: str = code(N_("Sprache"), "language", merge=MergeRule.APPEND_ONLY)
    written_at: int | None = instant(N_("Geschrieben"), indexed=True, merge=MergeRule.APPEND_ONLY)
    staff: RecordId | None = ref(N_("Geschrieben von"), "staff", merge=MergeRule.APPEND_ONLY)
    text: str = text(N_("Text"), searchable=True, merge=MergeRule.APPEND_ONLY)
