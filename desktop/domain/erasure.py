"""The erasure (Löschung) of a case or of one person of it: what stays when everything else goes.

An erasure is an ordinary signed record in the stream of what it erases, so that every laptop of
the circle carries it out at its next exchange, and again for whatever arrives later. It holds
ids, a ground and a time, never a name.

What belongs to one person of several: the person's own record, and every record with a field
``person`` that names it. Other references to it (``Case.main_person``) are cleared. Everything
else of the case (visits, notes, forms, interpreting) is about the household and stays; where it
mentions the person in free text, a worker decides entry by entry (``services.erasure``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import (
    MergeRule,
    Scope,
    code,
    instant,
    integer,
    mapping,
    record_kind,
    ref,
    text,
)
from desktop.domain.wording import N_

WHOLE_CASE, ONE_PERSON, ONE_ENTRY = "case", "person", "entry"
OTHER_GROUND = "other"
OWNER_FIELD = "person"
"""The field by which a record belongs to one person alone."""

_ONCE = MergeRule.APPEND_ONLY
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@record_kind("erasure", scope=Scope.CASE, label=N_("Löschung"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """``what`` is ``case`` (everything in the stream), else the ``records`` named go: those of a
    ``person``, or an ``entry``.

    ``records`` maps the id of a record to its kind; ``count`` says how many records went.
    """

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True, merge=_ONCE)
    what: str = code(N_("Umfang"), "erasure_scope", merge=_ONCE)
    records: Mapping[str, Value] = mapping(N_("Einträge"), merge=_ONCE)
    ground: str = code(N_("Rechtsgrund"), "erasure_ground", merge=_ONCE)
    reason: str = text(N_("Begründung"), merge=_ONCE)
    erased_at: int | None = instant(N_("Gelöscht am"), indexed=True, merge=_ONCE)
    staff: RecordId | None = ref(N_("Gelöscht von"), "staff", merge=_ONCE)
    count: int | None = integer(N_("Anzahl der Einträge"), merge=_ONCE)


def erasure_number(erasure: RecordId) -> str:
    """``L-XXXX-XXXX``: what a person writes on the paper file; 40 bits of the id's hash."""
    bits = int.from_bytes(hashlib.sha256(erasure.encode()).digest()[:5], "big")
    letters = "".join(_LETTERS[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"L-{letters[:4]}-{letters[4:]}"
