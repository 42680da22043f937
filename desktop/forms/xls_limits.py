"""Refuses hostile .xls workbooks before their library lays out every cell they claim.

Only the heads of the records are read ([MS-XLS] 2.1.4: type and length, two bytes each), of cell
records also row and column. One cell far out makes a reader build the whole rectangle up to it,
so the rectangle counts, not the number of cells.
"""

from __future__ import annotations

import io
import struct

from xlrd.compdoc import CompDoc, CompDocError  # type: ignore[import-untyped]

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.spreadsheet_limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

_BOF = 0x0809
_SINGLE = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E})
_SEVERAL = frozenset({0x00BD, 0x00BE})
"""MULRK and MULBLANK: their last two bytes are the last column."""
MAX_RECORDS = 1_000_000
MAX_SHEETS = 60


def check_xls(data: bytes) -> None:
    """Walk over the records of the workbook once.

    Raises KnownError FORM_TOO_LARGE (facts ``what``, ``found``, ``limit``) or FORM_NOT_XLSFORM for
    a file that is no compound file with a workbook in it.
    """
    try:
        document = CompDoc(data, logfile=io.StringIO())
        for name in ("Workbook", "Book"):
            whole, start, length = document.locate_named_stream(name)
            if whole:
                _walk(memoryview(whole)[start : start + length])
                return
    except (CompDocError, struct.error, IndexError, ValueError, AssertionError) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    except (MemoryError, RecursionError, KeyError, TypeError) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    raise KnownError(ErrorCode.FORM_NOT_XLSFORM)


def _walk(stream: memoryview) -> None:
    at = records = sheets = rows = columns = 0
    area = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = at + 4
        records += 1
        _at_most("records", records, MAX_RECORDS)
        if kind == _BOF:
            sheets += 1
            _at_most("sheets", sheets, MAX_SHEETS)
            rows = columns = 0
        elif kind in _SINGLE or kind in _SEVERAL:
            row, column = struct.unpack_from("<HH", stream, body)
            if kind in _SEVERAL and length >= 6:
                (column,) = struct.unpack_from("<H", stream, body + length - 2)
            before = rows * columns
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            _at_most("rows", rows, MAX_ROWS)
            _at_most("columns", columns, MAX_COLUMNS)
            area += rows * columns - before
            _at_most("cells", area, MAX_CELLS)
        at = body + length


def _at_most(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise KnownError(ErrorCode.FORM_TOO_LARGE, what=what, found=found, limit=limit)
