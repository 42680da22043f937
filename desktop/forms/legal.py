"""Which notes of a form are legal texts (own extension ``bind::fm:legal``)."""

from __future__ import annotations

from collections.abc import Mapping

_MARK = "legal"
_YES = frozenset({"yes", "true", "true()", "1"})
"""XLSForm's own words for yes, and what a spreadsheet makes of them."""


def is_legal(marks: Mapping[str, str]) -> bool:
    """Whether something with these *marks* is a legal text, however its author wrote *yes*."""
    return marks.get(_MARK, "").strip().lower() in _YES
