"""Pieces of another direction stay whole, and nobody smuggles direction marks into names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.i18n.bidi import (
    FSI,
    LRI,
    PDI,
    has_rtl,
    isolate,
    isolate_in,
    isolate_ltr,
    strip_controls,
)


def test_file_and_phone_numbers_read_left_to_right() -> None:
    assert isolate_ltr("0351 555 01") == f"{LRI}0351 555 01{PDI}"
    assert isolate_ltr("") == ""


def test_only_what_could_be_reordered_is_marked() -> None:
    assert isolate_in("Haus 3", rtl=False) == "Haus 3"
    assert isolate_in("هدى", rtl=False) == f"{FSI}هدى{PDI}"
    assert isolate_in("Haus 3", rtl=True) == f"{FSI}Haus 3{PDI}"
    assert not has_rtl("ሰላም Привіт")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_isolates_are_always_balanced(name: str) -> None:
    for wrapped in (isolate(name), isolate_ltr(name), isolate_in(name, rtl=True)):
        assert sum(wrapped.count(mark) for mark in (FSI, LRI)) == wrapped.count(PDI)
    assert strip_controls(isolate(name)) == strip_controls(name)


def test_override_marks_in_a_name_are_taken_out() -> None:
    assert strip_controls("Ali\u202egpj.exe\u2069") == "Aligpj.exe"
