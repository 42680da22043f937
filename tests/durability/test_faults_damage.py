"""Files changed behind the program's back: all of it noticed or harmless, never a wrong value
shown (hardening T05).

Each damage is done to a copy of a store; the control is the copy as it was.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.storage import files, head_file
from desktop.storage.driver import PAGE_BYTES
from desktop.storage.store import Store, wall_ms
from tests.conftest import Figure, Rounds
from tests.unit.storage.laptop import Laptop

pytestmark = pytest.mark.hardening("T05")

PERSONS = 30
Files = dict[str, bytes]
Values = dict[RecordId, str]
NOTICED = {
    ErrorCode.STORE_DAMAGED,
    ErrorCode.STORE_MIXED,
    ErrorCode.STORE_EMPTIED,
    ErrorCode.STORE_OTHER_KEY,
    ErrorCode.STORE_BEHIND,
    ErrorCode.STORE_ROLLED_BACK,
}
WAL = f"{files.STORE_NAME}-wal"


@dataclass
class Sample:
    """A laptop's files at three moments: closed on Monday, closed on Tuesday, and on Wednesday
    in the middle of work; with the phone numbers of all persons then."""

    key: bytes
    monday: Files
    tuesday: Files
    wednesday: Files
    then: Values
    now: Values
    middle: Values


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    laptop = Laptop(tmp_path_factory.mktemp("sample") / "anna")
    persons = [laptop.person(family_name=f"Haddad {at}", phone="0") for at in range(PERSONS)]
    laptop.store.close()
    monday, then = read_files(laptop.directory), dict.fromkeys(persons, "0")
    laptop.reopen()
    now = {person: f"0351 {at}" for at, person in enumerate(persons)}
    for person, phone in now.items():
        laptop.edit("person", person, {"phone": phone})
    laptop.store.close()
    tuesday = read_files(laptop.directory)
    laptop.reopen()
    middle = {person: f"0176 {at}" for at, person in enumerate(persons)}
    for person, phone in middle.items():
        laptop.edit("person", person, {"phone": phone})
    wait_for_head(laptop)
    wednesday = read_files(laptop.directory)
    laptop.store.close()
    return Sample(laptop.key, monday, tuesday, wednesday, then, now, middle)


def wait_for_head(laptop: Laptop) -> None:
    """Return when the head file, which comes behind the saves, has caught up."""
    while True:
        head = head_file.read(laptop.directory, laptop.key, "anna")
        if head is not None and head.operations == laptop.store.sequence:
            return


def read_files(directory: Path) -> Files:
    return {p.name: p.read_bytes() for p in directory.iterdir() if not p.name.endswith("-shm")}


@dataclass
class Opened:
    """What became of opening: refused with a code, or what could be read."""

    code: ErrorCode | None
    missing: int
    values: Values
    damaged: int = 0


def opened(place: Path, sample: Sample, image: Files, *accept: ErrorCode) -> Opened:
    """Put the files in place, open, read everything and examine every page."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, data in image.items():
        (place / name).write_bytes(data)
    try:
        store = Store.open(place, sample.key, store_id="anna", accept=accept)
    except KnownError as error:
        return Opened(error.code, int(error.facts.get("missing") or 0), {})
    try:
        return Opened(None, 0, values_of(store, sample), store.examine())
    finally:
        store.close()


def values_of(store: Store, sample: Sample) -> Values:
    """The phone numbers that are shown; a page that cannot be read shows none."""
    found = {}
    for person in sample.now:
        with contextlib.suppress(KnownError):
            record = store.read().get("person", person)
            found[person] = "" if record is None else record.phone
    return found


def right_or_none(found: Values, expected: Values) -> bool:
    """No value differs from what was saved; an empty one is a value."""
    return found.items() <= expected.items()


def without_head(image: Files) -> Files:
    return {name: data for name, data in image.items() if name != head_file.HEAD_NAME}


def with_store(image: Files, data: bytes) -> Files:
    return {**image, files.STORE_NAME: data}


