"""Refuses hostile spreadsheets before a library unpacks them: sizes, counts, document types."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse

from desktop.domain.errors import ErrorCode, Fact, KnownError

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ENTRIES = 500
MAX_ROWS = 30_000
MAX_SURVEY_ROWS = 3_000
MAX_SURVEY_CELLS = 50_000
"""The longest real form known has 904 questions in 8 languages; converting grows with cells."""
MAX_CHOICE_ROWS = 10_000
"""Longer lists belong into a table beside the form."""
MAX_OFFERED = 2_000_000
"""Choices times questions that offer some: converting looks at every pair."""
MAX_COLUMNS = 500
MAX_CELLS = 300_000
MAX_CELL_CHARACTERS = 32_767
"""What a cell of Excel can hold."""
MAX_CHARACTERS = 8_000_000
MAX_REFERENCES = 20_000
"""Mentions of other questions (``${name}``): pyxform looks each of them up."""
MAX_OTHER = 100_000
"""Elements that are no cell, row or text: styles, merged ranges, drawings."""
MAX_DEPTH = 64
_CONTENT = frozenset({"c", "f", "is", "r", "row", "si", "t", "v"})
_XML_PARTS = (".xml", ".rels", ".vml")


def check_spreadsheet(data: bytes) -> None:
    """Read the archive once without building anything.

    Raises KnownError FORM_TOO_LARGE (facts: what is over which limit) or FORM_NOT_XLSFORM for a
    file that is no zip archive of sound XML. Declared sizes can be trusted: reading stops there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _at_most("entries", len(entries), MAX_ENTRIES)
            _at_most("unpacked_bytes", sum(e.file_size for e in entries), MAX_UNPACKED_BYTES)
            counts = _Counts()
            for entry in entries:
                if entry.filename.lower().endswith(_XML_PARTS):
                    with archive.open(entry) as part:
                        parse(part, counts.for_part(), forbid_dtd=True)
    except (zipfile.BadZipFile, zlib.error, SAXException, DefusedXmlException) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    except (OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error


def check_table(sheet: str, rows: int, columns: int) -> None:
    """Refuse a table that is larger than any form; KnownError FORM_TOO_LARGE."""
    most = {"survey": MAX_SURVEY_ROWS, "choices": MAX_CHOICE_ROWS}.get(sheet, MAX_ROWS)
    _at_most("rows", rows, most, sheet)
    _at_most("columns", columns, MAX_COLUMNS, sheet)


def check_cells(sheet: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Refuse texts no person wrote: too long, or full of mentions; KnownError FORM_TOO_LARGE."""
    cells = characters = references = 0
    for number, row in enumerate(rows, start=2):
        cells += len(row)
        for value in row.values():
            text = str(value)
            if len(text) > MAX_CELL_CHARACTERS:
                raise KnownError(
                    ErrorCode.FORM_TOO_LARGE,
                    what="cell",
                    found=len(text),
                    limit=MAX_CELL_CHARACTERS,
                    sheet=sheet,
                    row=number,
                )
            characters += len(text)
            references += text.count("${")
    _at_most("cells", cells, MAX_SURVEY_CELLS if sheet == "survey" else MAX_CELLS, sheet)
    _at_most("characters", characters, MAX_CHARACTERS, sheet)
    _at_most("references", references, MAX_REFERENCES, sheet)


def check_offered(selects: int, choices: int) -> None:
    """Refuse many questions over long lists; KnownError FORM_TOO_LARGE."""
    _at_most("choices", selects * choices, MAX_OFFERED, "choices")


def _at_most(what: str, found: int, limit: int, sheet: str = "") -> None:
    if found > limit:
        where: dict[str, Fact] = {"sheet": sheet} if sheet else {}
        raise KnownError(ErrorCode.FORM_TOO_LARGE, what=what, found=found, limit=limit, **where)


class _Counts:
    """Cells, texts and the rest over all parts of one workbook."""

    def __init__(self) -> None:
        self.cells = 0
        self.other = 0
        self.characters = 0

    def for_part(self) -> ContentHandler:
        return _PartReader(self)


class _PartReader(ContentHandler):
    """Counts rows, columns, cells and depth of one XML part; stops at the first excess."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__()
        self._counts = counts
        self._depth = 0
        self._rows = 0
        self._columns = 0
        self._length = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Count one element; a row or cell may claim a place far out in ``r``."""
        self._depth += 1
        self._length = 0
        _at_most("depth", self._depth, MAX_DEPTH)
        local = name.rpartition(":")[2]
        if local not in _CONTENT:
            self._counts.other += 1
            _at_most("elements", self._counts.other, MAX_OTHER)
        if local == "row":
            self._rows += 1
            self._columns = 0
            claimed = attrs.get("r") or "0"
            place = int(claimed) if claimed.isdecimal() else 0
            _at_most("rows", max(self._rows, place), MAX_ROWS)
        elif local in ("c", "si"):
            self._counts.cells += 1
            _at_most("cells", self._counts.cells, MAX_CELLS)
            if local == "c":
                self._columns += 1
                far = max(self._columns, _column(attrs.get("r") or ""))
                _at_most("columns", far, MAX_COLUMNS)

    def characters(self, content: str) -> None:
        """Count the text of one element and of the whole workbook."""
        self._length += len(content)
        self._counts.characters += len(content)
        _at_most("cell", self._length, MAX_CELL_CHARACTERS)
        _at_most("characters", self._counts.characters, MAX_CHARACTERS)

    def endElement(self, name: str) -> None:
        """Leave an element."""
        self._depth -= 1


def _column(reference: str) -> int:
    """``C7`` -> 3; 0 without a reference."""
    column = 0
    for char in reference.upper():
        if not "A" <= char <= "Z":
            break
        column = column * 26 + ord(char) - 64
    return column
