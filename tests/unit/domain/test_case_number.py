"""Case numbers carry a check digit, so that a slip of the pen is noticed."""

from __future__ import annotations

from desktop.domain.case_number import case_number, is_valid_case_number
from desktop.domain.ids import DeviceId

DEVICE = DeviceId("7f3a" + "0" * 28)


def test_a_fresh_number_is_valid_and_counts_up() -> None:
    first, second = (case_number("DD", DEVICE, n) for n in (1, 2))
    assert first != second
    assert is_valid_case_number(first)
    assert first.startswith("DD-")


def test_one_wrong_or_swapped_character_is_noticed() -> None:
    number = case_number("DD", DEVICE, 1234)
    for place in range(3, len(number)):
        if number[place] == "-":
            continue
        wrong = "2" if number[place] != "2" else "3"
        assert not is_valid_case_number(number[:place] + wrong + number[place + 1 :])
    swapped = number[:6] + number[7] + number[6] + number[8:]
    assert swapped == number or not is_valid_case_number(swapped)


def test_what_is_no_number_at_all_is_not_valid() -> None:
    assert not is_valid_case_number("")
    assert not is_valid_case_number("DD-")
    assert not is_valid_case_number("Müller")
