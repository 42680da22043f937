"""The glossary: complete in every client language, found by search and in questions."""

from __future__ import annotations

import csv

import pytest

from desktop.i18n.bidi import strip_controls
from desktop.i18n.glossary import FOLDER, Glossary, languages
from desktop.i18n.languages import language

CLIENT = ("ar", "fa", "uk", "ru", "es", "tr", "fr", "ti", "ps", "ku", "ka")
ARABIC, ETHIOPIC = ("\u0600", "\u06ff"), ("\u1200", "\u137f")
SCRIPTS = {
    "ar": ARABIC,
    "fa": ARABIC,
    "ps": ARABIC,
    "ti": ETHIOPIC,
    "uk": ("\u0400", "\u04ff"),
    "ru": ("\u0400", "\u04ff"),
    "ka": ("\u10a0", "\u10ff"),
}


def codes(entries: object) -> list[str]:
    assert isinstance(entries, tuple)
    return [entry.code for entry in entries]


def rows(code: str) -> list[dict[str, str]]:
    with (FOLDER / f"{code}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sixty_terms_stand_in_every_language() -> None:
    assert set(languages()) == {"de", "en", *CLIENT}
    wanted = [row["code"] for row in rows("de")]
    assert len(wanted) == len(set(wanted)) == 60
    for code in languages():
        assert [row["code"] for row in rows(code)] == wanted, code
        assert all(row["term"] and row["explanation"].endswith((".", "።")) for row in rows(code))


@pytest.mark.parametrize("code", CLIENT)
def test_translations_are_marked_as_drafts_and_stand_in_their_script(code: str) -> None:
    first, last = SCRIPTS.get(code, ("A", "\u024f"))
    for row in rows(code):
        assert row["state"] == "draft"
        letters = [char for char in row["explanation"] if char.isalpha()]
        of_script = [char for char in letters if first <= char <= last]
        assert len(of_script) > len(letters) / 2, row["code"]
        assert strip_controls(row["explanation"]) == row["explanation"]


def test_explanations_are_one_short_plain_text() -> None:
    for code in languages():
        for row in rows(code):
            assert len(row["explanation"]) <= 130, (code, row["code"])
            assert "!" not in row["explanation"]


def test_a_pair_has_both_sides_in_the_order_of_the_worker_s_alphabet() -> None:
    glossary = Glossary("de", "ti")
    assert all(entry.client and entry.client.language == "ti" for entry in glossary.entries)
    terms = [entry.worker.term for entry in glossary.entries]
    assert terms[0] == "Abschiebung"
    assert terms.index("Asylantrag") < terms.index("Bescheid") < terms.index("Zuweisung")


def test_an_interpreter_searches_in_either_language() -> None:
    glossary = Glossary("de", "ar")
    assert codes(glossary.search("duldung")) == ["toleration"]
    assert "deadline" in codes(glossary.search("موعد نهائي"))
    assert codes(glossary.search("Brief Amt verbindlich")) == ["notice"]
    assert len(glossary.search("")) == 60
    assert glossary.search("xyzzy") == ()


def test_accents_and_case_do_not_matter() -> None:
    assert "hearing" in codes(Glossary("de", "fr").search("anhorung"))[0]
    assert "family_reunion" in codes(Glossary("de", "es").search("reagrupacion"))


def test_terms_of_the_question_come_in_the_order_in_which_they_are_met() -> None:
    found = Glossary("de", "uk").occurring(
        ["Haben Sie einen Bescheid bekommen?", "Bis wann läuft die Frist für den Widerspruch?"]
    )
    assert codes(found) == ["notice", "deadline", "objection"]


def test_endings_count_and_other_words_do_not() -> None:
    glossary = Glossary("de", "uk")
    assert codes(glossary.occurring(["zwei Bescheide", "die Fristen"])) == ["notice", "deadline"]
    assert glossary.occurring(["Leistungsfähigkeit", "Bescheidenheit", "befristet"]) == ()


def test_an_english_form_finds_its_terms_too() -> None:
    found = Glossary("en", "uk").occurring(["Do you have a treatment voucher?"])
    assert codes(found) == ["treatment_voucher"]
    assert found[0].worker.term == "treatment voucher"


def test_a_language_without_glossary_leaves_the_worker_s_side() -> None:
    glossary = Glossary("de", "so")
    assert len(glossary.entries) == 60
    assert all(entry.client is None for entry in glossary.entries)
    assert language("so").code == "so"
