"""Writes notes for a page; a note that was begun and closed is still there next time."""

from __future__ import annotations

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.services.views import Saved
from desktop.ui.dialogs.note_dialog import Note, NoteDialog
from desktop.ui.pages.resolving import ResolvingPage
from desktop.ui.tasks import Failure


class NotingPage(ResolvingPage):
    """A page from which notes are written."""

    _kept_notes: dict[RecordId, Note] | None = None

    def _write_note(self, case: RecordId, name: str, languages: tuple[str, ...]) -> None:
        begun = self._begun_notes().pop(case, None)
        dialog = NoteDialog(self, self._tr, name=name, languages=languages, begun=begun)
        dialog.noted.connect(lambda note: self._save_note(case, note))
        dialog.put_aside.connect(lambda note: self._put_aside(case, note))
        dialog.open()

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
