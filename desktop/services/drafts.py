"""Drafts: forms begun on this device; they never leave it and survive every crash."""

from __future__ import annotations

from desktop.domain.ids import RecordId
from desktop.domain.records import Case, Person
from desktop.services import labels
from desktop.services.form_service import FormService
from desktop.services.raw_texts import answers_alone
from desktop.services.views import DraftRow
from desktop.storage.drafts import Draft
from desktop.storage.store import Reader, Store


class DraftService:
    """Lists drafts; keeping and finishing them is the visit service's work."""

    def __init__(self, store: Store, forms: FormService) -> None:
        self._store = store
        self._forms = forms

    def all(self) -> tuple[DraftRow, ...]:
        """Every draft of this device, newest first."""
        reader = self._store.read()
        rows = [self._row(reader, draft) for draft in reader.drafts()]
        return tuple(sorted(rows, key=lambda row: row.saved_at, reverse=True))

    def of_case(self, case: RecordId) -> tuple[DraftRow, ...]:
        """The drafts of one case."""
        return tuple(row for row in self.all() if row.case == case)

    def discard(self, draft: RecordId) -> Draft | None:
        """Throw a draft away and return it, so that ``restore`` can undo that."""
        found = self._store.read().draft(draft)
        self._store.write(lambda writer: writer.delete_draft(draft)).result()
        return found

    def restore(self, draft: Draft) -> None:
        """Undo ``discard``."""
        self._store.write(lambda writer: writer.save_draft(draft)).result()

    def _row(self, reader: Reader, draft: Draft) -> DraftRow:
        case = reader.get("case", draft.case) if draft.case else None
        person = None
        if isinstance(case, Case) and case.main_person:
            found = reader.get("person", case.main_person)
            person = found if isinstance(found, Person) else None
        return DraftRow(
            draft=draft.id,
            case=draft.case,
            form_id=draft.form_id,
            form_title=self._forms.title(draft.form_id),
            name=labels.full_name(person),
            place=labels.place(reader, person),
            saved_at=draft.saved_at,
            answered=len(answers_alone(draft.answers)),
        )
