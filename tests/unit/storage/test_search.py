"""A person is found across scripts and spellings, with the reason."""

from __future__ import annotations

import pytest

from desktop.domain.changes import RecordEdit
from desktop.domain.ids import RecordId, new_record_id
from desktop.storage.spelling import index_text, sounds
from tests.unit.storage.laptop import CASE_STREAM, Laptop

SPELLINGS = ["Mohammed", "Muhammad", "Mohamed", "Mohammad", "Мухаммад", "محمد"]


@pytest.mark.parametrize("written", SPELLINGS)
@pytest.mark.parametrize("typed", SPELLINGS)
def test_mohammed_is_found_however_he_is_written(laptop: Laptop, written: str, typed: str) -> None:
    person = laptop.person(given_names=written, family_name="Haddad")
    laptop.person(given_names="Oleksandr", family_name="Kovalenko")
    (hit,) = laptop.store.read().search(typed)
    assert (hit.kind, hit.record, hit.field, hit.snippet) == (
        "person", person, "given_names", written,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Олександр", "Oleksandr"), ("Коваленко", "Kowalenko"), ("Kovalenko", "Kowalenko"),
        ("ሓጎስ", "Hagos"), ("Müller", "muller"), ("Müller", "mueller"), ("Fatima", "Fatimah"),
        ("Yusuf", "Jousef"), ("يوسف", "Jussuf"), ("Khaled", "Chaled"), ("Ahmad", "Ahmed"),
        ("Haddad", "hadd"), ("გიორგი", "Giorgi"),
    ],
)  # fmt: skip
def test_other_names_in_other_letters(laptop: Laptop, written: str, typed: str) -> None:
    laptop.person(family_name=written)
    assert [hit.snippet for hit in laptop.store.read().search(typed)] == [written]


def test_the_exact_word_stands_before_the_sound(laptop: Laptop) -> None:
    laptop.person(family_name="Muhamed")
    laptop.person(family_name="Mohammed")
    found = [hit.snippet for hit in laptop.store.read().search("mohammed")]
    assert found == ["Mohammed", "Muhamed"]


def test_all_words_must_match(laptop: Laptop) -> None:
    laptop.person(given_names="Amal", family_name="Haddad")
    laptop.person(given_names="Amal", family_name="Kovalenko")
    assert len(laptop.store.read().search("amal")) == 2
    assert len(laptop.store.read().search("amal hadd")) == 1


def test_a_phone_number_is_found_however_it_is_grouped(laptop: Laptop) -> None:
    laptop.person(phone="0351 12 34-567")
    for typed in ("0351 1234567", "0351/1234", "03511"):
        assert [hit.field for hit in laptop.store.read().search(typed)] == ["phone"]


def test_notes_and_answers_are_found_with_their_case_and_a_snippet(laptop: Laptop) -> None:
    case, note, form = new_record_id(), new_record_id(), new_record_id()
    text = "Lange Vorrede. " * 30 + "Der Bescheid vom Jobcenter fehlt. " + "Nachsatz. " * 30
    laptop.save("note", note, {"case": case, "text": text})
    laptop.save("form_submission", form, {"case": case, "answers//data/work": "Bäckerei"})
    (hit,) = laptop.store.read().search("jobcenter")
    assert (hit.record, hit.case, hit.field) == (note, case, "text")
    assert "Der Bescheid vom Jobcenter fehlt" in hit.snippet
    assert len(hit.snippet) < 130
    (answer,) = laptop.store.read().search("bäck")
    assert (answer.case, answer.field) == (case, "answers//data/work")


def test_a_changed_value_is_found_and_the_old_one_is_not(laptop: Laptop) -> None:
    person = laptop.person(family_name="Haddad")
    assert laptop.store.read().search("haddad")
    laptop.edit("person", person, {"family_name": "Nassar"})
    assert laptop.store.read().search("haddad") == []
    assert len(laptop.store.read().search("nassar")) == 1


@pytest.mark.parametrize("typed", ["", "  ", '"', "*", "AND", "(", "a:b", "-", "NEAR(x y)", "'"])
def test_no_typed_text_breaks_the_search(laptop: Laptop, typed: str) -> None:
    laptop.person(family_name="Haddad")
    assert laptop.store.read().search(typed) == []


def test_the_limit_holds(laptop: Laptop) -> None:
    for _ in range(5):
        laptop.person(family_name="Haddad")
    assert len(laptop.store.read().search("haddad", 3)) == 3


def notes_about(laptop: Laptop, count: int, text: str) -> list[RecordId]:
    """Notes of one minute after the other, earliest first."""
    records = [new_record_id(laptop.now_ms + at * 60_000) for at in range(count)]
    edits = [
        RecordEdit(CASE_STREAM, "note", record, {"case": records[0], "text": text})
        for record in records
    ]
    for start in range(0, count, 100):
        batch = edits[start : start + 100]
        laptop.store.write(lambda writer, b=batch: writer.save(b)).result()  # type: ignore[misc]
    return records


def test_of_more_matches_than_are_shown_the_newest_come(laptop: Laptop) -> None:
    records = notes_about(laptop, 260, "Termin beim Amt")
    found = laptop.store.read().search_more("termin")
    assert [hit.record for hit in found.hits] == records[:-51:-1]
    assert found.is_cut
    all_of_them = laptop.store.read().search_more("termin", 260)
    assert [hit.record for hit in all_of_them.hits] == records[::-1]
    assert not all_of_them.is_cut


@pytest.mark.parametrize("typed", ["haddad", "had", "Хаддад"])
def test_a_person_is_found_however_many_newer_notes_name_her(laptop: Laptop, typed: str) -> None:
    person = laptop.person(family_name="Haddad")
    notes_about(laptop, 90, "Frau Haddad hat angerufen")
    found = laptop.store.read().search_more(typed, 10)
    assert len(found.hits) == 10
    assert found.is_cut
    if typed == "haddad":
        assert found.hits[0].record == person
    assert person in [hit.record for hit in found.hits]


def test_just_as_many_as_were_asked_for_are_not_cut(laptop: Laptop) -> None:
    for _ in range(5):
        laptop.person(family_name="Haddad")
    assert not laptop.store.read().search_more("haddad", 5).is_cut
    assert laptop.store.read().search_more("haddad", 4).is_cut


def test_the_index_is_complete_after_a_restart(laptop: Laptop) -> None:
    laptop.person(family_name="Haddad")
    laptop.reopen()
    assert len(laptop.store.read().search("haddad")) == 1
    assert laptop.store.read().rows("SELECT * FROM unindexed") == []


@pytest.mark.parametrize("word", ["", "a", "ee", "123", "'"])
def test_words_without_consonants_have_no_sound(word: str) -> None:
    assert not sounds(word)


@pytest.mark.parametrize("typed", ["anna_b", "anna_b@example.org", "Ольга", "Ol'ga"])
def test_signs_inside_words_separate_them_as_they_are_stored(laptop: Laptop, typed: str) -> None:
    person = laptop.person(given_names="Ольга", email="anna_b@example.org")
    laptop.person(given_names="Olaf", email="bert@example.org")
    assert [hit.record for hit in laptop.store.read().search(typed)] == [person]


def test_the_index_keeps_every_word_once_and_in_one_script() -> None:
    assert index_text(["Frau Müller und Frau Haddad " * 4]) == "frau muller und haddad"
    assert index_text(["محمد " * 20]) == "mhmd"
