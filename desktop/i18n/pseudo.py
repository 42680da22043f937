"""The test language ``xx``: German with accents, brackets and 40 % more length."""

from __future__ import annotations

import re

_PLAIN = "AaCcDdEeGgIiLlNnOoRrSsTtUuYyZz"
_ACCENTED = "ÂâĆćĎďÊêĞğÎîĹĺÑñÔôŔŕŞşŢţÛûŶŷŹź"
_TABLE = str.maketrans(_PLAIN, _ACCENTED)
_LONG_WORD = re.compile(r"~{12}(?=~)")
"""Padding is to wrap like words."""
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")


def pseudo(message: str) -> str:
    """Return *message* accented, padded by 40 % and bracketed; placeholders stay whole."""
    if not message:
        return message
    parts = _PLACEHOLDER.split(message)
    accented = "".join(part if part.startswith("{") else part.translate(_TABLE) for part in parts)
    length = sum(len(part) for part in parts if not part.startswith("{"))
    padding = "~" * max(1, round(length * 0.4) - 2)
    return f"[{accented}{_LONG_WORD.sub(_broken, padding)}]"


def _broken(word: re.Match[str]) -> str:
    return word[0] + " "
