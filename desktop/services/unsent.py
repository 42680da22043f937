"""What is only on this laptop, counted as a person counts."""

from __future__ import annotations

from desktop.domain.ids import RecordId
from desktop.domain.records import FormSubmission
from desktop.storage.store import Reader

_WAY = ("parked", "here", "underway")
"""Where a record is, the farthest from the server first."""


def unsent_things(reader: Reader) -> list[tuple[str, RecordId, int, str]]:
    """The unsent records, a visit and its form as one: what a person calls one thing.

    It is as far as the part that is least far, and as old as the part saved last.
    """
    unsent = reader.unsent_records()
    visits = {record: at for at, (kind, record, _, _) in enumerate(unsent) if kind == "visit"}
    things = dict(enumerate(unsent))
    for at, (kind, record_id, saved_at, where) in enumerate(unsent):
        form = reader.get(kind, record_id) if visits and kind == "form_submission" else None
        visit = visits.get(form.visit) if isinstance(form, FormSubmission) and form.visit else None
        if visit is not None:
            _, whole, since, farther = things[visit]
            least = min(where, farther, key=_WAY.index)
            things[visit] = ("visit", whole, max(saved_at, since), least)
            del things[at]
    return list(things.values())
