"""T07: whatever a profile holds belongs to one worker, and another user of the laptop gets nowhere.

Windows knows no modes; there the folder of a user is closed to others by the system.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.app import crash, logs
from desktop.domain.errors import BugError, KnownError
from desktop.services.installation import check_installation
from desktop.services.password_tries import TryGuard
from desktop.storage import ballast, head_file
from desktop.storage.attachments import AttachmentFiles
from tests.conftest import Figure
from tests.support.backed_up import Laptop, bring_back

pytestmark = [
    pytest.mark.hardening("T07"),
    pytest.mark.skipif(sys.platform == "win32", reason="no modes"),
]
EXPECTED = {
    "key.json", "key.backup.json", "store.db", "store.db-wal", "head.json", "ballast",
    "program.log", "tries.json",
}  # fmt: skip
"""Some that have to be there, so that an empty folder would not do."""
OTHER = 65534
"""The user and group ``nobody``."""


@pytest.fixture
def no_umask() -> Iterator[None]:
    """A careless account: new files are for everybody unless the program says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def worked(profile: Path, state: Path) -> None:
    """A profile with everything in it that a program writes at some time."""
    laptop = Laptop(profile)
    try:
        laptop.note()
        stored = AttachmentFiles(profile).put(b"%PDF-1.7 ...")
        assert AttachmentFiles(profile).has(stored)
        ballast.make(profile, room=0)
        key = laptop.unlocked().key
        head_file.write(profile, key, head_of(laptop), sync=True)
        check_installation(laptop.store, state, laptop.now)
        laptop.backups.make()
        for work in (log_something, crash_somehow, mistype):
            work(profile)
    finally:
        laptop.close()


def head_of(laptop: Laptop) -> head_file.Head:
    mark = head_file.mark_of(1, laptop.now, 0)
    return head_file.Head(laptop.unlocked().store_id, 1, 0, mark)


def log_something(profile: Path) -> None:
    handler = logs.LogFile(profile / "log")
    handler.emit(logging.makeLogRecord({"msg": "something", "levelno": 30}))
    handler.close()


def crash_somehow(profile: Path) -> None:
    assert crash.write_report(profile / "log", BugError("x")) is not None
    faults = crash.FaultReport(profile / "log")
    assert open_to_others(profile / "log") == []
    faults.close()


def mistype(profile: Path) -> None:
    with pytest.raises(KnownError), TryGuard(profile / "tries.json").attempt():
        Laptop(profile, make=False).unlocked("falsch")


def open_to_others(root: Path) -> list[str]:
    """Files and folders at or below *root* with any right for others, or of another owner.

    An open store renames its fresh files meanwhile; one that is gone is open to nobody.
    """
    found = []
    for path in (root, *root.rglob("*")):
        try:
            state = path.lstat()
        except FileNotFoundError:
            continue
        wanted = 0o700 if stat.S_ISDIR(state.st_mode) else 0o600
        if state.st_mode & 0o777 != wanted or state.st_uid != os.geteuid():
            found.append(f"{path.relative_to(root)} {state.st_mode & 0o777:o} {state.st_uid}")
    return found


def test_with_a_careless_account_too_every_file_is_for_its_owner_only(
    tmp_path: Path, no_umask: None, figure: Figure
) -> None:
    profile, state = tmp_path / "profile", tmp_path / "state"
    worked(profile, state)
    assert {path.name for path in profile.rglob("*")} >= EXPECTED - {"store.db-wal"}
    assert open_to_others(profile) == []
    assert open_to_others(state / "installations") == []
    number = sum(1 for _ in profile.rglob("*"))
    figure(f"T07: {number} files and folders of a profile, umask 0: all 0600 or 0700")


def test_while_it_is_open_the_log_of_the_store_is_private_too(
    tmp_path: Path, no_umask: None
) -> None:
    laptop = Laptop(tmp_path / "profile")
    laptop.note()
    names = {path.name for path in laptop.profile.iterdir()}
    assert {"store.db-wal", "store.db-shm"} <= names
    assert open_to_others(laptop.profile) == []
    laptop.close()


def test_what_is_brought_back_from_a_backup_is_private_wherever_it_came_from(
    tmp_path: Path, no_umask: None
) -> None:
    worked(tmp_path / "profile", tmp_path / "state")
    stick = tmp_path / "stick"
    shutil.copytree(tmp_path / "profile" / "backups", stick)
    for path in (stick, *stick.rglob("*")):
        path.chmod(0o777)
    backup = next(stick.glob("*.fmb"))
    bring_back(tmp_path / "new", backup)
    assert open_to_others(tmp_path / "new") == []
    bring_back(tmp_path / "profile", backup)
    assert open_to_others(tmp_path / "profile") == []


def test_rights_that_an_unpacked_archive_gave_are_taken_away_at_the_next_start(
    tmp_path: Path,
) -> None:
    worked(tmp_path / "profile", tmp_path / "state")
    for path in (tmp_path / "profile", *(tmp_path / "profile").glob("store.db*")):
        path.chmod(0o777)
    assert open_to_others(tmp_path / "profile") != [], "the check sees them"
    Laptop(tmp_path / "profile", make=False).close()
    assert open_to_others(tmp_path / "profile") == []


_STRANGER = """
import json, os, sys
os.setgroups([]); os.setgid(int(sys.argv[1])); os.setuid(int(sys.argv[1]))
tries = [lambda p: os.listdir(p), lambda p: os.close(os.open(p, os.O_RDONLY)),
         lambda p: os.close(os.open(p, os.O_WRONLY)), lambda p: os.unlink(p),
         lambda p: os.rename(p, p + "x"), lambda p: os.stat(p + "/key.json"),
         lambda p: os.mkdir(p + "/in")]
reached = []
for path in json.load(sys.stdin):
    for number, attempt in enumerate(tries):
        try:
            attempt(path)
        except OSError:
            continue
        reached.append([path, number])
print(json.dumps(reached))
"""


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder that every user of this computer may enter, as a home's parent is."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="becomes another user, which only root can; elsewhere the modes above speak for it",
)
def test_another_user_of_the_laptop_reads_lists_and_changes_nothing(common: Path) -> None:
    profile = common / "profile"
    worked(profile, common / "state")
    (common / "open").write_text("for everybody")
    (common / "open").chmod(0o644)
    paths = [profile, *profile.rglob("*"), common / "state" / "installations", common / "open"]
    done = subprocess.run(
        [sys.executable, "-c", _STRANGER, str(OTHER)], check=True, text=True,
        input=json.dumps([str(path) for path in paths]), capture_output=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == [[str(common / "open"), 1]], "only the control is reached"
