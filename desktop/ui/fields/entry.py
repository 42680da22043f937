"""What people type against what is stored: numbers, dates and times in any digits.

Stored values are ODK's: ASCII digits, ``-?\\d+``, ``YYYY-MM-DD``, ``HH:MM:SS.000+01:00``.
Parsers return None for what cannot be read, so that a field keeps the typed text and says so.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, tzinfo
from typing import NamedTuple

from desktop.i18n.formats import ascii_digits, localised_digits

_ETHIOPIC = re.compile("[\u1369-\u137c]+")
_SPACES = re.compile(r"[\s'’_]")
_THOUSANDS = "٬"
_GROUPED = {sign: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,٬"}
_FIGURE = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)")
_HALF = re.compile(r".*\d[.,،٫]\Z", re.DOTALL)
_INTEGER_LIMIT = 2**31
_DOTTED = frozenset({"de", "uk", "ru", "ka", "tr", "ku"})
_DATE = re.compile(r"(\d{1,2})[./\- ]+(\d{1,2})(?:[./\- ]+(\d{4}|\d{2})?)?\Z")
_ISO_DATE = re.compile(r"(\d{4})[./\- ]+(\d{1,2})[./\- ]+(\d{1,2})\Z")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})\Z")
_WHOLE = re.compile(r"(\d{1,2}\D+\d{1,2}\D+\d{4}|\d{8}|\d{4}\D\d{2}\D\d{2})\Z")
_MONTH = re.compile(r"(\d{1,2})[./\- ]+(\d{4})\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_TIME = re.compile(r"(\d{1,2})(?:[:.h ]+(\d{2}))?\Z")


def plain_digits(text: str) -> str:
    """Return *text* with numbers of any script as ASCII digits, Ethiopic ones (፳፭ = 25) too."""
    return ascii_digits(_ETHIOPIC.sub(lambda match: str(_ethiopic(match[0])), text))


def _ethiopic(text: str) -> int:
    """The value of a number written with signs for 1-9, tens, ፻ (100) and ፼ (10,000)."""
    whole, below = 0, 0
    hundreds = 0
    for sign in text:
        value = int(unicodedata.numeric(sign))
        if value == 10_000:
            whole = (whole + (hundreds + below or 1)) * 10_000
            hundreds = below = 0
        elif value == 100:
            hundreds += (below or 1) * 100
            below = 0
        else:
            below += value
    return whole + hundreds + below


def parse_integer(text: str) -> str | None:
    """Read a whole number of any size; spaces, apostrophes and Arabic thousands are forgiven."""
    sign, figure = _plain_figure(text)
    whole = _ungrouped(figure, _THOUSANDS)
    return str(int(sign + whole)) if whole is not None and whole.isdigit() else None


def is_too_large(value: str) -> bool:
    """Whether a whole number is outside what ODK's integers hold (32 bits)."""
    return not -_INTEGER_LIMIT <= int(value) < _INTEGER_LIMIT


