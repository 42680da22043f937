"""What is erased leaves no word in the file, however it is looked at (hardening T35)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from desktop.domain.changes import Operation, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id, new_stream_id
from desktop.storage import erased_file
from desktop.storage.attachments import TO_GO_SETTING, AttachmentFiles
from desktop.storage.drafts import Draft
from desktop.storage.erased_file import ERASED_NAME
from desktop.storage.files import store_path
from desktop.storage.squeezed import is_squeezed
from desktop.storage.store import Store
from desktop.storage.writer import Writer
from tests.conftest import Figure
from tests.support.page_scan import pages, words_found
from tests.unit.storage.conftest import NewLaptop
from tests.unit.storage.laptop import CASE_STREAM, Laptop, exchange

pytestmark = pytest.mark.hardening("T35")

WORD, UMLAUTS, ARABIC = "Zugspitzbahnfahrer", "Öhringsdörffer", "عبدالرحمن"
WORDS = (WORD, UMLAUTS, ARABIC)
LONG = " ".join(f"Wort{n} und noch {n * 7919 % 1000}" for n in range(40))


def words_in(laptop: Laptop, words: tuple[str, ...] = WORDS) -> set[str]:
    return words_found(store_path(laptop.directory), laptop.key, words)


def draft_of(case: RecordId, **answers: str) -> Draft:
    return Draft(
        id=new_record_id(), case=case, visit=None, form_id="f1", form_version="1",
        worker_language="de", client_language="ar", answers=answers,
    )  # fmt: skip


@pytest.fixture
def case(laptop: Laptop) -> RecordId:
    """A case with words in every place that can hold them."""
    case = new_record_id(laptop.now_ms)
    laptop.save("case", case, {"number": "F-1", "next_step": f"{WORD} anrufen"})
    person = laptop.person(case=case, family_name=UMLAUTS, native_name=ARABIC)
    laptop.edit("person", person, {"family_name": f"{UMLAUTS}-{WORD}"})
    laptop.edit("case", case, {"next_step": "nichts mehr"})
    laptop.save("note", new_record_id(), {"case": case, "text": f"{WORD} war da."})
    answers: dict[str, Value] = {"case": case, "answers//data/name": UMLAUTS}
    laptop.save("form_submission", new_record_id(), answers)
    draft = draft_of(case, name=ARABIC)
    laptop.store.write(lambda writer: writer.save_draft(draft)).result()
    name = f"draft-unplaced/{draft.id}"
    laptop.store.write(lambda writer: writer.put_setting(name, [WORD])).result()
    laptop.store.read().search(WORD)
    return case


def erase(laptop: Laptop, case: RecordId, **more: Value) -> RecordId:
    erasure = new_record_id(laptop.now_ms)
    values: dict[str, Value] = {
        "case": case, "what": "case", "ground": "withdrawn", "erased_at": laptop.now_ms, **more,
    }  # fmt: skip
    laptop.save("erasure", erasure, values)
    return erasure


def test_no_page_of_store_or_log_holds_a_word(laptop: Laptop, case: RecordId) -> None:
    assert words_in(laptop) == set(WORDS)
    erase(laptop, case)
    assert words_in(laptop) == set()
    laptop.reopen()
    assert words_in(laptop) == set()


def test_the_words_are_still_in_the_log_without_the_checkpoint(
    laptop: Laptop, case: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scan has teeth: what the last step takes away is what it would find."""
    monkeypatch.setattr("desktop.storage.after_erasing.AfterErasing.committed", lambda *_: None)
    erase(laptop, case)
    assert words_in(laptop) == set(WORDS)


def test_tables_history_drafts_settings_and_search_hold_nothing(
    laptop: Laptop, case: RecordId
) -> None:
    person = laptop.store.read().find("person")[0].id
    laptop.edit("person", person, {"phone": "1"})
    erase(laptop, case)
    reader = laptop.store.read()
    assert reader.get("case", case) is None
    assert [reader.count(kind) for kind in ("person", "note", "form_submission")] == [0, 0, 0]
    assert reader.history("person", person, "family_name") == []
    assert reader.drafts() == []
    assert reader.settings("draft-unplaced/") == []
    assert reader.search(WORD) == []
    assert reader.count("erasure") == 1
    left = [op for op in laptop.log() if op.kind != "erasure"]
    assert left
    assert not any(op.values or op.base for op in left)


