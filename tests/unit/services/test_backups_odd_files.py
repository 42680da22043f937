"""One odd file beside good backups: it is called damaged, and the good ones stay within reach."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec
import pytest

from desktop.app import bringing_back
from desktop.domain.errors import ErrorCode
from desktop.i18n.context import LocaleContext
from desktop.services.backups_restore import Restorable, find_backups
from desktop.storage import backup_file, backup_restore
from desktop.storage.backup_file import MARK, read_manifest
from desktop.ui.widgets.backup_words import moment_words, size_words
from tests.support.backed_up import DAY, NINE, Laptop, bring_back

pytestmark = pytest.mark.hardening("T15")
Put = Callable[[Path, Path], object]
YEAR_ONE, TOO_LATE = -62_135_596_800_000, 253_402_300_800_000
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names there")


def made_at(moment: int, good: Path, odd: Path) -> None:
    """A backup whose manifest, which nobody has proved yet, names another moment."""
    data, manifest = good.read_bytes(), read_manifest(good)
    plain = {**msgspec.to_builtins(manifest), "created_at": moment}
    end = len(MARK) + 4 + 32
    length = int.from_bytes(data[-len(MARK) - 4 : -len(MARK)], "big")
    fresh = msgspec.json.encode(plain)
    tail = data[-end : -end + 32] + len(fresh).to_bytes(4, "big") + MARK
    odd.write_bytes(data[: -end - length] + fresh + tail)


ODD: dict[str, Put] = {
    "after the last day": partial(made_at, TOO_LATE),
    "before the first": partial(made_at, YEAR_ONE),
    "beyond all counting": partial(made_at, 2**53 - 1),
    "a link to itself": lambda _good, odd: odd.symlink_to(odd),
    "a link to nowhere": lambda _good, odd: odd.symlink_to(odd.with_name("nowhere")),
    "a pipe": lambda _good, odd: os.mkfifo(odd),
    "an endless file": lambda _good, odd: odd.symlink_to("/dev/zero"),
    "a folder": lambda _good, odd: odd.mkdir(),
    "brackets": lambda _good, odd: odd.write_bytes(b"[" * 60_000 + bytes(36) + MARK),
    "nothing": lambda _good, odd: odd.touch(),
}


@dataclass
class Found:
    """What a search has found, or how it ended."""

    rows: tuple[Restorable, ...] = ()
    error: list[BaseException] = field(default_factory=list)


def found_in_time(profile: Path, *places: Path) -> Found:
    """A search that waits for a pipe would never end, so it runs beside the test."""
    found = Found()

    def work() -> None:
        try:
            found.rows = find_backups(profile, *places)
        except BaseException as error:
            found.error.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive(), "the search hangs"
    return found


@needs_posix
@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("called", ["x.fmb", "store-20261111-1111.fmb"])
def test_it_is_one_damaged_line_and_the_good_one_comes_back(
    laptop: Laptop, name: str, called: str
) -> None:
    good = laptop.backups.make()
    odd = laptop.backups.folder / called
    ODD[name](good.path, odd)
    found = found_in_time(laptop.profile, laptop.backups.folder)
    assert found.error == []
    first, *others = found.rows
    assert (first.path, first.fault) == (good.path, None)
    assert [one.path for one in others] == ([odd] if name != "a link to nowhere" else [])
    faults = {ErrorCode.BACKUP_DAMAGED, ErrorCode.BACKUP_UNREADABLE}
    assert {one.fault for one in others} <= faults
    tr = LocaleContext("de")
    for one in found.rows:
        assert not one.created_at or moment_words(one.created_at, tr)
    assert len(laptop.backups.rows()) == len(found.rows)

    laptop.now += 40 * DAY
    laptop.note()
    fresh = laptop.backups.make()
    assert fresh.fault is None
    laptop.close()
    bring_back(laptop.profile, fresh.path)
    laptop.open()


@needs_posix
@pytest.mark.parametrize("put", ["a pipe", "an endless file", "a folder", "a link to itself"])
def test_what_stands_in_the_place_of_an_attachment_is_counted_as_missing(
    laptop: Laptop, tmp_path: Path, put: str
) -> None:
    name, whole = laptop.attachment(), laptop.attachment()
    row = laptop.backups.make()
    place = laptop.backups.folder / "attachments" / name
    place.unlink()
    ODD[put](row.path, place)
    restored = bring_back(tmp_path / "other", row.path)
    assert restored.missing == 1
    assert os.listdir(tmp_path / "other" / "attachments") == [whole]


def test_an_attachment_of_another_size_is_not_read_at_all(laptop: Laptop, tmp_path: Path) -> None:
    name = laptop.attachment()
    row = laptop.backups.make()
    place = laptop.backups.folder / "attachments" / name
    (kept,) = read_manifest(row.path).attachments
    assert backup_file.is_whole(place, kept)
    place.unlink()
    with place.open("wb") as file:
        file.truncate(2**40)
    assert not backup_file.is_whole(place, kept)
    assert bring_back(tmp_path / "other", row.path).missing == 1


def test_a_clock_far_off_makes_no_backup_that_cannot_be_shown(laptop: Laptop) -> None:
    for count, moment in enumerate((0, TOO_LATE), 1):
        laptop.now = moment
        row = laptop.backups.make()
        assert row.fault is None
        assert [one.fault for one in laptop.backups.rows()] == [None] * count
        assert not laptop.backups.is_due()


def test_the_moment_of_a_manifest_can_be_shown() -> None:
    for moment in (backup_file.FIRST_MS, NINE, backup_file.LAST_MS):
        assert msgspec.convert(moment, backup_file.Moment) == moment
        assert moment_words(moment, LocaleContext("de"))
    for moment in (0, TOO_LATE):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(moment, backup_file.Moment)


def test_a_backup_is_as_large_in_both_lists(laptop: Laptop) -> None:
    laptop.attachment(700_000)
    row = laptop.backups.make()
    (found,) = find_backups(laptop.profile)
    assert found.size == row.size == laptop.backups.rows()[0].size
    assert found.size == row.path.stat().st_size + 700_000
    tr = LocaleContext("de")
    assert size_words(found.size, tr) == size_words(row.size, tr)


@pytest.mark.parametrize("when", ["while it is prepared", "before it is moved"])
def test_a_foreign_file_in_the_restored_folder_keeps_nobody_out(laptop: Laptop, when: str) -> None:
    laptop.close()
    folder = backup_restore.prepare(laptop.profile)
    for name in ("store.db", *backup_restore.KEY_FILES):
        shutil.copy(laptop.profile / name, folder / name)
    if when == "before it is moved":
        folder = folder.rename(laptop.profile / "restored-20261123-090000")
    (folder / ".DS_Store").write_bytes(b"Bud1")
    (folder / "inner").mkdir()
    if when == "while it is prepared":
        backup_restore.put_in_place(laptop.profile, NINE)
    for _ in range(3):
        backup_restore.finish(laptop.profile)
        assert not backup_restore.is_waiting(laptop.profile)
        assert not bringing_back.is_waiting(laptop.profile)
        laptop.open()
        laptop.close()
    assert backup_restore.has_replaced(laptop.profile)


def test_an_emptied_folder_of_a_restore_is_taken_away(laptop: Laptop) -> None:
    left = laptop.profile / "restored-20261123-090000"
    left.mkdir()
    backup_restore.finish(laptop.profile)
    assert not left.exists()