def with_page(image: Files, at: int, other: bytes) -> Files:
    """The page that begins at byte *at* is as it is in *other*."""
    data = image[files.STORE_NAME]
    return with_store(image, data[:at] + other[at : at + PAGE_BYTES] + data[at + PAGE_BYTES :])


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_unharmed_stores_open_and_show_everything(sample: Sample, tmp_path: Path) -> None:
    for image, values in (
        (sample.monday, sample.then),
        (sample.tuesday, sample.now),
        (sample.wednesday, sample.middle),
        (without_head(sample.wednesday), sample.middle),
    ):
        assert opened(tmp_path / "anna", sample, image) == Opened(None, 0, values)


def test_every_flipped_bit_is_noticed_at_opening(
    sample: Sample, tmp_path: Path, rounds: Rounds, figure: Figure
) -> None:
    chance, count = random.Random(), rounds(200, 5000)
    for _ in range(count):
        data = flipped(sample.tuesday[files.STORE_NAME], chance)
        image = with_store(sample.tuesday, data)
        assert opened(tmp_path / "anna", sample, image).code in NOTICED
    figure(f"T05 {count} flipped bits: all noticed at opening")


def test_a_flipped_bit_is_never_shown_as_a_value_even_without_a_head(
    sample: Sample, tmp_path: Path, rounds: Rounds
) -> None:
    chance = random.Random()
    for _ in range(rounds(30, 1000)):
        data = flipped(sample.tuesday[files.STORE_NAME], chance)
        image = with_store(without_head(sample.tuesday), data)
        found = opened(tmp_path / "anna", sample, image)
        assert found.code in NOTICED or found.damaged > 0
        assert right_or_none(found.values, sample.now)


def test_who_goes_on_with_a_damaged_store_sees_right_values_or_none(
    sample: Sample, tmp_path: Path
) -> None:
    pages = len(sample.tuesday[files.STORE_NAME]) // PAGE_BYTES
    for page in random.Random().sample(range(2, pages), 10):
        data = bytearray(sample.tuesday[files.STORE_NAME])
        data[page * PAGE_BYTES + 100] ^= 1
        image = with_store(sample.tuesday, bytes(data))
        found = opened(tmp_path / "anna", sample, image, ErrorCode.STORE_DAMAGED)
        if found.code is None:
            assert found.damaged == 1
            assert right_or_none(found.values, sample.now)
        else:
            assert found.code is ErrorCode.STORE_DAMAGED


