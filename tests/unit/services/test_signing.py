"""A signature holds for one text, one set of answers, one language and one version."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from desktop.domain.companions import Companions, Presented, Signature
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.services import signing
from tests.support.release_form import PAGE, release_form
from tests.unit.forms.filling import environment

CODES = ("contact", "health", "housing")
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
ANSWERS = st.fixed_dictionaries({}, optional={
    "f4_categories": st.lists(st.sampled_from(CODES), unique=True).map(" ".join),
    "f4_purpose": PLAIN.map(str.strip),
})  # fmt: skip


def filled(answers: dict[str, str], version: str = "1", voluntary: str = "") -> FormSession:
    definition = load_form(release_form(version, voluntary))
    session = FormSession(definition, environment=environment())
    for name, value in answers.items():
        session.answer(PAGE + name, value)
    return session


def restored(answers: dict[str, str]) -> FormSession:
    return FormSession(load_form(release_form()), environment=environment(), answers=answers)


def meaning(answers: dict[str, str]) -> tuple[frozenset[str], str]:
    purpose = unicodedata.normalize("NFC", answers.get("f4_purpose", ""))
    return frozenset(answers.get("f4_categories", "").split()), purpose


@settings(max_examples=40, deadline=None)
@given(one=ANSWERS, other=ANSWERS)
def test_two_forms_have_one_hash_only_if_their_answers_say_the_same(
    one: dict[str, str], other: dict[str, str]
) -> None:
    same = signing.text_hash(filled(one), "de") == signing.text_hash(filled(other), "de")
    assert same == (meaning(one) == meaning(other))


@settings(max_examples=20, deadline=None)
@given(answers=ANSWERS, reverse=st.booleans())
def test_neither_the_order_of_answering_nor_storing_changes_the_hash(
    answers: dict[str, str], reverse: bool
) -> None:
    session = filled(answers)
    stored = list(session.stored_answers().items())
    again = restored(dict(stored[::-1] if reverse else stored))
    backwards = filled(dict(list(answers.items())[::-1]))
    hashes = {signing.text_hash(each, "ti") for each in (session, again, backwards)}
    assert len(hashes) == 1


def test_any_change_of_text_language_or_version_changes_the_hash() -> None:
    answers = {"f4_categories": "contact", "f4_purpose": "Kurs"}
    session = filled(answers)
    hashes = {
        *(signing.text_hash(session, code) for code in ("de", "en", "ar", "ti")),
        signing.text_hash(filled(answers, version="2"), "de"),
        signing.text_hash(filled(answers, voluntary="Freiwillig, sonst nichts."), "de"),
    }
    assert len(hashes) == 6


def test_the_text_is_readable_and_says_what_was_chosen_in_words() -> None:
    text = signing.canonical_text(filled({"f4_categories": "housing contact"}), "de")
    assert text.splitlines()[0] == '["fallmappe-text/1","release","1","de"]'
    assert '"contact housing",["Kontakt","Wohnen"],["de"]]' in text
    assert "Ein Nein hat keine Nachteile." in text


def test_what_only_the_worker_sees_and_the_signatures_themselves_are_not_signed() -> None:
    session = filled({"f4_purpose": "Kurs"})
    before = signing.text_hash(session, "ar")
    session.answer(PAGE + "f4_remark", "müde")
    session.answer(PAGE + "f4_sig", "signature-12345678.svg")
    assert signing.text_hash(session, "ar") == before
    session.answer(PAGE + "f4_purpose", "Kurse")
    assert signing.text_hash(session, "ar") != before


def test_a_signature_holds_until_an_answer_changes_and_again_when_it_is_put_back() -> None:
    session = filled({"f4_purpose": "Kurs"})
    ink = Signature((), 1, 1, signing.text_hash(session, "de"), "de", 1)
    assert signing.holds(session, ink)
    session.answer(PAGE + "f4_purpose", "Arbeit")
    assert not signing.holds(session, ink)
    session.answer(PAGE + "f4_purpose", "Kurs")
    assert signing.holds(session, ink)


def test_a_draft_language_can_be_shown_but_not_signed() -> None:
    session = filled({})
    assert signing.signable(session, "en", ("ar", "ti")) == signing.Signable("en", "en")
    offer = signing.Signable("ar", "", ("de", "en"))
    assert signing.signable(session, "ar", ("ar", "ti")) == offer
    assert signing.signable(session, "uk", ("ar",)) == signing.Signable("uk", "", ("de", "en"))


HINTED = """
| survey |
| | type | name | label::de | label::ti | hint::de | hint::ti | bind::fm:legal | appearance |
| | note | cost | Preis | ዋጋ | Dies kostet 500 Euro | {hint} | yes | |
| | select_one l | way | Wie? | ከመይ | | | | |
| | image | sig | Name | ስም | | | | signature |
| choices |
| | list_name | name | label::de | label::ti |
| | l | a | bar | ጥረ |
| | l | b | Bank | |
| settings |
| | form_id | version | namespaces | default_language |
| | hinted | 1 | fm="urn:fallmappe:xforms" | de |
"""


def hinted(hint: str) -> FormSession:
    made = convert(xlsform=HINTED.format(hint=hint), file_type=".md", validate=False)
    return FormSession(load_form(made.xform.encode()), environment=environment())


def test_a_missing_hint_or_chosen_answer_cannot_be_signed_in_that_language() -> None:
    whole = hinted("ዋጋ 500")
    assert signing.signable(whole, "ti", ()).language == "ti"
    assert signing.signable(hinted(""), "ti", ()) == signing.Signable("ti", "", ("de",))
    whole.answer("/data/way", "a")
    assert signing.signable(whole, "ti", ()).language == "ti"
    whole.answer("/data/way", "b")
    assert signing.signable(whole, "ti", ()) == signing.Signable("ti", "", ("de",))


def test_legal_notes_count_as_presented_only_in_the_language_shown() -> None:
    session = filled({})
    first, second = signing.legal_refs(session)
    assert (first, second) == (PAGE + "f4_voluntary", PAGE + "f4_withdraw")
    done = Companions(presented={first: Presented("read_aloud", "ti", 1)})
    assert signing.not_presented(session, done, "ti") == [second]
    assert signing.not_presented(session, done, "ar") == [first, second]
