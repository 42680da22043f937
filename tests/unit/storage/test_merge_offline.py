"""Two workers change the same case offline and meet again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, new_record_id, new_stream_id
from tests.unit.storage.conftest import NewLaptop
from tests.unit.storage.laptop import CASE_STREAM, Laptop, exchange, snapshot


@pytest.fixture
def anna(new_laptop: NewLaptop) -> Laptop:
    return new_laptop("anna")


@pytest.fixture
def berta(new_laptop: NewLaptop) -> Laptop:
    return new_laptop("berta")


def shared_person(anna: Laptop, berta: Laptop) -> RecordId:
    person = anna.person(family_name="Haddad", phone="0351 1")
    exchange(anna, berta)
    return person


def test_two_workers_edit_the_phone_number_offline_and_both_see_it(
    anna: Laptop, berta: Laptop
) -> None:
    person = shared_person(anna, berta)
    anna.edit("person", person, {"phone": "0351 2"})
    berta.now_ms += 1000
    berta.edit("person", person, {"phone": "0351 3"})
    exchange(anna, berta)
    for laptop in (anna, berta):
        (row,) = laptop.store.read().conflicts()
        assert (row.kind, row.record, row.unit) == ("person", person, "phone")
        assert [head.value for head in row.heads] == ["0351 2", "0351 3"]
        assert laptop.get("person", person).phone == "0351 3"
        view = laptop.store.read().edit_view("person", person)
        assert view is not None
        assert view.conflicts == {"phone": row.heads}
        assert laptop.store.read().conflict_count() == 1


def test_different_fields_both_survive_without_a_word(anna: Laptop, berta: Laptop) -> None:
    person = shared_person(anna, berta)
    anna.edit("person", person, {"phone": "0351 2"})
    berta.edit("person", person, {"email": "haddad@example.org"})
    exchange(anna, berta)
    for laptop in (anna, berta):
        record = laptop.get("person", person)
        assert (record.phone, record.email) == ("0351 2", "haddad@example.org")
        assert laptop.store.read().conflicts() == []


def test_the_same_value_typed_twice_is_no_conflict(anna: Laptop, berta: Laptop) -> None:
    person = shared_person(anna, berta)
    for laptop in (anna, berta):
        laptop.edit("person", person, {"phone": "0351 2"})
    exchange(anna, berta)
    assert anna.store.read().conflicts() == []
    assert len(anna.heads("person", person, "phone")) == 2


def test_a_resolution_names_all_heads_and_ends_the_conflict(anna: Laptop, berta: Laptop) -> None:
    person = shared_person(anna, berta)
    anna.edit("person", person, {"phone": "0351 2"})
    berta.edit("person", person, {"phone": "0351 3"})
    exchange(anna, berta)
    changes = anna.edit("person", person, {"phone": "0351 2"})
    assert changes.conflicts
    exchange(anna, berta)
    for laptop in (anna, berta):
        assert laptop.store.read().conflicts() == []
        assert laptop.get("person", person).phone == "0351 2"
    assert snapshot(anna, "person", person) == snapshot(berta, "person", person)


def test_a_value_that_came_while_the_form_was_open_is_not_overwritten(
    anna: Laptop, berta: Laptop
) -> None:
    person = shared_person(anna, berta)
    captured = anna.bases("person", person)["phone"]
    berta.edit("person", person, {"phone": "0351 3"})
    exchange(anna, berta)
    anna.save("person", person, {"phone": "0351 2"}, {"phone": captured})
    assert {head.value for head in anna.heads("person", person, "phone")} == {"0351 2", "0351 3"}


def test_an_address_nobody_typed_is_never_built(anna: Laptop, berta: Laptop) -> None:
    person = anna.person(home={"address": "Weg 1", "accommodation": "a" * 32, "unit": None})
    exchange(anna, berta)
    anna.edit("person", person, {"home": {"address": "Weg 2", "accommodation": "b" * 32}})
    berta.now_ms += 1
    berta.edit("person", person, {"home": {"address": "Weg 3", "unit": "c" * 32}})
    exchange(anna, berta)
    for laptop in (anna, berta):
        record = laptop.get("person", person)
        assert (record.address, record.accommodation, record.unit) == ("Weg 3", None, "c" * 32)
        assert len(laptop.store.read().conflicts()) == 1


def test_each_answer_of_a_form_merges_by_itself(anna: Laptop, berta: Laptop) -> None:
    form = new_record_id()
    answers: dict[str, object] = {"answers/data/name": "Haddad", "answers/data/rooms": "2"}
    anna.save("form_submission", form, {"form_id": "f2", **answers})  # type: ignore[dict-item]
    exchange(anna, berta)
    anna.edit("form_submission", form, {"answers/data/rooms": "3"})
    berta.edit("form_submission", form, {"answers/data/name": "El Haddad"})
    exchange(anna, berta)
    for laptop in (anna, berta):
        found = laptop.get("form_submission", form).answers
        assert found == {"data/name": "El Haddad", "data/rooms": "3"}
        assert laptop.store.read().conflicts() == []


def test_a_removed_answer_is_gone_from_the_form(anna: Laptop) -> None:
    form = new_record_id()
    anna.save("form_submission", form, {"answers/data/rooms": "2"})
    anna.edit("form_submission", form, {"answers/data/rooms": None})
    assert anna.get("form_submission", form).answers == {}


def test_languages_ticked_on_both_sides_are_all_there(anna: Laptop, berta: Laptop) -> None:
    person = anna.person(languages=["ar", "ku"])
    exchange(anna, berta)
    anna.edit("person", person, {"languages": ["ar", "ku", "de"]})
    berta.edit("person", person, {"languages": ["ar", "en"]})
    exchange(anna, berta)
    for laptop in (anna, berta):
        assert laptop.get("person", person).languages == ("ar", "de", "en")
        assert laptop.store.read().conflicts() == []


def test_an_option_ticked_again_survives_the_removal_of_the_old_tick(
    anna: Laptop, berta: Laptop
) -> None:
    person = anna.person(languages=["ar"])
    exchange(anna, berta)
    anna.edit("person", person, {"languages": []})
    anna.edit("person", person, {"languages": ["ar"]})
    berta.edit("person", person, {"languages": []})
    exchange(anna, berta)
    assert anna.get("person", person).languages == ("ar",)
    assert berta.get("person", person).languages == ("ar",)


def test_options_kept_as_they_are_make_no_operation(anna: Laptop) -> None:
    person = anna.person(languages=["ar", "ku"])
    before = len(anna.log())
    anna.edit("person", person, {"languages": ["ku", "ar"]})
    assert len(anna.log()) == before


def test_a_note_is_written_once(anna: Laptop, berta: Laptop) -> None:
    note = new_record_id()
    anna.save("note", note, {"kind": "fact", "text": "Wasserschaden in der Küche"})
    with pytest.raises(BugError):
        anna.edit("note", note, {"text": "Kein Wasserschaden"})
    exchange(anna, berta)
    (original,) = [op for op in anna.log() if "text" in op.values]
    forged = replace(
        original,
        id=OpId(DeviceId("f" * 32), 1),
        stamp=original.stamp._replace(ms=original.stamp.ms + 5, device=DeviceId("f" * 32)),
        values={"text": "Kein Wasserschaden"},
        base={"text": (original.id,)},
    )
    for laptop in (anna, berta):
        laptop.receive([forged])
        assert laptop.get("note", note).text == "Wasserschaden in der Küche"
        assert len(laptop.heads("note", note, "text")) == 2
        assert len(laptop.store.read().conflicts()) == 1


def test_a_conflict_in_a_note_can_be_resolved(anna: Laptop, berta: Laptop) -> None:
    note = new_record_id()
    anna.save("note", note, {"text": "eins"})
    berta.save("note", note, {"text": "zwei"})
    exchange(anna, berta)
    anna.edit("note", note, {"text": "zwei"})
    exchange(anna, berta)
    assert berta.get("note", note).text == "zwei"
    assert berta.store.read().conflicts() == []


def test_the_history_keeps_every_value_with_its_author(anna: Laptop, berta: Laptop) -> None:
    person = shared_person(anna, berta)
    berta.now_ms += 1000
    berta.edit("person", person, {"phone": "0351 2"})
    exchange(anna, berta)
    first, second = anna.store.read().history("person", person, "phone")
    assert (first.value, first.op.device, first.is_head) == ("0351 1", anna.store.device, False)
    assert (second.value, second.op.device, second.is_head) == ("0351 2", berta.store.device, True)
    assert second.base == (first.op,)


def test_a_clock_a_year_ahead_neither_blocks_nor_infects(anna: Laptop, berta: Laptop) -> None:
    person = shared_person(anna, berta)
    year = 400 * 86_400_000
    berta.now_ms += year
    berta.edit("person", person, {"phone": "0351 2"})
    exchange(anna, berta)
    assert anna.get("person", person).phone == "0351 2"
    anna.edit("person", person, {"phone": "0351 4"})
    newest = max(op.stamp for op in anna.log() if op.id.device == anna.store.device)
    assert newest.ms < anna.now_ms + 5 * 60 * 1000 + 1
    assert anna.get("person", person).phone == "0351 4"


def test_stamps_rise_even_when_the_clock_jumps_back_and_the_store_is_reopened(
    anna: Laptop,
) -> None:
    person = anna.person(phone="1")
    anna.now_ms -= 86_400_000
    anna.edit("person", person, {"phone": "2"})
    anna.reopen()
    anna.edit("person", person, {"phone": "3"})
    own = sorted(anna.log(), key=lambda op: op.id.n)
    assert [op.stamp for op in own] == sorted({op.stamp for op in own})
    assert [op.id.n for op in own] == list(range(1, len(own) + 1))


def test_what_we_have_seen_stays_before_what_we_write_even_after_a_restart(
    anna: Laptop, berta: Laptop
) -> None:
    berta.now_ms += 60_000
    person = shared_person(berta, anna)
    anna.reopen()
    anna.edit("person", person, {"phone": "0351 2"})
    newest = max(anna.log(), key=lambda op: op.stamp)
    assert newest.values == {"phone": "0351 2"}


def test_own_operations_that_come_back_are_never_numbered_again(
    anna: Laptop, new_laptop: NewLaptop
) -> None:
    anna.person(phone="1")
    lost = anna.log()[0]
    lost = replace(lost, id=OpId(lost.id.device, 9), record=new_record_id())
    anna.receive([lost])
    anna.person(phone="2")
    assert max(op.id.n for op in anna.log()) == 10


def test_a_record_does_not_move_to_another_stream(anna: Laptop, berta: Laptop) -> None:
    person = shared_person(anna, berta)
    with pytest.raises(BugError):
        anna.save("person", person, {"phone": "1"}, stream=new_stream_id())
    (first,) = [op for op in anna.log() if op.kind == "person"]
    smuggled = replace(
        first, id=OpId(DeviceId("e" * 32), 1), stream=new_stream_id(), values={"phone": "999"}
    )
    anna.receive([smuggled])
    assert anna.get("person", person).phone == "0351 1"
    pending = anna.store.write(lambda writer: writer.pending()).result()
    assert [(op.id, units) for op, units in pending] == [(smuggled.id, ("",))]


@pytest.mark.parametrize(
    "values",
    [
        {"birth": {"birth_date": "31.12.1990"}},
        {"birth": {"unheard": 1}},
        {"phone": 351},
        {"home": {"unit": "no id"}},
        {"languages": "ar"},
        {"phone": "\ud800"},
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_written(
    anna: Laptop, values: dict[str, object]
) -> None:
    with pytest.raises(KnownError) as caught:
        anna.person(family_name="Haddad", **values)  # type: ignore[arg-type]
    assert caught.value.code is ErrorCode.INVALID_VALUE
    assert anna.log() == []
    assert anna.store.sequence == 0


@pytest.mark.parametrize("unit", ["nickname", "answers", "answers/x", "birth_date", "phone/x"])
def test_a_unit_nobody_declared_is_a_bug(anna: Laptop, unit: str) -> None:
    with pytest.raises(BugError):
        anna.person(**{unit: "x"})


def test_operations_of_the_own_device_come_back_from_the_server(
    anna: Laptop, new_laptop: NewLaptop
) -> None:
    person = anna.person(phone="0351 1")
    operations = anna.log(CASE_STREAM)
    changes = anna.receive(operations)
    assert not changes
    assert anna.get("person", person).phone == "0351 1"
