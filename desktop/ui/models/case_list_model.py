"""The list of cases as a table model: pages of rows, updated by id, never reset by a sync."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.views import CaseRow

Index = QModelIndex | QPersistentModelIndex
PAGE = 200
_LEFT = Qt.AlignmentFlag.AlignLeft
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    """Columns in the direction of reading."""

    NAME = 0
    NUMBER = 1
    LANGUAGES = 2
    PLACE = 3
    PHASE = 4
    LAST_VISIT = 5
    URGENT = 6
    MATCH = 7


@dataclass(frozen=True, slots=True)
class _Spec:
    header: str
    display: Callable[[CaseRow, LocaleContext, int], str]


_SPECS = {
    Column.NAME: _Spec(N_("Name"), lambda row, tr, now: _name(row)),
    Column.NUMBER: _Spec(N_("Aktenzeichen"), lambda row, tr, now: _number(row, tr)),
    Column.LANGUAGES: _Spec(
        N_("Sprachen"),
        lambda row, tr, now: tr.row_of(tr.label("language", code) for code in row.languages),
    ),
    Column.PLACE: _Spec(N_("Wohnort"), lambda row, tr, now: row.place),
    Column.PHASE: _Spec(N_("Phase"), lambda row, tr, now: tr.label("case_phase", row.phase)),
    Column.LAST_VISIT: _Spec(
        N_("Zuletzt besucht"),
        lambda row, tr, now: tr.relative(row.last_visit_at, now) if row.last_visit_at else "",
    ),
    Column.URGENT: _Spec(
        N_("Dringend"),
        lambda row, tr, now: tr.row_of(
            tr.label("urgency", code) for code in row.urgent if code != "nothing"
        ),
    ),
    Column.MATCH: _Spec(N_("Gefunden in"), lambda row, tr, now: row.match),
}


class CaseListModel(QAbstractTableModel):
    """Rows come page by page from *fetch(limit)*'s result, handed in by the page."""

    def __init__(self, tr: LocaleContext, now: Callable[[], int]) -> None:
        super().__init__()
        self._tr = tr
        self._now = now
        self._rows: list[CaseRow] = []
        self._all: tuple[CaseRow, ...] = ()

    def show(self, rows: Sequence[CaseRow]) -> None:
        """Show *rows*; what is equal stays in place, so selection and scroll position stay too."""
        shown = max(PAGE, len(self._rows))
        self._all = tuple(rows)
        wanted = list(self._all[:shown])
        self._remove_missing({row.case for row in wanted})
        for at, row in enumerate(wanted):
            self._place(at, row)

    def relabel(self) -> None:
        """Read all texts again after a switch of language."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def row_at(self, row: int) -> CaseRow:
        return self._rows[row]

    def place_of(self, case: RecordId) -> int:
        """The row of a case, or -1."""
        return next((at for at, row in enumerate(self._rows) if row.case == case), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self._rows) < len(self._all)

    def fetchMore(self, parent: Index) -> None:
        start = len(self._rows)
        more = self._all[start : start + PAGE]
        if more:
            self.beginInsertRows(QModelIndex(), start, start + len(more) - 1)
            self._rows.extend(more)
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _SPECS[Column(index.column())].display(row, self._tr, self._now())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spec = _SPECS[Column(index.column())]
            shown = spec.display(row, self._tr, self._now())
            return f"{self._tr.text(spec.header)}: {shown}" if shown else ""
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._tr.text(_SPECS[Column(section)].header)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self._tr.is_rtl else _LEFT
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _remove_missing(self, wanted: set[RecordId]) -> None:
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].case not in wanted:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()

    def _place(self, at: int, row: CaseRow) -> None:
        old = next((i for i in range(at, len(self._rows)) if self._rows[i].case == row.case), -1)
        if old == -1:
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, row)
            self.endInsertRows()
        elif old != at:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), at)
            del self._rows[old]
            self._rows.insert(at, row)
            self.endMoveRows()
        if self._rows[at] != row:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(Column) - 1))


def _name(row: CaseRow) -> str:
    if row.call_name and row.call_name not in row.name:
        return f"{row.name} ({row.call_name})"
    return row.name


def _number(row: CaseRow, tr: LocaleContext) -> str:
    return isolate_ltr(row.number) if tr.is_rtl else row.number
