"""Strength is judged on this laptop, with one plain sentence of advice."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.paper_words import random_phrase
from desktop.services.password_strength import Advice, Level, Span, judge
from desktop.services.secrets import SUGGESTED_WORDS, suggest_password
from desktop.ui.dialogs.password_texts import ADVICE, GUESSED_IN, STRENGTH, TONES

ABOUT = ("Miriam Köhler", "MK", "Sozialdienst Nord")


@pytest.mark.parametrize(
    ("password", "advice"),
    [
        ("", Advice.WORDS),
        ("kurz", Advice.SHORT),
        ("Passwort123!", Advice.COMMON),
        ("P@ssw0rt!2024", Advice.COMMON),
        ("Sommer2026!!", Advice.COMMON),
        ("fallmappe2026", Advice.COMMON),
        ("qwertzuiopü123", Advice.ROW),
        ("4321qwertzuiop", Advice.ROW),
        ("abcdefghijklmnop", Advice.ROW),
        ("miriamkoehler2024", Advice.NAME),
        ("Köhler-Miriam-MK", Advice.NAME),
        ("Sozialdienst Nord", Advice.NAME),
        ("aaaaaaaaaaaaaaaa", Advice.REPEAT),
        ("gkbgkbgkbgkbgkb", Advice.REPEAT),
        ("19.03.1985-1985", Advice.DATE),
        ("hund hund hund hund", Advice.COMMON),
        ("Donaudampfschiff", Advice.MORE),
    ],
)
def test_what_guessers_try_first_is_refused_and_named(password: str, advice: Advice) -> None:
    found = judge(password, ABOUT)
    assert (found.is_accepted, found.advice) == (False, advice), found


@pytest.mark.parametrize(
    "password",
    [
        "sonne ufer lampe nuss",
        "sonne-ufer-lampe-nuss",
        "xK9#mQ2$vL7p",
        "Ich gehe jeden Morgen um sieben zur Arbeit",
        "ዓዲግራት ከተማ ጽቡቕ እያ",
        "بيت أخضر على جبل بعيد",
        "трактор лимон облако стакан",
    ],
)
def test_what_is_hard_to_guess_is_accepted_in_any_script(password: str) -> None:
    found = judge(password, ABOUT)
    assert found.level >= Level.GOOD, found
    assert found.advice is Advice.FINE


def test_twelve_characters_or_four_words_are_the_least() -> None:
    assert judge("xK9#mQ2$vL7").missing == 1
    assert not judge("xK9#mQ2$vL7").is_accepted
    assert judge("xK9#mQ2$vL7p").missing == 0
    assert judge("bus tee uhr hut").missing == 0
    assert judge("bus bus bus").missing == 1


def test_a_policy_may_ask_for_more_and_never_for_less() -> None:
    assert judge("xK9#mQ2$vL7p", shortest=16).missing == 4
    assert judge("sonne ufer lampe nuss", shortest=24).missing > 0
    assert judge("sonne ufer lampe nuss stern", shortest=40).missing == 0


def test_random_words_count_as_many_bits_as_were_drawn() -> None:
    """The estimate is honest where the truth is known: 10.3 bits a word, not 4.7 a letter."""
    drawn = math.log2(6**4)
    for count in (4, 5):
        bits = sorted(judge(" ".join(random_phrase(count))).bits for _ in range(50))
        # A word drawn twice is rare, and worth less.
        assert count * drawn - 8 <= bits[10]
        assert bits[-1] <= count * drawn + 6


def test_the_suggestion_is_always_very_good() -> None:
    for _ in range(50):
        words = suggest_password()
        assert len(words.split()) == SUGGESTED_WORDS
        assert judge(words).level >= Level.GOOD


@given(st.text(max_size=100), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_judged_without_a_fault_and_the_names_only_take_away(
    password: str, names: list[str]
) -> None:
    bare, named = judge(password), judge(password, names)
    assert 0 <= named.bits <= bare.bits + 1e-6
    assert named.missing == bare.missing
    assert bare.level is Level.WEAK or not bare.missing


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789 ", max_size=40))
def test_another_random_word_never_makes_it_easier(password: str) -> None:
    assert judge(f"{password} zylinder").bits >= judge(password).bits


def test_every_verdict_has_words() -> None:
    assert set(ADVICE) == set(Advice)
    assert set(GUESSED_IN) == set(Span)
    assert set(STRENGTH) == set(TONES) == set(Level)
