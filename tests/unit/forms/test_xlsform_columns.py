"""Every column of an XLSForm that the engine answers for, through pyxform's own conversion."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from desktop.forms.session import FormSession
from tests.unit.forms.filling import begin, environment, value, xlsform

KINDS = """
| survey | | | | | | | | |
| | type | name | label | parameters | appearance | default | calculation | read_only |
| | start | began | | | | | | |
| | end | ended | | | | | | |
| | today | day | | | | | | |
| | username | who | | | | | | |
| | deviceid | laptop | | | | | | |
| | text | t | T | rows=4 | multiline | | | |
| | integer | i | I | | numbers | 3 | | |
| | decimal | d | D | | | 1.5 | | ${i} > 5 |
| | date | on | On | | month-year | today() | | |
| | time | at | At | | | | | |
| | dateTime | moment | Moment | | | now() | | |
| | select_one yn | one | One | | likert | | | |
| | select_multiple yn | many | Many | | columns-2 | | | |
| | rank yn | order | Order | | | | | |
| | note | note | Note ${t} | | | | | |
| | acknowledge | ok | OK | | | | | |
| | image | picture | Picture | max-pixels=640 | | | | |
| | image | signed | Signed | | signature | | | |
| | audio | sound | Sound | quality=low | | | | |
| | video | film | Film | | | | | |
| | file | paper | Paper | | | | | |
| | geopoint | place | Place | | | | | |
| | barcode | code | Code | | | | | |
| | range | scale | Scale | start=0 end=10 step=2 | | | | |
| | hidden | secret | | | | x | | |
| | calculate | sum | | | | | ${i} + 1 | |
| choices | | | |
| | list_name | name | label |
| | yn | y | Ja |
| | yn | n | Nein |
"""
TYPES = {
    "t": "text",
    "i": "integer",
    "d": "decimal",
    "on": "date",
    "at": "time",
    "moment": "dateTime",
    "one": "select1",
    "many": "select",
    "order": "rank",
    "note": "note",
    "ok": "acknowledge",
    "picture": "image",
    "signed": "signature",
    "sound": "audio",
    "film": "video",
    "paper": "file",
    "place": "geopoint",
    "code": "barcode",
    "scale": "range",
    "secret": "hidden",
    "sum": "hidden",
}


def test_every_kind_of_question_is_what_it_should_be() -> None:
    session = begin(xlsform(KINDS))
    assert {name: session.state(f"/data/{name}").type for name in TYPES} == TYPES
    assert session.definition.warnings == ()


def test_what_a_form_fills_in_by_itself() -> None:
    session = begin(xlsform(KINDS))
    assert value(session, "/data/ended") == ""
    session.finish()
    began = "2026-03-29T12:00:00.000+02:00"
    expected = {"began": began, "ended": began, "day": "2026-03-29", "who": "jana"}
    expected |= {"laptop": "laptop-7", "on": "2026-03-29", "moment": began, "secret": "x"}
    assert {name: value(session, f"/data/{name}") for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("t", {"rows": "4"}),
        ("scale", {"start": "0", "end": "10", "step": "2"}),
        ("picture", {"max-pixels": "640"}),
        ("sound", {"quality": "low"}),
    ],
)
def test_parameters_reach_the_page(name: str, expected: dict[str, str]) -> None:
    assert begin(xlsform(KINDS)).state(f"/data/{name}").parameters == expected


def test_an_answer_makes_a_question_readonly() -> None:
    session = begin(xlsform(KINDS))
    session.answer("/data/d", "2.5")
    session.answer("/data/i", "7")
    assert session.state("/data/d").readonly
    session.answer("/data/d", "9")
    assert value(session, "/data/d") == "2.5"


_QUESTION = {
    "type": "text",
    "name": "a",
    "label::Deutsch (de)": "Name",
    "label::English (en)": "Name",
    "hint::Deutsch (de)": "Hinweis",
    "guidance_hint::Deutsch (de)": "Anleitung ${a}",
    "guidance_hint::English (en)": "Guide ${a}",
    "constraint": "string-length(.) > 2",
    "constraint_message::Deutsch (de)": "Zu kurz: ${a}",
    "constraint_message::English (en)": "Too short",
    "required": "yes",
    "required_message::Deutsch (de)": "Bitte",
    "required_message::English (en)": "Please",
    "image::Deutsch (de)": "bild.png",
    "audio::English (en)": "tone.mp3",
    "big-image::Deutsch (de)": "gross.png",
}
_CHOICE = {
    "list_name": "l",
    "name": "x",
    "label::Deutsch (de)": "Ja ${a}",
    "label::English (en)": "Yes ${a}",
    "image::Deutsch (de)": "ja.png",
    "audio::English (en)": "yes.mp3",
}


def _row(cells: Iterable[str]) -> str:
    return f"| | {' | '.join(cells)} |\n"


TEXTS = (
    "| survey |\n"
    + _row(_QUESTION)
    + _row(_QUESTION.values())
    + _row(["select_one l", "b", "Wahl", *[""] * (len(_QUESTION) - 3)])
    + "| choices |\n"
    + _row(_CHOICE)
    + _row(_CHOICE.values())
    + "| settings |\n| | default_language |\n| | English (en) |\n"
)


def test_texts_and_media_in_both_languages() -> None:
    session = begin(xlsform(TEXTS))
    session.answer("/data/a", "Al")
    assert (session.definition.languages, session.definition.default_language) == (
        ("de", "en"),
        "en",
    )
    texts = {
        (kind, language): session.text("/data/a", kind, language).value
        for kind in ("guidance", "constraint", "required")
        for language in ("de", "en")
    }
    assert texts == {
        ("guidance", "de"): "Anleitung Al",
        ("guidance", "en"): "Guide Al",
        ("constraint", "de"): "Zu kurz: Al",
        ("constraint", "en"): "Too short",
        ("required", "de"): "Bitte",
        ("required", "en"): "Please",
    }
    assert session.text("/data/a", "image", "de").value == "jr://images/bild.png"
    assert session.text("/data/a", "big-image", "de").value == "jr://images/gross.png"
    assert session.text("/data/a", "audio", "en").value == "jr://audio/tone.mp3"
    assert session.choice_text("/data/b", "x", "de").value == "Ja Al"
    assert session.choice_media("/data/b", "x", "image", "de").value == "jr://images/ja.png"
    assert session.choice_media("/data/b", "x", "audio", "en").value == "jr://audio/yes.mp3"


def test_a_text_that_is_missing_is_shown_in_another_language_and_says_so() -> None:
    session = begin(xlsform(TEXTS))
    hint = session.text("/data/a", "hint", "en")
    assert (hint.value, hint.language, hint.missing) == ("Hinweis", "de", True)
    label = session.text("/data/b", "label", "en")
    assert (label.value, label.missing) == ("Wahl", True)


def test_another_answer_than_the_listed_ones_is_written_down() -> None:
    session = begin(
        xlsform("""
