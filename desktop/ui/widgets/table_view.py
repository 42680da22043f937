"""A calm table: rows, no grid, one hairline; the whole row is current, Enter or click opens it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import elided_place

_PADDING = tokens.M


class CellDelegate(QStyledItemDelegate):
    """Draws a cell: the first column strong, the others quiet; tones by column.

    In the column *places* a house is cut before its room.
    """

    def __init__(self, tones: Mapping[int, str], places: int, parent: QTableView) -> None:
        super().__init__(parent)
        self._tones = tones
        self._places = places

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        t = current_tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_current:
            painter.fillRect(rect, QColor(t.accent_weak))
        painter.setPen(QColor(t.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = option.font
        is_first = index.column() == 0
        font.setWeight(font.Weight.DemiBold if is_first else font.Weight.Normal)
        painter.setFont(font)
        tone = self._tones.get(index.column(), "text" if is_first else "muted")
        painter.setPen(QColor(t.text if is_current and tone == "muted" else getattr(t, tone)))
        area = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        metrics, text = painter.fontMetrics(), str(index.data() or "")
        if index.column() == self._places:
            text = elided_place(metrics, text, area.width())
        else:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        direction = option.direction
        lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(QStyle.visualAlignment(direction, lead)), text)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, round(tokens.ROW_LIST * current_scale()))


class TableView(QTableView):
    """Columns get at least *least* pixels (at 100 % text) and share what is left by it.

    *spare* names those that go, in order, while there is not so much for all; *places* is the
    column of houses and rooms. Signals: ``opened(int)`` a row; ``left()`` upwards.
    """

    opened = Signal(int)
    left = Signal()

    def __init__(
        self,
        least: tuple[int, ...],
        tones: Mapping[int, str],
        spare: tuple[int, ...] = (),
        places: int = -1,
    ) -> None:
        super().__init__()
        self._least = least
        self._spare = spare
        self._hidden: frozenset[int] = frozenset()
        self.setItemDelegate(CellDelegate(tones, places, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))
        self.share_width()

    def hide_columns(self, *columns: int) -> None:
        """Show all columns but these."""
        self._hidden = frozenset(columns)
        self.share_width()

    def share_width(self) -> None:
        """Share the width among the columns; *spare* ones go, in order, where it is short."""
        scale, room = current_scale(), self.viewport().width()
        shown = [at for at in range(len(self._least)) if at not in self._hidden]
        for spare in self._spare:
            if spare in shown and sum(self._least[at] for at in shown) * scale > room:
                shown.remove(spare)
        for at in range(len(self._least)):
            self.setColumnHidden(at, at not in shown)
        self.verticalHeader().setDefaultSectionSize(round(tokens.ROW_LIST * scale))
        total = sum(self._least[at] for at in shown)
        for at in shown:
            self.setColumnWidth(at, room * self._least[at] // max(1, total))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Up and row <= 0:
            self.left.emit()
        else:
            super().keyPressEvent(event)
