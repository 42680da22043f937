"""Inserting many rows with few statements.

The driver lets other threads run while it carries out a statement and waits for its turn
afterwards. Row by row, a batch of a colleague's changes would give way to the sync thread
thousands of times; fifty rows at once, the two of them work side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from desktop.storage.driver import Connection

_STEPS: Final = (50, 10)
"""Rows per statement; few different statements, so that all stay prepared."""


class Insert:
    """``INSERT INTO table(columns) VALUES ...``, with what follows the values in *tail*."""

    def __init__(
        self, table: str, columns: Sequence[str], *, word: str = "INSERT", tail: str = ""
    ) -> None:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        head = f"{word} INTO {table}({names}) VALUES "
        self.one = f"{head}({marks}) {tail}"
        """The statement for a single row."""
        self._many = [(n, f"{head}{', '.join([f'({marks})'] * n)} {tail}") for n in _STEPS]

    def run(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
        """Insert *rows* in their order."""
        waiting = rows if isinstance(rows, list) else list(rows)
        start = 0
        for size, sql in self._many:
            while len(waiting) - start >= size:
                part = waiting[start : start + size]
                connection.execute(sql, tuple(chain.from_iterable(part)))
                start += size
        connection.executemany(self.one, waiting[start:])
