"""Which script a client wrote in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.scripts import COMMON, UNKNOWN, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Schimmel im Bad", "Latn"),
        ("Nexweş im", "Latn"),
        ("عندي موعد يوم الاثنين", "Arab"),
        ("من فردا وقت دارم", "Arab"),
        ("ړومبی ځل", "Arab"),
        ("ቆጸራ ኣሎኒ", "Ethi"),
        ("У мене немає ліків", "Cyrl"),
        ("ბავშვი ავად არის", "Geor"),
        ("ＡＢＣ", "Latn"),
        ("漢字かな", "Hani"),
        ("한국어", "Hang"),
    ],
)
def test_the_script_of_what_clients_write(text: str, script: str) -> None:
    assert script_of(text) == script


def test_most_letters_decide_and_figures_do_not_count() -> None:
    assert script_of("AOK: بطاقتي ضاعت في القطار") == "Arab"
    assert script_of("Termin beim BAMF, يعني") == "Latn"
    assert script_of("ab سل") == "Latn"
    assert script_of("0351 555 01 (12:30)") == COMMON
    assert script_of("١٢٣") == COMMON
    assert script_of("") == COMMON
    assert script_of("𐤀𐤁") == UNKNOWN


@given(st.text(max_size=60))
def test_every_text_has_a_script_of_four_letters(text: str) -> None:
    found = script_of(text)
    assert len(found) == 4
    assert (found == COMMON) == (not any(char.isalpha() for char in text))
