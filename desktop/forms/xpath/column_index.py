"""Long static lists as tables: what stands in a column, and which rows hold a text."""

from __future__ import annotations

from typing import cast

from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import Value

MIN_ROWS = 16
Cell = str | tuple[str, ...]
"""The text of a row's one cell of that name; all texts if there is not exactly one."""


class Table:
    """The rows of one name below a node that never changes; columns are read when first asked."""

    __slots__ = ("_cells", "_groups", "rows")

    def __init__(self, rows: list[Node]) -> None:
        self.rows = rows
        self._cells: dict[str, dict[Node, Cell]] = {}
        self._groups: dict[str, dict[str, list[Node]]] = {}

    def cells(self, column: str) -> dict[Node, Cell]:
        """Row -> what it holds in *column*. Not to be changed."""
        found = self._cells.get(column)
        if found is None:
            found = self._cells[column] = {row: _cell(row, column) for row in self.rows}
        return found

    def equal(self, column: str, text: str) -> list[Node]:
        """The rows with *text* in *column*, in order. Not to be changed."""
        groups = self._groups.get(column)
        if groups is None:
            groups = self._groups[column] = {}
            for row, cell in self.cells(column).items():
                for held in (cell,) if isinstance(cell, str) else dict.fromkeys(cell):
                    groups.setdefault(held, []).append(row)
        return groups.get(text, [])


def _cell(row: Node, column: str) -> Cell:
    cells = row.named(column)
    if len(cells) == 1:
        return cells[0].string_value()
    return tuple(cell.string_value() for cell in cells)


def table_of(parent: Node, row_key: str) -> Table | None:
    """The rows *row_key* below *parent* as a table; None if they may change or are few."""
    if not parent.is_static or len(parent.children) < MIN_ROWS:
        return None
    if parent.indexes is None:
        parent.indexes = {}
    table = parent.indexes.get(row_key)
    if table is None:
        table = parent.indexes[row_key] = Table(parent.named(row_key))
    return cast("Table", table)


def texts_of(rows: list[Node], column: str) -> list[str]:
    """The first text of each row in *column*, empty where there is none."""
    parent = rows[0].parent if len(rows) >= MIN_ROWS else None
    table = None if parent is None else table_of(parent, rows[0].key)
    if table is not None:
        cells = table.cells(column)
        if all(row in cells for row in rows):
            return [_first(cells[row]) for row in rows]
    return [_first(_cell(row, column)) for row in rows]


def _first(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return cell[0] if cell else ""


def index_text(value: Value) -> str | None:
    """The text a column can be searched for, None if *value* does not compare as one text."""
    if isinstance(value, list):
        return value[0].string_value() if len(value) == 1 else None
    return value if isinstance(value, str) else None