def parse_decimal(text: str, point: str = "") -> str | None:
    """Read a number with or without decimals.

    *point* is the decimal sign of the reader's language. The other of comma and point before
    exactly three digits might stand for thousands: such a figure is not read. Without *point*
    it is taken for decimals.
    """
    sign, figure = _plain_figure(text)
    figure = figure.replace("،", ",")
    plain = _with_point(figure, point)
    if plain is None or not _FIGURE.fullmatch(plain):
        return None
    whole, _, rest = plain.partition(".")
    rest = rest.rstrip("0")
    return sign + (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def is_ambiguous(text: str, point: str) -> bool:
    """Whether a figure could be thousands or decimals to a reader whose decimal sign is *point*."""
    return parse_decimal(text, point) is None and parse_decimal(text) is not None


def is_half_typed(text: str) -> bool:
    """Whether the decimals behind the decimal sign are still to come."""
    return _HALF.fullmatch(plain_digits(text).strip()) is not None


def _plain_figure(text: str) -> tuple[str, str]:
    """The minus, if any, and the rest in ASCII digits without spaces."""
    plain = _SPACES.sub("", plain_digits(text).replace("−", "-"))
    sign, figure = plain[:1], plain[1:]
    return ("-" if sign == "-" else "", figure) if sign in ("-", "+") else ("", plain)


def _ungrouped(figure: str, sign: str) -> str | None:
    """*figure* without a sign between thousands; None if the groups are not of three."""
    if sign not in figure:
        return figure
    return figure.replace(sign, "") if _GROUPED[sign].fullmatch(figure) else None


def _with_point(figure: str, point: str) -> str | None:
    """*figure* with a point before its decimals and nothing between its thousands."""
    if "٫" in figure:
        whole, _, rest = figure.partition("٫")
    else:
        last = max(figure.rfind("."), figure.rfind(","))
        sign = figure[last] if last >= 0 else ""
        whole, rest = (figure[:last], figure[last + 1 :]) if sign else (figure, "")
        if sign and sign in whole:
            # The same sign twice stands between thousands.
            whole, rest = figure, ""
        elif sign and point not in ("", sign) and _GROUPED[sign].fullmatch(figure):
            return None
    for grouping in ".,٬":
        plain = _ungrouped(whole, grouping)
        if plain is None:
            return None
        whole = plain
    return f"{whole}.{rest}"


def decimal_sign(language: str, digits: str) -> str:
    """What stands before the decimals in a pane of that language and those digits."""
    return "." if language == "en" else "٫" if digits.startswith("arab") else ","


def show_number(value: str, language: str, digits: str) -> str:
    """Return a stored number as the pane shows it, decimals behind the sign of its language."""
    return localised_digits(value.replace(".", decimal_sign(language, digits)), digits)


def is_whole_date(text: str) -> bool:
    """Whether *text* has a day, a month and a year of four digits: no more is to be typed."""
    return _WHOLE.match(plain_digits(text).strip()) is not None


class DayParts(NamedTuple):
    """A day as typed, of any calendar; ``is_short`` if the year has two digits."""

    year: int
    month: int
    day: int
    is_short: bool = False


def day_parts(text: str, today: date, *, precision: str = "day") -> DayParts | None:
    """Split day month year, or year month day, in any common spelling; see ``parse_date``."""
    plain = plain_digits(text).strip()
    if precision == "year" and (m := _YEAR.match(plain)):
        return DayParts(int(m[1]), 1, 1)
    if precision in {"year", "month"} and (m := _MONTH.match(plain)):
        return DayParts(int(m[2]), int(m[1]), 1)
    if m := _ISO_DATE.match(plain):
        return DayParts(int(m[1]), int(m[2]), int(m[3]))
    if m := _DATE.match(plain) or _COMPACT.match(plain):
        return DayParts(_year(m[3], today), int(m[2]), int(m[1]), len(m[3] or "") == 2)
    return None


def parse_date(text: str, today: date, *, precision: str = "day") -> str | None:
    """Read day month year in any common spelling; without a year, the year of *today*.

    *precision* ``month`` also takes ``11.2025``, ``year`` takes ``2025``. What is stored then is
    the first day, as ODK does, also of a date that is typed whole: no more is kept than was asked.
    """
    parts = day_parts(text, today, precision=precision)
    try:
        return None if parts is None else first_day(date(*parts[:3]), precision).isoformat()
    except ValueError:
        return None


def first_day(day: date, precision: str) -> date:
    """The day that stands for the ``month`` or ``year`` of *day*; else *day* itself."""
    if precision == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == "month" else day


def _year(text: str | None, today: date) -> int:
    if not text:
        return today.year
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year + 20 else year - 100


def show_date(value: str, language: str, digits: str, *, precision: str = "day") -> str:
    """Return a stored date (or the date of a dateTime) as day, month, year."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    sep = "." if language in _DOTTED else "/"
    shapes = {"year": "{y}", "month": "{m}{s}{y}"}
    shape = shapes.get(precision, "{d}{s}{m}{s}{y}")
    shown = shape.format(d=f"{day.day:02}", m=f"{day.month:02}", y=f"{day.year:04}", s=sep)
    return localised_digits(shown, digits)


def parse_time(text: str) -> str | None:
    """Read ``8``, ``846``, ``8:46``, ``08.46`` and return ``HH:MM``."""
    plain = plain_digits(text).strip().lower().removesuffix("uhr").strip()
    if re.fullmatch(r"\d{3,4}", plain):
        plain = f"{plain[:-2]}:{plain[-2:]}"
    m = _TIME.match(plain)
    if not m or int(m[1]) > 23 or int(m[2] or 0) > 59:
        return None
    return f"{int(m[1]):02}:{int(m[2] or 0):02}"


def show_time(value: str, digits: str) -> str:
    """Return hours and minutes of a stored time or dateTime."""
    clock = value.partition("T")[2] or value
    return localised_digits(clock[:5], digits) if clock[:2].isdigit() else ""


def stored_time(clock: str, zone: tzinfo, day: date) -> str:
    """Return ``HH:MM`` of *day* as ODK stores a time, with the offset of *zone* on that day."""
    moment = datetime.combine(day, time.fromisoformat(clock), zone)
    return _with_millis(moment).partition("T")[2]


def stored_moment(day: str, clock: str, zone: tzinfo) -> str:
    """Return a day and ``HH:MM`` as ODK stores a dateTime, with the offset of *zone*."""
    moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), zone)
    return _with_millis(moment)


def _with_millis(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
