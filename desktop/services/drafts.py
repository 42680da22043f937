"""Drafts: forms begun on this device; they never leave it and survive every crash."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId
from desktop.domain.records import Case, Person
from desktop.services import labels
from desktop.services.form_service import FormService
from desktop.services.form_versions import (
    Unplaced,
    forget_unplaced,
    keep_unplaced,
    unplaced_of,
)
from desktop.services.raw_texts import answers_alone
from desktop.services.views import DraftRow
from desktop.storage.drafts import Draft
from desktop.storage.store import Reader, Store, Writer


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that was thrown away, with its answers that had no place in the form any more."""

    draft: Draft
    unplaced: tuple[Unplaced, ...]


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

    def discard(self, draft: RecordId) -> Discarded | None:
        """Throw a draft away with what a newer form had no place for, and return both, so that
        ``restore`` can undo that."""
        reader = self._store.read()
        found, unplaced = reader.draft(draft), unplaced_of(reader, draft)

        def work(writer: Writer) -> None:
            writer.delete_draft(draft)
            forget_unplaced(writer, draft)

        self._store.write(work).result()
        return None if found is None else Discarded(found, unplaced)

    def restore(self, discarded: Discarded) -> None:
        """Undo ``discard``."""

        def work(writer: Writer) -> None:
            writer.save_draft(discarded.draft)
            keep_unplaced(writer, discarded.draft.id, discarded.unplaced)

        self._store.write(work).result()

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
