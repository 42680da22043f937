"""Sheets as CSV files (RFC 4180), row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from desktop.documents.export.cells import is_number
from desktop.documents.export.files import create
from desktop.documents.export.formula_guard import guard
from desktop.documents.export.layout import Column, HasSheets, Row

_UNSAFE = re.compile(r"[^\w.~-]")
_LONGEST = 80
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""Names Windows gives to devices, whatever their ending."""


class CsvFiles:
    """One file per sheet in *folder*, made at once with its heading; a context manager.

    UTF-8, with a byte order mark if *bom* (spreadsheets need it to know the encoding); comma,
    CRLF, every cell in quotes. Texts are guarded against being taken for formulas; numbers in
    columns of numbers stand as they are, so that a minus sign stays one.
    """

    def __init__(self, folder: Path, layout: HasSheets, *, bom: bool) -> None:
        self._stack = ExitStack()
        self._writers = []
        self._columns = [sheet.columns for sheet in layout.sheets]
        self.names = file_names(tuple(sheet.name for sheet in layout.sheets))
        try:
            for name, columns in zip(self.names, self._columns, strict=True):
                encoding = "utf-8-sig" if bom else "utf-8"
                wrapped = io.TextIOWrapper(
                    create(folder / name), encoding, errors="replace", newline=""
                )
                text = self._stack.enter_context(wrapped)
                writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
                writer.writerow([guard(column.header) for column in columns])
                self._writers.append(writer)
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> CsvFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def write(self, row: Row) -> None:
        """Write one row; raises OSError."""
        place, cells = row
        columns = self._columns[place]
        self._writers[place].writerow(map(_cell, columns, cells))


def _cell(column: Column, text: str) -> str:
    return text if column.is_number and is_number(text) else guard(text)


def file_names(sheets: Sequence[str]) -> tuple[str, ...]:
    """A file name per sheet that leads nowhere else and is allowed on every system.

    Names of entity lists come from forms anybody may have made.
    """
    found: list[str] = []
    taken: set[str] = set()
    for sheet in sheets:
        base = _UNSAFE.sub("_", sheet).strip(". ")[:_LONGEST] or "_"
        if base.partition(".")[0].casefold() in _RESERVED:
            base = f"_{base}"
        name, n = f"{base}.csv", 1
        while name.casefold() in taken:
            n += 1
            name = f"{base}~{n}.csv"
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)