def test_every_truncation_is_noticed(sample: Sample, tmp_path: Path, figure: Figure) -> None:
    chance, size = random.Random(), len(sample.tuesday[files.STORE_NAME])
    cuts = [0, PAGE_BYTES, size - PAGE_BYTES, size - 1]
    cuts += [chance.randrange(size // PAGE_BYTES) * PAGE_BYTES for _ in range(8)]
    cuts += [chance.randrange(size) for _ in range(8)]
    for cut in cuts:
        for image in (sample.tuesday, without_head(sample.tuesday)):
            data = image[files.STORE_NAME][:cut]
            found = opened(tmp_path / "anna", sample, with_store(image, data))
            assert found.code in NOTICED, cut
    figure(f"T05 {len(cuts)} truncations: all noticed at opening")


def test_a_lost_log_is_noticed_and_its_changes_are_counted(sample: Sample, tmp_path: Path) -> None:
    image = {name: data for name, data in sample.wednesday.items() if name != WAL}
    assert opened(tmp_path / "anna", sample, image) == Opened(ErrorCode.STORE_BEHIND, PERSONS, {})
    found = opened(tmp_path / "anna", sample, image, ErrorCode.STORE_BEHIND)
    assert found == Opened(None, 0, sample.now)


def test_a_log_that_was_cut_or_has_a_flipped_bit_is_noticed_or_complete(
    sample: Sample, tmp_path: Path, rounds: Rounds, figure: Figure
) -> None:
    chance, noticed, count = random.Random(), 0, rounds(40, 400)
    for at in range(count):
        log = sample.wednesday[WAL]
        changed = flipped(log, chance) if at % 2 else log[: chance.randrange(len(log))]
        found = opened(tmp_path / "anna", sample, {**sample.wednesday, WAL: changed})
        if found.code is None:
            assert found.values == sample.middle
        else:
            assert found.code is ErrorCode.STORE_BEHIND
            assert 0 < found.missing <= PERSONS
            noticed += 1
    assert noticed > count // 2
    figure(f"T05 {count} cut or flipped logs: {noticed} noticed, the others complete")


def test_old_pages_put_back_are_noticed(sample: Sample, tmp_path: Path, rounds: Rounds) -> None:
    old, new = sample.monday[files.STORE_NAME], sample.tuesday[files.STORE_NAME]
    starts = range(0, min(len(old), len(new)), PAGE_BYTES)
    changed = [at for at in starts if old[at : at + PAGE_BYTES] != new[at : at + PAGE_BYTES]]
    assert len(changed) > 3
    for at in random.Random().sample(changed, min(len(changed), rounds(12, 1000))):
        image = with_page(sample.tuesday, at, old)
        found = opened(tmp_path / "anna", sample, image)
        assert found.code in (
            ErrorCode.STORE_MIXED,
            ErrorCode.STORE_DAMAGED,
            ErrorCode.STORE_BEHIND,
        ), at


def test_without_the_digest_old_pages_do_show_old_values(sample: Sample, tmp_path: Path) -> None:
    """The control: every page bears its seal, and yet values are wrong. Else the digest would
    be of no use, or the test above could not fail."""
    old, new = sample.monday[files.STORE_NAME], sample.tuesday[files.STORE_NAME]
    is_wrong = False
    for at in range(0, min(len(old), len(new)), PAGE_BYTES):
        image = with_page(without_head(sample.tuesday), at, old)
        found = opened(tmp_path / "anna", sample, image)
        is_wrong |= not right_or_none(found.values, sample.now)
    assert is_wrong


def test_a_whole_old_copy_is_noticed_and_its_lost_changes_are_counted(
    sample: Sample, tmp_path: Path
) -> None:
    image = {**sample.tuesday, files.STORE_NAME: sample.monday[files.STORE_NAME]}
    assert opened(tmp_path / "anna", sample, image).missing == PERSONS


def test_the_log_of_another_day_is_never_copied_in(sample: Sample, tmp_path: Path) -> None:
    image = {**sample.tuesday, WAL: sample.wednesday[WAL]}
    place = tmp_path / "anna"
    assert opened(place, sample, image).code is ErrorCode.STORE_MIXED
    assert (place / WAL).read_bytes() == image[WAL]
    found = opened(place, sample, image, ErrorCode.STORE_MIXED)
    assert found == Opened(None, 0, sample.now)
    stray = place / f"{WAL}.stray"
    assert stray.read_bytes() == image[WAL]
    Store.open(place, sample.key, store_id="anna").close()
    assert stray.exists()
    month = 31 * 24 * 3600 * 1000
    Store.open(place, sample.key, store_id="anna", now=lambda: wall_ms() + month).close()
    assert not stray.exists()


@pytest.mark.parametrize(
    "other", [b"", b"{}", b"\xff" * 100, b'{"format": "fallmappe-head", "version": 1}']
)
def test_a_head_that_is_missing_or_foreign_is_no_reason_to_stay_outside(
    sample: Sample, tmp_path: Path, other: bytes
) -> None:
    image = {**sample.wednesday, head_file.HEAD_NAME: other}
    assert opened(tmp_path / "anna", sample, image) == Opened(None, 0, sample.middle)


def test_a_head_is_believed_from_nobody_but_the_owner(sample: Sample, tmp_path: Path) -> None:
    head = head_file.Head("anna", operations=10_000)
    (tmp_path / "made").mkdir()
    head_file.write(tmp_path / "made", os.urandom(32), head, sync=False)
    forged = (tmp_path / "made" / head_file.HEAD_NAME).read_bytes()
    image = {**sample.wednesday, head_file.HEAD_NAME: forged}
    assert opened(tmp_path / "anna", sample, image) == Opened(None, 0, sample.middle)


def test_no_number_of_a_lost_operation_is_given_out_again(sample: Sample, tmp_path: Path) -> None:
    image = {name: data for name, data in sample.wednesday.items() if name != WAL}
    place = tmp_path / "anna"
    opened(place, sample, image, ErrorCode.STORE_BEHIND)
    store = Store.open(place, sample.key, store_id="anna", min_sequence=3 * PERSONS)
    assert store.sequence == 3 * PERSONS
    store.close()
