"""Brings files in, one after the other: checked, asked about where needed, cleaned, encrypted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n.context import LocaleContext
from desktop.services.attachments import Brought
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.attachment_ask import ask_to_add
from desktop.ui.file_dialogs import ask_for_files
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.widgets.attachment_words import ADD_FILE, FILES, PATTERNS
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from desktop.ui.widgets.picture_sources import files_in, picture_in

if TYPE_CHECKING:
    from desktop.services.attachments import AttachmentService


class AttachmentIntake(QObject):
    """One queue of files for one place (GUI thread).

    Signals: ``taken(Attached)`` after each that was encrypted and written; ``failed(object)`` the
    error of one that was not, the others go on; ``busy(bool)``.
    """

    taken = Signal(object)
    failed = Signal(object)
    busy = Signal(bool)

    def __init__(
        self, window: QWidget, attachments: AttachmentService, tasks: Tasks, tr: LocaleContext
    ) -> None:
        super().__init__(window)
        self._window, self._attachments = window, attachments
        self._tasks, self._tr = tasks, tr
        self._pictures = QtPictureCleaner()
        self._waiting: deque[Callable[[], Brought]] = deque()
        self._is_busy = False
        self.is_sealed = False

    @property
    def is_busy(self) -> bool:
        """Whether something is being taken in."""
        return self._is_busy

    def choose(self, *, several: bool = True) -> None:
        """Ask for files."""
        patterns = (FILES, PATTERNS)
        take = self.bring_files
        ask_for_files(self._window, self._tr, ADD_FILE, patterns, take, several=several)

    def bring_files(self, paths: Iterable[Path]) -> None:
        """Take files in."""
        self._bring(partial(self._attachments.bring, path) for path in paths)

    def bring_mime(self, mime: QMimeData, *, most: int = 0) -> bool:
        """Take in what was dropped or pasted, *most* of it if given; False if it is nothing."""
        paths = files_in(mime)
        if paths:
            self.bring_files(paths[:most] if most else paths)
            return True
        picture = picture_in(mime)
        if picture:
            self._bring([partial(self._attachments.look, picture)])
        return bool(picture)

    def _bring(self, reads: Iterable[Callable[[], Brought]]) -> None:
        self._waiting.extend(reads)
        if not self._is_busy:
            self._next()

    def _next(self) -> None:
        has_more = bool(self._waiting)
        if has_more is not self._is_busy:
            self._is_busy = has_more
            self.busy.emit(has_more)
        if has_more:
            read = self._waiting.popleft()
            self._tasks.run(read, done=self._on_read, failed=self._on_failed, initiator=self)

    def _on_read(self, brought: Brought) -> None:
        findings = [finding.value for finding in brought.looked.findings]
        if not findings:
            self._take(brought)
            return
        asked = ask_to_add(self._window, self._tr, findings)
        asked.accepted.connect(lambda: self._take(brought))
        asked.rejected.connect(self._next)
        asked.open()

    def _take(self, brought: Brought) -> None:
        work = partial(self._attachments.take, brought, self._pictures, is_sealed=self.is_sealed)
        self._tasks.run(work, done=self._on_taken, failed=self._on_failed, initiator=self)

    def _on_taken(self, attached: object) -> None:
        self.taken.emit(attached)
        self._go_on()

    def _on_failed(self, error: Failure) -> None:
        self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        if is_alive(self):
            self._next()
