"""Long blobs take less room, are read whatever their age, and never unpack to too much."""

from __future__ import annotations

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.changes import Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id
from desktop.storage import squeezed
from desktop.storage.squeezed import LONGEST, MARK, SHORTEST, WORDS, squeeze, unsqueeze
from tests.unit.storage.conftest import NewLaptop
from tests.unit.storage.laptop import Laptop, exchange, snapshot

TEXT = "Die Familie braucht Unterlagen für das Jobcenter. " * 12
CHANGED = TEXT.replace("Jobcenter", "Sozialamt")


@given(st.binary(max_size=SHORTEST * 3) | st.text(min_size=100).map(str.encode))
def test_everything_comes_back(data: bytes) -> None:
    if not data.startswith(MARK):
        assert unsqueeze(squeeze(data)) == data
        assert len(squeeze(data)) <= len(data)


def test_short_ones_stay_and_long_ones_shrink() -> None:
    assert squeeze(TEXT[: SHORTEST - 1].encode()[: SHORTEST - 1]).startswith(b"Die")
    assert len(squeeze(TEXT.encode())) < len(TEXT) / 2


def test_the_words_it_begins_with_never_change() -> None:
    """Every store that was ever written needs them."""
    assert hashlib.sha256(WORDS).hexdigest() == (
        "09ac1eeaaa7844a2a79d74f628315d4042689bf81bca93db2e856761ae8361af"
    )


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -12, zdict=WORDS)
    return MARK + b"\0" + packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    "data",
    [
        MARK, MARK + b"\0", MARK + b"\xff", MARK + b"\0\xff\xff", _packed(TEXT.encode())[:-2],
        _packed(TEXT.encode()) + b"more", _packed(bytes(LONGEST + 1)),
    ],
    ids=["mark alone", "nothing", "length alone", "no deflate", "cut", "more", "too much"],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_damage(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        unsqueeze(data)
    assert caught.value.code is ErrorCode.STORE_DAMAGED


def test_the_longest_is_still_unpacked() -> None:
    assert len(unsqueeze(_packed(bytes(LONGEST)))) == LONGEST


def _sizes(laptop: Laptop, table: str, column: str) -> list[int]:
    sql = f"SELECT length({column}) FROM {table}"
    return [row[0] for row in laptop.store.read().rows(sql)]


def _case(laptop: Laptop) -> RecordId:
    case = new_record_id(laptop.now_ms)
    laptop.save("case", case, {"number": "F-1", "next_step": TEXT})
    return case


def test_a_long_text_is_shown_edited_searched_and_sent_as_ever(
    laptop: Laptop, new_laptop: NewLaptop
) -> None:
    case = _case(laptop)
    assert max(_sizes(laptop, "op", "body")) < len(TEXT) / 2
    assert max(_sizes(laptop, "r_case", "state")) < len(TEXT) / 2
    assert laptop.get("case", case).next_step == TEXT
    laptop.edit("case", case, {"next_step": CHANGED})
    assert max(_sizes(laptop, "r_case", "state")) < len(TEXT) / 2
    laptop.reopen()
    reader = laptop.store.read()
    assert [entry.value for entry in reader.history("case", case, "next_step")] == [TEXT, CHANGED]
    assert [hit.record for hit in reader.search("sozialamt")] == [case]
    assert reader.search("jobcenter") == []
    berta = new_laptop("berta")
    exchange(laptop, berta)
    assert snapshot(berta, "case", case) == snapshot(laptop, "case", case)
    assert berta.log() == laptop.log()


def test_rows_from_before_are_read_merged_and_left_as_they_are(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(squeezed, "SHORTEST", LONGEST)
    case, other = _case(laptop), _case(laptop)
    before = _sizes(laptop, "op", "body")
    assert min(before) > len(TEXT)
    monkeypatch.undo()
    laptop.edit("case", case, {"next_step": CHANGED})
    assert _sizes(laptop, "op", "body")[:2] == before
    assert [laptop.get("case", one).next_step for one in (case, other)] == [CHANGED, TEXT]
    values = [entry.value for entry in laptop.store.read().history("case", case, "next_step")]
    assert values == [TEXT, CHANGED]


def test_two_long_answers_side_by_side_stay_both(laptop: Laptop, new_laptop: NewLaptop) -> None:
    case = _case(laptop)
    berta = new_laptop("berta")
    exchange(laptop, berta)
    laptop.edit("case", case, {"next_step": CHANGED})
    berta.edit("case", case, {"next_step": TEXT * 2})
    exchange(laptop, berta)
    assert snapshot(berta, "case", case) == snapshot(laptop, "case", case)
    assert {head.value for head in laptop.heads("case", case, "next_step")} == {CHANGED, TEXT * 2}


def test_the_entries_of_a_map_are_found_in_long_submissions(laptop: Laptop) -> None:
    """By SQL, which sees the names of the maps beside what is squeezed."""
    with_one, without = new_record_id(), new_record_id()
    answers: dict[str, Value] = {f"answers//data/question_{n}": TEXT for n in range(5)}
    laptop.save("form_submission", with_one, {**answers, "originals//data/name": TEXT})
    laptop.save("form_submission", without, answers)
    assert max(_sizes(laptop, "r_form_submission", "state")) < len(TEXT) * 2
    for edited in (False, True):
        if edited:
            laptop.edit("form_submission", with_one, {"answers//data/question_1": CHANGED})
        found = laptop.store.read().with_entries("form_submission", "originals")
        assert [one.id for one in found] == [with_one]
