"""Puts rows on pages: a row is never split unless it is higher than a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.documents.model import Document, Row, RowLook
from desktop.ui.printing import styles
from desktop.ui.printing.parts import Part, make

_BODY = styles.PAGE_HEIGHT - styles.MARGIN_TOP - styles.MARGIN_BOTTOM
_ROUNDING = 0.5


class Cell:
    """The parts of one cell, one below the other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.height = sum(part.height for part in parts)

    def fitting(self, begin: float, room: float) -> float:
        """How far the cell can be shown from *begin* within *room*: a place where it may end."""
        end = begin
        top = 0.0
        for part in self._parts:
            for cut in part.cuts():
                if begin < top + cut <= begin + room + _ROUNDING:
                    end = top + cut
            top += part.height
        return end

    def draw(self, painter: QPainter, left: float, top: float, stretch: Stretch) -> None:
        """Draw what stands between two places, its first at *top*."""
        painter.save()
        shown = QRectF(left - styles.mm(2), top, styles.COLUMN + styles.mm(4), stretch.height)
        painter.setClipRect(shown, Qt.ClipOperation.IntersectClip)
        at = top - stretch.begin
        for part in self._parts:
            if at + part.height > top and at < top + stretch.height:
                part.draw(painter, left, at)
            at += part.height
        painter.restore()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a cell, from its top."""

    begin: float
    end: float

    @property
    def height(self) -> float:
        return self.end - self.begin


class LaidRow:
    """A row laid out, with its height on one page."""

    def __init__(self, row: Row, document: Document) -> None:
        languages = (document.worker_language, document.client_language)
        self.look = row.look
        self.cells = tuple(
            Cell(make(pieces, styles.COLUMN, language))
            for pieces, language in zip((row.worker, row.client), languages, strict=True)
        )
        self.height = max(cell.height for cell in self.cells) + 2 * styles.PADDING


@dataclass(frozen=True, slots=True)
class Placed:
    """A row, or a stretch of one that is higher than a page, on a page."""

    row: LaidRow
    top: float
    stretches: tuple[Stretch, Stretch]

    @property
    def height(self) -> float:
        """With the space above and below."""
        return max(stretch.height for stretch in self.stretches) + 2 * styles.PADDING

    def draw(self, painter: QPainter) -> None:
        """Ground, rules and both cells."""
        left, right = styles.MARGIN, styles.MARGIN + styles.COLUMN + styles.GAP
        width, look = styles.PAGE_WIDTH - 2 * styles.MARGIN, self.row.look
        if look is RowLook.SECTION:
            band = QRectF(left - styles.mm(2), self.top, width + styles.mm(4), self.height)
            painter.fillRect(band, styles.BAND)
        for cell, at, stretch in zip(self.row.cells, (left, right), self.stretches, strict=True):
            cell.draw(painter, at, self.top + styles.PADDING, stretch)
        if look is RowLook.PLAIN:
            painter.setPen(QPen(styles.RULE, styles.HAIR))
            middle, end = right - styles.GAP / 2, self.top + self.height
            painter.drawLine(QPointF(left, end), QPointF(left + width, end))
            inset = styles.PADDING
            painter.drawLine(QPointF(middle, self.top + inset), QPointF(middle, end - inset))


Page = tuple[Placed, ...]


def paginate(document: Document) -> list[Page]:
    """Lay all rows out and spread them over pages; a document without rows has one empty page."""
    rows = [LaidRow(row, document) for row in document.rows]
    pages: list[list[Placed]] = [[]]
    used = 0.0
    for at, row in enumerate(rows):
        follower = rows[at + 1] if at + 1 < len(rows) else None
        if pages[-1] and row.height + _kept(row, follower) > _BODY - used:
            pages.append([])
            used = 0.0
        used = _place(row, pages, used)
    return [tuple(page) for page in pages]


def _kept(row: LaidRow, follower: LaidRow | None) -> float:
    """What must stand below *row* on its page: a heading is never the last line."""
    if row.look is not RowLook.SECTION or follower is None:
        return 0.0
    return min(follower.height, _BODY / 3)


def _place(row: LaidRow, pages: list[list[Placed]], used: float) -> float:
    """Put *row* on the last page, and on further ones while it is higher; what is used then."""
    begins = [0.0 for _ in row.cells]
    while True:
        room = _BODY - used - 2 * styles.PADDING
        ends = [cell.fitting(begin, room) for cell, begin in zip(row.cells, begins, strict=True)]
        if ends == begins and used == 0.0:
            ends = [cell.height for cell in row.cells]
        worker, client = (Stretch(a, b) for a, b in zip(begins, ends, strict=True))
        placed = Placed(row, styles.MARGIN_TOP + used, (worker, client))
        pages[-1].append(placed)
        used += placed.height
        begins = ends
        if all(end >= cell.height - 1 for cell, end in zip(row.cells, ends, strict=True)):
            return used
        pages.append([])
        used = 0.0
