"""Sheets as one workbook (ECMA-376, SpreadsheetML), row by row in little memory.

Written here and not with openpyxl, because its row-by-row writer keeps the rows in the system's
temporary folder until the end, in the clear, and leaves them there when it is killed.
"""

from __future__ import annotations

import gzip
import re
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from xml.sax.saxutils import escape

from desktop.documents.export import xlsx_parts
from desktop.documents.export.cells import is_number
from desktop.documents.export.files import create
from desktop.documents.export.layout import Column, HasSheets, Row, Sheet

MAX_ROWS = 1_048_576
"""The most rows a sheet may have, its heading included; what comes after opens another sheet."""
MAX_CELL = 32_767
"""The most characters a cell may have."""
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_TEXT, _NUMBER, _HEADING = 1, 0, 2
"""Cell formats: text stays text even when somebody edits the cell."""


class XlsxBook:
    """A workbook at *path* with one sheet per sheet of *layout*; a context manager.

    Texts are written as texts, whatever they begin with; numbers in columns of numbers as
    numbers. The heading stays in view. *shortened* counts the cells that were too long and end
    in ``…``. With *rtl* the first column stands on the right.
    """

    def __init__(self, path: Path, layout: HasSheets, *, rtl: bool) -> None:
        self.shortened = 0
        self._path, self._rtl = path, rtl
        self._stack = ExitStack()
        self._open: list[_OpenSheet] = []
        self._done: list[_OpenSheet] = []
        self._names = xlsx_parts.SheetNames()
        try:
            for sheet in layout.sheets:
                self._open.append(self._begin(sheet))
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> XlsxBook:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if error is None:
                self._assemble()

    def write(self, row: Row) -> None:
        """Write one row; raises OSError."""
        place, cells = row
        sheet = self._open[place]
        if sheet.rows == MAX_ROWS:
            sheet = self._open[place] = self._begin(sheet.sheet)
        sheet.rows += 1
        sheet.file.write(self._row(sheet.rows, sheet.sheet.columns, cells))

    def _begin(self, sheet: Sheet) -> _OpenSheet:
        number = len(self._done) + 1
        part = self._path.with_name(f"{self._path.name}.{number}")
        raw = self._stack.enter_context(create(part))
        self._stack.callback(part.unlink, missing_ok=True)
        file = self._stack.enter_context(gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1))
        begun = _OpenSheet(sheet, self._names.take(sheet.name), part, raw, file)
        file.write(xlsx_parts.sheet_head(sheet.columns, rtl=self._rtl))
        headings = (_text_cell(column.header, _HEADING) for column in sheet.columns)
        file.write(f'<row r="1">{"".join(headings)}</row>'.encode())
        self._done.append(begun)
        return begun

    def _row(self, number: int, columns: Sequence[Column], cells: Iterable[str]) -> bytes:
        written = "".join(map(self._cell, columns, cells))
        return f'<row r="{number}">{written}</row>'.encode()

    def _cell(self, column: Column, text: str) -> str:
        if not text:
            return "<c/>"
        if column.is_number and is_number(text):
            return f'<c s="{_NUMBER}"><v>{text}</v></c>'
        if len(text) > MAX_CELL:
            self.shortened += 1
            text = f"{text[: MAX_CELL - 1]}…"
        return _text_cell(text, _TEXT)

    def _assemble(self) -> None:
        """Close the sheets and put everything into one file."""
        with create(self._path) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in xlsx_parts.parts([sheet.name for sheet in self._done]):
                book.writestr(name, content)
            for number, sheet in enumerate(self._done, 1):
                sheet.close()
                with (
                    gzip.open(sheet.part, "rb") as rows,
                    book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as entry,
                ):
                    shutil.copyfileobj(rows, entry, 1 << 20)


class _OpenSheet:
    """A sheet being written: its rows so far stand compressed in *part*."""

    def __init__(
        self, sheet: Sheet, name: str, part: Path, raw: BinaryIO, file: gzip.GzipFile
    ) -> None:
        self.sheet, self.name, self.part, self.file = sheet, name, part, file
        self.rows = 1
        self._raw = raw

    def close(self) -> None:
        """End the sheet; *part* is whole after that."""
        self.file.write(xlsx_parts.SHEET_TAIL)
        self.file.close()
        self._raw.close()


def _text_cell(text: str, style: int) -> str:
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'


def _xml(text: str) -> str:
    """As XML; characters XML cannot hold in the form of ECMA-376, 22.9.2.19."""
    return escape(_UNFIT.sub(lambda match: f"_x{ord(match.group()):04X}_", text))
