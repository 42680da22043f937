"""Opens forms for the window: asks for the language where needed, gives the page back when done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import RecordId
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import worker_language
from desktop.services.form_versions import Moved
from desktop.services.views import FormRow, Saved
from desktop.ui.dialogs.start_dialog import StartDialog
from desktop.ui.events import Events
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_version_banner import VersionBanner
from desktop.ui.pages.page import Now
from desktop.ui.pages.requests import INTAKE_FORM, FormRequest
from desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop.services.services import Services
    from desktop.services.visits import OpenForm


class FormOpener(QObject):
    """At most one form is open in a window; ``draft`` is that of the one opened last.

    Signals: ``opened(FormPage)``; ``ended(RecordId | None)`` the case to show, if the form was
    stored; ``left()`` with its draft kept; ``failed(Exception)``;
    ``client_window_requested(FormConversation)``.
    """

    opened = Signal(object)
    ended = Signal(object)
    left = Signal()
    failed = Signal(object)
    client_window_requested = Signal(object)

    def __init__(
        self,
        window: QWidget,
        services: Services,
        tasks: Tasks,
        events: Events,
        tr: LocaleContext,
        now: Now,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services, self._tasks, self._events = services, tasks, events
        self._tr, self._now = tr, now
        self._is_opening = False
        self._moved: Moved | None = None
        self.page: FormPage | None = None
        self.draft: RecordId | None = None

    def begin(self, request: FormRequest) -> None:
        """Begin a form; asks for the client's language where nobody is known yet."""
        is_new = request.form_id == INTAKE_FORM and request.case is None
        if is_new and not request.client_language:
            self._run(self._services.forms.available, lambda rows: self._ask(request, rows))
        else:
            self._begin(request)

    def resume(self, draft: RecordId) -> None:
        """Open a draft where it was left."""
        self._run(lambda: self._services.visits.resume(draft), self._show)

    def leave(self) -> None:
        """Keep the draft of the open form and close it; ``left`` follows."""
        if self.page is not None:
            self.page.leave()

    def keep(self, then: Callable[[], object], otherwise: Callable[[], object]) -> None:
        """Call *then* when everything entered so far is kept, *otherwise* if it cannot be.

        The form stays open.
        """
        if self.page is None:
            then()
        else:
            self.page.keeper.flush(then, otherwise)

    @property
    def is_kept(self) -> bool:
        """Whether ``keep`` would have nothing to save."""
        keeper = None if self.page is None else self.page.keeper
        return keeper is None or keeper.is_saved or keeper.is_held

    def hold_on(self) -> None:
        """Let the next ``keep`` make a draft even of a form in which nothing was entered yet."""
        if self.page is not None:
            self.page.keeper.note_change()

    def drop(self) -> None:
        """Take the form page away; its client window closes with it."""
        page, self.page = self.page, None
        if page is not None:
            page.conversation.close()
            page.deleteLater()

    def _begin(self, request: FormRequest) -> None:
        language = worker_language(self._tr.language)
        begin = self._services.visits.begin

        def work() -> OpenForm:
            return begin(
                request.form_id,
                request.case,
                request.visit,
                language,
                request.client_language,
                request.prefill,
            )

        self._run(work, self._show)

    def _ask(self, request: FormRequest, rows: tuple[FormRow, ...]) -> None:
        self._is_opening = False
        form = next((row for row in rows if row.form_id == request.form_id), None)
        languages = tuple(code for code in (form.languages if form else ()) if code != "de")
        if form is None or not languages:
            self._begin(request)
            return
        dialog = StartDialog(self._window, self._tr, title=form.title, languages=languages)
        dialog.language_chosen.connect(
            lambda code: self._begin(replace(request, client_language=code))
        )
        dialog.open()

    def _run(self, work: Callable[[], object], done: Callable[..., object]) -> None:
        if not self._is_opening:
            self._is_opening = True
            self._tasks.run(work, done=done, failed=self._on_failed, initiator=self)

    def _on_failed(self, error: Exception) -> None:
        self._is_opening = False
        if self._moved is not None:
            # The page still shows the version its draft is no longer in.
            self._moved = None
            self._on_left()
        self.failed.emit(error)

    def _show(self, form: OpenForm) -> None:
        self._is_opening = False
        self.drop()
        page = FormPage(form, self._services, self._tasks, self._events, self._tr, self._now)
        page.finished.connect(lambda saved: self._on_finished(form, saved))
        page.left.connect(self._on_left)
        page.client_window_requested.connect(self.client_window_requested)
        page.notices.put(self._version_banner(form, page))
        self.page, self.draft = page, form.draft
        self.opened.emit(page)

    def _version_banner(self, form: OpenForm, page: FormPage) -> VersionBanner:
        moved, self._moved = self._moved, None
        done = moved if moved is not None and moved.draft == form.draft else None
        asked = (self._services, self._tasks, self._events, self._tr)
        banner = VersionBanner(form, page, *asked, done)
        banner.moved.connect(self._on_moved)
        return banner

    def _on_moved(self, moved: Moved) -> None:
        """The draft is in a newer version: open it there."""
        self._moved = moved
        self.resume(moved.draft)

    def _on_finished(self, form: OpenForm, saved: Saved) -> None:
        # A new intake writes its case first (services.visits).
        case = form.case or next(iter(saved.records), None)
        self.drop()
        self.ended.emit(case)

    def _on_left(self) -> None:
        self.drop()
        self.left.emit()
