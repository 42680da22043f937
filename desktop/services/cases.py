"""Cases: the list, one case with its people, single fields, notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id
from desktop.domain.kinds import FieldType
from desktop.domain.kinds import kind as kind_of
from desktop.domain.records import Case, Person, Visit
from desktop.domain.retention import is_held
from desktop.i18n.bidi import strip_controls
from desktop.services import labels
from desktop.services.conflicts import ConflictService
from desktop.services.drafts import DraftService
from desktop.services.fields import field_views
from desktop.services.form_mapping import local_day
from desktop.services.people import StaffDirectory
from desktop.services.saving import Unit, save_edits
from desktop.services.timeline import Timeline
from desktop.services.views import (
    CaseRow,
    CaseView,
    FieldView,
    Me,
    PersonView,
    Saved,
    TimelineEntry,
)
from desktop.storage.store import Reader, Store

_CASE_UNITS = ("phase", "next_step", "urgent", "module")
_PERSON_UNITS = (
    *("phone", "phone_note", "email", "home", "birth"),
    *("first_language", "languages", "interpreter_wish"),
)


class FoundCases(NamedTuple):
    """``is_cut``: more was found than these rows stand for."""

    rows: tuple[CaseRow, ...]
    is_cut: bool


class CaseService:
    """Reads are short and keyed; writes go through the store's one writer."""

    def __init__(
        self,
        store: Store,
        me: Me,
        directory: StaffDirectory,
        conflicts: ConflictService,
        drafts: DraftService,
        timeline: Timeline,
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._me = me
        self._directory = directory
        self._conflicts = conflicts
        self._drafts = drafts
        self._timeline = timeline
        self._now = now

    def list(self, text: str = "", limit: int = 200) -> tuple[CaseRow, ...]:
        """Cases by name, or those that *text* finds, see ``search``."""
        if text.strip():
            return self.search(text, limit).rows
        reader = self._store.read()
        rows = [self._row(reader, case) for case in reader.find("case", limit=limit)]
        return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.number)))

    def search(self, text: str, limit: int = 200) -> FoundCases:
        """Cases of the best *limit* records that *text* finds, best first, newest of equally
        good ones, with the reason why."""
        reader = self._store.read()
        rows_by_case: dict[RecordId, CaseRow] = {}
        found = reader.search_more(text, limit)
        for hit in found.hits:
            case = reader.get("case", hit.case) if hit.case else None
            if isinstance(case, Case) and case.id not in rows_by_case:
                rows_by_case[case.id] = self._row(reader, case, match=hit.snippet)
        return FoundCases(tuple(rows_by_case.values()), found.is_cut)

    def view(self, case_id: RecordId) -> CaseView:
        """Header and overview of one case. Raises KnownError(RECORD_GONE)."""
        reader = self._store.read()
        case = reader.get("case", case_id)
        if not isinstance(case, Case):
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        persons = [p for p in reader.find("person", where={"case": case_id})]
        persons.sort(key=lambda person: (person.id != case.main_person, person.birth_date or ""))
        main = persons[0] if persons else None
        held = is_held(case, date.fromisoformat(local_day(self._now())))
        return CaseView(
            case=case.id,
            number=case.number,
            name=labels.full_name(main),
            call_name=labels.call_name(main),
            birth_date=main.birth_date if main else None,
            birth_precision=main.birth_precision if main else "",
            languages=labels.spoken(main),
            place=labels.place(reader, main),
            phase=case.phase,
            next_step=strip_controls(case.next_step),
            urgent=case.urgent,
            staff_name=self._directory.name(reader, case.staff),
            fields=field_views(reader, "case", case.id, _CASE_UNITS),
            persons=tuple(_person_view(reader, person) for person in persons),
            conflicts=self._conflicts.of_case(case_id),
            drafts=self._drafts.of_case(case_id),
            closed_on=case.closed_on,
            hold_reason=strip_controls(case.hold_reason) if held else "",
            hold_until=case.hold_until if held else None,
        )

    def timeline(self, case: RecordId, language: str = "de") -> tuple[TimelineEntry, ...]:
        """*Verlauf*, newest first; form texts in *language* (codes stay message ids)."""
        return self._timeline.of_case(case, language)

    def save_field(self, field: FieldView, value: Value) -> Saved:
        """Write one field; what the editor had shown is named as replaced.

        Raises KnownError(INVALID_VALUE) for a value of the wrong kind; then nothing is saved.
        """
        record = self._store.read().get(field.kind, field.record)
        if record is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind=field.kind)
        clean = _clean(field, value)
        edit = RecordEdit(
            record.stream, field.kind, field.record, {field.unit: clean}, {field.unit: field.base}
        )
        watched = Unit(field.kind, field.record, field.unit)
        return save_edits(self._store, [edit], None, watched=watched)

    def undo_field(self, before: FieldView, saved: Saved) -> Saved:
        """Put the value of *before* back, as it was shown when *saved* replaced it.

        Raises KnownError(CHANGED_MEANWHILE) when somebody changed the field since then: their
        value stays, and so does a conflict. Nothing is written in that case.
        """
        record = self._store.read().get(before.kind, before.record)
        if record is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind=before.kind)
        edit = RecordEdit(
            record.stream,
            before.kind,
            before.record,
            {before.unit: before.value},
            {before.unit: saved.heads},
        )
        watched = Unit(before.kind, before.record, before.unit)
        return save_edits(self._store, [edit], None, watched=watched, expected=saved.heads)

    def add_note(self, case: RecordId, kind: str, language: str, text: str) -> Saved:
        """Add a note to the journal. Raises KnownError(INVALID_VALUE) for an empty text."""
        record = self._store.read().get("case", case)
        if record is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        if not text.strip():
            raise KnownError(ErrorCode.INVALID_VALUE, field="text")
        values: dict[str, Value] = {
            "case": case,
            "kind": kind,
            "language": language,
            "written_at": self._now(),
            "staff": self._me.staff,
            "text": text.strip(),
        }
        edit = RecordEdit(record.stream, "note", new_record_id(self._now()), values)
        return save_edits(self._store, [edit], None)

    def _row(self, reader: Reader, case: Case, match: str = "") -> CaseRow:
        person = reader.get("person", case.main_person) if case.main_person else None
        main = person if isinstance(person, Person) else None
        visits = reader.find("visit", where={"case": case.id})
        return CaseRow(
            case=case.id,
            number=case.number,
            name=labels.full_name(main),
            call_name=labels.call_name(main),
            languages=labels.spoken(main),
            place=labels.place(reader, main),
            phase=case.phase,
            last_visit_at=last_visit_at(visits),
            urgent=case.urgent,
            match=match,
        )


def last_visit_at(visits: list[Any]) -> int | None:
    """When the people of a case were last sought out, or None."""
    times = [v.arrived_at for v in visits if isinstance(v, Visit) and v.arrived_at is not None]
    return max(times, default=None)


def _person_view(reader: Reader, person: Person) -> PersonView:
    return PersonView(
        person=person.id,
        name=labels.full_name(person),
        call_name=labels.call_name(person),
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        languages=labels.spoken(person),
        fields=field_views(reader, "person", person.id, _PERSON_UNITS),
    )


def _clean(field: FieldView, value: Value) -> Value:
    spec = kind_of(field.kind).members(field.unit)[0]
    wanted: type = str
    if spec.group:
        wanted = dict
    elif spec.type is FieldType.CODES:
        wanted = list
        value = sorted(value) if isinstance(value, (list, tuple, set)) else value  # type: ignore[type-var]
    elif spec.type in (FieldType.INTEGER, FieldType.INSTANT):
        wanted = int
    if value is not None and not isinstance(value, wanted):
        raise KnownError(ErrorCode.INVALID_VALUE, field=field.unit)
    return value.strip() if isinstance(value, str) else value
