"""The form a worker finished last on this device, which some forms take their defaults from."""

from __future__ import annotations

from desktop.domain.ids import RecordId
from desktop.domain.records import FormSubmission
from desktop.storage.store import Store


def last_saved(store: Store, form_id: str, staff: RecordId) -> dict[str, str]:
    """The stored answers of the newest finished form of that id; empty if there is none.

    Only what *staff* finished on this device counts: what a colleague wrote about another family
    is no default for this one. Blocks; reads every finished form in the store.
    """
    newest: FormSubmission | None = None
    for found, ops in store.read().each("form_submission", "finished_at", None, None):
        is_own = bool(ops) and ops[0].device == store.device
        if (
            isinstance(found, FormSubmission)
            and is_own
            and (found.form_id, found.staff) == (form_id, staff)
        ):
            newest = found
    return {} if newest is None else {p: str(v) for p, v in newest.answers.items() if v is not None}
