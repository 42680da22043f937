"""Answers to one form (ODK: submission), tied to form id and version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import MergeRule, Scope, code, instant, mapping, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("form_submission", scope=Scope.CASE, label=N_("Formular"))
@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmission:
    """``answers`` maps a stored path (``/data/group/question``; repeat instances by key, see
    ``desktop.forms.session``) to the ODK text form of the answer; each path merges by itself.
    ``originals``, ``presented``, ``signatures`` and ``declined`` have entries of
    ``desktop.domain.companions`` by the same paths.
    """

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True)
    visit: RecordId | None = ref(N_("Besuch"), "visit", indexed=True)
    form_id: str = text(N_("Formular"), merge=MergeRule.APPEND_ONLY)
    form_version: str = text(N_("Formularversion"), merge=MergeRule.APPEND_ONLY)
    finished_at: int | None = instant(N_("Abgeschlossen"), indexed=True)
    staff: RecordId | None = ref(N_("Ausgefüllt von"), "staff")
    worker_language: str = code(N_("Sprache der Fachkraft"), "language")
    client_language: str = code(N_("Sprache der Klient:in"), "language")
    answers: Mapping[str, Value] = mapping(N_("Antworten"), searchable=True)
    originals: Mapping[str, Value] = mapping(N_("In eigenen Worten"), merge=MergeRule.LATEST)
    presented: Mapping[str, Value] = mapping(N_("Zur Kenntnis gebracht"))
    signatures: Mapping[str, Value] = mapping(N_("Unterschrift"))
    declined: Mapping[str, Value] = mapping(N_("Nicht beantwortet auf Wunsch"))
