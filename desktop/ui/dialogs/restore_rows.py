"""The backups that were found, to choose one from; looked over one after the other meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.backups_restore import Restorable
from desktop.ui.tasks import Failure, LongTask, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.backup_words import moment_words, size_words
from desktop.ui.widgets.layouts import clear, column
from desktop.ui.widgets.side_row import SideRow

DAMAGED = N_("beschädigt")
UNPROVED, WHOLE = N_("noch nicht geprüft"), N_("vollständig lesbar")
_WHY = {
    ErrorCode.BACKUP_OTHER: N_("gehört zu einem anderen Datenspeicher"),
    ErrorCode.BACKUP_UNREADABLE: N_("nicht lesbar"),
    ErrorCode.STORE_NEWER: N_("mit einer neueren Fassung des Programms gemacht"),
}
_HIGH = 300
_MOST = 12
"""So many are looked over, the newest: that far anybody goes back."""

Examine = Callable[..., object]


class RestoreRows(QScrollArea):
    """*examine* reads a whole backup in a thread of *tasks*: ``examine(path, progress=...,
    cancelled=...)`` raises KnownError for what is wrong with it. Signal: ``chosen(Restorable)``.
    """

    chosen = Signal(object)

    def __init__(self, tr: LocaleContext, tasks: Tasks, examine: Examine | None) -> None:
        super().__init__()
        self._tr, self._tasks, self._examine = tr, tasks, examine
        self._waiting: list[tuple[Restorable, SideRow]] = []
        self._under_way: LongTask | None = None
        self._times = 0
        self._shown: dict[SideRow, Restorable] = {}
        self._rows = column(space=0)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        holder.setLayout(column(self._rows, None, space=0))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(holder)

    def show_rows(self, found: tuple[Restorable, ...]) -> None:
        """These, newest first, instead of those before."""
        self.stop()
        clear(self._rows)
        self._shown.clear()
        for one in found:
            row = self._row(one)
            self._rows.addWidget(row)
            if one.fault is None:
                self._waiting.append((one, row))
        del self._waiting[_MOST:]
        self.setVisible(bool(found))
        high = round(min(len(found) * tokens.ROW_LIST * 1.35, _HIGH) * current_scale())
        self.setFixedHeight(high + tokens.S)
        self._look_over()

    def stop(self) -> None:
        """Read no further: the disk is needed for something else. Answers under way are lost."""
        self._times += 1
        self._waiting.clear()
        if self._under_way is not None:
            self._under_way.cancel()
            self._under_way = None

    def found_damaged(self, chosen: Restorable) -> None:
        """Bringing it back has shown it: another copy takes its place, or it is marked."""
        for row, one in self._shown.items():
            if one == chosen:
                self._on_fault(self._times, row, KnownError(ErrorCode.BACKUP_DAMAGED))
                return

    def first(self) -> QWidget | None:
        """The newest that can be chosen."""
        return next((row for row in self.findChildren(SideRow) if row.isEnabled()), None)

    def moment(self, one: Restorable) -> str:
        """When it was made, or its name where it does not say."""
        return moment_words(one.created_at, self._tr) if one.created_at else one.path.name

    def _row(self, one: Restorable) -> SideRow:
        if one.fault is not None:
            row = SideRow(Icon.WARNING, "danger", self.moment(one), self._why(one.fault))
            row.setEnabled(False)
            return row
        row = SideRow(Icon.BACKUP, "accent", self.moment(one), self._about(one, UNPROVED))
        self._shown[row] = one
        row.opened.connect(lambda: self.chosen.emit(self._shown[row]))
        return row

    def _about(self, one: Restorable, state: str) -> str:
        return self._tr.row_of((size_words(one.size, self._tr), self._tr.text(state)))

    def _why(self, fault: ErrorCode) -> str:
        return self._tr.text(_WHY.get(fault, DAMAGED))

    def _look_over(self) -> None:
        if self._examine is None or not self._waiting:
            return
        one, row = self._waiting.pop(0)
        self._under_way = self._tasks.run_long(
            partial(self._examine, Path(one.path)),
            progressed=lambda _done, _total: None,
            done=partial(self._on_whole, self._times, one, row),
            failed=partial(self._on_fault, self._times, row),
            initiator=self,
        )

    def _on_whole(self, times: int, one: Restorable, row: SideRow, _none: object) -> None:
        if times == self._times:
            row.set_note(self._about(one, WHOLE))
            self._next()

    def _on_fault(self, times: int, row: SideRow, error: Failure) -> None:
        if times != self._times:
            return
        code = error.code if isinstance(error, KnownError) else ErrorCode.BACKUP_UNREADABLE
        one = self._shown[row]
        if one.copies:
            one = self._shown[row] = replace(one, path=one.copies[0], copies=one.copies[1:])
            self._waiting.insert(0, (one, row))
            self._next()
            return
        had_focus = row.hasFocus()
        row.refuse(self._why(code))
        following = self.first()
        if had_focus and following is not None:
            following.setFocus()
        self._next()

    def _next(self) -> None:
        self._under_way = None
        self._look_over()