def test_what_is_kept_on_this_laptop_about_a_record_goes_with_it(
    laptop: Laptop, case: RecordId
) -> None:
    """Its settings end with its id; those of others stay."""
    person = laptop.store.read().find("person")[0].id
    kept = f"looked-up/{new_record_id()}"

    def look_up(writer: Writer) -> None:
        for name in (f"looked-up/{case}", f"looked-up/{person}", kept):
            writer.put_setting(name, WORD)

    laptop.store.write(look_up).result()
    erase(laptop, case)
    assert laptop.store.read().settings("looked-up/") == [kept]


def test_an_erasure_made_before_a_hold_was_known_counts_when_it_arrives(
    laptop: Laptop, case: RecordId, new_laptop: NewLaptop
) -> None:
    """A tombstone wins over edits, and a hold is an edit (domain 3.4): who sets one must know
    that a colleague who had not heard of it may have erased already. It is counted as late."""
    berta = new_laptop("berta")
    berta.receive(laptop.log())
    erasure = erase(berta, case)
    laptop.now_ms += 1
    hold: dict[str, Value] = {"hold": {"hold_reason": WORD, "hold_until": None}}
    laptop.edit("case", case, hold)
    exchange(laptop, berta)
    for one in (laptop, berta):
        assert one.get("case", case) is None
        assert words_in(one) == set()
    assert laptop.store.read().erased_late(erasure) == 1


def test_a_conflict_of_the_case_is_gone_too(laptop: Laptop, new_laptop: NewLaptop) -> None:
    berta = new_laptop("berta")
    case = new_record_id()
    laptop.save("case", case, {"number": "F-1"})
    berta.save("case", case, {"number": WORD})
    laptop.receive(berta.log())
    assert laptop.store.read().conflict_count() == 1
    erase(laptop, case)
    assert laptop.store.read().conflict_count() == 0
    assert words_in(laptop) == set()


@pytest.mark.parametrize("many", [40, 120])
@pytest.mark.parametrize("way", ["erased", "redacted"])
def test_the_first_word_of_an_index_page_is_gone(
    laptop: Laptop, many: int, way: str, figure: Figure
) -> None:
    """FTS5 keeps it, or its beginning, to find the page by, until the index is written anew."""
    stream = new_stream_id()
    for at in range(many):
        text = " ".join(f"w{at:03d}x{n:02d}lang" for n in range(60))
        laptop.save("note", new_record_id(), {"text": text}, stream=stream)
    laptop.store.read().search("w000x00lang")
    terms = laptop.store.write(_index_terms).result()
    borders = {term for term in terms if term.startswith("w") and len(term) > 6}
    assert borders
    for note in laptop.store.read().find("note"):
        if any(term[:4] in note.text for term in borders):
            forget(laptop, note.id, way)
    left = laptop.store.write(_index_terms).result()
    assert not {term for term in left if term in borders}
    figure(f"T35 index: {len(borders)} of {len(borders)} words at borders of pages gone, {way}")


def forget(laptop: Laptop, note: RecordId, way: str) -> None:
    stream = laptop.get("note", note).stream
    if way == "redacted":
        base = {"text": laptop.bases("note", note)["text"]}
        laptop.save("note", note, {"text": "other"}, base, op="redact", stream=stream)
    else:
        values: dict[str, Value] = {f"records/{note}": "note", "what": "person"}
        laptop.save("erasure", new_record_id(), values, stream=stream)


def _index_terms(writer: object) -> set[str]:
    rows = writer.connection.execute("SELECT term FROM search_idx")  # type: ignore[attr-defined]
    return {bytes(term).decode("utf-8", "replace")[1:] for (term,) in rows}


@pytest.mark.parametrize("way", ["erased", "redacted"])
def test_a_long_text_is_gone_from_log_record_and_pages(laptop: Laptop, way: str) -> None:
    note, stream = new_record_id(), new_stream_id()
    laptop.save("note", note, {"text": f"Lang und breit: {LONG} {WORD}."}, stream=stream)
    assert words_in(laptop) == {WORD}
    kept = laptop.store.write(lambda writer: _blobs(writer, note)).result()
    assert all(is_squeezed(blob) or blob.startswith(b"\xc1\x02") for blob in kept)
    assert words_in(laptop) == {WORD}
    forget(laptop, note, way)
    assert words_in(laptop) == set()
    left = b"".join(pages(store_path(laptop.directory), laptop.key))
    assert not [blob for blob in kept if blob[-100:] in left]


def _blobs(writer: Writer, note: RecordId) -> list[bytes]:
    key = bytes.fromhex(note)
    sql = "SELECT body FROM op WHERE record = ? UNION ALL SELECT state FROM r_note WHERE id = ?"
    return [row[0] for row in writer.rows(sql, key, key)]


