"""Brings files in, one after the other: checked, asked about where needed, cleaned, encrypted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.attachment import Attached
from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.services.attachments import Brought
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.attachment_ask import ask_to_add
from desktop.ui.file_dialogs import ask_for_files
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.widgets.attachment_words import ADD_FILE, FILES, PATTERNS
from desktop.ui.widgets.intake_words import Outcome
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from desktop.ui.widgets.picture_sources import files_in, picture_in

if TYPE_CHECKING:
    from desktop.services.attachments import AttachmentService


@dataclass(frozen=True, slots=True)
class _Waiting:
    place: str
    read: Callable[[], Brought]
    is_sealed: bool
    name: str = ""


class AttachmentIntake(QObject):
    """One queue of files (GUI thread).

    Every file belongs to a *place* (a case, a question), named when it was brought: by the time it
    is encrypted another one may be shown.

    Signals: ``taken(str, Attached)`` place and file after each that was encrypted and written;
    ``failed(str, object)`` place and error of one that was not, the others go on;
    ``ended(str, object)`` place and outcomes of all its files, once none waits; ``busy(bool)``.
    """

    taken = Signal(str, object)
    failed = Signal(str, object)
    ended = Signal(str, object)
    busy = Signal(bool)

    def __init__(
        self, window: QWidget, attachments: AttachmentService, tasks: Tasks, tr: LocaleContext
    ) -> None:
        super().__init__(window)
        self._window, self._attachments = window, attachments
        self._tasks, self._tr = tasks, tr
        self._pictures = QtPictureCleaner()
        self._waiting: deque[_Waiting] = deque()
        self._now: _Waiting | None = None
        self._unasked: list[str] = []
        self._outcomes: dict[str, list[Outcome]] = {}

    @property
    def place(self) -> str:
        """Whose file is being taken in now, or empty."""
        return "" if self._now is None else self._now.place

    @property
    def unfinished(self) -> list[str]:
        """Places of files that a lock leaves out: under way, waiting, refused while unseen."""
        now = () if self._now is None else (self._now,)
        refused = () if self._window.isVisible() else self._unasked
        return [*refused, *(one.place for one in (*now, *self._waiting))]

    def choose(self, place: str, *, several: bool = True, is_sealed: bool = False) -> None:
        """Ask for files."""

        def picked(paths: list[Path]) -> None:
            self.bring_files(place, paths, is_sealed=is_sealed)

        patterns = (FILES, PATTERNS)
        ask_for_files(self._window, self._tr, ADD_FILE, patterns, picked, several=several)

    def bring_files(self, place: str, paths: Iterable[Path], *, is_sealed: bool = False) -> None:
        """Take files in."""
        for path in paths:
            read = partial(self._attachments.bring, path)
            self._bring(_Waiting(place, read, is_sealed, path.name))

    def bring_mime(
        self, place: str, mime: QMimeData, *, several: bool = True, is_sealed: bool = False
    ) -> bool:
        """Take in what was dropped or pasted, or only the first; False if it is nothing."""
        paths = files_in(mime)
        if paths:
            self.bring_files(place, paths if several else paths[:1], is_sealed=is_sealed)
            return True
        picture = picture_in(mime)
        if picture:
            self._bring(_Waiting(place, partial(self._attachments.look, picture), is_sealed))
        return bool(picture)

    def _bring(self, waiting: _Waiting) -> None:
        if waiting.place in self._unasked:
            self._unasked.remove(waiting.place)
        self._waiting.append(waiting)
        if self._now is None:
            self._next()

    def _next(self) -> None:
        was_busy = self._now is not None
        self._now = self._waiting.popleft() if self._waiting else None
        is_busy = self._now is not None
        if was_busy is not is_busy:
            self.busy.emit(is_busy)
        if self._now is not None:
            read = self._now.read
            self._tasks.run(read, done=self._on_read, failed=self._on_failed, initiator=self)
            return
        outcomes, self._outcomes = self._outcomes, {}
        for place, found in outcomes.items():
            self.ended.emit(place, tuple(found))

    def _on_read(self, brought: Brought) -> None:
        findings = [finding.value for finding in brought.looked.findings]
        if not findings:
            self._take(brought)
            return
        if not self._window.isVisible():
            # Covered, or handed over to the client: nothing is asked there.
            self._unasked.append(self.place)
            self._on_failed(KnownError(ErrorCode.CANCELLED))
            return
        asked = ask_to_add(self._window, self._tr, findings)
        asked.accepted.connect(lambda: self._take(brought))
        asked.rejected.connect(self._on_refused)
        asked.open()

    def _take(self, brought: Brought) -> None:
        assert self._now is not None
        sealed = self._now.is_sealed
        work = partial(self._attachments.take, brought, self._pictures, is_sealed=sealed)
        self._tasks.run(work, done=self._on_taken, failed=self._on_failed, initiator=self)

    def _on_taken(self, attached: Attached) -> None:
        self._note(is_taken=True)
        self.taken.emit(self.place, attached)
        self._go_on()

    def _on_failed(self, error: Failure) -> None:
        self._note(error=error)
        self.failed.emit(self.place, error)
        self._go_on()

    def _on_refused(self) -> None:
        self._note()
        self._next()

    def _note(self, *, is_taken: bool = False, error: Failure | None = None) -> None:
        if self._now is not None:
            outcome = Outcome(self._now.name, is_taken, error)
            self._outcomes.setdefault(self._now.place, []).append(outcome)

    def _go_on(self) -> None:
        if is_alive(self):
            self._next()
