"""Visits and intakes: a form is begun, kept as a draft from the first keystroke, finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Companions
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, RecordId, new_record_id
from desktop.domain.kinds import Scope
from desktop.domain.records import Case, Person, Visit
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.i18n.languages import worker_languages
from desktop.services import form_mapping, labels
from desktop.services.form_mapping import Mapped
from desktop.services.form_reading import questions
from desktop.services.form_records import INTAKE, FormRecords
from desktop.services.form_service import FormService
from desktop.services.form_versions import forget_unplaced, unplaced_of, with_unplaced
from desktop.services.interpreting import interpreter_questions
from desktop.services.known_facts import consents, fill_in_known, watch_partner
from desktop.services.last_saved import last_saved
from desktop.services.open_form import FormSnapshot, OpenForm, snapshot
from desktop.services.raw_texts import answers_alone, raw_texts
from desktop.services.saving import save_edits
from desktop.services.views import Me, Saved
from desktop.storage.drafts import Draft
from desktop.storage.store import Reader, Store, Writer

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition

__all__ = ["INTAKE", "VISIT", "FormSnapshot", "OpenForm", "VisitService", "snapshot"]

VISIT = "f2_visit"
_NAMES = frozenset({"person.family_name", "person.given_names", "person.call_name"})


class VisitService:
    """The worker's main job. All methods block shortly; call them off the GUI thread."""

    def __init__(
        self, store: Store, me: Me, forms: FormService, circle: str, now: Callable[[], int]
    ) -> None:
        self._store = store
        self._me = me
        self._forms = forms
        self._circle = circle
        self._now = now

    def begin(
        self,
        form_id: str,
        case: RecordId | None,
        visit: RecordId | None,
        worker_language: str,
        client_language: str,
        prefill: Mapping[str, str] = MappingProxyType({}),
    ) -> OpenForm:
        """Open a fresh form; nothing is stored until the first answer.

        A planned visit that was begun on this device before goes on with its draft. *prefill*
        answers questions by their name or ``bind::fm:maps_to``, where they are still open.
        """
        begun = self._begun(form_id, visit)
        if begun is not None:
            resumed = self.resume(begun)
            _prefill(resumed.session, prefill)
            return resumed
        definition = self._forms.open(form_id)
        self._forms.keep(form_id, definition.version)
        session = self._session(definition, None)
        _prefill(session, {"visit.arrived_at": form_mapping.date_time(self._now()), **prefill})
        draft = new_record_id(self._now())
        languages = (worker_language, client_language)
        opened = self._open(definition, session, draft, case, visit, languages)
        asked = interpreter_questions(questions(session.body())).language
        if asked and opened.client_language in session.choices(asked):
            _prefill(session, {asked.rpartition("/")[2]: opened.client_language})
        fill_in_known(session, self._store.read(), self._me, case, opened.client_language)
        self._watch(session, case)
        return opened

    def _watch(self, session: FormSession, case: RecordId | None) -> None:
        today = form_mapping.local_day(self._now())
        watch_partner(session, consents(self._store.read(), case, today))

    def _begun(self, form_id: str, visit: RecordId | None) -> RecordId | None:
        drafts = self._store.read().drafts() if visit else []
        same = (d.id for d in drafts if (d.form_id, d.visit) == (form_id, visit))
        return next(same, None)

    def resume(self, draft_id: RecordId) -> OpenForm:
        """Open a draft where it was left, in the same form version."""
        draft = self._store.read().draft(draft_id)
        if draft is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind="draft")
        definition = self._forms.open(draft.form_id, draft.form_version)
        session = self._session(definition, answers_alone(draft.answers))
        languages = (draft.worker_language, draft.client_language)
        opened = self._open(definition, session, draft.id, draft.case, draft.visit, languages)
        self._watch(session, draft.case)
        return replace(
            opened,
            bases=dict(draft.bases),
            position=draft.position,
            raw=raw_texts(session, draft.answers),
            companions=Companions.from_plain(draft.companions),
        )

    def keep_draft(self, form: FormSnapshot) -> int:
        """Keep the answers on this device; returns when (UTC milliseconds)."""
        now = self._now()
        draft = Draft(
            id=form.draft,
            case=form.case,
            visit=form.visit,
            form_id=form.form_id,
            form_version=form.form_version,
            worker_language=form.worker_language,
            client_language=form.client_language,
            answers={**form.typed, **form.raw},
            bases=dict(form.bases),
            position=form.position,
            saved_at=now,
            companions=form.companions.to_plain(),
        )
        self._store.write(lambda writer: writer.save_draft(draft)).result()
        return now

    def finish(self, form: FormSnapshot) -> Saved:
        """Store the form durably and drop its draft, in one transaction.

        A form that is about a visit makes or completes one; one without a case that asks for a
        name makes a case; any other form stands in the case by itself. Questions marked
        ``bind::fm:maps_to`` fill fields of these records.

        Raises KnownError(FORM_INCOMPLETE, open=n) while required answers are missing or a
        constraint is broken; the draft stays.
        """
        if form.open_questions:
            raise KnownError(ErrorCode.FORM_INCOMPLETE, open=form.open_questions)
        reader = self._store.read()
        unplaced = unplaced_of(reader, form.draft)
        definition = self._forms.open(form.form_id, form.form_version)
        is_new = form.case is None and _opens_case(definition)
        records = FormRecords(reader, self._me, self._store.device, self._now())
        whole = replace(form, answers=with_unplaced(form.answers, unplaced))
        edits = records.edits(whole, self._mapped(form, definition), is_new=is_new)
        stream = edits[0].stream

        def also(writer: Writer) -> None:
            if is_new:
                writer.put_stream(stream, self._circle, Scope.CASE.value)
            writer.delete_draft(form.draft)
            forget_unplaced(writer, form.draft)

        return save_edits(self._store, edits, None, also)

    def _mapped(self, form: FormSnapshot, definition: FormDefinition) -> Mapped:
        if not form_mapping.targets_of(definition):
            return ()
        session = self._session(definition, form.answers)
        return form_mapping.mapped_answers(session, form.answers, form.worker_language)

    def mark(self, visit_id: RecordId, outcome: str) -> Saved:
        """Record how a planned visit ended without a form; an empty *outcome* takes that back.

        Raises KnownError(RECORD_GONE).
        """
        view = self._store.read().edit_view("visit", visit_id)
        if view is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind="visit")
        values: dict[str, Value] = {
            "outcome": outcome,
            "state": "recorded" if outcome else "planned",
        }
        bases = {unit: tuple(view.bases.get(unit, ())) for unit in values}
        edit = RecordEdit(view.record.stream, "visit", visit_id, values, bases)
        return save_edits(self._store, [edit], None)

    def _session(
        self, definition: FormDefinition, answers: Mapping[str, str] | None
    ) -> FormSession:
        saved: Mapping[str, str] | None = None
        if definition.wants_last_saved:
            saved = last_saved(self._store, definition.form_id, self._me.staff)
        return FormSession(
            definition, environment=self._environment(), answers=answers, last_saved=saved
        )

    def _environment(self) -> Environment:
        return Environment(
            time_zone=form_mapping.BERLIN,
            now=lambda: datetime.fromtimestamp(self._now() / 1000, form_mapping.BERLIN),
            username=self._me.initials,
            deviceid=self._store.device,
        )

    def _open(
        self,
        definition: FormDefinition,
        session: FormSession,
        draft: RecordId,
        case_id: RecordId | None,
        visit: RecordId | None,
        languages: tuple[str, str],
    ) -> OpenForm:
        reader = self._store.read()
        case = reader.get("case", case_id) if case_id else None
        main = case.main_person if isinstance(case, Case) else None
        found = reader.get("person", main) if main else None
        person = found if isinstance(found, Person) else None
        worker = _spoken_by_worker(languages[0], definition.languages)
        client = languages[1] or _first_known(person, definition.languages, worker)
        planned = reader.get("visit", visit) if visit else None
        return OpenForm(
            draft=draft,
            case=case_id,
            visit=planned.id if isinstance(planned, Visit) else visit,
            session=session,
            form_id=definition.form_id,
            form_version=definition.version,
            title=definition.title,
            worker_language=worker,
            client_language=client,
            unreviewed=self._forms.drafts(definition.form_id, definition.version),
            name=labels.call_name(person),
            place=labels.place(reader, person),
            bases=_captured(reader, case_id, visit),
        )


