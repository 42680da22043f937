"""Erasing a case or one of a family: what goes, what stays, what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.erasure import erasure_number
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id
from desktop.services.erasure import ErasureService
from desktop.services.erasure_words import BLACKED
from desktop.services.people import StaffDirectory
from desktop.services.whereabouts import Place, WhereaboutsService
from desktop.storage.store import Draft
from tests.unit.services.conftest import Desk, make_desk

pytestmark = pytest.mark.hardening("T35")

PASSWORD = "drei Elefanten warten"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path / "store")
    weak = Cost(memory_kib=64, passes=1, lanes=1)
    keyfile.create(made.store.directory, PASSWORD, store_id="0" * 32, cost=weak)
    yield made
    made.store.close()


@pytest.fixture
def erasure(desk: Desk) -> ErasureService:
    directory = StaffDirectory(lambda device: desk.me.staff)
    unlock = partial(keyfile.unlock, allow_weak=True)
    return ErasureService(desk.store, desk.me, directory, desk.clock, unlock)


class Family:
    """The Haddads: Amal and her daughter Nur; notes, a visit, a draft."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.case, self.amal = desk.family("Haddad", given_names="Amal", phone="0351 555 123")
        self.stream = desk.store.read().get("case", self.case).stream
        self.nur = self.add("person", family_name="Haddad", given_names="Nur")
        self.note = self.add("note", kind="fact", text="Amals Termin, Tel. 0351/555123. Nur auch.")
        self.visit = self.add("visit", reason="Post für amal")
        self.form = self.add(
            "form_submission", form_id="f1", **{"answers//data/who": "Frau Amal Haddad"}
        )
        self.draft = self.begin(who="Amal")

    def add(self, kind: str, /, **values: Value) -> RecordId:
        return self.desk.save(kind, self.stream, case=self.case, **values)

    def begin(self, **answers: str) -> RecordId:
        draft = Draft(
            id=new_record_id(), case=self.case, visit=None, form_id="f2", form_version="1",
            worker_language="de", client_language="ar", answers=answers,
        )  # fmt: skip
        self.desk.store.write(lambda writer: writer.save_draft(draft)).result()
        return draft.id


@pytest.fixture
def family(desk: Desk) -> Family:
    return Family(desk)


def test_the_plan_counts_what_would_go(erasure: ErasureService, family: Family) -> None:
    plan = erasure.plan(family.case)
    assert dict(plan.counts) == {
        "case": 1, "person": 2, "note": 1, "visit": 1, "form_submission": 1,
    }  # fmt: skip
    assert (plan.drafts, plan.name, plan.staying) == (1, "Haddad, Amal", ())
    alone = erasure.plan(family.case, family.nur)
    assert (dict(alone.counts), alone.drafts, alone.name) == ({"person": 1}, 0, "Haddad, Nur")
    assert alone.staying == ("Haddad, Amal",)


