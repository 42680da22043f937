"""Dates, times and numbers, as people in Dresden and their clients write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.i18n.bidi import strip_controls
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import ascii_digits
from desktop.i18n.languages import LANGUAGES

BERLIN = ZoneInfo("Europe/Berlin")


def ms(text: str) -> int:
    """UTC milliseconds of Berlin wall time ``2026-11-17 08:46``."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp() * 1000)


NOW = ms("2026-11-19 16:40")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-19 08:46", "heute 08:46"),
        ("2026-11-19 00:00", "heute 00:00"),
        ("2026-11-18 23:59", "gestern 23:59"),
        ("2026-11-20 09:00", "morgen 09:00"),
        ("2026-11-17 08:46", "Di 17.11."),
        ("2026-11-23 08:46", "Mo 23.11."),
        ("2025-11-17 08:46", "17.11.2025"),
    ],
)
def test_moments_as_people_say_them(moment: str, expected: str) -> None:
    assert LocaleContext("de").relative(ms(moment), NOW) == expected


@pytest.mark.parametrize(
    ("moment", "now", "expected"),
    [
        # 29 March 2026 has 23 hours, 25 October 25; a day is a calendar day all the same.
        ("2026-03-28 23:30", "2026-03-29 23:45", "gestern 23:30"),
        ("2026-03-29 00:10", "2026-03-29 23:50", "heute 00:10"),
        ("2026-10-25 00:10", "2026-10-25 23:50", "heute 00:10"),
        ("2026-10-24 23:59", "2026-10-25 00:01", "gestern 23:59"),
    ],
)
def test_days_with_23_and_25_hours(moment: str, now: str, expected: str) -> None:
    assert LocaleContext("de").relative(ms(moment), ms(now)) == expected


def test_the_doubled_hour_shows_wall_time_twice() -> None:
    tr = LocaleContext("de")
    first = int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp() * 1000)
    assert tr.time(first) == tr.time(first + 3_600_000) == "02:30"


def test_late_evening_in_utc_is_the_next_day_in_berlin() -> None:
    moment = int(datetime(2026, 11, 18, 23, 30, tzinfo=UTC).timestamp() * 1000)
    assert LocaleContext("de").relative(moment, NOW) == "heute 00:30"
    assert LocaleContext("de", zone="UTC").relative(moment, NOW) == "gestern 23:30"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("de", "17.11.2026"),
        ("en", "17 Nov 2026"),
        ("uk", "17 лист. 2026\u202fр."),
        ("es", "17 nov 2026"),
    ],
)
def test_dates(code: str, expected: str) -> None:
    assert LocaleContext(code).date("2026-11-17") == expected


def test_arabic_dates_and_numbers_use_arabic_digits() -> None:
    tr = LocaleContext("ar")
    assert tr.date("2026-11-17") == "١٧/١١/٢٠٢٦"
    assert tr.number(1234.5) == "١٬٢٣٤٫٥"


@pytest.mark.parametrize("code", ["ar", "fa", "ps", "ckb", "ur"])
def test_a_day_has_one_order_wherever_it_stands(code: str) -> None:
    """Day first; nothing is lost when it is a fact of a sentence, alone, or printed."""
    tr = LocaleContext(code)
    day, weekday = tr.date("2026-11-17"), tr.relative(ms("2026-11-17 08:46"), NOW)
    assert ascii_digits(day).startswith("17")
    assert ascii_digits(weekday).endswith(" 17/11")
    for shown in (day, weekday):
        assert strip_controls(shown) == shown
        assert shown in tr.text("{day} · {day}", day=shown)


def test_numbers_and_lists() -> None:
    assert LocaleContext("de").number(1234.5) == "1.234,5"
    assert LocaleContext("en").number(1234.5) == "1,234.5"
    assert LocaleContext("de").list_of(["Wohnen", "Gesundheit", "Post"]) == (
        "Wohnen, Gesundheit und Post"
    )
    assert LocaleContext("en").list_of(["a"]) == "a"
    assert LocaleContext("en").list_of([]) == ""


def test_what_is_no_date_is_shown_as_it_is() -> None:
    assert LocaleContext("de").date("bald") == "bald"
    assert LocaleContext("de").date("") == ""


def test_every_client_language_can_write_dates_numbers_and_lists() -> None:
    for code in LANGUAGES:
        tr = LocaleContext(code)
        for text in (tr.date("2026-11-17"), tr.relative(ms("2026-11-10 10:00"), NOW)):
            assert "1" in ascii_digits(text), code
        assert tr.number(12)
        assert tr.list_of(["a", "b", "c"])


def test_typed_digits_of_any_script_are_stored_as_ascii() -> None:
    assert ascii_digits("٠١٢ ۳۴ 5") == "012 34 5"


def test_texts_side_by_side_take_the_comma_of_the_script() -> None:
    assert LocaleContext("de").row_of(["Dari", "Deutsch"]) == "Dari, Deutsch"
    assert strip_controls(LocaleContext("ar").row_of(["دري", "English"])) == "دري، English"
    assert LocaleContext("ar").row_of([]) == ""
