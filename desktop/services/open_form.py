"""A form being filled in, and the frozen state of it that drafts and records are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desktop.domain.companions import Companions
from desktop.domain.ids import OpId, RecordId
from desktop.forms.definition import FormDefinition
from desktop.forms.delta import ViolationKind
from desktop.forms.import_report import NOT_ASKED
from desktop.forms.session import FormSession
from desktop.services.companions import stored_path_of
from desktop.services.form_mapping import targets_of
from desktop.services.raw_texts import RawText, raw_answers

VISIT_FIELD = "visit."


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
    is_visit: bool = True
    """Whether the form is about a visit, begun from a planned one or by what it asks."""


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
    typed = form.session.stored_answers(hidden=True)
    return FormSnapshot(
        draft=form.draft,
        case=form.case,
        visit=form.visit,
        form_id=form.form_id,
        form_version=form.form_version,
        worker_language=worker_language,
        client_language=client_language,
        answers=form.session.stored_answers(),
        typed=typed,
        open_questions=_open_questions(form.session, kept),
        bases=form.bases,
        position=position,
        raw=raw_answers(form.session, raw, typed),
        companions=kept,
        is_visit=form.visit is not None or asks_about_visit(form.session.definition),
    )


def asks_about_visit(definition: FormDefinition) -> bool:
    """Whether some question of a form becomes a field of a visit (``bind::fm:maps_to``)."""
    return any(target.startswith(VISIT_FIELD) for target in targets_of(definition))


def _open_questions(session: FormSession, companions: Companions) -> int:
    """Violations a person can mend: not what cannot be answered yet, nor what is declined."""
    declined = companions.declined
    return sum(
        1
        for found in session.violations(final=True)
        if session.state(found.ref).type not in NOT_ASKED
        and not (
            found.kind is ViolationKind.REQUIRED
            and declined
            and stored_path_of(session, found.ref) in declined
        )
    )
