"""A set-up that is killed at any touch of a file is no dead end (T01)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.profile import STAFF_SETTING, Enrolment, create_profile
from desktop.storage import backup_restore
from desktop.storage.store import Store
from tests.support.backed_up import NINE, PASSWORD, WEAK
from tests.support.restore_kills import killed_before

_ROOT = Path(__file__).parents[3]
STAFF = RecordId("ab" * 16)


def set_up(profile: Path) -> None:
    enrolment = Enrolment(DeviceKeys.generate(), bytes(16), bytes(32), STAFF, "cd" * 16, "")
    create_profile(profile, PASSWORD, enrolment, now=lambda: NINE, cost=WEAK)


def opens(profile: Path) -> bool:
    """The next start: True for a whole profile, False where there is none."""
    backup_restore.finish(profile)
    if not any((profile / name).exists() for name in ("key.json", "key.backup.json")):
        assert not (profile / "store.db").exists()
        return False
    unlocked = keyfile.unlock(profile, PASSWORD, allow_weak=True)
    store = Store.open(profile, unlocked.key, store_id=unlocked.store_id, now=lambda: NINE)
    try:
        assert store.read().setting(STAFF_SETTING) == STAFF
    finally:
        store.close()
    return True


@pytest.mark.hardening("T01")
@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_killed_set_up_has_been_done_or_can_be_done_again() -> None:
    """Forked in a process of its own: this one may have threads. In memory: a kill, unlike a
    power cut, does not care what reached the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        command = [sys.executable, "-m", __name__, folder]
        found = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    again, done = (int(number) for number in found.stdout.split())
    assert again >= 10
    assert done >= 3


def test_what_is_in_the_folder_already_stays(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "fallmappe.log").write_text("x")
    (tmp_path / "window.json").write_text("{}")
    set_up(tmp_path)
    assert (tmp_path / "log" / "fallmappe.log").read_text() == "x"
    assert (tmp_path / "window.json").read_text() == "{}"
    assert opens(tmp_path)
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith("resto")]


def test_a_profile_that_waits_to_be_moved_in_is_no_empty_place(tmp_path: Path) -> None:
    """The only store of somebody: the set-up puts it where it belongs and makes none."""
    set_up(tmp_path)
    waiting = tmp_path / "restored-20261123-090000"
    waiting.mkdir()
    for name in ("key.json", "key.backup.json", "store.db"):
        (tmp_path / name).rename(waiting / name)
    store = (waiting / "store.db").read_bytes()
    with pytest.raises(KnownError) as refused:
        set_up(tmp_path)
    assert refused.value.code is ErrorCode.STORE_EXISTS
    assert (tmp_path / "store.db").read_bytes() == store


def kill_all(folder: Path) -> None:
    """Kill before every touch, look, and set up again; prints how often it was which."""
    again = done = nth = 0
    is_killed = True
    while is_killed:
        nth += 1
        profile = folder / str(nth)
        profile.mkdir()
        is_killed = killed_before(nth, partial(set_up, profile))
        if opens(profile):
            done += 1
            continue
        again += 1
        if nth % 3 == 0:
            set_up(profile)
            assert opens(profile)
    print(again, done)


if __name__ == "__main__":
    kill_all(Path(sys.argv[1]))
