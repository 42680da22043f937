"""Keeps the draft: every second at most while something changes, never two saves at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.companions import ATTACHMENTS
from desktop.services.visits import FormSnapshot
from desktop.ui.pages.form_companions import INTERPRETATION, PRESENTED, SIGNATURES
from desktop.ui.tasks import Tasks

DELAY_MS = 600
"""From the first unsaved keystroke to the save; later keystrokes do not push it back."""
_URGENT = frozenset({SIGNATURES, PRESENTED, INTERPRETATION, ATTACHMENTS})


class DraftStore(Protocol):
    """The part of the visit service that keeps drafts."""

    def keep_draft(self, form: FormSnapshot) -> int:
        """Keep the answers on this device; returns when (UTC milliseconds)."""


class DraftKeeper(QObject):
    """Saves snapshots of one form in the background (GUI thread).

    Signals: ``kept(int)`` with the time of the save in UTC milliseconds; ``failed(object)`` with
    the error, after which the next change tries again.
    """

    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        store: DraftStore,
        tasks: Tasks,
        take_snapshot: Callable[[], FormSnapshot],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._take_snapshot = store, tasks, take_snapshot
        self._is_dirty = False
        self._is_busy = False
        self._is_held = False
        self._is_urgent = False
        self._then: Callable[[], object] | None = None
        self._otherwise: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_now)

    @property
    def is_saved(self) -> bool:
        """Whether all that was entered is kept."""
        return not self._is_dirty and not self._is_busy

    @property
    def is_held(self) -> bool:
        """Whether drafts wait because the form is being finished."""
        return self._is_held

    def note_change(self) -> None:
        """Something was entered: it will be kept within DELAY_MS and the time of a save."""
        self._is_dirty = True
        if not self._timer.isActive() and not self._is_held:
            self._timer.start(DELAY_MS)

    def note_companion(self, name: str, _path: str) -> None:
        """Something beside the answers changed; what cannot be asked for again is kept at once.

        Not before control is back in the event loop: a signature also changes answers.
        """
        self._is_dirty = True
        if name not in _URGENT:
            self.note_change()
            return
        self._is_urgent = True
        if not self._is_held:
            self._timer.start(0)

    def save_now(self) -> None:
        """Keep the draft at once if there is anything new."""
        self._timer.stop()
        if not self._is_dirty or self._is_busy or self._is_held:
            return
        self._is_dirty, self._is_busy, self._is_urgent = False, True, False
        self._tasks.run(
            self._store.keep_draft,
            self._take_snapshot(),
            done=self._on_kept,
            failed=self._on_failed,
            initiator=self,
        )

    def hold(self, then: Callable[[], object]) -> None:
        """Save no more drafts; call *then* as soon as no save is under way (maybe at once).

        The form is about to be finished: a late draft must not come after it.
        """
        self._timer.stop()
        self._is_held = True
        if self._is_busy:
            self._then = then
        else:
            then()

    def flush(
        self, then: Callable[[], object], otherwise: Callable[[], object] | None = None
    ) -> None:
        """Keep everything entered so far, then call *then*; if that fails, *otherwise*."""
        if self._is_busy:
            self._then = lambda: self.flush(then, otherwise)
        elif self._is_dirty and not self._is_held:
            self._then, self._otherwise = then, otherwise
            self.save_now()
        else:
            then()

    def release(self) -> None:
        """Finishing failed: keep drafts again."""
        self._is_held = False
        self.note_change()

    def _on_kept(self, at: int) -> None:
        self._settle()
        self.kept.emit(at)

    def _on_failed(self, error: Exception) -> None:
        self._is_dirty, self._is_urgent = True, False
        otherwise = self._otherwise
        if not self._is_held:
            self._then = self._otherwise = None
        self._settle()
        self.failed.emit(error)
        if otherwise is not None and not self._is_held:
            otherwise()

    def _settle(self) -> None:
        self._is_busy = False
        then, self._then = self._then, None
        self._otherwise = None
        if then is not None:
            then()
        elif self._is_dirty and not self._is_held:
            self._timer.start(0 if self._is_urgent else DELAY_MS)
