"""What a typed day means: Gregorian, Solar Hijri, or a year that nobody can have meant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desktop.i18n import client_texts
from desktop.i18n.calendars import Calendar, calendar_of, from_persian, to_persian
from desktop.ui.fields.entry import DayParts, day_parts, first_day

_FIRST_YEAR, _YEARS_AHEAD = 1900, 100
_PERSIAN = range(1250, 1451)
"""Years that readers of Persian and Pashto can hardly mean as Gregorian ones."""


@dataclass(frozen=True, slots=True)
class DayReading:
    """``value`` is the stored day or empty, ``problem`` the message id of why there is none.

    With ``gregorian`` and ``persian``, both stored days, the reader has to choose.
    """

    value: str = ""
    problem: str = ""
    gregorian: str = ""
    persian: str = ""


@dataclass(frozen=True, slots=True)
class DayRules:
    """How days are read in one pane: the language of its reader, how exact they are, and whether
    the form itself says which years are possible (``is_bounded``)."""

    language: str
    precision: str = "day"
    is_bounded: bool = False


def read_day(text: str, today: date, rules: DayRules, known: Collection[str] = ()) -> DayReading:
    """Read what stands in a line; *known* stored days are asked about no more."""
    parts = day_parts(text, today, precision=rules.precision)
    if parts is None:
        return DayReading(problem=client_texts.DATE_EXPECTED)
    gregorian = _gregorian(parts, rules.precision)
    if gregorian and gregorian in known:
        return DayReading(gregorian)
    persian = _persian(parts, today, rules)
    if persian and gregorian:
        return DayReading("", client_texts.WHICH_CALENDAR, gregorian, persian)
    if persian or not gregorian:
        return DayReading(persian, "" if persian else client_texts.DATE_EXPECTED)
    is_likely = _FIRST_YEAR <= parts.year <= today.year + _YEARS_AHEAD
    if is_likely or rules.is_bounded:
        return DayReading(gregorian)
    return DayReading(problem=client_texts.YEAR_UNLIKELY)


def _gregorian(parts: DayParts, precision: str) -> str:
    """The day; of a month or year, which may be typed as a whole date, the first."""
    try:
        return first_day(date(parts.year, parts.month, parts.day), precision).isoformat()
    except ValueError:
        return ""


def _persian(parts: DayParts, today: date, rules: DayRules) -> str:
    """The day if it may be a Solar Hijri one; a month or year as the Gregorian one it begins in."""
    if calendar_of(rules.language) is not Calendar.PERSIAN:
        return ""
    year = _persian_year(parts, today)
    if year not in _PERSIAN:
        return ""
    try:
        return first_day(from_persian(year, parts.month, parts.day), rules.precision).isoformat()
    except ValueError:
        return ""


def _persian_year(parts: DayParts, today: date) -> int:
    """Two digits stand for a year of this Solar Hijri century or, if to come, of the last."""
    if not parts.is_short:
        return parts.year
    now = to_persian(today)
    assert now is not None
    year = now.year // 100 * 100 + parts.year % 100
    return year if year <= now.year else year - 100
