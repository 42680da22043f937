"""Conflicts: values that stand side by side until a person decides (protocol section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, new_record_id
from desktop.domain.kinds import Kind
from desktop.domain.kinds import kind as kind_of
from desktop.domain.records import Case, FormSubmission, Note, Person, Visit
from desktop.i18n.languages import SOURCE_LANGUAGE
from desktop.services import labels
from desktop.services.form_wording import question_of
from desktop.services.saving import Unit, save_edits
from desktop.services.views import ConflictCard, ConflictVersion, Me, Saved
from desktop.storage.store import ConflictRow, Reader, Store

if TYPE_CHECKING:
    from desktop.services.form_service import FormService


class People(Protocol):
    """Who stands behind a device."""

    def author(self, reader: Reader, device: DeviceId) -> str:
        """Return the name of the person, or an empty text when not known here."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the person chose: keep one version, or another value; both kept as a note too."""

    keep: OpId | None = None
    other: Value = None
    both_as_note: bool = False


class ConflictService:
    """Shows and resolves conflicts; every resolution is an ordinary ``set`` naming all heads."""

    def __init__(
        self,
        store: Store,
        me: Me,
        people: People,
        now: Callable[[], int],
        forms: FormService | None = None,
    ) -> None:
        self._store = store
        self._forms = forms
        self._me = me
        self._people = people
        self._now = now

    def all(self) -> tuple[ConflictCard, ...]:
        """Every open conflict, newest first."""
        reader = self._store.read()
        cards = [self._card(reader, row) for row in reader.conflicts()]
        return tuple(sorted(cards, key=lambda card: card.versions[0].at, reverse=True))

    def of_case(self, case: RecordId) -> tuple[ConflictCard, ...]:
        """The open conflicts of one case."""
        return tuple(card for card in self.all() if card.case == case)

    def resolve(self, card: ConflictCard, choice: Resolution) -> Saved:
        """Write the chosen value over all versions that the card showed.

        A version that arrived since then stays a conflict. Raises KnownError(RECORD_GONE)
        when *choice.keep* is none of the card's versions.
        """
        value = choice.other
        if choice.keep is not None:
            kept = [v.value for v in card.versions if v.op == choice.keep]
            if not kept:
                raise KnownError(ErrorCode.RECORD_GONE, kind=card.kind)
            value = kept[0]
        reader = self._store.read()
        record = reader.get(card.kind, card.record)
        if record is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind=card.kind)
        base = tuple(version.op for version in card.versions)
        edits = [
            RecordEdit(record.stream, card.kind, card.record, {card.unit: value}, {card.unit: base})
        ]
        if choice.both_as_note and card.case is not None:
            edits.append(self._note(card, record.stream))
        watched = Unit(card.kind, card.record, card.unit)
        return save_edits(self._store, edits, self, watched=watched)

    def undo(self, card: ConflictCard, saved: Saved) -> Saved:
        """Put the versions of *card* side by side again, as they stood before *saved*.

        Raises KnownError(CHANGED_MEANWHILE) when somebody changed the field since then.
        """
        reader = self._store.read()
        record = reader.get(card.kind, card.record)
        if record is None or not saved.records:
            raise KnownError(ErrorCode.RECORD_GONE, kind=card.kind)
        edits = [
            RecordEdit(
                record.stream,
                card.kind,
                card.record,
                {card.unit: version.value},
                {card.unit: saved.heads},
            )
            for version in card.versions
        ]
        watched = Unit(card.kind, card.record, card.unit)
        return save_edits(self._store, edits, self, watched=watched, expected=saved.heads)

    def _note(self, card: ConflictCard, stream: Any) -> RecordEdit:
        lines = [f"{version.shown} ({version.author})" for version in card.versions]
        values: Mapping[str, Value] = {
            "case": card.case,
            "kind": "conflict",
            "language": "de",
            "written_at": self._now(),
            "staff": self._me.staff,
            "text": "\n".join(lines),
        }
        return RecordEdit(stream, "note", new_record_id(self._now()), dict(values))

    def _card(self, reader: Reader, row: ConflictRow) -> ConflictCard:
        kind = kind_of(row.kind)
        record = reader.get(row.kind, row.record)
        case = row.record if row.kind == "case" else getattr(record, "case", None)
        versions = [
            ConflictVersion(
                op=head.op,
                value=head.value,
                shown=labels.shown_value(reader, kind, row.unit, head.value),
                is_mine=head.op.device == self._store.device,
                author=self._people.author(reader, head.op.device),
                at=head.stamp.ms,
                device=head.op.device,
            )
            for head in row.heads
        ]
        versions.sort(key=lambda version: (version.at, version.op), reverse=True)
        return ConflictCard(
            kind=row.kind,
            record=row.record,
            unit=row.unit,
            case=case,
            case_name=_name_of(reader, record, case),
            label=self._label(record, kind, row.unit),
            versions=tuple(versions),
            happened_at=_happened_at(record),
        )

    def _label(self, record: object, kind: Kind, unit: str) -> str:
        """The label of a field; for an answer that of its question."""
        _, is_entry, path = unit.partition("/")
        if isinstance(record, FormSubmission) and is_entry and self._forms is not None:
            return question_of(self._forms, record, path, SOURCE_LANGUAGE)
        return labels.unit_label(kind, unit)


def _happened_at(record: object) -> int | None:
    """What tells one visit of a case from another; None for the people and the case itself."""
    if isinstance(record, Visit):
        return record.arrived_at or record.planned_at
    if isinstance(record, FormSubmission):
        return record.finished_at
    return record.written_at if isinstance(record, Note) else None


def _name_of(reader: Reader, record: object, case: RecordId | None) -> str:
    if isinstance(record, Person):
        return labels.full_name(record)
    found = reader.get("case", case) if case else None
    if isinstance(found, Case) and found.main_person:
        person = reader.get("person", found.main_person)
        if isinstance(person, Person):
            return labels.full_name(person)
    return "" if not isinstance(record, FormSubmission) else record.form_id
