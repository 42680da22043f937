"""ISO dates and date-times as ODK expressions know them. Pure; the zone is always given.

As numbers they are days since 1970-01-01T00:00Z by the clock on the wall, the zone's standard
offset taken as fixed. So a day is always 1, summer time or not, and ``date(${start} + 30)`` is the
right day; the price is an hour between two moments on both sides of a change of clocks.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_UNPADDED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_EPOCH = datetime(1970, 1, 1)
_DAY_SECONDS = 86_400.0
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def parse_datetime(text: str, zone: tzinfo) -> datetime | None:
    """The moment an ISO date (midnight in *zone*) or date-time names, in *zone*; None if none."""
    if len(text) < 10 or text[4] != "-":
        return None
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=_offset_zone(offset) or zone,
        )
        return moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _offset_zone(offset: str | None) -> tzinfo | None:
    if not offset:
        return None
    if offset == "Z":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))


@lru_cache(maxsize=16)
def _standard_offset(zone: tzinfo) -> timedelta:
    reference = datetime(2026, 1, 1, tzinfo=zone)
    return (reference.utcoffset() or timedelta()) - (reference.dst() or timedelta())


def days_since_epoch(moment: datetime) -> float:
    """Days, with fraction, since 1970-01-01T00:00Z; *moment* carries the local zone."""
    offset = timedelta() if moment.tzinfo is None else _standard_offset(moment.tzinfo)
    return (moment.replace(tzinfo=None) - _EPOCH - offset).total_seconds() / _DAY_SECONDS


def days_of_text(text: str, zone: tzinfo) -> float | None:
    """Days since 1970 of an ISO date or date-time, None for other texts."""
    moment = parse_datetime(text, zone)
    return None if moment is None else days_since_epoch(moment)


def moment_of_days(days: float, zone: tzinfo) -> datetime | None:
    """The moment *days* after 1970-01-01T00:00Z, in *zone*; None outside the calendar."""
    try:
        milliseconds = round(days * _DAY_SECONDS * 1000)
        wall = _EPOCH + timedelta(milliseconds=milliseconds) + _standard_offset(zone)
        return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def iso_datetime(moment: datetime) -> str:
    """``2003-10-20T08:00:00.000-07:00``."""
    return moment.isoformat(timespec="milliseconds")


def date_or_datetime(moment: datetime) -> str:
    """The date alone at local midnight, else the full date-time (what ``date()`` returns)."""
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return moment.strftime("%Y-%m-%d") if moment.year >= 1000 else moment.date().isoformat()
    return iso_datetime(moment)


def pad_date(text: str) -> str:
    """``1970-1-2`` -> ``1970-01-02``; other texts unchanged."""
    match = _UNPADDED.fullmatch(text)
    if match is None:
        return text
    year, month, day, rest = match.groups()
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}{rest or ''}"


def decimal_time(text: str, zone: tzinfo) -> float | None:
    """The part of the local day that has passed at a time of day; None for other texts."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    moment = parse_datetime(f"1970-01-01T{text}", zone)
    if moment is None:
        return None
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return (moment - midnight).total_seconds() / _DAY_SECONDS


def format_moment(pattern: str, moment: datetime) -> str:
    """Replace the ``%`` marks of ODK ``format-date-time()`` (English month and day names)."""
    marks = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "a": _WEEKDAYS[moment.weekday()],
        "W": f"{moment.isocalendar().week:02}",
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
    }
    return re.sub(r"%([YymnbdeaWHhMS3%])", lambda m: marks.get(m.group(1), "%"), pattern)
