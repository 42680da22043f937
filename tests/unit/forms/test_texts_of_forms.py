"""Texts: two languages at once, visible gaps, names inside sentences, choices."""

from __future__ import annotations

from desktop.forms.delta import Property
from desktop.forms.texts import Text
from tests.unit.forms.filling import begin, xlsform

INTAKE = """
| survey | | | | | | | |
| | type | name | label::D (de) | label::A (ar) | calculation | choice_filter | hint::D (de) |
| | text | name | Name | الاسم | | | |
| | select_one land | land | Woher kommt ${name}? | من أين ${name}؟ | | | Staat |
| | select_one city | city | Stadt | | | land=${land} | |
| | calculate | land_name | | | jr:choice-name(${land}, '${land}') | | |
| | note | said | Gewählt: ${land_name} | اختار: ${land_name} | | | |
| choices | | | | | | | |
| | list_name | name | label::D (de) | label::A (ar) | land | | |
| | land | sy | Syrien | سوريا | | | |
| | land | ua | Ukraine | | | | |
| | city | aleppo | Aleppo | حلب | sy | | |
| | city | homs | Homs | حمص | sy | | |
| | city | kyjiw | Kyjiw | كييف | ua | | |
"""


def test_both_languages_stand_side_by_side() -> None:
    session = begin(xlsform(INTAKE))
    session.answer("/data/name", "Amal")
    assert session.text("/data/land", "label", "de") == Text("Woher kommt Amal?", "de")
    assert session.text("/data/land", "label", "ar") == Text("من أين Amal؟", "ar")
    assert session.definition.languages == ("de", "ar")


def test_a_gap_falls_back_and_says_so() -> None:
    session = begin(xlsform(INTAKE))
    assert session.text("/data/city", "label", "ar") == Text("Stadt", "de", missing=True)
    assert session.text("/data/land", "hint", "ar") == Text("Staat", "de", missing=True)
    assert session.text("/data/name", "hint", "ar") == Text("", "ar")
    assert session.choice_text("/data/land", "ua", "ar") == Text("Ukraine", "de", missing=True)
    assert session.text("/data/land", "label", "ti").missing


def test_a_name_inside_a_sentence_is_read_again_when_it_changes() -> None:
    session = begin(xlsform(INTAKE))
    delta = session.answer("/data/name", "Sami")
    assert delta.refs(Property.TEXT) == {"/data/land"}


def test_a_name_inside_a_choice_is_read_again_too() -> None:
    session = begin(
        xlsform("""
| survey | | | |
| | type | name | label::D (de) |
| | text | name | Name |
| | select_one who | who | Wer kommt? |
| choices | | | |
| | list_name | name | label::D (de) |
| | who | self | ${name} selbst |
| | who | other | jemand anders |
""")
    )
    delta = session.answer("/data/name", "Amal")
    assert delta.refs(Property.TEXT) == {"/data/who"}
    assert session.choice_text("/data/who", "self", "de").value == "Amal selbst"


def test_choices_follow_an_earlier_answer_and_take_back_what_is_gone() -> None:
    session = begin(xlsform(INTAKE))
    assert session.choices("/data/city") == ()
    session.answer("/data/land", "sy")
    assert session.choices("/data/city") == ("aleppo", "homs")
    session.answer("/data/city", "homs")
    delta = session.answer("/data/land", "ua")
    assert session.choices("/data/city") == ("kyjiw",)
    assert session.state("/data/city").value == ""
    assert {"/data/city"} == delta.refs(Property.CHOICES)


def test_the_name_of_a_choice_is_told_in_the_language_of_the_sentence() -> None:
    session = begin(xlsform(INTAKE))
    session.answer("/data/land", "sy")
    assert session.text("/data/said", "label", "de").value == "Gewählt: Syrien"
    assert session.text("/data/said", "label", "ar").value == "اختار: سوريا"


def test_a_text_says_where_in_it_answers_stand() -> None:
    session = begin(xlsform(INTAKE))
    session.answer("/data/name", "Amal")
    text = session.text("/data/land", "label", "ar")
    assert [text.value[start:end] for start, end in text.outputs] == ["Amal"]
    assert session.text("/data/name", "label", "ar").outputs == ()
    session.answer("/data/name", "")
    assert session.text("/data/land", "label", "ar").outputs == ()
