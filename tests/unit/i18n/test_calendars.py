"""The second calendars against anchor dates, the equinox in Tehran and their own way back."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.i18n.calendars import (
    PERSIAN_YEARS,
    Calendar,
    calendar_of,
    from_ethiopian,
    from_persian,
    is_persian_leap,
    second_date,
    to_ethiopian,
    to_persian,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))

# Meeus, Astronomical Algorithms, 2nd edition, table 27.C.
_TERMS = (
    (485, 324.96, 1934.136),
    (203, 337.23, 32964.467),
    (199, 342.08, 20.186),
    (182, 27.85, 445267.112),
    (156, 73.14, 45036.886),
    (136, 171.52, 22518.443),
    (77, 222.54, 65928.934),
    (74, 296.72, 3034.906),
    (70, 243.58, 9037.513),
    (58, 119.81, 33718.147),
    (52, 297.17, 150.678),
    (50, 21.02, 2281.226),
    (45, 247.54, 29929.562),
    (44, 325.15, 31555.956),
    (29, 60.93, 4443.417),
    (18, 155.12, 67555.328),
    (17, 288.79, 4562.452),
    (16, 198.04, 62894.029),
    (14, 199.76, 31436.921),
    (12, 95.39, 14577.848),
    (12, 287.11, 31931.756),
    (12, 320.81, 34777.259),
    (9, 227.73, 1222.114),
    (8, 15.45, 16859.074),
)


def march_equinox(year: int) -> datetime:
    """Universal time of the March equinox to within a few minutes (Meeus, chapter 27)."""
    y = (year - 2000) / 1000
    mean = 2451623.80984 + 365242.37404 * y + 0.05169 * y**2 - 0.00411 * y**3 - 0.00057 * y**4
    t = (mean - 2451545.0) / 36525
    w = math.radians(35999.373 * t - 2.47)
    stretch = 1 + 0.0334 * math.cos(w) + 0.0007 * math.cos(2 * w)
    sway = sum(a * math.cos(math.radians(b + c * t)) for a, b, c in _TERMS)
    julian = mean + 0.00001 * sway / stretch
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=julian - 2451545.0, seconds=-66)


def test_the_solar_hijri_year_begins_with_the_equinox_before_noon_in_tehran() -> None:
    for year in range(1300, 1501):
        tehran = march_equinox(year + 621) + timedelta(hours=3, minutes=30)
        wanted = tehran.date() if tehran.hour < 12 else tehran.date() + timedelta(days=1)
        assert from_persian(year, 1, 1) == wanted, year


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(1921, 3, 21), (1300, 1, 1)),
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2001, 9, 11), (1380, 6, 20)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
    ],
)
def test_known_days_of_the_solar_hijri_calendar(day: date, wanted: tuple[int, int, int]) -> None:
    assert to_persian(day) == wanted
    assert from_persian(*wanted) == day


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(1974, 9, 12), (1967, 1, 2)),
        (date(1991, 5, 24), (1983, 9, 16)),
        (date(2007, 9, 12), (2000, 1, 1)),
        (date(2023, 9, 11), (2015, 13, 6)),
        (date(2023, 9, 12), (2016, 1, 1)),
        (date(2024, 1, 7), (2016, 4, 28)),
        (date(2024, 9, 11), (2017, 1, 1)),
        (date(1900, 3, 1), (1892, 6, 22)),
    ],
)
def test_known_days_of_the_ethiopian_calendar(day: date, wanted: tuple[int, int, int]) -> None:
    assert to_ethiopian(day) == wanted
    assert from_ethiopian(*wanted) == day


@given(DAYS)
def test_every_day_finds_its_way_back(day: date) -> None:
    persian, ethiopian = to_persian(day), to_ethiopian(day)
    assert persian is not None
    assert ethiopian is not None
    assert from_persian(*persian) == day
    assert from_ethiopian(*ethiopian) == day


@given(DAYS)
def test_the_next_day_is_the_next_day_in_every_calendar(day: date) -> None:
    for convert in (to_persian, to_ethiopian):
        today, tomorrow = convert(day), convert(day + timedelta(days=1))
        assert today is not None
        assert tomorrow is not None
        begins_month = tomorrow.day == 1 and tomorrow[:2] > today[:2]
        assert begins_month or tomorrow == (*today[:2], today.day + 1)


@given(st.integers(1300, 1500), st.integers(1, 12), st.integers(1, 31))
def test_solar_hijri_days_are_either_refused_or_exact(year: int, month: int, day: int) -> None:
    length = 31 if month < 7 else 30 if month < 12 or is_persian_leap(year) else 29
    if day > length:
        with pytest.raises(ValueError, match="no such day"):
            from_persian(year, month, day)
    else:
        assert to_persian(from_persian(year, month, day)) == (year, month, day)


def test_years_of_366_days_as_printed_in_iran() -> None:
    leap = [year for year in range(1370, 1420) if is_persian_leap(year)]
    assert leap == [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416]


def test_days_outside_the_proven_years_get_no_second_date() -> None:
    assert to_persian(from_persian(PERSIAN_YEARS[-1], 12, 29) + timedelta(days=2)) is None
    assert second_date("1750-01-01", "fa") == ""
    assert to_ethiopian(date(7, 1, 1)) is None


@pytest.mark.parametrize(
    ("language", "precision", "wanted"),
    [
        ("fa", "day", "۱ آذر (قوس) ۱۴۰۵ هـ ش"),
        ("fa-AF", "day", "۱ قوس ۱۴۰۵ هـ ش"),
        ("fa-IR", "day", "۱ آذر ۱۴۰۵ هـ ش"),
        ("ps", "day", "۱ لیندۍ (قوس) ۱۴۰۵ هـ ش"),
        ("ti", "day", "13 ሕዳር 2019 ግእዝ"),
        ("ti", "month", "ጥቅምቲ – ሕዳር 2019 ግእዝ"),
        ("fa-AF", "year", "۱۴۰۴ – ۱۴۰۵ هـ ش"),
        ("ar", "day", ""),
        ("de", "day", ""),
    ],
)
def test_the_second_date_is_written_in_the_words_and_digits_of_the_pane(
    language: str, precision: str, wanted: str
) -> None:
    assert second_date("2026-11-22", language, precision) == wanted


def test_a_moment_counts_by_its_day_and_no_date_gives_nothing() -> None:
    assert second_date("2026-11-22T09:30:00.000+01:00", "ti") == "13 ሕዳር 2019 ግእዝ"
    assert second_date("", "ti") == second_date("morgen", "fa") == ""
    assert second_date("9999-12-31", "fa", "month") == ""


def test_who_reads_which_calendar() -> None:
    assert calendar_of("ps") is Calendar.PERSIAN
    assert calendar_of("ti") is Calendar.ETHIOPIAN
    assert calendar_of("uk") is None
