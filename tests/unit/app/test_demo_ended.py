"""The demo has a case for each part of the page of what is due, on whatever day it is founded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.app.demo_ended import ENDED
from desktop.domain.retention import DEFAULT_MONTHS, SOON, due_on

_CASES, _PLANNED = 20, 6
"""Of each of the two workers; the first ones are visited on the day."""
DAYS = [date(2027, 12, 30) + timedelta(days) for days in range(430)]
"""A leap year is among them."""


@pytest.mark.parametrize(("number", "is_due"), [(10, True), (29, True), (16, True), (13, False)])
def test_they_are_due_or_will_be_within_a_month(number: int, is_due: bool) -> None:
    for today in DAYS:
        due = due_on(today - timedelta(ENDED[number].days_ago), DEFAULT_MONTHS)
        assert (due <= today) is is_due
        assert due <= today + SOON


def test_one_that_is_due_is_held() -> None:
    held = [number for number, ended in ENDED.items() if ended.reason]
    assert held == [16]
    assert all(ENDED[number].held_days > SOON.days for number in held)


def test_nobody_visits_them_today() -> None:
    assert all(number % _CASES >= _PLANNED for number in ENDED)
