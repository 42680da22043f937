"""Finished forms in the store, one by one, as exports see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.documents.export.submission import Submission, instance_id
from desktop.domain.companions import Companions
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, RecordId
from desktop.domain.records import FormSubmission
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.services.export_spec import ExportSpec
from desktop.services.form_mapping import BERLIN, day_bounds
from desktop.services.people import StaffDirectory
from desktop.storage.store import Store

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition

Found = tuple[FormSubmission, Sequence[OpId]]


class FinishedForms:
    """Reads in the calling thread, holding one record at a time."""

    def __init__(self, store: Store, directory: StaffDirectory) -> None:
        self._store = store
        self._directory = directory

    def all(self) -> Iterator[FormSubmission]:
        """Every finished form."""
        for found, _ops in self._store.read().each("form_submission", "finished_at", None, None):
            if isinstance(found, FormSubmission):
                yield found

    def wanted(self, spec: ExportSpec, cancelled: Callable[[], bool]) -> Iterator[Found]:
        """Those *spec* asks for, the earliest first; KnownError CANCELLED between two of them."""
        low = day_bounds(spec.since)[0] if spec.since else None
        high = day_bounds(spec.until)[1] if spec.until else None
        for found, ops in self._store.read().each("form_submission", "finished_at", low, high):
            if cancelled():
                raise KnownError(ErrorCode.CANCELLED)
            if (
                isinstance(found, FormSubmission)
                and found.form_id == spec.form_id
                and spec.record in (None, found.id)
            ):
                yield found, ops

    def submission(self, found: Found) -> Submission:
        """As exports see it. One that was changed since has an id of its own for each change."""
        record, ops = found
        companions = Companions.from_plain(
            {
                "originals": record.originals,
                "signatures": record.signatures,
                "declined": record.declined,
            }
        )
        return Submission(
            instance=_instance(record.id, ops),
            previous=_instance(record.id, ops[:-1]) if len(ops) > 1 else "",
            edits=max(len(ops) - 1, 0),
            form_version=record.form_version,
            finished_at=record.finished_at or 0,
            answers=answers_of(record),
            originals=companions.originals,
            signatures=companions.signatures,
            declined=frozenset(companions.declined),
            device=ops[0].device if ops else "",
            author=(self._directory.staff_of(ops[0].device) or "") if ops else "",
        )


def answers_of(record: FormSubmission) -> dict[str, str]:
    """The answers as texts; emptied ones are left out."""
    return {path: str(value) for path, value in record.answers.items() if value not in (None, "")}


def session_of(record: FormSubmission, definition: FormDefinition) -> FormSession:
    """The form as it stood when it was finished, at that moment's clock."""
    finished = datetime.fromtimestamp((record.finished_at or 0) / 1000, BERLIN)
    environment = Environment(BERLIN, now=lambda: finished)
    return FormSession(definition, environment=environment, answers=answers_of(record))


def _instance(record: RecordId, ops: Sequence[OpId]) -> str:
    return instance_id(record, f"{ops[-1].device}/{ops[-1].n}" if len(ops) > 1 else "")
