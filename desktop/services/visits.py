"""Visits and intakes: a form is begun, kept as a draft from the first keystroke, finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.domain.case_number import case_number
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Companions
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.kinds import Scope
from desktop.domain.records import Case, Person, Visit
from desktop.forms.delta import ViolationKind
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.services import form_mapping, labels
from desktop.services.companions import kept_with, stored_path_of
from desktop.services.form_reading import questions
from desktop.services.form_service import FormService
from desktop.services.raw_texts import RawText, answers_alone, raw_answers, raw_texts
from desktop.services.saving import save_edits
from desktop.services.views import Me, Saved
from desktop.storage.drafts import Draft
from desktop.storage.store import Reader, Store, Writer

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition

INTAKE = "f1_intake"
VISIT = "f2_visit"
_FILES = frozenset({"image", "signature", "file", "audio", "video"})


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form being filled in; ``session`` lives in the GUI thread."""

    draft: RecordId
    case: RecordId | None
    visit: RecordId | None
    session: FormSession
    form_id: str
    form_version: str
    title: str
    worker_language: str
    client_language: str
    unreviewed: tuple[str, ...]
    name: str
    place: str
    bases: Mapping[str, tuple[OpId, ...]]
    """``kind/unit`` -> what the screen showed of the records this form will change."""
    position: str = ""
    raw: tuple[RawText, ...] = ()
    """What a draft kept that is no answer, to be shown again where it was typed."""
    companions: Companions = Companions()


@dataclass(frozen=True, slots=True)
class FormSnapshot:
    """Everything needed to keep or finish a form, taken in the GUI thread, safe to pass on.

    ``answers`` are the relevant ones, which a finished form keeps; ``typed`` also those that
    skip logic hides now, which a draft keeps so that they come back, and ``raw`` what was typed
    and is no answer.
    """

    draft: RecordId
    case: RecordId | None
    visit: RecordId | None
    form_id: str
    form_version: str
    worker_language: str
    client_language: str
    answers: Mapping[str, str]
    typed: Mapping[str, str]
    open_questions: int
    bases: Mapping[str, tuple[OpId, ...]] = field(default_factory=dict)
    position: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    companions: Companions = Companions()


def snapshot(
    form: OpenForm,
    worker_language: str,
    client_language: str,
    position: str = "",
    raw: Iterable[RawText] = (),
    companions: Companions | None = None,
) -> FormSnapshot:
    """Freeze the state of an open form; languages may have been switched since it was opened.

    Without *companions* those it was opened with stay.
    """
    kept = form.companions if companions is None else companions
    return FormSnapshot(
        draft=form.draft,
        case=form.case,
        visit=form.visit,
        form_id=form.form_id,
        form_version=form.form_version,
        worker_language=worker_language,
        client_language=client_language,
        answers=form.session.stored_answers(),
        typed=form.session.stored_answers(hidden=True),
        open_questions=_open_questions(form.session, kept),
        bases=form.bases,
        position=position,
        raw=raw_answers(form.session, raw),
        companions=kept,
    )