@pytest.mark.parametrize("way", ["erased", "redacted"])
def test_words_that_an_edit_took_out_of_the_index_are_gone_with_the_rest(
    laptop: Laptop, way: str
) -> None:
    """What is deleted in the index is only marked there until it is written anew."""
    person = laptop.person(family_name=WORD)
    laptop.store.read().search(WORD)
    first = laptop.bases("person", person)["family_name"]
    laptop.edit("person", person, {"family_name": "Niemand"})
    assert laptop.store.read().search(WORD) == []
    assert WORD.lower().encode() in laptop.store.write(_index_blocks).result()
    if way == "redacted":
        laptop.save("person", person, {"family_name": ""}, {"family_name": first}, op="redact")
    else:
        values: dict[str, Value] = {f"records/{person}": "person", "what": "person"}
        laptop.save("erasure", new_record_id(), values)
    assert WORD.lower().encode() not in laptop.store.write(_index_blocks).result()
    assert words_in(laptop) == set()


def _index_blocks(writer: Writer) -> bytes:
    return b"".join(row[0] for row in writer.rows("SELECT block FROM search_data"))


def test_files_of_attachments_go_with_their_keys(laptop: Laptop, case: RecordId) -> None:
    folder = AttachmentFiles(laptop.directory)
    kept, stored = folder.put(b"stays"), folder.put(b"goes")
    values: dict[str, Value] = {"case": case, "files/original": stored.to_plain()}
    laptop.save("attachment", new_record_id(), values)
    erase(laptop, case)
    assert folder.names() == {kept.name}
    assert words_in(laptop, (stored.key,)) == set()


def test_files_of_a_record_that_comes_after_its_erasure_are_asked_to_go(
    new_laptop: NewLaptop, laptop: Laptop, case: RecordId
) -> None:
    """An older store was put back: the file is here, its record comes again, erased by now."""
    other = new_laptop("omar")
    stored = AttachmentFiles(laptop.directory).put(b"goes")
    values: dict[str, Value] = {"case": case, "files/original": stored.to_plain()}
    other.save("attachment", new_record_id(), values)
    late = other.log()
    erase(laptop, case)
    assert laptop.store.read().setting(TO_GO_SETTING) is None
    laptop.receive(late)
    assert laptop.store.read().setting(TO_GO_SETTING) == [stored.name]


def test_one_person_goes_and_the_others_stay(laptop: Laptop, case: RecordId) -> None:
    child = laptop.person(case=case, family_name="Haddad")
    (person,) = [p.id for p in laptop.store.read().find("person") if p.id != child]
    erase(laptop, case, what="person", **{f"records/{person}": "person"})
    reader = laptop.store.read()
    assert [one.id for one in reader.find("person")] == [child]
    assert reader.get("case", case).number == "F-1"
    assert len(reader.drafts()) == 1
    assert words_in(laptop, (f"{UMLAUTS}-{WORD}",)) == set()


@pytest.mark.parametrize("order", ["erasure first", "erasure last", "in the middle"])
def test_colleagues_forget_it_in_any_order(
    laptop: Laptop, case: RecordId, new_laptop: NewLaptop, order: str
) -> None:
    original = laptop.log()
    erase(laptop, case)
    (erasure,) = [op for op in laptop.log() if op.kind == "erasure"]
    berta = new_laptop("berta")
    half = len(original) // 2
    portions: list[list[Operation]] = {
        "erasure first": [[erasure], original],
        "erasure last": [original, [erasure]],
        "in the middle": [original[:half], [erasure, *original[half:]]],
    }[order]
    for portion in portions:
        berta.receive(portion)
    assert words_in(berta) == set()
    assert berta.get("case", case) is None
    assert berta.store.read().count("person") == 0


def test_nothing_can_be_written_into_it_any_more(laptop: Laptop, case: RecordId) -> None:
    erase(laptop, case)
    for attempt in (
        lambda: laptop.save("note", new_record_id(), {"case": case, "text": WORD}),
        lambda: laptop.save("case", case, {"next_step": WORD}),
        lambda: laptop.store.write(lambda w: w.save_draft(draft_of(case, name=WORD))).result(),
    ):
        with pytest.raises(KnownError) as refused:
            attempt()
        assert refused.value.code is ErrorCode.RECORD_GONE
    assert words_in(laptop) == set()


def test_an_erasure_reaches_nothing_outside_its_stream(laptop: Laptop, case: RecordId) -> None:
    """Whoever may write in one circle must not delete in another."""
    elsewhere = new_stream_id()
    (person,) = laptop.store.read().find("person")
    values: dict[str, Value] = {"what": "person", f"records/{person.id}": "person"}
    laptop.save("erasure", new_record_id(), values, stream=elsewhere)
    laptop.save("erasure", new_record_id(), {"what": "case", "case": case}, stream=elsewhere)
    laptop.edit("person", person.id, {"phone": "1"})
    assert laptop.get("person", person.id).phone == "1"
    assert laptop.get("case", case) is not None


