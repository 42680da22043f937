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
    isolate_figures,
    isolate_in,
    isolate_ltr,
    isolate_places,
    line_of,
    reads_rtl,
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


NAMES = st.text(
    st.sampled_from(
        "Ali Müller-Lüdenscheidt 0351/55 محمد سلام ሰላም Олена (+49) #7 . - \u202e\u2066"
    ),
    min_size=1,
    max_size=24,
)


@given(NAMES, st.booleans())
def test_a_name_in_a_sentence_is_whole_and_leaves_no_mark_open(name: str, rtl: bool) -> None:
    sentence = f"vorher {name} nachher"
    shown = isolate_places(sentence, [(7, 7 + len(name))], rtl=rtl)
    assert sum(shown.count(mark) for mark in (FSI, LRI)) == shown.count(PDI)
    assert strip_controls(shown) == strip_controls(sentence)
    inner = strip_controls(name)
    assert inner in shown
    if rtl or has_rtl(name):
        assert not inner or f"{FSI}{inner}{PDI}" in shown


def test_a_full_stop_behind_a_name_does_not_turn_the_sentence() -> None:
    arabic = isolate_places("اسم العميل KKG.", [(11, 14)], rtl=True)
    assert arabic == f"اسم العميل {FSI}KKG{PDI}."
    german = isolate_places("Hat محمد. 3 Kinder?", [(4, 8)], rtl=False)
    assert german == f"Hat {FSI}محمد{PDI}. 3 Kinder?"


def test_phone_and_file_numbers_of_a_right_to_left_text_keep_their_order() -> None:
    for figure in (
        "0351 555 01-22",
        "+49 351 555",
        "2026-11-22",
        "DD-0001",
        "AZR 123.456-7",
        "٠٣٥١ ٥٥٥ ٠١",
    ):
        shown = isolate_figures(f"اتصل {figure}، شكرا")
        assert shown == f"اتصل {LRI}{figure}{PDI}، شكرا"
        assert isolate_figures(shown) == shown
    for other in ("من 9-12", "١٢-٩", "2015-2020", "3 أطفال", "12.11.2026"):
        assert isolate_figures(other) == other


def test_a_line_of_facts_reads_as_its_window_does() -> None:
    line = line_of(("Jonas Albrecht", "", "اليوم ٠٥:٤٧"), rtl=True)
    assert line == f"\u200f{FSI}Jonas Albrecht{PDI} · {FSI}اليوم ٠٥:٤٧{PDI}"
    assert reads_rtl(line, default=False)
    assert (
        line_of(("Jonas Albrecht", "", "heute 05:47"), rtl=False) == "Jonas Albrecht · heute 05:47"
    )
    assert line_of(("محمد", "05:47"), rtl=False) == f"{FSI}محمد{PDI} · 05:47"
    assert line_of(("", ""), rtl=True) == ""


def test_a_line_reads_in_the_direction_of_its_first_letter_outside_names() -> None:
    assert reads_rtl(f"الخطوة: {FSI}Arzt{PDI}", default=False)
    assert not reads_rtl(f"{FSI}محمد{PDI} kommt", default=True)
    assert reads_rtl(f"{FSI}Selam{PDI} هنا", default=False)
    assert reads_rtl("7 (3)", default=True)
    assert not reads_rtl("7 (3)", default=False)
    assert not reads_rtl(f"{PDI}{PDI}a", default=True)
