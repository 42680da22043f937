"""The functions of XPath 1.0 and ODK XForms by name."""

from __future__ import annotations

from desktop.forms.xpath.functions import (
    booleans,
    dates,
    forms,
    geography,
    nodesets,
    numbers,
    selects,
    texts,
)
from desktop.forms.xpath.functions.signature import Function

FUNCTIONS: dict[str, Function] = {
    **booleans.FUNCTIONS,
    **dates.FUNCTIONS,
    **forms.FUNCTIONS,
    **geography.FUNCTIONS,
    **nodesets.FUNCTIONS,
    **numbers.FUNCTIONS,
    **selects.FUNCTIONS,
    **texts.FUNCTIONS,
}

__all__ = ["FUNCTIONS", "Function"]
