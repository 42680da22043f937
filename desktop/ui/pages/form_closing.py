"""The two ways out of a form: stored for good, or left with its draft kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.services.views import Saved
from desktop.services.visits import FormSnapshot
from desktop.ui.pages.form_drafts import DraftKeeper
from desktop.ui.tasks import Tasks


class VisitStore(Protocol):
    """The part of the visit service that stores a form for good."""

    def finish(self, form: FormSnapshot) -> Saved:
        """Store the visit or intake durably and drop its draft, in one transaction."""


class FormClosing(QObject):
    """Takes one way out at most; a second press while the first is under way does nothing.

    Signals: ``stored(Saved)``; ``failed(object)`` with the error, after which the form goes on;
    ``left()`` once the draft is kept.
    """

    stored = Signal(object)
    failed = Signal(object)
    left = Signal()

    def __init__(
        self,
        visits: VisitStore,
        tasks: Tasks,
        keeper: DraftKeeper,
        take_snapshot: Callable[[], FormSnapshot],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._visits, self._tasks, self._keeper = visits, tasks, keeper
        self._take_snapshot = take_snapshot
        self.is_closing = False
        keeper.failed.connect(self._on_not_kept)

    def finish(self) -> None:
        """Store the form as soon as no draft of it is being written."""
        self.is_closing = True
        self._keeper.hold(self._store)

    def leave(self) -> None:
        """Leave as soon as the draft is kept; if it cannot be kept, stay."""
        self.is_closing = True
        self._keeper.flush(self.left.emit)

    def _store(self) -> None:
        self._tasks.run(
            self._visits.finish,
            self._take_snapshot(),
            done=self.stored.emit,
            failed=self._on_failed,
            initiator=self,
        )

    def _on_failed(self, error: Exception) -> None:
        self.is_closing = False
        self._keeper.release()
        self.failed.emit(error)

    def _on_not_kept(self, error: Exception) -> None:
        if not self._keeper.is_held:
            self.is_closing = False
