"""The client's own words and their rendering: nothing typed on either side is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.companions import Original
from desktop.services.originals import (
    CLIENT,
    Standing,
    Words,
    is_free_text,
    rendered,
    spoken,
    standing,
    waiting,
)
from tests.unit.forms.filling import begin, xlsform

FORM = """
| survey | | | | | | |
| | type | name | label::D (de) | appearance | bind::fm:translate | bind::fm:audience | readonly |
| | text | said | Worum geht es? | | | | |
| | text | lines | Was ist los? | multiline | | | |
| | text | name | Name | | no | | |
| | text | phone | Telefon | numbers | | | |
| | text | view | Einschätzung | | | worker | |
| | text | shown | Gezeigt | | | | true() |
| | integer | age | Alter | | | | |
| settings | | | | | | | |
| | form_id | namespaces | | | | | |
| | own | fm="urn:fallmappe:xforms" | | | | | |
"""


def say(before: Words, text: str, at: int = 10) -> Words:
    return spoken(before, text, language="ti", by=CLIENT, at=at, staff="me")


def render(before: Words, text: str, at: int = 20) -> Words:
    return rendered(before, text, staff="me", at=at)


def test_only_sentences_of_a_client_are_kept_in_two_languages() -> None:
    session = begin(xlsform(FORM))
    kept = [name for name in ("said", "lines", "name", "phone", "view", "shown", "age")]
    assert [name for name in kept if is_free_text(session, f"/data/{name}")] == ["said", "lines"]


def test_what_a_client_says_is_the_answer_until_it_is_rendered() -> None:
    words = say(Words(""), "ቆጸራ ኣሎኒ")
    assert words.answer == "ቆጸራ ኣሎኒ"
    assert words.original == Original("ቆጸራ ኣሎኒ", "ti", "Ethi", "client", 10)
    assert words.rendering == ""
    words = render(words, "Ich habe einen Termin")
    assert (words.answer, words.own) == ("Ich habe einen Termin", "ቆጸራ ኣሎኒ")
    assert words.original is not None
    assert standing(words.original) is Standing.RENDERED


def test_an_original_changed_later_keeps_the_rendering_and_says_so() -> None:
    words = say(render(say(Words(""), "ሓደ"), "eins"), "ሓደ ክልተ", at=30)
    assert (words.answer, words.own) == ("eins", "ሓደ ክልተ")
    assert words.original is not None
    assert standing(words.original) is Standing.CHANGED
    again = render(words, "eins zwei", at=30)
    assert again.original is not None
    assert standing(again.original) is Standing.RENDERED


def test_a_worker_who_wrote_first_loses_nothing_when_the_client_writes() -> None:
    words = say(Words("Hat einen Termin"), "ቆጸራ")
    assert (words.answer, words.own) == ("Hat einen Termin", "ቆጸራ")
    assert words.original is not None
    assert standing(words.original) is Standing.CHANGED


def test_taking_one_side_away_leaves_the_other() -> None:
    both = render(say(Words(""), "ሓደ"), "eins")
    assert say(both, "") == Words("eins")
    back = render(both, "")
    assert (back.answer, back.rendering, back.own) == ("ሓደ", "", "ሓደ")
    assert say(back, "") == Words("")


def test_the_work_list_names_what_is_open_or_changed_and_still_answered() -> None:
    first, second = (
        Original("ሓደ", "ti", "Ethi", "client", 1),
        Original("ب", "ar", "Arab", "client", 5),
    )
    done = Original("ج", "ar", "Arab", "client", 1, rendered_by="me", rendered_at=2)
    stale = Original("د", "ar", "Arab", "client", 9, rendered_by="me", rendered_at=2)
    originals = {"/b": second, "/a": first, "/done": done, "/stale": stale, "/gone": first}
    answers = {"/a": "ሓደ", "/b": "ب", "/done": "C", "/stale": "D"}
    assert waiting(originals, answers) == ("/a", "/b", "/stale")


TEXTS = st.sampled_from(["", "a", "ab", "ሓደ", "سلام", " "])


@given(st.lists(st.tuples(st.booleans(), TEXTS), max_size=12))
def test_whatever_both_sides_type_each_side_reads_its_own_words(
    typed: list[tuple[bool, str]],
) -> None:
    words, mine, theirs = Words(""), "", ""
    for at, (is_client, text) in enumerate(typed, 1):
        if is_client:
            words, theirs = say(words, text, at), text
        else:
            words, mine = render(words, text, at), text
        assert words.own == theirs
        if words.rendering != mine:
            assert mine.strip() == theirs.strip() or not mine.strip()
        if theirs or mine:
            assert words.answer


def test_what_is_said_after_a_rendering_is_newer_whatever_the_clock_says() -> None:
    words = say(render(say(Words(""), "ሓደ"), "eins", at=20), "ክልተ", at=20)
    assert words.original is not None
    assert standing(words.original) is Standing.CHANGED
    words = say(words, "ሰለስተ", at=5)
    assert words.original is not None
    assert standing(words.original) is Standing.CHANGED
