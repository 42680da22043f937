"""Writes notes for a page; a note that was begun and closed is still there next time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.services.views import Saved
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.note_dialog import Note, NoteDialog
from desktop.ui.pages.resolving import ResolvingPage
from desktop.ui.tasks import Failure

if TYPE_CHECKING:
    from desktop.services.whereabouts import Plain


class NotingPage(ResolvingPage):
    """A page from which notes are written."""

    _kept_notes: dict[RecordId, Note] | None = None
    _writing: tuple[NoteDialog, RecordId, str, tuple[str, ...]] | None = None

    def remembered(self) -> dict[str, Any]:
        notes = {case: asdict(note) for case, note in self._begun_notes().items()}
        kept: dict[str, Any] = {**super().remembered(), "notes": notes}
        if self._writing is not None and is_alive(self._writing[0]):
            dialog, case, name, languages = self._writing
            notes[case] = asdict(dialog.note())
            kept["writing"] = [case, name, *languages]
        return kept

    def return_to(self, place: Plain) -> None:
        super().return_to(place)
        notes = place.get("notes")
        for case, parts in (notes if isinstance(notes, dict) else {}).items():
            note = Note.from_plain(parts)
            if note is not None:
                self._put_aside(RecordId(case), note)
        writing = place.get("writing")
        if isinstance(writing, list) and len(writing) >= 2 and set(map(type, writing)) == {str}:
            case, name, *languages = writing
            self._write_note(RecordId(case), name, tuple(languages))

    def _write_note(self, case: RecordId, name: str, languages: tuple[str, ...]) -> None:
        begun = self._begun_notes().pop(case, None)
        dialog = NoteDialog(self, self._tr, name=name, languages=languages, begun=begun)
        dialog.noted.connect(lambda note: self._save_note(case, note))
        dialog.put_aside.connect(lambda note: self._put_aside(case, note))
        dialog.finished.connect(self._on_note_closed)
        self._writing = (dialog, case, name, languages)
        dialog.open()

    def _on_note_closed(self) -> None:
        self._writing = None

    def _begun_notes(self) -> dict[RecordId, Note]:
        if self._kept_notes is None:
            self._kept_notes = {}
        return self._kept_notes

    def _put_aside(self, case: RecordId, note: Note) -> None:
        self._begun_notes()[case] = note

    def _save_note(self, case: RecordId, note: Note) -> None:
        def failed(error: Failure) -> None:
            self._put_aside(case, note)
            self.banner.show_error(error)

        def done(_saved: Saved) -> None:
            self.banner.show_words("ok", self._tr.text(N_("Notiz gespeichert.")))

        self._tasks.run(
            self._services.cases.add_note,
            case,
            note.kind,
            note.language,
            note.text,
            done=done,
            failed=failed,
            initiator=self,
        )
