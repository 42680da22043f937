"""Lays choices out in columns, the same ones in both panes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.fields.base import Field, PaneLook
from desktop.ui.fields.choice_row import ChoiceRow

_MOST_COLUMNS = 3
_ONE_LINE = 0.75
"""This share of the labels must fit in one line of their column."""
_WRAP_LOSS = 1.15
"""Words do not break anywhere: two lines hold a little less than twice one line."""


class ChoiceGrid(Field):
    """Rows in one to three columns, as many as fit in both panes.

    *partner* is the same question in the other pane: both use the same columns and line heights,
    so that a choice stands beside its translation.
    """

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.partner: ChoiceGrid | None = None
        self.rows: list[ChoiceRow] = []
        self.most_columns = 1 if look.large else _MOST_COLUMNS
        self.plans: dict[int, list[int]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def rearrange(self) -> None:
        """Lay the rows out anew, here and in the other pane."""
        for field in (self, self.partner):
            if field is not None:
                field.plans.clear()
                field.updateGeometry()
                field.lay_out()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._line_heights(width))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.look.hit())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def fitting_columns(self, width: int) -> int:
        """How many columns hold the labels at *width*; a few may take a second line."""
        if len(self.rows) < 3:
            return 1
        widths = sorted(row.drawing.full_width() for row in self.rows)
        most = widths[min(len(widths) - 1, round(len(widths) * _ONE_LINE))]
        around = self.rows[0].drawing.around()
        for columns in range(min(self.most_columns, len(self.rows)), 1, -1):
            each = width // columns
            if most <= each and (widths[-1] - around) * _WRAP_LOSS <= 2 * (each - around):
                return columns
        return 1

    def own_heights(self, width: int, columns: int) -> list[int]:
        """The height each line needs for this pane's labels."""
        each = width // columns
        rows = [row.drawing.height(each) for row in self.rows]
        return [max(rows[i : i + columns]) for i in range(0, len(rows), columns)]

    def columns(self, width: int = 0) -> int:
        """How many columns both panes have at *width* (0: as wide as it is)."""
        width = width or self.width()
        own = self.fitting_columns(width)
        return min(own, self.partner.fitting_columns(width)) if self.partner else own

    def _line_heights(self, width: int) -> list[int]:
        found = self.plans.get(width)
        if found is None:
            columns = self.columns(width)
            found = self.own_heights(width, columns)
            if self.partner is not None and len(self.partner.rows) == len(self.rows):
                other = self.partner.own_heights(width, columns)
                found = [max(pair) for pair in zip(found, other, strict=True)]
            self.plans[width] = found
        return found

    def lay_out(self) -> None:
        """Place the rows at the present width."""
        width = self.width()
        columns = self.columns(width)
        each = width // columns
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = 0
        for line, height in enumerate(self._line_heights(width)):
            for column in range(columns):
                at = line * columns + column
                if at < len(self.rows):
                    x = width - (column + 1) * each if mirrored else column * each
                    self.rows[at].setGeometry(x, top, each, height)
            top += height
