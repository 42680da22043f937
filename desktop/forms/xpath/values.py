"""The four value types and how one becomes another: XPath 1.0 section 4 plus ISO dates.

There is no date type: a date is its ISO text, and where a number is wanted an ISO date or
date-time text becomes days since 1970-01-01T00:00Z (ODK XForms specification, "number").
"""

from __future__ import annotations

import math
import re
from datetime import tzinfo
from decimal import Decimal

from desktop.forms.xpath.dates import days_of_text
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.sizes import MAX_TEXTS, at_most

Value = float | str | bool | list[Node]

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
NAN = math.nan


class DayCount(float):
    """Days since 1970 that ``number()`` made of an ISO text; as text, whole days."""

    __slots__ = ()


class InvalidDate(str):
    """The text of a date that is none; false as a boolean."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


def to_string(value: Value) -> str:
    """XPath ``string()``, except that what is not a number reads as empty (ODK)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return value[0].string_value() if value else ""


def number_text(value: float) -> str:
    """The shortest decimal text, never with an exponent."""
    if isinstance(value, DayCount):
        value = float(math.floor(value))
    if value != value:
        return ""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def to_boolean(value: Value) -> bool:
    """XPath ``boolean()``: numbers but 0 and NaN, texts but the empty one, any node."""
    if isinstance(value, float):
        return value == value and value != 0.0
    return bool(value)


def text_to_number(text: str, zone: tzinfo) -> float:
    """A number, days since 1970 for an ISO date or date-time, else NaN."""
    stripped = text.strip(" \t\r\n")
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    days = days_of_text(stripped, zone)
    return NAN if days is None else days


def to_number(value: Value, zone: tzinfo) -> float:
    """XPath ``number()`` with the dates of ODK; *zone* is the local zone of dates without one."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        return text_to_number(value, zone)
    return text_to_number(value[0].string_value(), zone) if value else NAN


def strings(value: Value) -> list[str]:
    """Each node's text, or the one text of a value that is no node-set.

    TooMuchError when they are too long together.
    """
    if isinstance(value, list):
        if len(value) == 1:
            return [value[0].string_value()]
        return at_most((node.string_value() for node in value), MAX_TEXTS)
    return [to_string(value)]