def test_a_case_goes_as_planned_and_a_number_and_ground_stay(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    done = erasure.erase(family.case, None, "request", "", PASSWORD)
    assert done.records == 6
    assert desk.store.read().count("person") == 0
    assert desk.store.read().drafts() == []
    (row,) = erasure.log()
    assert (row.number, row.ground, row.what) == (done.number, "request", "case")
    assert (row.staff_name, row.records, row.at) == ("Miriam Köhler", 6, desk.clock())
    assert done.number == erasure_number(row.erasure)
    with pytest.raises(KnownError) as gone:
        erasure.plan(family.case)
    assert gone.value.code is ErrorCode.RECORD_GONE


def test_the_only_person_of_a_case_is_the_case(erasure: ErasureService, desk: Desk) -> None:
    case, person = desk.family("Tesfay")
    erasure.erase(case, person, "unlawful", "", PASSWORD)
    assert desk.store.read().get("case", case) is None


def test_without_the_password_nothing_goes(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    with pytest.raises(KnownError) as refused:
        erasure.erase(family.case, None, "request", "", "falsch")
    assert refused.value.code is ErrorCode.WRONG_PASSWORD
    assert desk.store.read().get("case", family.case) is not None


def test_one_document_goes_alone(erasure: ErasureService, family: Family, desk: Desk) -> None:
    scan = family.add("attachment", title="Pass", media_type="image/png")
    plan = erasure.plan(family.case, scan)
    assert (plan.name, plan.counts, plan.drafts) == ("Pass", (("attachment", 1),), 0)
    erasure.erase(family.case, scan, "unlawful", "", PASSWORD)
    assert desk.store.read().count("attachment") == 0
    assert desk.store.read().count("person") == 2
    (row,) = erasure.log()
    assert (row.what, row.records) == ("entry", 1)


@pytest.mark.parametrize(("ground", "reason"), [("other", " "), ("weil", ""), ("", "")])
def test_a_ground_is_needed(
    erasure: ErasureService, family: Family, ground: str, reason: str
) -> None:
    with pytest.raises(KnownError) as refused:
        erasure.erase(family.case, None, ground, reason, PASSWORD)
    assert refused.value.code is ErrorCode.INVALID_VALUE


def test_a_hold_blocks_until_its_day_has_passed(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    desk.services.retention.hold(family.case, "Klage läuft", "2026-11-24")
    plan = erasure.plan(family.case)
    assert (plan.hold_reason, plan.hold_until) == ("Klage läuft", "2026-11-24")
    with pytest.raises(KnownError) as refused:
        erasure.erase(family.case, None, "expired", "", PASSWORD)
    assert refused.value.code is ErrorCode.ERASURE_HELD
    desk.set_time(desk.clock() + 2 * 86_400_000)
    assert erasure.plan(family.case).hold_reason == ""
    erasure.erase(family.case, None, "expired", "", PASSWORD)


def test_a_hold_that_somebody_else_has_lifted_at_the_same_time_still_blocks(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    """Two values side by side: nobody has chosen yet, so nothing is erased."""
    desk.services.retention.hold(family.case, "Klage läuft", "")
    before = desk.store.read().heads("case", family.case)["hold"]
    desk.services.retention.release(family.case)
    late: dict[str, Value] = {"hold": {"hold_reason": "Revision", "hold_until": None}}
    base = {"hold": tuple(head.op for head in before)}
    edit = RecordEdit(family.stream, "case", family.case, late, base)
    desk.store.write(lambda writer: writer.save([edit])).result()
    assert len(desk.store.read().heads("case", family.case)["hold"]) == 2
    with pytest.raises(KnownError) as refused:
        erasure.erase(family.case, None, "expired", "", PASSWORD)
    assert refused.value.code is ErrorCode.ERASURE_HELD


def test_mentions_of_one_person_are_found_and_blacked_out_one_by_one(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    other, _ = desk.family("Kovalenko")
    stream = desk.store.read().get("case", other).stream
    elsewhere = desk.save("note", stream, case=other, text="Kennt Haddad, Amal aus dem Kurs.")
    done = erasure.erase(family.case, family.amal, "withdrawn", "", PASSWORD)
    reader = desk.store.read()
    assert reader.get("case", family.case).main_person == family.nur
    found = {(one.kind, one.record) for one in done.mentions}
    assert found == {
        ("note", family.note), ("visit", family.visit), ("form_submission", family.form),
        ("draft", family.draft), ("note", elsewhere),
    }  # fmt: skip
    for mention in done.mentions:
        erasure.black_out(mention, done.ground)
    assert reader.get("visit", family.visit).reason == f"Post für {BLACKED}"
    assert reader.get("form_submission", family.form).answers["/data/who"] == (
        f"Frau {BLACKED} Haddad"
    )
    assert dict(reader.draft(family.draft).answers) == {"who": BLACKED}  # type: ignore[union-attr]
    assert reader.get("note", family.note).text == ""
    (addendum,) = [n for n in reader.find("note") if n.amends == family.note]
    assert addendum.text == f"{BLACKED} Termin, Tel. {BLACKED}. Nur auch."
    assert reader.search("Amal") == []


def test_the_journal_of_the_family_says_that_somebody_was_erased(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    done = erasure.erase(family.case, family.amal, "other", "doppelt angelegt", PASSWORD)
    entries = desk.services.cases.timeline(family.case)
    (entry,) = [one for one in entries if one.kind == "erasure"]
    assert (entry.title, entry.author) == ("Eine Person gelöscht", "Miriam Köhler")
    assert [(part.label, part.text) for part in entry.parts] == [
        ("anderer Grund", f"{done.number} · doppelt angelegt")
    ]


def test_a_short_name_is_not_taken_for_a_word(erasure: ErasureService, family: Family) -> None:
    family.add("note", kind="fact", text="Er kam nur kurz vorbei, nurs Wetter war gut.")
    done = erasure.erase(family.case, family.nur, "withdrawn", "", PASSWORD)
    assert {one.record for one in done.mentions} == {family.note}


def test_digits_in_the_id_of_another_record_are_no_telephone_number(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    house = RecordId("0351555123" + "ab" * 11)
    home: dict[str, Value] = {"accommodation": house, "unit": None, "address": "bei 0351/555123"}
    edit = RecordEdit(family.stream, "person", family.nur, {"home": home}, {})
    desk.store.write(lambda writer: writer.save([edit])).result()
    done = erasure.erase(family.case, family.amal, "withdrawn", "", PASSWORD)
    (mention,) = [one for one in done.mentions if one.unit == "home"]
    erasure.black_out(mention, done.ground)
    person = desk.store.read().get("person", family.nur)
    assert (person.accommodation, person.address) == (house, f"bei {BLACKED}")


def test_what_was_written_before_a_change_is_blacked_out_as_well(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    view = desk.store.read().edit_view("visit", family.visit)
    assert view is not None
    edit = RecordEdit(
        family.stream, "visit", family.visit, {"reason": "Amal und Post"},
        {"reason": view.bases["reason"]},
    )  # fmt: skip
    desk.store.write(lambda writer: writer.save([edit])).result()
    done = erasure.erase(family.case, family.amal, "withdrawn", "", PASSWORD)
    (mention,) = [one for one in done.mentions if one.kind == "visit"]
    erasure.black_out(mention, done.ground)
    history = desk.store.read().history("visit", family.visit, "reason")
    assert [entry.value for entry in history if entry.word == "set"][:2] == [None, None]


def test_the_record_of_an_erasure_is_written_anew_after_an_old_copy(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    erasure.erase(family.case, None, "request", "", PASSWORD)
    assert erasure.reapply() == 0
    (row,) = erasure.log()

    def lose(writer: object) -> None:
        """As if the copy were from before it."""
        writer.connection.execute("DELETE FROM r_erasure")  # type: ignore[attr-defined]

    desk.store.write(lose).result()
    assert erasure.log() == ()
    assert erasure.reapply() == 1
    assert [(one.number, one.what) for one in erasure.log()] == [(row.number, "case")]


def test_a_lock_keeps_nothing_half_typed_about_somebody_erased_meanwhile(
    erasure: ErasureService, family: Family, desk: Desk
) -> None:
    other, _ = desk.family("Haile")
    erasure.erase(family.case, None, "request", "", PASSWORD)
    about = {"kind": "fact", "language": "de", "text": "steht noch da"}
    draft = new_record_id()
    place = Place(
        page="case",
        case=family.case,
        form={"draft": draft, "removed": {"answers": {"/data/x": "steht noch da"}}},
        pages={
            "today": {"notes": {family.case: about, other: about}, "writing": [family.case, "Sel"]},
            "retention": {"sheets": [["hold", family.case, {"reason": "steht noch da"}]]},
            "case": {"case": family.case, "editors": [{"typed": ["steht noch da"]}]},
        },
    )
    whereabouts = WhereaboutsService(desk.store)
    whereabouts.keep(place)
    kept = whereabouts.take()
    today = {"notes": {other: about}}
    assert kept == Place(page="case", pages={"today": today, "retention": {"sheets": []}})
