"""Documents to hand over: the sheet before the talk, the slip for an appointment, the copy."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.documents.appointment import Appointment, appointment_slip
from desktop.documents.client_copy import Given, client_copy
from desktop.documents.model import Document, Kind
from desktop.documents.preparation import preparation_sheet
from desktop.domain.attachment import attached_of
from desktop.domain.companions import Companions
from desktop.domain.errors import EXPORT_WRITES, world_faults
from desktop.domain.ids import RecordId
from desktop.domain.records import FormSubmission
from desktop.forms.environment import Environment
from desktop.forms.library import shipped_forms
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.services.companions import of_submission, stored_path_of
from desktop.services.exports import REFUSED
from desktop.services.form_mapping import BERLIN
from desktop.services.form_service import FormService
from desktop.services.open_form import FormSnapshot
from desktop.storage.store import Store

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition

__all__ = ["Appointment", "Document", "DocumentService", "Kind", "Sheet", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What documents about one form are made from.

    *answers* is None for a form without answers, and for one whose answers are never handed out
    (an incident). *said_at* is in UTC milliseconds; 0 is now.
    *place* and *next_day* (ISO) are what an appointment is first offered with.
    """

    form_id: str
    form_version: str
    title: str
    """A message id for a shipped form, the form's own title for any other."""
    worker_language: str
    client_language: str
    answers: Mapping[str, str] | None = None
    companions: Companions = Companions()
    said_at: int = 0
    place: str = ""
    next_day: str = ""


def sheet_of(form: FormSnapshot, title: str, place: str) -> Sheet:
    """What stands in an open form now."""
    return Sheet(
        form.form_id,
        form.form_version,
        title,
        form.worker_language,
        form.client_language,
        answers=None if form.form_id in REFUSED else form.answers,
        companions=form.companions,
        place=place,
        next_day=_next_day(form.answers),
    )


class DocumentService:
    """Makes documents as plain values; turning them into PDF or paper is for the ui.

    Thread-safe; every document is made from a filling of its own.
    """

    def __init__(self, store: Store, forms: FormService, now: Callable[[], int]) -> None:
        self._store = store
        self._forms = forms
        self._now = now

    def sheets(self, record: RecordId) -> tuple[Sheet, ...]:
        """The forms of a visit, or the one form, as stored; forms unknown here are left out."""
        reader = self._store.read()
        single = reader.get("form_submission", record)
        found = [single] if single else reader.find("form_submission", where={"visit": record})
        submissions = [one for one in found if isinstance(one, FormSubmission)]
        return tuple(
            self._stored(one)
            for one in submissions
            if self._forms.has(one.form_id, one.form_version)
        )

    def languages(self, sheet: Sheet) -> tuple[str, ...]:
        """The languages the form has texts in. Raises KnownError(FORM_UNKNOWN)."""
        return self._definition(sheet).languages

    def preparation(self, sheet: Sheet, worker: str, client: str) -> Document:
        """The questions of the form with room to write. Raises KnownError(FORM_UNKNOWN)."""
        definition = self._definition(sheet)
        session = FormSession(definition, environment=self._environment(self._now()))
        return preparation_sheet(
            session,
            *_contexts(worker, client),
            title=self._titles(sheet, worker, client),
            is_draft=self._is_draft(sheet, worker, client),
        )

    def copy(self, sheet: Sheet, worker: str, client: str) -> Document:
        """The client's own answers. Raises KnownError(FORM_UNKNOWN)."""
        definition = self._definition(sheet)
        at = sheet.said_at or self._now()
        session = FormSession(
            definition, environment=self._environment(at), answers=sheet.answers or {}
        )
        given = Given(session, sheet.companions, partial(stored_path_of, session), at, BERLIN)
        return client_copy(
            given,
            *_contexts(worker, client),
            title=self._titles(sheet, worker, client),
            is_draft=self._is_draft(sheet, worker, client),
        )

    def slip(self, appointment: Appointment, worker: str, client: str) -> Document:
        """An appointment without any name."""
        return appointment_slip(appointment, *_contexts(worker, client), uid=uuid.uuid4().hex[:12])

    def write(self, path: Path, data: bytes) -> None:
        """Write a PDF where the user asked, and nowhere else.

        Raises KnownError(EXPORT_FULL, EXPORT_FAULT, EXPORT_TARGET); a file written in part is
        taken away.
        """
        with world_faults(EXPORT_WRITES):
            file = path.open("wb")
            try:
                with file:
                    file.write(data)
            except OSError:
                with contextlib.suppress(OSError):
                    path.unlink()
                raise

    def _stored(self, submission: FormSubmission) -> Sheet:
        answers = {path: str(value) for path, value in submission.answers.items() if value}
        return Sheet(
            submission.form_id,
            submission.form_version,
            self._forms.title(submission.form_id),
            submission.worker_language,
            submission.client_language,
            answers=None if submission.form_id in REFUSED else answers,
            companions=self._beside(submission),
            said_at=submission.finished_at or 0,
            next_day=_next_day(answers),
        )

    def _beside(self, submission: FormSubmission) -> Companions:
        files = self._store.read().find("attachment", where={"submission": submission.id})
        found = {file.question: attached_of(file) for file in files}
        attachments = {path: one for path, one in found.items() if one is not None}
        return replace(of_submission(submission), attachments=attachments)

    def _definition(self, sheet: Sheet) -> FormDefinition:
        return self._forms.open(sheet.form_id, sheet.form_version)

    def _titles(self, sheet: Sheet, worker: str, client: str) -> tuple[str, str]:
        titles = next((f.titles for f in shipped_forms() if f.form_id == sheet.form_id), {})
        first, second = (titles.get(code) or sheet.title for code in (worker, client))
        return first, second

    def _is_draft(self, sheet: Sheet, *languages: str) -> bool:
        drafts = self._forms.drafts(sheet.form_id, sheet.form_version)
        return not set(languages).isdisjoint(drafts)

    def _environment(self, at: int) -> Environment:
        return Environment(BERLIN, now=lambda: datetime.fromtimestamp(at / 1000, UTC))


def _next_day(answers: Mapping[str, str]) -> str:
    """The day agreed for the next visit, where the form asks for it."""
    return next((day for path, day in answers.items() if path.endswith("next_visit")), "")


def _contexts(worker: str, client: str) -> tuple[LocaleContext, LocaleContext]:
    return LocaleContext(worker), LocaleContext(client, fallback=worker)
