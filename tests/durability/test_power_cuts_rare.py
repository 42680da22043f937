"""The power fails while the program is set up, a password changed, a document attached, a backup
brought back, a case erased or a store brought up to date (hardening T02).

The files are found as in ``test_power_cuts``; here whole folders come and go, too.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.domain.attachment import attached_of
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import KnownError
from desktop.domain.ids import new_record_id
from desktop.services.profile import STAFF_SETTING
from desktop.storage import backup_file, backup_restore, files
from desktop.storage.attachments import AttachmentFiles
from tests.conftest import Figure, Rounds
from tests.durability.disk_image import cuts
from tests.durability.rare_days import NOTES, PASSWORDS, pdf
from tests.durability.test_power_cuts import ROOT, memory
from tests.durability.test_released_stores import RELEASED, Released, copy_of, same_as_then
from tests.durability.write_log import Step, record
from tests.support.backed_up import MARKER, PASSWORD, Laptop
from tests.support.page_scan import words_found

assert memory

pytestmark = [
    pytest.mark.hardening("T02"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace"),
]
CUTS = 40


def lived(day: str, profile: Path) -> tuple[dict[str, bytes], list[Step]]:
    """Live through a day; the files before it and every write of it in order."""
    start = files_in(profile)
    command = [sys.executable, "-m", "tests.durability.rare_days", day, str(profile)]
    return start, record(command, profile, profile.parent / "log", ROOT)


def files_in(profile: Path) -> dict[str, bytes]:
    paths = [path for path in profile.rglob("*") if path.is_file()]
    return {path.relative_to(profile).as_posix(): path.read_bytes() for path in paths}


def found_after(
    day: str, profile: Path, place: Path, count: int
) -> Iterator[tuple[Path, Sequence[str]]]:
    """Cut the power *count* times in a day; the folder as it is found, and what was told."""
    start, steps = lived(day, profile)
    for image, told in cuts(start, steps, count, random.Random()):
        shutil.rmtree(place, ignore_errors=True)
        for name, data in image.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
        yield place, told


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    laptop, case = Laptop(tmp_path / "profile"), new_record_id()
    notes: list[dict[str, Value]] = [{"case": case, "text": f"{MARKER} {n}"} for n in range(NOTES)]
    edits = [RecordEdit(laptop.stream, "case", case, {"number": "DD-1"})]
    edits += [RecordEdit(laptop.stream, "note", new_record_id(), values) for values in notes]
    laptop.store.write(lambda writer: writer.save(edits)).result()
    laptop.close()
    return laptop.profile


def test_changing_the_password(profile: Path, memory: Path, rounds: Rounds, figure: Figure) -> None:
    seen: Counter[int] = Counter()
    valid = (PASSWORD, *PASSWORDS)
    count = rounds(CUTS, 10 * CUTS)
    for place, told in found_after("passwords", profile, memory / "image", count):
        opens = [word for word in valid if opens_with(place, word)]
        assert set(opens) & set(valid[len(told) : len(told) + 2]), (told, opens)
        seen[len(told)] += 1
    figure(f"T02 changing the password: {count} power cuts, the old or the new one opens")
    assert len(seen) > 2


def opens_with(place: Path, password: str) -> bool:
    try:
        keyfile.unlock(place, password, allow_weak=True)
    except KnownError:
        return False
    return True


def test_attaching_documents(profile: Path, memory: Path, rounds: Rounds, figure: Figure) -> None:
    count = rounds(CUTS, 10 * CUTS)
    for place, told in found_after("attach", profile, memory / "image", count):
        laptop = Laptop(place, make=False)
        kept = {one.id: one for one in laptop.store.read().find("attachment")}
        laptop.store.close()
        assert set(told) <= kept.keys()
        for number, name in enumerate(told):
            attached = attached_of(kept[name])
            assert attached is not None
            content = AttachmentFiles(place).get(attached.original)
            assert content == pdf(number).rstrip()
    figure(f"T02 attaching documents: {count} power cuts, every confirmed one opens")


def test_making_a_backup_and_bringing_it_back(
    profile: Path, memory: Path, rounds: Rounds, figure: Figure
) -> None:
    seen: Counter[str] = Counter()
    count = rounds(CUTS, 10 * CUTS)
    for place, told in found_after("restore", profile, memory / "image", count):
        backup_restore.finish(place)
        laptop = Laptop(place, make=False)
        kept = {note.id for note in laptop.store.read().find("note") if note.case is None}
        laptop.store.close()
        notes = [words for words in told if " " not in words and words != "restored"]
        if "restored" in told or len(kept) < len(notes):
            assert kept == set(notes[:NOTES]), (told, kept)
            seen["the backup"] += 1
        else:
            assert set(notes) <= kept
            seen["the old store"] += 1
        for words in told:
            if words.startswith("backup "):
                check_backup(place, words.removeprefix("backup "), laptop.unlocked().key)
    figure(f"T02 bringing a backup back: {count} power cuts, {dict(seen)} opens")
    assert seen["the old store"]


def check_backup(place: Path, name: str, key: bytes) -> None:
    backup_file.check(place / "backups" / name, key)


def test_erasing_a_case(profile: Path, memory: Path, rounds: Rounds, figure: Figure) -> None:
    """What was said to be erased is on no page of the store after the next start."""
    seen: Counter[bool] = Counter()
    count = rounds(CUTS, 10 * CUTS)
    for place, told in found_after("erase", profile, memory / "image", count):
        laptop = Laptop(place, make=False)
        here = bool(laptop.store.read().find("case"))
        laptop.close()
        words = words_found(files.store_path(place), laptop.unlocked().key, [MARKER])
        assert words == ({MARKER} if here else set())
        assert not here or "erased" not in told
        seen[here] += 1
    figure(f"T02 erasing a case: {count} power cuts, all of it there ({seen[True]}) or gone")
    assert len(seen) == 2


def test_setting_up(tmp_path: Path, memory: Path, rounds: Rounds, figure: Figure) -> None:
    """Once the recovery code is shown, it opens what is on the disk."""
    seen: Counter[int] = Counter()
    count = rounds(CUTS, 10 * CUTS)
    (tmp_path / "profile").mkdir()
    for place, told in found_after("set_up", tmp_path / "profile", memory / "image", count):
        for code in told:
            unlocked = keyfile.unlock_with_recovery(place, code, allow_weak=True)
            laptop = Laptop(place, make=False)
            assert laptop.store.store_id == unlocked.store_id
            assert laptop.store.read().setting(STAFF_SETTING) == "0" * 32
            laptop.close()
        seen[len(told)] += 1
    figure(f"T02 setting up: {count} power cuts, the shown code opens")
    assert len(seen) == 2


@pytest.mark.parametrize("name", RELEASED)
def test_bringing_a_store_up_to_date(
    name: str, tmp_path: Path, memory: Path, rounds: Rounds, figure: Figure
) -> None:
    count = rounds(CUTS, 10 * CUTS)
    copy_of(name, tmp_path / "laptop")
    for place, _ in found_after("update", tmp_path / "laptop", memory / "image", count):
        released = Released.at(place)
        store = released.open()
        same_as_then(released, store)
        assert store.examine() == 0
        store.close()
    figure(f"T02 bringing {name} up to date: {count} power cuts, everything as it was")
