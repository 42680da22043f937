"""A dialog for one long task: a bar while it runs, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.tasks import Failure, LongTask, Tasks


class LongSheet(Sheet):
    """Subclasses put ``_bar`` where it belongs, begin with ``_run_long``, and call ``_finish`` in
    what they do with the answer. A dialog that is closed stops its task."""

    def __init__(
        self, parent: QWidget, tr: LocaleContext, tasks: Tasks, title: str, primary: str, width: int
    ) -> None:
        super().__init__(parent, tr, title, primary, width=width)
        self._tasks = tasks
        self._task: LongTask | None = None
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        tr.bind(self._bar, QProgressBar.setAccessibleName, N_("Fortschritt"))
        self._bar.hide()
        self.secondary.clicked.disconnect()
        self.secondary.clicked.connect(self._on_secondary)
        self.rejected.connect(self._cancel)

    def _run_long(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], object],
        failed: Callable[[Failure], object],
    ) -> None:
        """``Tasks.run_long`` for this dialog, which shows how far it is."""
        self._bar.setRange(0, 0)
        self._bar.show()
        self.primary.setEnabled(False)
        self._task = self._tasks.run_long(
            work,
            *args,
            progressed=self._on_progressed,
            done=done,
            failed=failed,
            initiator=self,
        )

    def _finish(self) -> None:
        """Nothing runs any more."""
        self._task = None
        self._bar.hide()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_secondary(self) -> None:
        """While the task runs the button stops it; else it closes the dialog."""
        if self._task is not None:
            self._cancel()
        else:
            self.reject()

    def _on_progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
