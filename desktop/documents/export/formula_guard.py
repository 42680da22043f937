"""Keeps texts from being taken for formulas when a CSV file is opened as a spreadsheet.

Rule: OWASP, "CSV Injection" (also CWE-1236): a cell that begins with one of ``= + - @``, tab,
carriage return or line feed, or a full-width form of the four signs, gets an apostrophe before
it. So does a text that begins with apostrophes followed by such a sign; otherwise nobody could
tell which apostrophes were typed. :func:`unguard` therefore gives back every text exactly.
"""

from __future__ import annotations

import re

_RISKY = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guard(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(cell: str) -> str:
    """The text that :func:`guard` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