def _opens_case(definition: FormDefinition) -> bool:
    """Whether a form that is begun without a case makes one: it asks for somebody's name."""
    return not form_mapping.targets_of(definition).isdisjoint(_NAMES)


def _spoken_by_worker(wanted: str, languages: tuple[str, ...]) -> str:
    """*wanted*, or a language of casework that the form has instead."""
    if wanted in languages:
        return wanted
    known = (one.code for one in worker_languages())
    return next((code for code in known if code in languages), wanted)


def _first_known(person: Person | None, languages: tuple[str, ...], worker: str) -> str:
    """What the person speaks, if the form has it; else Arabic, else any other than *worker*."""
    spoken = labels.spoken(person)
    others = [code for code in languages if code not in ("de", worker)]
    known = next((code for code in spoken if code in others), None)
    if known is not None or "ar" in others or not languages:
        return known or "ar"
    return next(iter((*others, *languages)))


def _prefill(session: FormSession, values: Mapping[str, str]) -> None:
    """Answer questions by name or mark, where they exist and are still empty."""
    for ref in questions(session.body()):
        target = session.marks(ref).get(form_mapping.MAPS_TO, "")
        value = values.get(ref.rpartition("/")[2]) or values.get(target)
        if value and not session.state(ref).value:
            session.answer(ref, value)


def _captured(
    reader: Reader, case: RecordId | None, visit: RecordId | None
) -> dict[str, tuple[OpId, ...]]:
    bases: dict[str, tuple[OpId, ...]] = {}
    for kind, record in (("case", case), ("visit", visit)):
        view = reader.edit_view(kind, record) if record else None
        if view is not None:
            bases |= {f"{kind}/{unit}": tuple(ops) for unit, ops in view.bases.items()}
    return bases
