"""Any life of a laptop, with a copy put back somewhere in it, ends with equal rows everywhere."""

from __future__ import annotations

import contextlib
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import KnownError
from desktop.domain.ids import RecordId
from tests.conftest import Figure, Rounds
from tests.support.agency import Worker, until_quiet
from tests.support.restored import (
    CopiedWorker,
    DeafLine,
    enrol_again,
    take_copy,
    typed,
)
from tests.unit.sync.conftest import Office

pytestmark = [pytest.mark.hardening("T15"), pytest.mark.hardening("T23")]


def test_any_life_of_a_laptop_that_is_restored_ends_with_equal_rows(
    office: Office, rounds: Rounds, figure: Figure
) -> None:
    lives = rounds(8, 60)
    for number in range(lives):
        _one_life(office, Random(number), office.directory / f"life-{number}")
    figure(f"T15 {lives} random lives with a restore: nothing lost, doubled or forked, rows equal")


def test_original_and_copy_that_both_live_on_come_to_the_same(
    office: Office, rounds: Rounds
) -> None:
    """What both had unsent may stand twice, with one value; nothing is lost, nobody differs."""
    worker: Worker = office.agency.workers[2]
    case, stream = worker.new_case(number="F-9")
    what = (case, stream, worker.new("person", stream, phone="0"))
    until_quiet([worker, office.b], office.server)
    for number in range(rounds(4, 40)):
        chance = Random(1000 + number)
        said = _some_work(office, worker, what, chance)
        copy = CopiedWorker(worker, take_copy(worker, office.directory / f"twin-{number}"))
        copy.become_new_device()
        for _ in range(3):
            said += _some_work(office, chance.choice((worker, copy)), what, chance, alone=True)
        enrol_again(copy, office.server, worker.keys, revokes=False)
        everybody = [worker, copy, office.b]
        chance.shuffle(everybody)
        office.until_equal(*everybody)
        notes = [note.text for note in office.b.store.read().find("note")]
        assert all(notes.count(text) == 1 for text in said if text.startswith("note"))
        found = typed(office.b.store, "person", "phone")
        assert all(found[text] for text in said if text.startswith("phone"))
        office.no_number_twice()
        copy.store.close()


def _some_work(
    office: Office, worker: Worker, what: tuple[str, str, str], chance: Random, *,
    alone: bool = False,
) -> list[str]:  # fmt: skip
    steps = ("note", "phone") if alone else ("note", "phone", "round", "deaf", "colleague")
    return [
        said
        for step in chance.choices(steps, k=4)
        for said in _do(step, office, worker, what, chance)
    ]


def _one_life(office: Office, chance: Random, directory: Path) -> None:
    """Saves, rounds and lost answers in any order, a copy somewhere among them, then enrolment."""
    worker: Worker = office.agency.workers[2]
    case, stream = worker.new_case(number="F-9")
    person = worker.new("person", stream, phone="0")
    until_quiet([worker, office.b], office.server)
    said: list[str] = []
    backup: Path | None = None
    steps = [chance.choice(("note", "phone", "round", "deaf", "colleague")) for _ in range(9)]
    at = chance.randrange(len(steps))
    for index, step in enumerate(steps):
        if index == at:
            backup, kept = take_copy(worker, directory), len(said)
        said += _do(step, office, worker, (case, stream, person), chance)
    assert backup is not None
    copy = CopiedWorker(worker, backup)
    copy.become_new_device()
    said = said[:kept] + _do("note", office, copy, (case, stream, person), chance)
    said += _do("phone", office, copy, (case, stream, person), chance)
    enrol_again(copy, office.server, worker.keys)
    office.until_equal(copy, office.b)
    found = typed(office.b.store, "note", "text") + typed(office.b.store, "person", "phone")
    assert {value: found[value] for value in said} == dict.fromkeys(said, 1)
    office.no_number_twice()
    worker.store.close()
    office.agency.workers[2] = copy


def _do(
    step: str, office: Office, worker: Worker, what: tuple[str, str, str], chance: Random
) -> list[str]:
    _, stream, person = what
    text = f"{step} {chance.random()}"
    if step == "note":
        worker.new("note", stream, text=text)  # type: ignore[arg-type]
        return [text]
    if step == "phone":
        worker.edit("person", RecordId(person), phone=text)
        return [text]
    if step == "colleague":
        office.b.sync(office.server)
        office.b.edit("person", RecordId(person), email=text)
        office.b.sync(office.server)
        return []
    if step == "round":
        worker.sync(office.server)
        return []
    with contextlib.suppress(KnownError):  # the line is deaf to answers; a round may need none
        worker.sync(DeafLine(office.server))
    return []
