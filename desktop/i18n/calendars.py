"""The calendars clients grew up with, shown beside the Gregorian date; stored values stay ISO.

Solar Hijri (Iran, Afghanistan): the rule of 33 years, ``(25 * year + 11) % 33 < 8``, as in
ICU's PersianCalendar; it agrees with the spring equinox in Tehran for the years of
``PERSIAN_YEARS``. Ethiopian (Tigrinya): Reingold and Dershowitz, Calendrical Calculations,
chapter on the Coptic and Ethiopic calendars. Month names: CLDR (fa, ps, ti, persian and
ethiopic), Dari ones as Afghan papers write them.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from desktop.i18n.formats import localised_digits
from desktop.i18n.languages import language as language_of

PERSIAN_YEARS = range(1244, 1501)
"""Solar Hijri years for which the rule is known to hold; other dates get no second date."""
_PERSIAN_EPOCH = 226895
"""Day number (``date.toordinal``) of the last day before the year 1 of the 33 year rule."""
_ETHIOPIAN_EPOCH = 2796
"""Day number of 1 Meskerem of the year 1: 29 August 8 (Julian)."""


class Calendar(StrEnum):
    """A second calendar."""

    PERSIAN = "persian"
    ETHIOPIAN = "ethiopian"


class CalendarDay(NamedTuple):
    """Year, month and day of a second calendar, counted from 1."""

    year: int
    month: int
    day: int


class _Reading(NamedTuple):
    """How one group of readers calls the months and the era."""

    calendar: Calendar
    months: tuple[str, ...]
    era: str


_IRAN = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_DARI = (
    *("حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله"),
    *("میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"),
)
_PASHTO = (
    *("وری", "غویی", "غبرګولی", "چنګاښ", "زمری", "وږی"),
    *("تله", "لړم", "لیندۍ", "مرغومی", "سلواغه", "کب"),
)
_TIGRINYA = (
    *("መስከረም", "ጥቅምቲ", "ሕዳር", "ታሕሳስ", "ጥሪ", "ለካቲት", "መጋቢት"),
    *("ሚያዝያ", "ግንቦት", "ሰነ", "ሓምለ", "ነሓሰ", "ጳጉሜን"),
)


def _paired(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name} ({other})" for name, other in zip(first, second, strict=True))


_ERA = "هـ ش"
_READINGS = {
    # One catalogue serves Persian and Dari readers, so both names stand there.
    "fa": _Reading(Calendar.PERSIAN, _paired(_IRAN, _DARI), _ERA),
    "fa-IR": _Reading(Calendar.PERSIAN, _IRAN, _ERA),
    "fa-AF": _Reading(Calendar.PERSIAN, _DARI, _ERA),
    "prs": _Reading(Calendar.PERSIAN, _DARI, _ERA),
    "ps": _Reading(Calendar.PERSIAN, _paired(_PASHTO, _DARI), _ERA),
    # In Eritrea the same words name Gregorian months, so the era is never left out.
    "ti": _Reading(Calendar.ETHIOPIAN, _TIGRINYA, "ግእዝ"),
}


def calendar_of(language: str) -> Calendar | None:
    """The second calendar of readers of a BCP-47 *language*, None if they have none."""
    found = _reading(language)
    return found.calendar if found else None


def is_persian_leap(year: int) -> bool:
    """Whether the Solar Hijri *year* has 366 days."""
    return (25 * year + 11) % 33 < 8


def to_persian(day: date) -> CalendarDay | None:
    """The Solar Hijri day, None outside ``PERSIAN_YEARS``."""
    year = day.year - 621
    if day.toordinal() < _persian_new_year(year):
        year -= 1
    if year not in PERSIAN_YEARS:
        return None
    passed = day.toordinal() - _persian_new_year(year)
    if passed < 186:
        return CalendarDay(year, passed // 31 + 1, passed % 31 + 1)
    return CalendarDay(year, (passed - 6) // 30 + 1, (passed - 6) % 30 + 1)


def from_persian(year: int, month: int, day: int) -> date:
    """The Gregorian day; raises ValueError if there is no such Solar Hijri day."""
    if year not in PERSIAN_YEARS or not 1 <= month <= 12:
        raise ValueError("no such month")
    length = 31 if month <= 6 else 30 if month < 12 or is_persian_leap(year) else 29
    if not 1 <= day <= length:
        raise ValueError("no such day")
    before = (month - 1) * 31 if month <= 7 else (month - 1) * 30 + 6
    return date.fromordinal(_persian_new_year(year) + before + day - 1)


def to_ethiopian(day: date) -> CalendarDay | None:
    """The Ethiopian day, None before its year 1."""
    passed = day.toordinal() - _ETHIOPIAN_EPOCH
    if passed < 0:
        return None
    year = (4 * passed + 1463) // 1461
    rest = day.toordinal() - _ethiopian_new_year(year)
    return CalendarDay(year, rest // 30 + 1, rest % 30 + 1)


def from_ethiopian(year: int, month: int, day: int) -> date:
    """The Gregorian day; raises ValueError if there is no such Ethiopian day."""
    if year < 1 or not 1 <= month <= 13:
        raise ValueError("no such month")
    length = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not 1 <= day <= length:
        raise ValueError("no such day")
    return date.fromordinal(_ethiopian_new_year(year) + 30 * (month - 1) + day - 1)


def second_date(iso: str, language: str, precision: str = "day") -> str:
    """Write a stored date in the second calendar of *language*, in its digits; else empty.

    *precision* ``month`` and ``year``: *iso* stands for its whole Gregorian month or year, which
    covers parts of two months or years there; both are named.
    """
    reading = _reading(language)
    try:
        first, last = _span(date.fromisoformat(iso[:10]), precision)
    except (ValueError, OverflowError):
        return ""
    if reading is None:
        return ""
    convert = to_persian if reading.calendar is Calendar.PERSIAN else to_ethiopian
    begin, end = convert(first), convert(last)
    if begin is None or end is None:
        return ""
    digits = language_of(language).digits
    return localised_digits(_written(begin, end, reading, precision), digits)


def _written(begin: CalendarDay, end: CalendarDay, reading: _Reading, precision: str) -> str:
    first, last = reading.months[begin.month - 1], reading.months[end.month - 1]
    if precision == "year":
        return f"{begin.year} – {end.year} {reading.era}"
    if precision == "month" and begin[:2] != end[:2]:
        year = "" if begin.year == end.year else f" {begin.year}"
        return f"{first}{year} – {last} {end.year} {reading.era}"
    if precision == "month":
        return f"{first} {begin.year} {reading.era}"
    return f"{begin.day} {first} {begin.year} {reading.era}"


def _span(day: date, precision: str) -> tuple[date, date]:
    """The first and last day of what *day* stands for."""
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if precision == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


def _reading(language: str) -> _Reading | None:
    code = language.replace("_", "-")
    return _READINGS.get(code) or _READINGS.get(code.partition("-")[0].lower())


def _persian_new_year(year: int) -> int:
    """Day number of 1 Farvardin."""
    return _PERSIAN_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33


def _ethiopian_new_year(year: int) -> int:
    """Day number of 1 Meskerem."""
    return _ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4
