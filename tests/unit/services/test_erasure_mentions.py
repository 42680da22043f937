"""What still names somebody who was erased: found however it is written, listed, and gone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.changes import Operation, RecordEdit, Value
from desktop.domain.clock import Stamp
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId, new_record_id
from desktop.services.erasure import Erasing, ErasureService
from desktop.services.erasure_mentions import Mention, Standing
from desktop.services.erasure_words import BLACKED, blacked_text
from desktop.services.form_versions import Unplaced, keep_unplaced, unplaced_of
from desktop.services.people import StaffDirectory
from desktop.storage.files import store_path
from desktop.storage.store import Draft
from desktop.storage.writer import Writer
from tests.support.page_scan import words_found
from tests.unit.services.conftest import Desk, make_desk

pytestmark = pytest.mark.hardening("T35")

PASSWORD = "drei Elefanten warten"
NAME = "Rosalinde"
COLLEAGUE = DeviceId("c0" * 16)


class Family:
    """The Haddadowskis: Amalthea and her daughter Rosalinde, in one case."""

    def __init__(self, desk: Desk, service: ErasureService) -> None:
        self.desk, self.service = desk, service
        self.case, self.mother = desk.family("Haddadowski", given_names="Amalthea")
        self.stream: StreamId = desk.store.read().get("case", self.case).stream

    def child(self, **names: Value) -> RecordId:
        return self.add("person", **(names or {"given_names": NAME}))

    def add(self, kind: str, /, **values: Value) -> RecordId:
        return self.desk.save(kind, self.stream, case=self.case, **values)

    def edit(self, kind: str, record: RecordId, **values: Value) -> None:
        view = self.desk.store.read().edit_view(kind, record)
        assert view is not None
        base = {unit: view.bases.get(unit, ()) for unit in values}
        edit = RecordEdit(view.record.stream, kind, record, values, base)
        self.desk.store.write(lambda writer: writer.save([edit])).result()

    def begin(self, case: RecordId | None, **answers: str) -> RecordId:
        draft = Draft(
            id=new_record_id(), case=case, visit=None, form_id="f2", form_version="1",
            worker_language="de", client_language="ar", answers=answers,
        )  # fmt: skip
        self.desk.store.write(lambda writer: writer.save_draft(draft)).result()
        return draft.id

    def receive(self, kind: str, record: RecordId, **values: Value) -> None:
        """A colleague has written the same fields meanwhile."""
        stamp = Stamp(self.desk.clock() - 1, 0, COLLEAGUE)
        base: dict[str, tuple[OpId, ...]] = {}
        n = self.desk.clock() % 1000 + len(self.desk.store.read().operations(self.stream))
        op = Operation(OpId(COLLEAGUE, n), stamp, self.stream, "set", kind, record, values, base)
        self.desk.store.write(lambda writer: writer.apply([op], self.desk.clock())).result()

    def erase(self, person: RecordId | None, reason: str = "") -> Erasing:
        return self.service.erase(self.case, person, "other" if reason else "request", reason,
                                  PASSWORD)  # fmt: skip

    def black_out_all(self, done: Erasing) -> None:
        for mention in done.mentions:
            self.service.black_out(mention, done.ground)

    def words(self, *words: str) -> set[str]:
        """Those that stand on any page of the store file or its log."""
        store = self.desk.store
        return words_found(store_path(store.directory), store._key, words)

    def history(self, kind: str, record: RecordId, unit: str) -> list[Value]:
        entries = self.desk.store.read().history(kind, record, unit)
        return [entry.value for entry in entries if entry.word == "set"]


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    desk = make_desk(tmp_path / "store")
    weak = Cost(memory_kib=64, passes=1, lanes=1)
    keyfile.create(desk.store.directory, PASSWORD, store_id="0" * 32, cost=weak)
    directory = StaffDirectory(lambda device: desk.me.staff)
    unlock = partial(keyfile.unlock, allow_weak=True)
    service = ErasureService(desk.store, desk.me, directory, desk.clock, unlock)
    yield Family(desk, service)
    desk.store.close()


def listed(done: Erasing) -> dict[tuple[str, str], Mention]:
    return {(one.kind, one.unit): one for one in done.mentions}


def test_after_all_that_is_listed_no_page_holds_the_name(family: Family) -> None:
    """History, losing values, titles of before, earlier answers, drafts, what forms have no place
    for, reasons, other cases: each is listed, and afterwards nothing of the name is left."""
    child = family.child()
    family.edit("case", family.case, next_step=f"{NAME} anrufen")
    family.edit("case", family.case, next_step="erledigt")
    scan = family.add("attachment", title=f"Pass {NAME}", media_type="image/png")
    family.edit("attachment", scan, title="Pass")
    answers: dict[str, Value] = {"answers//data/who": NAME, "answers//data/what": "Kita"}
    form = family.add("form_submission", form_id="f1", **answers)
    family.edit("form_submission", form, **{"answers//data/who": "das Kind"})
    visit = family.add("visit", reason="Post holen")
    family.receive("visit", visit, reason=f"{NAME} abholen")
    family.add("note", kind="fact", text=f"Termin mit {NAME}")
    draft = family.begin(family.case, who="niemand")
    other, _ = family.desk.family("Kovalenko", given_names="Olena")
    family.edit("case", other, next_step=f"Frau Haddadowski mit {NAME}")
    family.edit("case", other, next_step="nichts")
    open_form = family.begin(None, who=f"Haddadowski, {NAME}")

    def leave(writer: Writer) -> None:
        keep_unplaced(writer, draft, (Unplaced("/data/old", "1", "Frage", NAME, NAME),))

    family.desk.store.write(leave).result()
    family.desk.store.read().search(NAME)
    assert family.words(NAME) == {NAME}
    done = family.erase(child, reason=f"{NAME} hat es verlangt")
    assert {(one.kind, one.record, one.unit) for one in done.mentions} >= {
        ("case", family.case, "next_step"), ("attachment", scan, "title"),
        ("form_submission", form, "answers//data/who"), ("visit", visit, "reason"),
        ("draft", draft, ""), ("draft", open_form, ""), ("case", other, "next_step"),
        ("erasure", done.erasure, "reason"),
    }  # fmt: skip
    family.black_out_all(done)
    assert family.words(NAME) == set()
    reader = family.desk.store.read()
    assert reader.search(NAME) == []
    assert reader.get("case", family.case).next_step == "erledigt"
    assert {head.value for head in reader.heads("visit", visit)["reason"]} == {
        "Post holen", f"{BLACKED} abholen",
    }  # fmt: skip
    assert [one.shown for one in unplaced_of(reader, draft)] == [BLACKED]
    assert reader.get("person", child) is None


def test_what_is_not_shown_any_more_is_listed_with_its_author_and_day(family: Family) -> None:
    child = family.child()
    family.edit("case", family.case, next_step=f"{NAME} anrufen")
    at = family.desk.clock()
    family.desk.set_time(at + 60_000)
    family.edit("case", family.case, next_step="erledigt")
    visit = family.add("visit", reason="Post")
    family.receive("visit", visit, reason=f"{NAME} abholen")
    found = listed(family.erase(child))
    earlier, beside = found["case", "next_step"], found["visit", "reason"]
    assert (earlier.standing, earlier.shown) == (Standing.EARLIER, f"{NAME} anrufen")
    assert (earlier.author, earlier.at) == ("Miriam Köhler", at)
    assert (beside.standing, beside.shown) == (Standing.BESIDE, f"{NAME} abholen")


def test_only_what_holds_the_name_is_taken_out_of_the_history(family: Family) -> None:
    child = family.child()
    for text in ("Kita suchen", f"{NAME} anmelden", "Bescheid abwarten"):
        family.edit("case", family.case, next_step=text)
    family.black_out_all(family.erase(child))
    history = family.history("case", family.case, "next_step")
    assert history == ["Kita suchen", None, "Bescheid abwarten"]


def test_values_side_by_side_stay_so_without_the_name(family: Family) -> None:
    """Nobody has chosen yet: blacking out one of them must not choose."""
    child = family.child()
    visit = family.add("visit", reason="Post holen")
    family.receive("visit", visit, reason=f"{NAME} abholen")
    assert family.desk.store.read().conflict_count() == 1
    family.black_out_all(family.erase(child))
    reader = family.desk.store.read()
    values = {head.value for head in reader.heads("visit", visit)["reason"]}
    assert values == {"Post holen", f"{BLACKED} abholen"}
    assert reader.conflict_count() == 1


@pytest.mark.parametrize(
    ("names", "text", "left"),
    [
        ({"given_names": "Jörgen"}, unicodedata.normalize("NFD", "Jörgen war da"), "{} war da"),
        ({"given_names": "Jörgen"}, "Joergens Termin", "{} Termin"),
        ({"given_names": "Grete Müllerköln"}, "Frau Mullerkoln", "Frau {}"),
        ({"family_name": "Żółkiewska"}, "Frau Zolkiewska, neu", "Frau {}, neu"),
        ({"family_name": "Vu", "given_names": "Li"}, "Li Vu war da", "{} {} war da"),
        ({"native_name": "محمد حداد"}, "الحداد مُحَمَّد كان هنا", "{} {} كان هنا"),
        ({"native_name": "نور الحداد"}, "مع حداد ولنور كتاب", "مع {} و{} كتاب"),
        ({"native_name": "محمد"}, "كتاب لمحـمد", "كتاب {}"),
        ({"given_names": "Рустам"}, "с Рустамом", "с {}"),
        ({"native_name": "রহিম"}, "সাথে রহিম।", "সাথে {}।"),
        ({"native_name": "李明"}, "今天李明来了", "今天{}来了"),
        ({"phone": "0351 / 99 88 77"}, "Tel. ٠٣٥١ ٩٩٨٨٧٧", "Tel. {}"),
        ({"given_names": "Bahar"}, "Pass_Bahar.pdf", "Pass_{}.pdf"),
    ],
)
def test_a_name_is_found_however_it_is_written(
    family: Family, names: dict[str, Value], text: str, left: str
) -> None:
    child = family.child(**names)
    note = family.add("note", kind="fact", text=text)
    done = family.erase(child)
    (mention,) = done.mentions
    assert mention.record == note
    family.black_out_all(done)
    (addendum,) = [one for one in family.desk.store.read().find("note") if one.amends == note]
    expected = left.replace("و{}", "{}").replace("{}", BLACKED)
    assert addendum.text == expected


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ({"family_name": "Schön"}, "Er war schon da, das Wetter auch."),
        ({"family_name": "von Berg"}, "Post von der Kita"),
        ({"family_name": "Al Sayed"}, "Al Hamra am Markt"),
        ({"native_name": "علي"}, "الكتاب على الطاولة"),
        ({"given_names": "Nur"}, "Er kam nur kurz, nurs Wetter."),
    ],
)
def test_other_words_are_not_taken_for_a_name(
    family: Family, names: dict[str, Value], text: str
) -> None:
    child = family.child(**names)
    family.add("note", kind="fact", text=text)
    assert family.erase(child).mentions == ()


def test_what_is_around_a_name_stays_as_it_was_written() -> None:
    text = unicodedata.normalize("NFD", "Größe für Jörgen, später")
    assert blacked_text(text, "joergen") == text.replace(
        unicodedata.normalize("NFD", "Jörgen"), BLACKED
    )


def test_two_people_of_an_erased_family_in_one_text_both_go(family: Family) -> None:
    family.child(family_name="Haddadowski", given_names=NAME)
    other, _ = family.desk.family("Kovalenko")
    stream = family.desk.store.read().get("case", other).stream
    text = f"Kennt Amalthea und {NAME} Haddadowski."
    family.desk.save("note", stream, case=other, text=text)
    done = family.erase(None)
    family.black_out_all(done)
    assert family.words("Amalthea", NAME, "Haddadowski") == set()


def test_nothing_is_blacked_out_that_no_erasure_has_found(family: Family) -> None:
    """The password was given for one erasure; it is no leave to change any other text."""
    child = family.child()
    family.add("note", kind="fact", text=f"Termin mit {NAME}")
    done = family.erase(child)
    (mention,) = done.mentions
    family.service.black_out(mention, done.ground)
    with pytest.raises(BugError):
        family.service.black_out(mention, done.ground)
    fresh = ErasureService(
        family.desk.store, family.desk.me, StaffDirectory(lambda _: None), family.desk.clock,
        keyfile.unlock,
    )  # fmt: skip
    with pytest.raises(BugError):
        fresh.black_out(mention, done.ground)


def test_a_held_case_keeps_the_texts_of_others_that_are_erased(family: Family) -> None:
    other, _ = family.desk.family("Kovalenko")
    stream = family.desk.store.read().get("case", other).stream
    text = f"Zeugin ist {NAME} Haddadowski."
    note = family.desk.save("note", stream, case=other, text=text)
    child = family.child(family_name="Haddadowski", given_names=NAME)
    done = family.erase(child)
    family.desk.services.retention.hold(other, "Klage läuft", "")
    with pytest.raises(KnownError) as refused:
        family.black_out_all(done)
    assert refused.value.code is ErrorCode.ERASURE_HELD
    assert family.desk.store.read().get("note", note).text == text
    family.desk.services.retention.release(other)
    family.black_out_all(done)
    assert family.words(NAME) == set()
