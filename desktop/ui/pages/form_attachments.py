"""The files of one conversation: added by the worker, kept in the draft, shown from memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.domain.attachment import Attached
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.forms.refs import generic_path
from desktop.i18n.context import LocaleContext
from desktop.services.attachments import AttachmentRow, clean_title, sealed_paths_of
from desktop.ui.dialogs.attachment_dialog import AttachmentDialog
from desktop.ui.error_texts import describe
from desktop.ui.fields.attachment_field import AttachmentView
from desktop.ui.fields.markup import to_plain
from desktop.ui.pages.attachment_intake import AttachmentIntake
from desktop.ui.place_texts import ADDING_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.widgets.attachment_words import is_picture, sort_of
from desktop.ui.widgets.picture_sources import shown_image

if TYPE_CHECKING:
    from desktop.services.attachments import AttachmentService
    from desktop.ui.pages.form_conversation import FormConversation


class AttachmentDesk(QObject):
    """Answers questions with files (GUI thread). Until ``know`` it only shows what is there.

    Signals: ``attachments_changed()``.
    """

    attachments_changed = Signal()

    def __init__(self, conversation: FormConversation) -> None:
        super().__init__(conversation)
        self.talk = conversation
        self.intake: AttachmentIntake | None = None
        self._service: AttachmentService | None = None
        self._tasks: Tasks | None = None
        self.window_tr = conversation.worker
        self._images: dict[RecordId, QImage | None] = {}
        self._errors: dict[str, Failure] = {}
        self._sealed = sealed_paths_of(conversation.session.definition)
        self._waiting: list[Callable[[], object]] = []
        conversation.companions.companion_changed.connect(self.attachments_changed)
        conversation.closed.connect(self._waiting.clear)

    def know(
        self, page: QWidget, attachments: AttachmentService, tasks: Tasks, tr: LocaleContext
    ) -> None:
        """Files can be added on *page* from now on; dialogs speak the language of the window."""
        self._service, self._tasks, self.window_tr = attachments, tasks, tr
        self.intake = AttachmentIntake(page, attachments, tasks, tr)
        self.intake.taken.connect(self._on_taken)
        self.intake.failed.connect(self._on_failed)
        self.intake.busy.connect(self._on_busy)

    def attaching(self, ref: str) -> QuestionAttaching:
        """The question *ref* as a field sees it."""
        return QuestionAttaching(self, ref)

    def ask(self, then: Callable[[], object]) -> None:
        """A gate before a form is stored: a file on its way in is waited for."""
        if self.intake is not None and self.intake.place:
            self._waiting.append(then)
        else:
            then()

    def attached(self, ref: str) -> Attached | None:
        """What was added at *ref*, if the question still has it as its answer."""
        found = self.talk.companions.attached(ref)
        is_answer = found is not None and self.talk.session.state(ref).value == found.file_name
        return found if is_answer else None

    def is_sealed(self, ref: str) -> bool:
        """Whether the form seals what is answered there."""
        return generic_path(ref) in self._sealed

    def image(self, attached: Attached) -> QImage | None:
        """The small picture, as soon as it is there."""
        if attached.id not in self._images and self._service is not None:
            self._images[attached.id] = None
            self._load(attached)
        return self._images.get(attached.id)

    def error(self, ref: str) -> str:
        """Why the last file was not taken in there, in a sentence of the worker's language."""
        error = self._errors.get(self.talk.companions.path(ref))
        return "" if error is None else " ".join(describe(error, self.talk.worker, ADDING_TEXTS))

    def is_busy(self, ref: str) -> bool:
        """Whether a file for this question is being taken in."""
        return self.intake is not None and self.intake.place == self.talk.companions.path(ref)

    def begin(self, ref: str) -> str:
        """Name the place of a file that comes: the stored path, which no other row takes over."""
        path = self.talk.companions.path(ref)
        self._errors.pop(path, None)
        return path

    def remembered(self) -> list[str]:
        """Stored paths of the questions whose file a lock would leave out."""
        return [] if self.intake is None else self.intake.unfinished

    def return_to(self, unfinished: object) -> KnownError | None:
        """Say at the questions ``remembered`` what is missing, and return it if anything is."""
        kept = map(str, unfinished) if isinstance(unfinished, list) else ()
        paths = [path for path in kept if self.talk.ref_of(path)]
        if not paths:
            return None
        missing = KnownError(ErrorCode.ATTACHMENT_NOT_TAKEN)
        self._errors |= dict.fromkeys(paths, missing)
        self.attachments_changed.emit()
        return missing

    def show(self, ref: str, over: QWidget) -> None:
        """Show what was added in full."""
        attached = self.attached(ref)
        if attached is None or self._service is None or self._tasks is None:
            return
        shown = AttachmentRow(attached, None, 1, "", "", is_here=True)
        tr, tasks = self.window_tr, self._tasks
        AttachmentDialog(over, tr, self._service, tasks, [shown], may_rename=False).open()

    def take_away(self, ref: str) -> None:
        """Forget what was added; without its key the file is noise and goes at the next start."""
        self.talk.companions.set_attached(ref, None)
        self.talk.answer(ref, "", self)
        self.attachments_changed.emit()

    def _load(self, attached: Attached) -> None:
        assert self._service is not None
        assert self._tasks is not None
        service = self._service
        self._tasks.run(
            lambda: shown_image(service.thumbnail(attached)),
            done=lambda image: self._on_image(attached.id, image),
            failed=lambda _error: None,
            initiator=self,
        )

    def _on_image(self, record: RecordId, image: QImage | None) -> None:
        self._images[record] = image
        self.attachments_changed.emit()

    def _on_taken(self, path: str, attached: Attached) -> None:
        ref = self.talk.ref_of(path)
        if not ref:
            return
        label = self.talk.session.text(ref, "label", self.talk.worker.language)
        named = replace(attached, title=clean_title(to_plain(label.value)))
        self.talk.companions.set_attached(ref, named)
        self.talk.answer(ref, named.file_name, self)
        self.attachments_changed.emit()

    def _on_failed(self, path: str, error: Failure) -> None:
        self._errors[path] = error
        self.attachments_changed.emit()

    def _on_busy(self, busy: bool) -> None:
        self.attachments_changed.emit()
        waiting, self._waiting = self._waiting, []
        for then in () if busy else waiting:
            then()


