"""The pledge of confidentiality of somebody who interprets or helps (§ 203 Abs. 3 und 4 StGB)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import MergeRule, Scope, code, date, mapping, record_kind, ref, text
from desktop.domain.wording import N_

_ONCE = MergeRule.APPEND_ONLY
INK = "ink"
"""The one key of ``signature``: an entry as ``desktop.domain.companions.Signature``."""


@record_kind("pledge", scope=Scope.AGENCY, label=N_("Verpflichtung zur Verschwiegenheit"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """Evidence, so it is written once; renewing it makes another.

    ``text_version`` and ``text_hash`` name the text signed, ``language`` the language it was
    signed in.
    """

    id: RecordId
    stream: StreamId
    name: str = text(N_("Name"), merge=_ONCE, indexed=True)
    organisation: str = text(N_("Dienst oder Verein"), merge=_ONCE)
    language: str = code(N_("Sprache"), "language", merge=_ONCE)
    text_version: str = text(N_("Fassung"), merge=_ONCE)
    text_hash: str = text(N_("Prüfsumme des Textes"), merge=_ONCE)
    signature: Mapping[str, Value] = mapping(N_("Unterschrift"), merge=_ONCE)
    signed_on: str | None = date(N_("Unterschrieben am"), merge=_ONCE)
    valid_until: str | None = date(N_("Gültig bis"), merge=_ONCE, indexed=True)
    witness: RecordId | None = ref(N_("Entgegengenommen von"), "staff", merge=_ONCE)
