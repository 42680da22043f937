"""What counts as a number in a cell."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?", re.ASCII)
_DIGITS = 15
"""Spreadsheets keep no more significant digits than these."""


def is_number(text: str) -> bool:
    """Whether a spreadsheet shows *text*, written as a number, with the same value."""
    return _NUMBER.fullmatch(text) is not None and sum(map(str.isdigit, text)) <= _DIGITS
