"""The text a typed question may hold: the lexical rules of the ODK data types."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

_INTEGER_LIMIT = 2**31
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
_OFFSET = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?"
_TIME_OF_DAY = re.compile(rf"{_TIME}{_OFFSET}", re.ASCII)
_DATE_TIME = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})T{_TIME}{_OFFSET}", re.ASCII)


def normalize(value_type: str, text: str) -> str:
    """The text as the type keeps it; empty when it is no value of that type."""
    rule = _RULES.get(value_type)
    return text if rule is None or text == "" else rule(text.strip())


def normalize_computed(value_type: str, text: str) -> str:
    """As :func:`normalize`, for what nobody typed: whole decimals get their ``.0``, as in ODK."""
    kept = normalize(value_type, text)
    if value_type == "decimal" and kept.lstrip("+-").isdigit():
        return f"{kept}.0"
    return kept


def _integer(text: str) -> str:
    """Fractions are cut off; 32 bits, as in ODK."""
    if not _NUMBER.fullmatch(text):
        return ""
    number = float(text)
    if not -_INTEGER_LIMIT <= number < _INTEGER_LIMIT:
        return ""
    return str(int(number))


def _decimal(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else ""


def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    return match.group(1) if match and _is_day(match.group(1)) else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _time(text: str) -> str:
    return text if _TIME_OF_DAY.fullmatch(text) else ""


def _date_time(text: str) -> str:
    match = _DATE_TIME.fullmatch(text)
    return text if match and _is_day(match.group(1)) else ""


def _geopoint(text: str) -> str:
    """Latitude, longitude, altitude, accuracy in degrees and metres."""
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return ""
    latitude, longitude = float(parts[0]), float(parts[1])
    fits = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return " ".join(parts) if fits else ""


def _geo_line(least: int) -> Callable[[str], str]:
    def rule(text: str) -> str:
        """Points with semicolons between; one that is no point spoils the line."""
        points = [_geopoint(point.strip()) for point in text.split(";") if point.strip()]
        return text if len(points) >= least and all(points) else ""

    return rule


_RULES: dict[str, Callable[[str], str]] = {
    "int": _integer,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "dateTime": _date_time,
    "geopoint": _geopoint,
    "geotrace": _geo_line(2),
    "geoshape": _geo_line(3),
}
