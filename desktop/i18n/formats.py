"""Dates, times, numbers and lists as a language writes them (CLDR); Babel is loaded when needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import date as Day

from desktop.domain.wording import N_
from desktop.i18n.bidi import strip_controls
from desktop.i18n.languages import Language

_ZERO = {"arab": 0x0660, "arabext": 0x06F0}
_DAY_FIRST = {
    "ar": ("dd/MM/y", "d/M"),
    "fa": ("d MMM y", "d/M"),
    "ps": ("d MMM y", "d/M"),
    "ckb": ("d MMM y", "d/M"),
}
"""CLDR sets marks between the digits, or the month before the day. Marks are lost where a text is
isolated; digits with a stroke between them and no marks have one order in every sentence."""
_DAYS = {
    0: N_("heute {time}"),
    -1: N_("gestern {time}"),
    1: N_("morgen {time}"),
}


def localised_digits(text: str, digits: str) -> str:
    """Return *text* with its ASCII digits written in the numbering system *digits*."""
    zero = _ZERO.get(digits)
    if zero is None:
        return text
    return text.translate({0x30 + value: zero + value for value in range(10)})


def ascii_digits(text: str) -> str:
    """Return *text* with all decimal digits of any script as ASCII, as values are stored."""
    return "".join(
        str(int(char)) if char.isdecimal() and not char.isascii() else char for char in text
    )


class Formats:
    """Formats of one language in one time zone."""

    def __init__(self, language: Language, zone: tzinfo) -> None:
        self._language = language
        self._zone = zone

    def date(self, iso: str) -> str:
        """Write a calendar date ``YYYY-MM-DD``; text that is no date comes back unchanged."""
        try:
            day = Day.fromisoformat(iso[:10])
        except ValueError:
            return iso
        return self._date(day)

    def time(self, ms: int) -> str:
        """Write the local time of a UTC millisecond as ``HH:MM``."""
        return self._digits(f"{self._local(ms):%H:%M}")

    def day(self, ms: int) -> str:
        """Write the local day of a UTC millisecond as ``date`` does."""
        return self._date(self._local(ms).date())

    def relative(self, ms: int, now_ms: int, text: Callable[..., str]) -> str:
        """Write an instant as people say it: by calendar day in the zone, not by 24 hours.

        *text* is the catalogue lookup for the words of today, yesterday and tomorrow.
        """
        moment, now = self._local(ms), self._local(now_ms)
        message = _DAYS.get((moment.date() - now.date()).days)
        if message is not None:
            return text(message, time=self.time(ms))
        if moment.year != now.year:
            return self._date(moment.date())
        return self._weekday(moment.date())

    def number(self, n: float) -> str:
        """Write a number with the separators and digits of the language."""
        from babel.numbers import format_decimal

        return self._digits(
            format_decimal(n, locale=self._locale, numbering_system=self._language.digits)
        )

    def list_of(self, texts: Sequence[str]) -> str:
        """Join texts: ``A, B und C``."""
        if len(texts) < 2:
            return "".join(texts)
        from babel.lists import format_list

        return format_list(texts, locale=self._locale)

    def _date(self, day: Day) -> str:
        from babel.dates import format_date

        pattern = _DAY_FIRST.get(self._language.code, ("medium", ""))[0]
        return self._digits(strip_controls(format_date(day, pattern, locale=self._locale)))

    def _weekday(self, day: Day) -> str:
        from babel.dates import format_date, format_skeleton

        name = format_date(day, "EEE", locale=self._locale).rstrip(".")
        written = _DAY_FIRST.get(self._language.code)
        if written is not None:
            short = format_date(day, written[1], locale=self._locale)
        else:
            short = format_skeleton("Md", day, locale=self._locale)
        return self._digits(f"{name} {strip_controls(short)}")

    @property
    def _locale(self) -> str:
        return self._language.locale or self._language.code

    def _digits(self, text: str) -> str:
        return localised_digits(text, self._language.digits)

    def _local(self, ms: int) -> datetime:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
        return moment.astimezone(self._zone)