class QuestionAttaching:
    """One question; what ``AttachmentField`` talks to."""

    def __init__(self, desk: AttachmentDesk, ref: str) -> None:
        self.desk, self.ref = desk, ref

    def view(self) -> AttachmentView:
        """How it stands."""
        desk, ref = self.desk, self.ref
        attached, error, busy = desk.attached(ref), desk.error(ref), desk.is_busy(ref)
        if attached is None:
            return AttachmentView(error=error, is_busy=busy)
        return AttachmentView(
            is_there=True,
            is_picture=is_picture(attached),
            image=desk.image(attached) if is_picture(attached) else None,
            words=sort_of(attached, desk.talk.worker),
            error=error,
            is_busy=busy,
        )

    def choose(self) -> None:
        """Ask for a file."""
        desk = self.desk
        if desk.intake is not None:
            sealed = desk.is_sealed(self.ref)
            desk.intake.choose(desk.begin(self.ref), several=False, is_sealed=sealed)

    def take(self, mime: QMimeData) -> bool:
        """Take in what was dropped or pasted; False if it is nothing."""
        desk = self.desk
        if desk.intake is None:
            return False
        place, sealed = desk.begin(self.ref), desk.is_sealed(self.ref)
        return desk.intake.bring_mime(place, mime, several=False, is_sealed=sealed)

    def open(self, field: QWidget) -> None:
        """Show it in full."""
        self.desk.show(self.ref, field)

    def take_away(self) -> None:
        """Forget it."""
        self.desk.take_away(self.ref)
