"""The summary before closing: what is stored, in the worker's language and the client's."""

from __future__ import annotations

from desktop.domain.companions import Companions, Declined, Original, Presented
from desktop.forms.session import FormSession
from desktop.i18n.bidi import FSI, LRI, PDI, strip_controls
from desktop.i18n.context import LocaleContext
from desktop.services.read_back import LineKind, ReadBackLine, read_back
from tests.unit.forms.filling import begin, xlsform

FORM = """
| survey | | | | | | | |
| | type | name | label::D (de) | label::F (fa) | relevant | bind::fm:audience | bind::fm:legal |
| | note | law | # Datenschutz | # حفاظت | | | yes |
| | begin_group | me | Person | شخص | | | |
| | text | name | Name | نام | | | |
| | select_one land | land | Herkunft von **${name}** | کشور ${name} | | | |
| | select_multiple need | needs | Bedarf | نیاز | | | |
| | integer | count | Kinder | کودکان | | | |
| | date | born | Geboren | تولد | | | |
| | text | view | Einschätzung | | | worker | |
| | end_group | | | | | | |
| | begin_repeat | child | Kind | کودک | | | |
| | text | wish | Wunsch | آرزو | | | |
| | end_repeat | | | | | | |
| | text | gone | Weg | رفت | ${count} > 5 | | |
| | text | untold | Ohne | | | | |
| choices | | | | | | | |
| | list_name | name | label::D (de) | label::F (fa) | | | |
| | land | sy | Syrien | سوریه | | | |
| | need | flat | Wohnung | خانه | | | |
| | need | job | Arbeit | | | | |
| settings | | | | | | | |
| | form_id | namespaces | | | | | |
| | f | fm="urn:fallmappe:xforms" | | | | | |
"""


def filled() -> FormSession:
    session = begin(xlsform(FORM))
    answers = {
        "me/name": "Ali\u202e",
        "me/land": "sy",
        "me/needs": "flat job",
        "me/count": "3",
        "me/born": "1990-03-21",
        "me/view": "geheim",
        "gone": "verborgen",
        "child[1]/wish": "Fußball",
    }
    if not any(node.ref().startswith("/data/child[1]") for node in session.nodes()):
        session.add_repeat("/data/child")
    for path, value in answers.items():
        session.answer(f"/data/{path}", value)
    return session


def lines(session: FormSession, companions: Companions | None = None) -> dict[str, ReadBackLine]:
    worker, client = LocaleContext("de"), LocaleContext("fa", fallback="de")
    found = read_back(session, companions or Companions(), worker, client)
    return {line.ref.removeprefix("/data/"): line for line in found}


def test_every_answer_is_told_in_order_and_in_both_languages() -> None:
    told = lines(filled())
    assert list(told) == [
        *("law", "me", "me/name", "me/land", "me/needs", "me/count", "me/born"),
        *("child[1]", "child[1]/wish"),
    ]
    land = told["me/land"]
    assert land.labels[0].value == "Herkunft von Ali"
    assert land.labels[1].value == f"کشور {FSI}Ali{PDI}"
    assert [strip_controls(one.value) for one in land.answers] == ["Syrien", "سوریه"]
    assert [one.language for one in land.answers] == ["de", "fa"]


def test_figures_and_days_are_written_as_each_side_reads_them() -> None:
    told = lines(filled())
    assert [one.value for one in told["me/count"].answers] == ["3", "۳"]
    worker, client = told["me/born"].answers
    assert worker.value == "21.03.1990"
    assert "۱۳۶۹" in client.value
    assert client.value.count(FSI) == client.value.count(PDI)


def test_a_choice_without_translation_is_told_in_the_workers_language_and_marked() -> None:
    worker, client = lines(filled())["me/needs"].answers
    assert (worker.value, worker.missing) == ("Wohnung und Arbeit", False)
    assert strip_controls(client.value) == "خانه و Arbeit"
    assert (client.language, client.missing) == ("de", True)


def test_repeats_are_counted_in_the_digits_of_each_side() -> None:
    title = lines(filled())["child[1]"]
    assert title.kind is LineKind.GROUP
    assert [one.value for one in title.labels] == ["Kind 1", "کودک ۱"]


def test_own_words_stand_on_the_clients_side_and_their_rendering_on_the_workers() -> None:
    session = filled()
    session.answer("/data/child[1]/wish", "Fußball spielen")
    path = next(p for p in session.stored_answers() if p.endswith("/wish"))
    done = Original("فوتبال", "fa", "Arab", "client", 1, rendered_by="x", rendered_at=2)
    worker, client = lines(session, Companions(originals={path: done}))["child[1]/wish"].answers
    assert (worker.value, worker.language) == ("Fußball spielen", "de")
    assert (client.value, client.language, client.missing) == ("فوتبال", "fa", False)
    untold = lines(session)["child[1]/wish"].answers[1]
    assert (untold.value, untold.language, untold.missing) == ("Fußball spielen", "de", True)


def test_a_legal_text_says_how_it_was_presented_or_that_it_was_not() -> None:
    session = filled()
    note = lines(session)["law"]
    assert (note.kind, note.is_open) == (LineKind.NOTE, True)
    assert [one.value for one in note.labels] == ["Datenschutz", "حفاظت"]
    read = Companions(presented={"/data/law": Presented("read_aloud", "fa", 1)})
    told = lines(session, read)["law"]
    assert (told.is_open, told.answers[0].value) == (False, "vorgelesen")
    other = Companions(presented={"/data/law": Presented("read_aloud", "ar", 1)})
    assert lines(session, other)["law"].is_open


def test_what_a_client_did_not_want_to_answer_is_told_too() -> None:
    session = filled()
    declined = Companions(declined={"/data/untold": Declined("fa", 1)})
    assert lines(session, declined)["untold"].answers[0].value == "möchte nicht antworten"


def test_nothing_that_looks_like_markup_or_direction_comes_through() -> None:
    session = filled()
    session.answer("/data/me/name", "**A**\u2066 <b>x</b>")
    told = lines(session)
    assert told["me/name"].answers[0].value == "**A** <b>x</b>"
    assert told["me/land"].labels[0].value == "Herkunft von **A** <b>x</b>"
    assert LRI not in told["me/name"].answers[1].value
