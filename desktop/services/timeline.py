"""*Verlauf*: the visits, forms and notes of a case as one reading column."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.documents.export.records import generic
from desktop.documents.export.sealing import sealed_paths
from desktop.domain import code_lists
from desktop.domain.attachment import Attached, Attachment, attached_of
from desktop.domain.erasure import erasure_number
from desktop.domain.errors import KnownError
from desktop.domain.ids import DeviceId, RecordId
from desktop.domain.records import FormSubmission, Interpretation, Note, Visit
from desktop.domain.wording import N_
from desktop.forms.definition import FormDefinition
from desktop.forms.session import FormSession
from desktop.i18n.bidi import strip_controls
from desktop.services.companions import of_submission
from desktop.services.form_evidence import (
    interpreted_views,
    presented_views,
    session_of,
    signed_views,
)
from desktop.services.form_reading import read_submission
from desktop.services.form_service import FormService
from desktop.services.people import StaffDirectory
from desktop.services.views import Delivery, SignedView, TimelineEntry, TimelinePart
from desktop.storage.store import Reader, Store

_NOTE_LABELS = {
    "fact": N_("Gesehen und gehört"),
    "said": N_("Sagt Klient:in"),
    "assessment": N_("Fachliche Einschätzung"),
    "conflict": N_("Beide Fassungen"),
}


_ERASED = {"person": N_("Eine Person gelöscht"), "entry": N_("Ein Dokument gelöscht")}


class Timeline:
    """Reads only; built anew at each call, since a case has tens of entries, not thousands."""

    def __init__(self, store: Store, forms: FormService, directory: StaffDirectory) -> None:
        self._store = store
        self._forms = forms
        self._directory = directory

    def of_case(self, case: RecordId, language: str) -> tuple[TimelineEntry, ...]:
        """Entries newest first; addenda stand under the note they amend."""
        reader = self._store.read()
        visits = [v for v in reader.find("visit", where={"case": case}) if isinstance(v, Visit)]
        forms = reader.find("form_submission", where={"case": case})
        notes = [n for n in reader.find("note", where={"case": case}) if isinstance(n, Note)]
        submissions = [s for s in forms if isinstance(s, FormSubmission)]
        interpreters = reader.find("interpretation", where={"case": case})
        talks = [i for i in interpreters if isinstance(i, Interpretation)]
        ids = [v.id for v in visits] + [s.id for s in submissions] + [n.id for n in notes]
        delivery = reader.delivery(ids)
        by_visit: dict[RecordId | None, list[FormSubmission]] = {}
        for submission in submissions:
            by_visit.setdefault(submission.visit, []).append(submission)
        entries = [
            self._visit(reader, visit, by_visit.get(visit.id, []), language, delivery)
            for visit in visits
            if visit.state != "planned"
        ]
        entries += [
            self._form(reader, submission, language, delivery)
            for submission in by_visit.get(None, [])
        ]
        files = reader.find("attachment", where={"case": case})
        entries = [_with_files(_with_interpreters(entry, talks), files) for entry in entries]
        entries += self._files(reader, files)
        entries += self._notes(reader, notes, delivery)
        entries += self._erasures(reader, case)
        return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))

    def _visit(
        self,
        reader: Reader,
        visit: Visit,
        submissions: Sequence[FormSubmission],
        language: str,
        delivery: Mapping[RecordId, tuple[str, frozenset[DeviceId]]],
    ) -> TimelineEntry:
        parts: list[TimelinePart] = []
        for submission in submissions:
            parts += self._parts(submission, language)
        state, seen = _delivery(delivery, visit.id, *(s.id for s in submissions))
        return TimelineEntry(
            kind="visit",
            record=visit.id,
            at=visit.arrived_at or visit.planned_at or 0,
            title=N_("Besuch"),
            author=self._directory.name(reader, visit.staff),
            place="",
            language=visit.language,
            parts=tuple(parts),
            delivery=state,
            seen_by=seen,
            signatures=tuple(one for s in submissions for one in self._signed(s, language)),
            presented=tuple(one for s in submissions for one in presented_views(of_submission(s))),
        )

    def _form(
        self,
        reader: Reader,
        submission: FormSubmission,
        language: str,
        delivery: Mapping[RecordId, tuple[str, frozenset[DeviceId]]],
    ) -> TimelineEntry:
        state, seen = _delivery(delivery, submission.id)
        return TimelineEntry(
            kind="form_submission",
            record=submission.id,
            at=submission.finished_at or 0,
            title=self._forms.title(submission.form_id),
            author=self._directory.name(reader, submission.staff),
            place="",
            language=submission.client_language,
            parts=tuple(self._parts(submission, language)),
            delivery=state,
            seen_by=seen,
            signatures=self._signed(submission, language),
            presented=presented_views(of_submission(submission)),
        )

    def _notes(
        self,
        reader: Reader,
        notes: Sequence[Note],
        delivery: Mapping[RecordId, tuple[str, frozenset[DeviceId]]],
    ) -> list[TimelineEntry]:
        def entry(note: Note) -> TimelineEntry:
            state, seen = _delivery(delivery, note.id)
            label = _NOTE_LABELS.get(note.kind, note.kind)
            addenda = [entry(other) for other in notes if other.amends == note.id]
            return TimelineEntry(
                kind="note",
                record=note.id,
                at=note.written_at or 0,
                title=N_("Notiz"),
                author=self._directory.name(reader, note.staff),
                place="",
                language=note.language,
                parts=(
                    TimelinePart(
                        label, strip_controls(note.text), is_note=True, note_kind=note.kind
                    ),
                ),
                delivery=state,
                seen_by=seen,
                addenda=tuple(sorted(addenda, key=lambda one: one.at)),
            )

        known = {note.id for note in notes}
        return [entry(note) for note in notes if note.amends not in known]

    def _files(self, reader: Reader, files: Sequence[Attachment]) -> list[TimelineEntry]:
        """Documents that came with no form."""
        alone = [file for file in files if file.submission is None]
        delivery = reader.delivery([file.id for file in alone])
        entries: list[TimelineEntry] = []
        for file in alone:
            state, seen = _delivery(delivery, file.id)
            entry = TimelineEntry(
                kind="attachment",
                record=file.id,
                at=file.added_at or 0,
                title=N_("Dokument"),
                author=self._directory.name(reader, file.staff),
                place="",
                language="",
                parts=(),
                delivery=state,
                seen_by=seen,
                attachments=_numbered([file]),
            )
            entries.append(entry)
        return entries

    def _erasures(self, reader: Reader, case: RecordId) -> list[TimelineEntry]:
        """That something was erased, by which number and on which ground: not what it was."""
        erasures = reader.find("erasure", where={"case": case})
        delivery = reader.delivery([one.id for one in erasures])
        entries: list[TimelineEntry] = []
        for one in erasures:
            state, seen = _delivery(delivery, one.id)
            ground = code_lists.label("erasure_ground", one.ground)
            text = " · ".join(part for part in (erasure_number(one.id), one.reason) if part)
            entry = TimelineEntry(
                kind="erasure",
                record=one.id,
                at=one.erased_at or 0,
                title=_ERASED.get(one.what, N_("Löschung")),
                author=self._directory.name(reader, one.staff),
                place="",
                language="",
                parts=(TimelinePart(ground, strip_controls(text)),),
                delivery=state,
                seen_by=seen,
            )
            entries.append(entry)
        return entries

    def _parts(self, submission: FormSubmission, language: str) -> list[TimelinePart]:
        definition = self._definition(submission)
        if definition is None:
            answers = [str(value) for value in submission.answers.values() if value]
            return [TimelinePart("", text, is_note=True) for text in answers]
        session = session_of(submission, definition, submission.finished_at or 0)
        beside = of_submission(submission)
        parts = read_submission(session, language, beside.originals, beside.declined)
        if not session.unplaced:
            return parts
        return _with_unplaced(parts, session, self._every_version(submission.form_id))

    def _signed(self, submission: FormSubmission, language: str) -> tuple[SignedView, ...]:
        definition = self._definition(submission) if submission.signatures else None
        return () if definition is None else signed_views(submission, definition, language)

    def _every_version(self, form_id: str) -> list[FormDefinition]:
        found: list[FormDefinition] = []
        for one in self._forms.versions(form_id):
            with contextlib.suppress(KnownError):
                found.append(self._forms.open(form_id, one.version))
        return found

    def _definition(self, submission: FormSubmission) -> FormDefinition | None:
        try:
            return self._forms.open(submission.form_id, submission.form_version)
        except KnownError:
            return None


def _with_interpreters(entry: TimelineEntry, talks: Sequence[Interpretation]) -> TimelineEntry:
    mine = [talk for talk in talks if entry.record in (talk.visit, talk.submission)]
    return replace(entry, interpreted=interpreted_views(mine)) if mine else entry


def _with_files(entry: TimelineEntry, files: Sequence[Attachment]) -> TimelineEntry:
    mine = [f for f in files if f.submission and entry.record in (f.visit, f.submission)]
    return replace(entry, attachments=_numbered(mine)) if mine else entry


def _numbered(files: Sequence[Attachment]) -> tuple[tuple[int, Attached], ...]:
    found = ((file.number or 1, attached_of(file)) for file in files)
    return tuple((number, one) for number, one in found if one is not None)


def _with_unplaced(
    parts: Sequence[TimelinePart], session: FormSession, versions: Sequence[FormDefinition]
) -> list[TimelinePart]:
    """*parts* and the answers that this version of the form has no question for, by their name.

    What any of *versions* seals joins what is unfolded; so does a question that none of them has,
    since nobody here knows whether it was sealed.
    """
    sealed = sealed_paths(versions)
    free = {path for one in versions for path in one.by_path} - sealed
    shown: list[TimelinePart] = []
    folded: list[TimelinePart] = []
    for path, text in session.unplaced.items():
        if not path.endswith("]"):
            question = generic(path).partition(" ")[0]
            words = f"{question.rpartition('/')[2]}: {strip_controls(text)}"
            part = TimelinePart(N_("Aus einer anderen Fassung"), words, is_note=True)
            (shown if question in free else folded).append(part)
    if not folded:
        return [*parts, *shown]
    before = [part for part in parts if part.sealed]
    count = sum(int(part.text) for part in before) + len(folded)
    inside = (*(one for part in before for one in part.sealed), *folded)
    rest = [part for part in parts if not part.sealed]
    return [*rest, *shown, TimelinePart("", str(count), sealed=inside)]


def _delivery(
    delivery: Mapping[RecordId, tuple[str, frozenset[DeviceId]]], *records: RecordId
) -> tuple[Delivery, int]:
    """The weakest state of several records that are shown as one entry."""
    states = [delivery[record] for record in records if record in delivery]
    if not states or any(state == "here" for state, _ in states):
        return Delivery.HERE, 0
    seen = frozenset.intersection(*(devices for _, devices in states))
    return (Delivery.SEEN if seen else Delivery.SERVER), len(seen)
