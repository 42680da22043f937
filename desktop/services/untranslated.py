"""*Noch nicht übersetzt*: what clients said in finished forms and nobody has rendered yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Original, plain_entry
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, RecordId
from desktop.domain.records import Case, FormSubmission, Person
from desktop.services import labels
from desktop.services.companions import of_submission
from desktop.services.form_service import FormService
from desktop.services.form_wording import question_of
from desktop.services.originals import Standing, Words, rendered, standing, waiting
from desktop.services.saving import Unit, save_edits
from desktop.services.views import Me, Saved
from desktop.storage.store import Reader, Store

KIND = "form_submission"


@dataclass(frozen=True, slots=True)
class Untranslated:
    """One line of the work list."""

    submission: RecordId
    path: str
    case: RecordId | None
    name: str
    form_title: str
    """A message id for a shipped form, the form's own title for any other."""
    question: str
    """In the language asked for."""
    text: str
    language: str
    standing: Standing
    at: int


@dataclass(frozen=True, slots=True)
class RenderingTask:
    """One original opened for rendering, with what the editor names as replaced."""

    row: Untranslated
    original: Original
    rendering: str
    """What stands there already; empty while nothing does."""
    answer: str
    bases: tuple[tuple[str, tuple[OpId, ...]], ...]


class RenderingService:
    """All methods block shortly; call them off the GUI thread."""

    def __init__(self, store: Store, forms: FormService, me: Me, now: Callable[[], int]) -> None:
        self._store, self._forms, self._me, self._now = store, forms, me, now

    def waiting(self, language: str, case: RecordId | None = None) -> tuple[Untranslated, ...]:
        """What is to be rendered, the latest first; questions are named in *language*."""
        reader = self._store.read()
        found = [
            row
            for submission in reader.with_entries(KIND, "originals", case=case)
            if isinstance(submission, FormSubmission)
            for row in self._rows(reader, submission, language)
        ]
        return tuple(sorted(found, key=lambda row: row.at, reverse=True))

    def open(self, row: Untranslated, language: str) -> RenderingTask:
        """Open a line as it stands now. Raises KnownError(RECORD_GONE)."""
        reader = self._store.read()
        view = reader.edit_view(KIND, row.submission)
        submission = view.record if view is not None else None
        if view is None or not isinstance(submission, FormSubmission):
            raise KnownError(ErrorCode.RECORD_GONE, kind=KIND)
        original = of_submission(submission).originals.get(row.path)
        if original is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind=KIND)
        answer = str(submission.answers.get(row.path) or "")
        bases = {unit: tuple(view.bases.get(unit, ())) for unit in _units(row.path)}
        made = self._row(reader, submission, row.path, original, language)
        words = Words(answer, original)
        return RenderingTask(made, original, words.rendering, answer, tuple(bases.items()))

    def save(self, task: RenderingTask, text: str) -> Saved:
        """Store *text* as the rendering; two workers who did so apart both see a conflict card.

        Raises KnownError(INVALID_VALUE) for an empty text; nothing is saved then.
        """
        if not text.strip():
            raise KnownError(ErrorCode.INVALID_VALUE, field="answers")
        words = rendered(
            Words(task.answer, task.original), text.strip(), staff=self._me.staff, at=self._now()
        )
        return self._write(task, words, dict(task.bases))

    def undo(self, task: RenderingTask, saved: Saved) -> Saved:
        """Put back what *task* showed. Raises KnownError(CHANGED_MEANWHILE) when somebody changed
        the answer since; nothing is written then."""
        heads = self._store.read().heads(KIND, task.row.submission)
        bases = {
            unit: tuple(sorted(head.op for head in heads.get(unit, ())))
            for unit in _units(task.row.path)
        }
        before = Words(task.answer, task.original)
        return self._write(task, before, bases, expected=saved.heads)

    def _write(
        self,
        task: RenderingTask,
        words: Words,
        bases: dict[str, tuple[OpId, ...]],
        expected: tuple[OpId, ...] | None = None,
    ) -> Saved:
        record = self._store.read().get(KIND, task.row.submission)
        if record is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind=KIND)
        answer, original = _units(task.row.path)
        values: dict[str, Value] = {answer: words.answer, original: plain_entry(words.original)}
        edit = RecordEdit(record.stream, KIND, record.id, values, bases)
        watched = Unit(KIND, record.id, answer)
        return save_edits(self._store, [edit], None, watched=watched, expected=expected)

    def _rows(
        self, reader: Reader, submission: FormSubmission, language: str
    ) -> Iterable[Untranslated]:
        originals = of_submission(submission).originals
        for path in waiting(originals, submission.answers):
            yield self._row(reader, submission, path, originals[path], language)

    def _row(
        self,
        reader: Reader,
        submission: FormSubmission,
        path: str,
        original: Original,
        language: str,
    ) -> Untranslated:
        return Untranslated(
            submission=submission.id,
            path=path,
            case=submission.case,
            name=_call_name(reader, submission.case),
            form_title=self._forms.title(submission.form_id),
            question=question_of(self._forms, submission, path, language),
            text=original.text,
            language=original.language,
            standing=standing(original),
            at=original.at or submission.finished_at or 0,
        )


def _units(path: str) -> tuple[str, str]:
    return f"answers/{path}", f"originals/{path}"


def _call_name(reader: Reader, case: RecordId | None) -> str:
    found = reader.get("case", case) if case else None
    if not isinstance(found, Case) or not found.main_person:
        return ""
    person = reader.get("person", found.main_person)
    return labels.call_name(person if isinstance(person, Person) else None)
