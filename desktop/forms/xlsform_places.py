"""Where in the sheets an expression of the compiled form was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from desktop.forms.xlsform_rows import FIRST_ROW, cell

_REFERENCE = re.compile(r"\$\{[^}]*\}")
_SPACE = re.compile(r"\s+")
_OTHER = ("type", "name", "label", "hint", "guidance_hint", "appearance", "media")
"""Columns that hold no expression."""
_COUNT = "_count"
"""pyxform moves the expression of ``repeat_count`` into a field of its own with this ending."""


class Place(NamedTuple):
    """``text`` is what stands there; ``column`` and ``text`` are empty where only the row is
    known."""

    sheet: str
    row: int
    column: str
    text: str


def own_name(name: str) -> str:
    """The name a field has on the sheet, where it was made for a repeat."""
    return name.removesuffix(_COUNT)


def place_of_expression(
    sheets: Mapping[str, Iterable[Mapping[str, str]]], name: str, expression: str
) -> Place | None:
    """The cell from which *expression* of the field *name* was made.

    *sheets* are the survey, where the row must be called *name*, and others, where any row counts
    that holds the expression.
    """
    best, most = None, -1
    for sheet, rows in sheets.items():
        for number, row in enumerate(rows, FIRST_ROW):
            if sheet == "survey" and cell(row, "name") not in (name, own_name(name)):
                continue
            length, column, text = _written(row, expression)
            if length > most and (length or sheet == "survey"):
                best, most = Place(sheet, number, column, text), length
    return best


def _written(row: Mapping[str, str], expression: str) -> tuple[int, str, str]:
    """(how many characters of a cell stand in the expression, its column, its text)."""
    whole = _SPACE.sub("", expression)
    found = (0, "", "")
    for column, value in row.items():
        base = re.split(r"\s*:", str(column).strip().lower(), maxsplit=1)[0]
        if base not in _OTHER:
            length = _length_within(whole, str(value))
            found = max(found, (length, str(column), str(value).strip()), key=lambda one: one[0])
    return found


def _length_within(whole: str, written: str) -> int:
    """0 unless everything but the references stands in *whole* in the same order."""
    at = length = 0
    for part in _REFERENCE.split(written):
        piece = _SPACE.sub("", part)
        at = whole.find(piece, at)
        if at < 0:
            return 0
        at += len(piece)
        length += len(piece)
    return length
