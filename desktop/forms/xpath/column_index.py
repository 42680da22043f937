"""Long static lists as tables: what stands in a column, and which rows hold a text."""

from __future__ import annotations

from typing import cast

from desktop.forms.xpath.nodes import Node, NodeKind
from desktop.forms.xpath.values import Value

MIN_ROWS = 16
Cell = str | tuple[str, ...]
"""The text of a row's one cell of that name; all texts if there is not exactly one."""


class Table:
    """The rows of one name below a node that never changes; cells are read when first asked."""

    __slots__ = ("_cells", "_groups", "rows")

    def __init__(self, rows: list[Node]) -> None:
        self.rows = rows
        self._cells: dict[str, dict[Node, Cell]] = {}
        self._groups: dict[str, dict[str, list[Node]]] = {}

    def cells(self, rows: list[Node], column: str) -> list[Cell]:
        """What *rows* hold in *column*."""
        known = self._cells.setdefault(column, {})
        found: list[Cell] = []
        for row in rows:
            cell = known.get(row)
            if cell is None:
                cell = known[row] = _cell(row, column)
            found.append(cell)
        return found

    def read(self, column: str) -> None:
        """Read a whole column, so that the first filter of a person does not wait for it."""
        if len(self._cells.get(column, ())) < len(self.rows):
            self.cells(self.rows, column)

    def equal(self, column: str, text: str) -> list[Node]:
        """The rows with *text* in *column*, in order. Not to be changed."""
        groups = self._groups.get(column)
        if groups is None:
            groups = self._groups[column] = {}
            for row, cell in zip(self.rows, self.cells(self.rows, column), strict=True):
                for held in (cell,) if isinstance(cell, str) else dict.fromkeys(cell):
                    groups.setdefault(held, []).append(row)
        return groups.get(text, [])


def _cell(row: Node, column: str) -> Cell:
    """Children are looked through: an index by name for each row would cost more than it saves."""
    element = NodeKind.ELEMENT
    texts = [
        child.string_value()
        for child in row.children
        if child.key == column and child.kind is element
    ]
    return texts[0] if len(texts) == 1 else tuple(texts)


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
    if table is None:
        return [_first(_cell(row, column)) for row in rows]
    return [_first(cell) for cell in table.cells(rows, column)]


def _first(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return cell[0] if cell else ""


def index_text(value: Value) -> str | None:
    """The text a column can be searched for, None if *value* does not compare as one text."""
    if isinstance(value, list):
        return value[0].string_value() if len(value) == 1 else None
    return value if isinstance(value, str) else None
