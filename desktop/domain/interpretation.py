"""Who interpreted a conversation (Sprachmittlung): once per visit or form (domain 3.8)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, instant, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("interpretation", scope=Scope.CASE, label=N_("Sprachmittlung"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """``pledge`` is the pledge of confidentiality that was valid at the start, if any.

    ``family_reason`` says why a relative interpreted nevertheless; without it none may.
    """

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True)
    visit: RecordId | None = ref(N_("Besuch"), "visit", indexed=True)
    submission: RecordId | None = ref(N_("Formular"), "form_submission", indexed=True)
    role: str = code(N_("Wer dolmetscht"), "interpreter_role")
    language: str = code(N_("Sprache"), "language")
    dialect: str = text(N_("Dialekt"))
    interpreter: str = text(N_("Name"))
    pledge: RecordId | None = ref(N_("Verpflichtung"), "pledge")
    started_at: int | None = instant(N_("Beginn"), indexed=True)
    ended_at: int | None = instant(N_("Ende"))
    family_reason: str = text(N_("Begründung"))