def test_nobody_erases_what_belongs_to_all(laptop: Laptop) -> None:
    """In the stream of the team or agency only what is about a case can go."""
    team = new_stream_id()
    laptop.store.write(lambda writer: writer.put_stream(team, "00" * 16, "team")).result()
    house, note = new_record_id(), new_record_id()
    laptop.save("accommodation", house, {"name": "Haus 3"}, stream=team)
    laptop.save("note", note, {"text": WORD}, stream=team)
    laptop.save("erasure", new_record_id(), {"what": "case", "case": house}, stream=team)
    values: dict[str, Value] = {"what": "person", f"records/{house}": "", f"records/{note}": ""}
    laptop.save("erasure", new_record_id(), values, stream=team)
    assert laptop.get("accommodation", house).name == "Haus 3"
    assert laptop.get("note", note) is None


def test_killed_after_the_commit_the_next_opening_ends_it(
    laptop: Laptop, case: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("desktop.storage.after_erasing.AfterErasing.committed", lambda *_: None)
        erase(laptop, case)
        dead = tmp_path / "dead"
        shutil.copytree(laptop.directory, dead)
    assert words_found(store_path(dead), laptop.key, WORDS) == set(WORDS)
    store = Store.open(dead, laptop.key, store_id=laptop.directory.name)
    assert words_found(store_path(dead), laptop.key, WORDS) == set()
    assert erased_file.read(dead, laptop.key).records
    store.close()


def test_a_reader_in_the_way_only_puts_it_off(laptop: Laptop, case: RecordId) -> None:
    rows = laptop.store.read().connection.execute("SELECT id FROM op")
    rows.fetchone()
    erase(laptop, case)
    assert words_in(laptop) == set(WORDS)
    assert not erased_file.read(laptop.directory, laptop.key)
    rows.fetchall()
    laptop.save("note", new_record_id(), {"text": "x"}, stream=new_stream_id())
    assert words_in(laptop) == set()
    assert erased_file.read(laptop.directory, laptop.key).records


def test_an_older_copy_put_back_forgets_again(
    laptop: Laptop, case: RecordId, tmp_path: Path
) -> None:
    note = new_record_id()
    laptop.save("note", note, {"text": ARABIC}, stream=new_stream_id())
    laptop.store.close()
    copy = tmp_path / "copy.db"
    shutil.copyfile(store_path(laptop.directory), copy)
    laptop.reopen()
    erase(laptop, case)
    bases = laptop.bases("note", note)["text"]
    stream = laptop.get("note", note).stream
    laptop.save("note", note, {"text": "x"}, {"text": bases}, op="redact", stream=stream)
    laptop.store.close()
    shutil.copyfile(copy, store_path(laptop.directory))
    (laptop.directory / "head.json").unlink(missing_ok=True)
    laptop.reopen()
    assert laptop.get("case", case) is None
    assert laptop.get("note", note).text == ""
    assert words_in(laptop) == set()


def test_a_list_that_somebody_changed_is_not_believed(laptop: Laptop, case: RecordId) -> None:
    erase(laptop, case)
    path = laptop.directory / ERASED_NAME
    assert erased_file.read(laptop.directory, laptop.key).records
    fields = json.loads(path.read_bytes())
    fields["content"]["records"][0][1] = "f" * 32
    path.write_text(json.dumps(fields))
    assert not erased_file.read(laptop.directory, laptop.key)
    laptop.reopen()
    assert laptop.get("case", case) is None


def test_the_list_holds_ids_and_times_only(laptop: Laptop, case: RecordId) -> None:
    erase(laptop, case, reason="nur ein Versehen")
    text = (laptop.directory / ERASED_NAME).read_text()
    assert "Versehen" not in text
    assert set(json.loads(text)["content"]) == {"records", "redactions"}
    assert {len(entry) for entry in json.loads(text)["content"]["records"]} == {4}


def test_other_cases_are_not_touched(laptop: Laptop, case: RecordId) -> None:
    stream = new_stream_id()
    other, person = new_record_id(), new_record_id()
    laptop.save("case", other, {"number": "F-2"}, stream=stream)
    laptop.save("person", person, {"case": other, "family_name": "Haddad"}, stream=stream)
    before = [op for op in laptop.log(stream)]
    erase(laptop, case)
    assert laptop.log(stream) == before
    assert [hit.record for hit in laptop.store.read().search("Haddad")] == [person]
    assert laptop.get("case", other).stream != CASE_STREAM
