"""The list of cases, single fields, notes."""

from __future__ import annotations

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.views import FieldView
from tests.unit.services.conftest import Desk


def phone(desk: Desk, case: RecordId) -> FieldView:
    (person,) = desk.services.cases.view(case).persons
    return next(field for field in person.fields if field.unit == "phone")


def test_a_person_is_found_by_name_number_and_note_across_scripts(desk: Desk) -> None:
    case, _ = desk.family("Al-Khatib", given_names="Mahmoud", native_name="محمود الخطيب")
    desk.family("Kovalenko", given_names="Oksana")
    desk.services.cases.add_note(case, "fact", "de", "Zeugnis liegt beim Übersetzer")
    for text in ("khatib", "Mahmud", "محمود", "DD-Al-Khatib", "Übersetzer"):
        rows = desk.services.cases.list(text)
        assert [row.case for row in rows][:1] == [case], text
    assert desk.services.cases.list("Übersetzer")[0].match
    assert len(desk.services.cases.list()) == 2
    assert desk.services.cases.list("niemand") == ()


def test_a_field_is_saved_and_what_was_shown_is_named_as_replaced(desk: Desk) -> None:
    case, person = desk.family("Tesfay", phone="0351 1")
    field = phone(desk, case)
    assert field.base
    desk.services.cases.save_field(field, "0351 2")
    heads = desk.store.read().heads("person", person)["phone"]
    assert [head.value for head in heads] == ["0351 2"]


def test_two_editors_of_one_field_make_a_conflict_that_a_person_resolves(desk: Desk) -> None:
    from desktop.services.conflicts import Resolution

    case, _ = desk.family("Tesfay", phone="0351 1")
    first, second = phone(desk, case), phone(desk, case)
    desk.services.cases.save_field(first, "0351 2")
    desk.services.cases.save_field(second, "0351 3")
    (card,) = desk.services.conflicts.all()
    assert {version.shown for version in card.versions} == {"0351 2", "0351 3"}
    assert card.case == case
    assert {version.author for version in card.versions} == {"Miriam Köhler"}

    saved = desk.services.conflicts.resolve(
        card, Resolution(keep=card.versions[1].op, both_as_note=True)
    )
    assert desk.services.conflicts.all() == ()
    assert phone(desk, case).value == card.versions[1].value
    (entry,) = desk.services.cases.timeline(case)
    assert "0351 2" in entry.parts[0].text
    assert "0351 3" in entry.parts[0].text

    desk.services.conflicts.undo(card, saved)
    (again,) = desk.services.conflicts.all()
    assert {version.shown for version in again.versions} == {"0351 2", "0351 3"}


def test_keeping_a_version_that_is_not_on_the_card_is_refused(desk: Desk) -> None:
    from desktop.domain.ids import OpId
    from desktop.services.conflicts import Resolution

    case, _ = desk.family("Tesfay", phone="0351 1")
    first, second = phone(desk, case), phone(desk, case)
    desk.services.cases.save_field(first, "a")
    desk.services.cases.save_field(second, "b")
    (card,) = desk.services.conflicts.all()
    with pytest.raises(KnownError):
        desk.services.conflicts.resolve(card, Resolution(keep=OpId(desk.store.device, 9999)))
    assert desk.services.conflicts.all() == (card,)


def test_a_value_of_the_wrong_kind_is_refused_and_nothing_is_written(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", phone="0351 1")
    with pytest.raises(KnownError) as refused:
        desk.services.cases.save_field(phone(desk, case), 351)
    assert refused.value.code is ErrorCode.INVALID_VALUE
    assert phone(desk, case).value == "0351 1"


def test_an_empty_note_is_refused(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    with pytest.raises(KnownError):
        desk.services.cases.add_note(case, "fact", "de", "  ")
    assert desk.services.cases.timeline(case) == ()


def test_languages_are_ticked_one_by_one(desk: Desk) -> None:
    case, person = desk.family("Tesfay", languages=["ti"])
    (view,) = desk.services.cases.view(case).persons
    field = next(one for one in view.fields if one.unit == "languages")
    desk.services.cases.save_field(field, ["ti", "ar"])
    assert desk.store.read().get("person", person).languages == ("ar", "ti")


def test_a_case_that_is_not_here_is_said_so(desk: Desk) -> None:
    with pytest.raises(KnownError) as refused:
        desk.services.cases.view(RecordId("0" * 32))
    assert refused.value.code is ErrorCode.RECORD_GONE


def test_what_is_unsent_is_listed_with_its_case(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    rows = desk.services.sync.unsent()
    assert {row.kind for row in rows} >= {"case", "person"}
    assert all(row.where == "here" for row in rows)
    assert desk.services.sync.status().unsent == len(rows)
    assert case in {row.case for row in rows}


def test_undo_puts_the_value_back_that_was_shown(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", phone="0351 1")
    before = phone(desk, case)
    saved = desk.services.cases.save_field(before, "0351 2")
    desk.services.cases.undo_field(before, saved)
    assert phone(desk, case).value == "0351 1"


def test_undo_never_takes_a_colleagues_value_away(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", phone="0351 1")
    before, theirs = phone(desk, case), phone(desk, case)
    saved = desk.services.cases.save_field(before, "0351 2")
    desk.services.cases.save_field(theirs, "0351 3")
    (card,) = desk.services.conflicts.all()
    with pytest.raises(KnownError) as refused:
        desk.services.cases.undo_field(before, saved)
    assert refused.value.code is ErrorCode.CHANGED_MEANWHILE
    assert desk.services.conflicts.all() == (card,)

    from desktop.services.conflicts import Resolution

    desk.services.conflicts.resolve(card, Resolution(other="0351 4"))
    with pytest.raises(KnownError):
        desk.services.cases.undo_field(before, saved)
    assert phone(desk, case).value == "0351 4"


def test_a_decision_that_was_followed_by_another_value_is_not_undone(desk: Desk) -> None:
    from desktop.services.conflicts import Resolution

    case, _ = desk.family("Tesfay", phone="0351 1")
    first, second = phone(desk, case), phone(desk, case)
    desk.services.cases.save_field(first, "a")
    desk.services.cases.save_field(second, "b")
    (card,) = desk.services.conflicts.all()
    saved = desk.services.conflicts.resolve(card, Resolution(keep=card.versions[0].op))
    desk.services.cases.save_field(phone(desk, case), "c")
    with pytest.raises(KnownError) as refused:
        desk.services.conflicts.undo(card, saved)
    assert refused.value.code is ErrorCode.CHANGED_MEANWHILE
    assert phone(desk, case).value == "c"


def test_direction_controls_in_names_and_notes_are_kept_and_never_shown(desk: Desk) -> None:
    case, _ = desk.family("Al\u202eKhatib", call_name="\u2067Mah\u200f", phone="0351\u202d 1")
    desk.services.cases.add_note(case, "fact", "de", "Brief\u2066 da")
    row = desk.services.cases.list()[0]
    view = desk.services.cases.view(case)
    (entry,) = desk.services.cases.timeline(case)
    assert (row.name, row.call_name) == ("AlKhatib", "Mah")
    assert (view.name, view.call_name, phone(desk, case).shown) == ("AlKhatib", "Mah", "0351 1")
    assert phone(desk, case).value == "0351\u202d 1"
    assert entry.parts[0].text == "Brief da"
