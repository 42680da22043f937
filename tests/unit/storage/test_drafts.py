"""A form begun and interrupted: kept from the first keystroke, on this laptop only."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.changes import Changes
from desktop.domain.ids import DeviceId, OpId, new_record_id
from desktop.storage.drafts import Draft
from tests.unit.storage.laptop import Laptop


def draft(saved_at: int = 5) -> Draft:
    return Draft(
        id=new_record_id(), case=new_record_id(), visit=None, form_id="f2", form_version="3",
        worker_language="de", client_language="ti",
        answers={"/data/name": "ሓጎስ", "/data/topics[0192]/fact": ""},
        bases={"answers//data/name": (OpId(DeviceId("a" * 32), 7),)},
        position="/data/name", saved_at=saved_at,
        companions={"presented": {"/data/note": {"how": "played", "language": "ti", "at": 4}}},
    )  # fmt: skip


def keep(laptop: Laptop, *drafts: Draft) -> None:
    for one in drafts:
        laptop.store.write(lambda writer, one=one: writer.save_draft(one)).result()  # type: ignore[misc]


def test_a_draft_comes_back_as_it_was_even_after_a_restart(laptop: Laptop) -> None:
    kept = draft()
    keep(laptop, kept)
    laptop.reopen()
    assert laptop.store.read().draft(kept.id) == kept


def test_the_last_touched_draft_stands_first_and_a_newer_state_replaces_it(
    laptop: Laptop,
) -> None:
    first, second = draft(1), draft(2)
    keep(laptop, first, second, replace(first, answers={}, saved_at=3))
    assert laptop.store.read().drafts() == [replace(first, answers={}, saved_at=3), second]


def test_drafts_make_no_operations_but_are_told_to_screens(laptop: Laptop) -> None:
    heard: list[Changes] = []
    laptop.store.subscribe(lambda changes, initiator: heard.append(changes))
    kept = draft()
    keep(laptop, kept)
    laptop.store.write(lambda writer: writer.delete_draft(kept.id)).result()
    assert heard == [Changes(drafts=True), Changes(drafts=True)]
    assert laptop.store.read().drafts() == []
    assert laptop.store.read().draft(kept.id) is None
    assert laptop.store.read().streams_with_unsealed() == []
    assert laptop.store.sequence == 0