| survey | | | |
| | type | name | label |
| | select_one yn or_other | q | Frage |
| choices | | | |
| | list_name | name | label |
| | yn | y | Ja |
""")
    )
    assert session.choices("/data/q") == ("y", "other")
    assert not session.state("/data/q_other").relevant
    session.answer("/data/q", "other")
    assert session.state("/data/q_other").relevant


def test_choices_in_a_seeded_order_follow_the_seed() -> None:
    session = begin(
        xlsform("""
| survey | | | | |
| | type | name | label | parameters |
| | integer | seed | Zahl | |
| | select_one l | q | Frage | randomize=true, seed=${seed} |
| choices | | | |
| | list_name | name | label |
| | l | a | A |
| | l | b | B |
| | l | c | C |
| | l | d | D |
| | l | e | E |
| | l | f | F |
""")
    )
    session.answer("/data/seed", "42")
    assert session.choices("/data/q") == ("a", "f", "c", "b", "d", "e")
    session.answer("/data/q", "b")
    session.answer("/data/seed", "1")
    assert session.choices("/data/q") == ("b", "f", "e", "a", "c", "d")
    assert value(session, "/data/q") == "b"


def test_the_name_of_a_choice_is_found_in_each_row_and_each_language() -> None:
    session = begin(
        xlsform("""
| survey | | | | |
| | type | name | label::Deutsch (de) | label::English (en) | calculation |
| | begin_repeat | r | Zeile | Row | |
| | select_one yn | a | Frage | Question | |
| | select_multiple yn | m | Fragen | Questions | |
| | calculate | one | | | jr:choice-name(${a}, '${a}') |
| | calculate | first | | | jr:choice-name(selected-at(${m}, 0), '${m}') |
| | note | n | Also ${one} | So ${one} | |
| | end_repeat | | | | |
| | select_one yn | z | Frage | Question | |
| | calculate | named | | | jr:choice-name(${z}, '${z}') |
| choices | | | | |
| | list_name | name | label::Deutsch (de) | label::English (en) |
| | yn | y | Ja | Yes |
| | yn | n | Nein | No |
""")
    )
    session.add_repeat("/data/r")
    session.answer("/data/r[1]/a", "y")
    session.answer("/data/r[2]/a", "n")
    session.answer("/data/r[2]/m", "n y")
    session.answer("/data/z", "y")
    assert [value(session, f"/data/r[{at}]/one") for at in (1, 2)] == ["Ja", "Nein"]
    assert value(session, "/data/r[2]/first") == "Nein"
    assert value(session, "/data/named") == "Ja"
    assert session.text("/data/r[2]/n", "label", "en").value == "So No"


def test_somebody_written_down_before_can_be_chosen_by_name() -> None:
    session = begin(
        xlsform("""
| survey | | | | |
| | type | name | label | choice_filter |
| | begin_repeat | person | Person | |
| | text | name | Name | |
| | integer | age | Alter | |
| | end_repeat | | | |
| | select_one ${name} | adult | Wer? | ${age} > 17 |
""")
    )
    for at, (name, age) in enumerate((("Amal Haddad", "40"), ("Sami", "12")), 1):
        if at > 1:
            session.add_repeat("/data/person")
        session.answer(f"/data/person[{at}]/name", name)
        session.answer(f"/data/person[{at}]/age", age)
    assert session.choices("/data/adult") == ("Amal Haddad",)
    session.answer("/data/adult", "Amal Haddad")
    session.answer("/data/person[2]/age", "18")
    assert session.choices("/data/adult") == ("Amal Haddad", "Sami")
    assert value(session, "/data/adult") == "Amal Haddad", "a name keeps its spaces"
    session.answer("/data/person[1]/age", "9")
    assert value(session, "/data/adult") == ""


LAST = """
| survey | | | | |
| | type | name | label | default |
| | text | town | Ort | ${last-saved#town} |
| | begin_repeat | r | Zeile | |
| | text | x | X | |
| | end_repeat | | | |
"""


def test_defaults_come_from_the_record_saved_before() -> None:
    definition = xlsform(LAST)
    assert definition.wants_last_saved
    first = begin(definition)
    assert value(first, "/data/town") == ""
    first.answer("/data/town", "Dresden")
    second = FormSession(definition, environment=environment(), last_saved=first.stored_answers())
    assert value(second, "/data/town") == "Dresden"
    second.answer("/data/town", "Pirna")
    again = FormSession(
        definition,
        environment=environment(),
        answers=second.stored_answers(),
        last_saved=first.stored_answers(),
    )
    assert value(again, "/data/town") == "Pirna"
