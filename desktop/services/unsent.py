"""What is only on this laptop, counted as a person counts."""

from __future__ import annotations

from desktop.domain.ids import RecordId
from desktop.domain.records import FormSubmission, Interpretation
from desktop.storage.store import Reader

_WAY = ("parked", "here", "underway")
"""Where a record is, the farthest from the server first."""
_PARTS = frozenset({"form_submission", "interpretation"})
"""Kinds that are part of a visit, or of a form that is about none."""
_Thing = tuple[str, RecordId, int, str]


def unsent_things(reader: Reader) -> list[_Thing]:
    """The unsent records; a visit, its form and who interpreted are one, as a person counts.

    It is as far as the part that is least far, and as old as the part saved last.
    """
    unsent = reader.unsent_records()
    places = {record: at for at, (_, record, _, _) in enumerate(unsent)}
    things = dict(enumerate(unsent))
    for at, (kind, record_id, _, _) in enumerate(unsent):
        part = reader.get(kind, record_id) if kind in _PARTS else None
        whole = next((places[one] for one in _wholes(part) if one in places), None)
        if whole is not None and whole in things:
            things[whole] = _joined(things[whole], things.pop(at))
    return list(things.values())


def _wholes(part: object) -> tuple[RecordId, ...]:
    """What a record is part of, the largest first."""
    if isinstance(part, FormSubmission):
        return (part.visit,) if part.visit else ()
    if isinstance(part, Interpretation):
        return tuple(one for one in (part.visit, part.submission) if one)
    return ()


def _joined(whole: _Thing, part: _Thing) -> _Thing:
    kind, record, saved_at, where = whole
    return (kind, record, max(saved_at, part[2]), min(where, part[3], key=_WAY.index))
