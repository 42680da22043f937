"""The sheets of an XLSForm as Markdown tables, the way pyxform reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class Sheet:
    """One sheet; a row has no entry for an empty cell."""

    header: list[str]
    rows: list[dict[str, str]]


Tables = dict[str, Sheet]


def read_tables(path: Path) -> Tables:
    """Read a source. Every sheet begins with a line that holds its name only."""
    tables: Tables = {}
    sheet = Sheet([], [])
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            continue
        name, *cells = (cell.strip() for cell in _PIPE.split(line.rstrip()[1:-1]))
        if name:
            sheet = tables[name] = Sheet([], [])
        elif not sheet.header:
            sheet.header = cells
        else:
            row = zip(sheet.header, cells, strict=True)
            sheet.rows.append({column: cell for column, cell in row if cell})
    return tables


def to_markdown(tables: Mapping[str, Sheet]) -> str:
    """The text that ``read_tables`` reads."""
    lines = []
    for name, sheet in tables.items():
        lines += [f"| {name} |", _line(sheet.header)]
        lines += [_line([row.get(column, "") for column in sheet.header]) for row in sheet.rows]
    return "\n".join(lines) + "\n"


def write_workbook(tables: Mapping[str, Sheet], path: Path) -> None:
    """Write the sheets as an Excel workbook that ODK Build, Kobo and Central read."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, sheet in tables.items():
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        page.append(sheet.header)
        for row in sheet.rows:
            page.append([row.get(column, "").replace("\\|", "|") for column in sheet.header])
    book.save(path)


def _line(cells: list[str]) -> str:
    return "| | " + " | ".join(cells) + " |"
