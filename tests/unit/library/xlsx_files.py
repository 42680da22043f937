"""Builds form files as people and attackers bring them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

SURVEY: Sequence[Sequence[str]] = (
    ("type", "name", "label::Deutsch (de)", "label::English (en)", "relevant"),
    ("text", "wish", "Wunsch", "Wish", ""),
    ("select_one yn", "help", "Hilfe nötig?", "", ""),
    ("geotrace", "way", "Weg", "Way", "${help} = 'yes'"),
)
CHOICES: Sequence[Sequence[str]] = (
    ("list_name", "name", "label::Deutsch (de)", "label::English (en)"),
    ("yn", "yes", "ja", "yes"),
    ("yn", "no", "nein", "no"),
)
SETTINGS: Sequence[Sequence[str]] = (
    ("form_title", "form_id", "version", "default_language"),
    ("Wünsche", "wishes", "3", "Deutsch (de)"),
)


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """Save sheets as a real workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def good_form(path: Path, survey: Sequence[Sequence[str]] = SURVEY) -> Path:
    """A small form in two languages with a gap and one row that is not supported."""
    return write_xlsx(path, {"survey": survey, "choices": CHOICES, "settings": SETTINGS})


def with_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """A good form whose archive has parts replaced or added."""
    good_form(path)
    with zipfile.ZipFile(path) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if n not in parts}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**kept, **parts}.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def sheet_xml(rows: str) -> bytes:
    """The XML of a worksheet with the given rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