def _open_questions(session: FormSession, companions: Companions) -> int:
    """Violations a person can mend: not files, which cannot be added yet, nor what is declined."""
    declined = companions.declined
    return sum(
        1
        for found in session.violations(final=True)
        if session.state(found.ref).type not in _FILES
        and not (
            found.kind is ViolationKind.REQUIRED
            and declined
            and stored_path_of(session, found.ref) in declined
        )
    )


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
        answers questions by their name, where they are still open.
        """
        begun = self._begun(form_id, visit)
        if begun is not None:
            resumed = self.resume(begun)
            _prefill(resumed.session, prefill)
            return resumed
        definition = self._forms.open(form_id)
        session = FormSession(definition, environment=self._environment(), answers=None)
        _prefill(session, {"f2_arrived": form_mapping.date_time(self._now()), **prefill})
        draft = new_record_id(self._now())
        languages = (worker_language, client_language)
        return self._open(definition, session, draft, case, visit, languages)

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
        session = FormSession(
            definition, environment=self._environment(), answers=answers_alone(draft.answers)
        )
        languages = (draft.worker_language, draft.client_language)
        opened = self._open(definition, session, draft.id, draft.case, draft.visit, languages)
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
        """Store the visit or intake durably and drop its draft, in one transaction.

        Raises KnownError(FORM_INCOMPLETE, open=n) while required answers are missing or a
        constraint is broken; the draft stays.
        """
        if form.open_questions:
            raise KnownError(ErrorCode.FORM_INCOMPLETE, open=form.open_questions)
        reader = self._store.read()
        edits = self._intake(form) if form.form_id == INTAKE else self._visit(reader, form)
        stream = edits[0].stream
        is_new_stream = form.form_id == INTAKE and form.case is None

        def also(writer: Writer) -> None:
            if is_new_stream:
                writer.put_stream(stream, self._circle, Scope.CASE.value)
            writer.delete_draft(form.draft)

        return save_edits(self._store, edits, None, also)

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

    def _visit(self, reader: Reader, form: FormSnapshot) -> list[RecordEdit]:
        case = reader.get("case", form.case) if form.case else None
        if not isinstance(case, Case):
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        now = self._now()
        visit_id = form.visit or new_record_id(now)
        is_planned = form.visit is not None and reader.get("visit", form.visit) is not None
        values = form_mapping.visit_values(form.answers)
        values["language"] = form.client_language
        if not is_planned:
            values |= {"case": case.id, "staff": self._me.staff}
        values.setdefault("stay", {"arrived_at": now, "left_at": None})
        edits = [
            RecordEdit(
                case.stream,
                "visit",
                visit_id,
                values,
                {u: form.bases[f"visit/{u}"] for u in values if f"visit/{u}" in form.bases},
            ),
            self._submission(form, case.stream, case.id, visit_id, now),
        ]
        if step := form_mapping.repeated(form.answers, "f2_agreed"):
            base = form.bases.get("case/next_step", ())
            edits.append(
                RecordEdit(
                    case.stream, "case", case.id, {"next_step": step[0]}, {"next_step": base}
                )
            )
        return edits

    def _intake(self, form: FormSnapshot) -> list[RecordEdit]:
        now = self._now()
        if form.case is not None:
            return self._intake_again(form, now)
        stream = new_stream_id()
        case, person = new_record_id(now), new_record_id(now)
        number = case_number("DD", self._store.device, self._next_number())
        case_values: dict[str, Value] = {
            "number": number,
            "phase": "intake",
            "opened_on": form_mapping.local_day(now),
            "main_person": person,
            "staff": self._me.staff,
            **form_mapping.case_values(form.answers),
        }
        person_values = {"case": case, **form_mapping.person_values(form.answers)}
        return [
            RecordEdit(stream, "case", case, case_values),
            RecordEdit(stream, "person", person, person_values),
            self._submission(form, stream, case, None, now),
        ]

    def _intake_again(self, form: FormSnapshot, now: int) -> list[RecordEdit]:
        case = self._store.read().get("case", form.case) if form.case else None
        if not isinstance(case, Case):
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        return [self._submission(form, case.stream, case.id, None, now)]

    def _submission(
        self,
        form: FormSnapshot,
        stream: StreamId,
        case: RecordId,
        visit: RecordId | None,
        now: int,
    ) -> RecordEdit:
        values: dict[str, Value] = {
            "case": case,
            "form_id": form.form_id,
            "form_version": form.form_version,
            "finished_at": now,
            "worker_language": form.worker_language,
            "client_language": form.client_language,
        }
        if visit is not None:
            values["visit"] = visit
        values |= {f"answers/{path}": answer for path, answer in form.answers.items()}
        values |= kept_with(form.companions, form.answers).units()
        return RecordEdit(stream, "form_submission", new_record_id(now), values)

    def _next_number(self) -> int:
        numbers = [case.number for case in self._store.read().find("case")]
        block = case_number("DD", self._store.device, 0)[3:6]
        own = [int(n[6:10]) for n in numbers if n[3:6] == block and n[6:10].isdigit()]
        return max(own, default=0) + 1

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
        client = languages[1] or _first_known(person, definition.languages)
        planned = reader.get("visit", visit) if visit else None
        return OpenForm(
            draft=draft,
            case=case_id,
            visit=planned.id if isinstance(planned, Visit) else visit,
            session=session,
            form_id=definition.form_id,
            form_version=definition.version,
            title=definition.title,
            worker_language=languages[0],
            client_language=client,
            unreviewed=self._forms.drafts(definition.form_id),
            name=labels.call_name(person),
            place=labels.place(reader, person),
            bases=_captured(reader, case_id, visit),
        )


def _first_known(person: Person | None, languages: tuple[str, ...]) -> str:
    spoken = labels.spoken(person)
    return next((code for code in spoken if code in languages and code != "de"), "ar")


def _prefill(session: FormSession, values: Mapping[str, str]) -> None:
    """Answer questions by name, where they exist and are still empty."""
    for ref in questions(session.body()):
        value = values.get(ref.rpartition("/")[2])
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
