"""Lays choices out in columns, the same ones in both panes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.fields.base import Field, PaneLook
from desktop.ui.fields.choice_drawing import Shape
from desktop.ui.fields.choice_row import ChoiceRow

_MOST_COLUMNS = 3
_ONE_LINE = 0.75
"""This share of the labels must fit in one line of their column."""
_WRAP_LOSS = 1.15
"""Words do not break anywhere: two lines hold a little less than twice one line."""
_COLUMNS = re.compile(r"columns-(\d+)")
_PACKED = frozenset({"columns-pack", "compact", "horizontal", "horizontal-compact"})
_LEAST_WIDTH = 100
_LEAST_CELL = 44
"""A scale whose cells would be narrower than this stands as rows instead."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the choices stand: ``columns`` fixed (0: as many as fit), ``is_packed`` one after the
    other like words, ``is_line`` all in one line; ``shape`` is what is drawn of each.
    """

    columns: int = 0
    is_packed: bool = False
    is_line: bool = False
    shape: Shape = Shape.ROW


def arrangement(appearance: frozenset[str], look: PaneLook) -> Arrangement:
    """What the appearances of a select ask for; in the client window always rows.

    Appearances are those of XLSForm: columns, columns-n, columns-pack (formerly compact,
    horizontal), likert, label and list-nolabel (the lines of a table-list).
    """
    if look.large:
        return Arrangement(columns=1)
    if "list-nolabel" in appearance:
        return Arrangement(is_line=True, shape=Shape.MARK)
    if "label" in appearance:
        return Arrangement(is_line=True, shape=Shape.LABEL)
    if appearance & {"likert", "list"}:
        return Arrangement(is_line=True, shape=Shape.STACK)
    if appearance & _PACKED:
        return Arrangement(is_packed=True)
    found = next((m for word in appearance if (m := _COLUMNS.fullmatch(word))), None)
    return Arrangement(columns=min(10, max(1, int(found[1])))) if found else Arrangement()


class ChoiceGrid(Field):
    """Rows of choices, laid out so that each stands beside its translation.

    *partner* is the same question in the other pane: both use the same columns and line heights.
    """

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.partner: ChoiceGrid | None = None
        self.rows: list[ChoiceRow] = []
        self.arrangement = Arrangement(columns=1) if look.large else Arrangement()
        self.plans: dict[int, list[tuple[int, list[int]]]] = {}
        self._has_size = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def arrange(self, arrangement: Arrangement) -> None:
        """Change how the choices stand."""
        self.arrangement = arrangement
        self.rearrange()

    def rearrange(self) -> None:
        """Lay the rows out anew, here and in the other pane."""
        for field in (self, self.partner):
            if field is not None:
                field.plans.clear()
                field.updateGeometry()
                if field._has_size:
                    field.lay_out()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Layouts also ask for widths that nothing ever gets; one answer does for all of them.
        return sum(height for height, _ in self._lines(max(width, _LEAST_WIDTH)))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.look.hit())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._has_size = True
        self.lay_out()

    def fitting_columns(self, width: int) -> int:
        """How many columns hold the labels at *width*; a few may take a second line."""
        wanted = self.arrangement
        if wanted.columns:
            return wanted.columns
        if wanted.is_line:
            count = max(1, len(self.rows))
            return count if width // count >= _LEAST_CELL or wanted.shape is Shape.MARK else 1
        if len(self.rows) < 3:
            return 1
        widths = sorted(row.drawing.full_width() for row in self.rows)
        most = widths[min(len(widths) - 1, round(len(widths) * _ONE_LINE))]
        around = self.rows[0].drawing.around()
        for columns in range(min(_MOST_COLUMNS, len(self.rows)), 1, -1):
            each = width // columns
            if most <= each and (widths[-1] - around) * _WRAP_LOSS <= 2 * (each - around):
                return columns
        return 1

    def columns(self, width: int = 0) -> int:
        """How many columns both panes have at *width* (0: as wide as it is)."""
        if self.arrangement.is_packed:
            return 1
        width = width or self.width()
        own = self.fitting_columns(width)
        return min(own, self.partner.fitting_columns(width)) if self.partner else own

    def lay_out(self) -> None:
        """Place the rows at the present width."""
        whole = self.width()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top, at = 0, 0
        self._shape_rows(whole)
        for height, widths in self._lines(whole):
            left = 0
            for width in widths:
                x = whole - left - width if mirrored else left
                self.rows[at].setGeometry(x, top, width, height)
                left += width
                at += 1
            top += height

    def _shape_rows(self, width: int) -> None:
        """A scale that does not fit into one line stands as rows."""
        shape = self.arrangement.shape
        if shape is Shape.STACK and self.columns(width) == 1:
            shape = Shape.ROW
        for row in self.rows:
            if row.drawing.shape is not shape:
                row.drawing.take_shape(shape)

    def _lines(self, width: int) -> list[tuple[int, list[int]]]:
        """Height of each line and the widths of the rows in it."""
        found = self.plans.get(width)
        if found is None:
            self._shape_rows(width)
            found, at = [], 0
            for widths in self._cut(width):
                pairs = list(enumerate(widths, at))
                heights = [
                    field.rows[i].drawing.height(w) for i, w in pairs for field in self._both
                ]
                found.append((max(heights), widths))
                at += len(widths)
            self.plans[width] = found
        return found

    @property
    def _both(self) -> list[ChoiceGrid]:
        other = self.partner
        is_like = other is not None and len(other.rows) == len(self.rows)
        return [self, other] if other is not None and is_like else [self]

    def _cut(self, width: int) -> list[list[int]]:
        """The rows cut into lines, each row by its width."""
        count = len(self.rows)
        if not self.arrangement.is_packed:
            columns = self.columns(width)
            each = width // columns
            return [[each] * min(columns, count - at) for at in range(0, count, columns)]
        lines: list[list[int]] = []
        for at in range(count):
            need = max(field.rows[at].drawing.full_width() for field in self._both)
            need = min(need, width)
            if not lines or sum(lines[-1]) + need > width:
                lines.append([])
            lines[-1].append(need)
        return lines
