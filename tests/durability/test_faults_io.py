"""Errors of the disk in the nth write, sync or rename: no half key file, nothing confirmed is
lost, and never anything in plain (hardening T04)."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId
from desktop.storage import driver, files, head_file
from desktop.storage.store import Store
from tests.conftest import Figure, Rounds
from tests.durability.clerk import CHEAP, Clerk
from tests.durability.faulty_disk import failing
from tests.durability.test_faults_disk_full import new_visit

pytestmark = [
    pytest.mark.hardening("T04"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace"),
]

STORE_ID = "anna"
RENAMES = "rename,renameat,renameat2"
SYNCS = "fsync,fdatasync"
REFUSALS = {ErrorCode.DISK_FULL, ErrorCode.DISK_FAULT, ErrorCode.READ_ONLY}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with a cheap password slot, "old"."""
    directory = tmp_path / STORE_ID
    made = keyfile.create(directory, "old", store_id=STORE_ID, cost=CHEAP)
    device = DeviceId("a" * 32)
    Store.create(directory, made.key, store_id=STORE_ID, device=device).close()
    return directory


def key_of(profile: Path, password: str = "old") -> bytes:
    return keyfile.unlock(profile, password, allow_weak=True).key


def nothing_in_plain(profile: Path) -> None:
    """No file of the profile is a plain database, or holds a word of what was entered."""
    for path in profile.iterdir():
        data = path.read_bytes()
        assert not data.startswith(driver.PLAIN_HEADER), path.name
        assert b"Wort" not in data, path.name


def visits(profile: Path, key: bytes) -> set[str]:
    """What is in the store after the process has gone."""
    store = Store.open(profile, key, store_id=STORE_ID)
    try:
        return {visit.id for visit in store.read().find("visit")}
    finally:
        store.close()


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("calls", ["pwrite64", SYNCS])
def test_a_failing_call_loses_nothing_that_was_confirmed(
    profile: Path, rounds: Rounds, figure: Figure, calls: str, error: str
) -> None:
    key, saved, refused = key_of(profile), set[str](), 0
    with Clerk(profile, key) as clerk:
        for nth in range(1, rounds(12, 60) + 1):
            visit = new_visit()
            with failing(clerk.process, calls, error, str(nth)):
                answer = clerk.ask("save", visit=visit)
                clerk.ask("reopen")
            assert clerk.ask("reopen") == ""
            if answer in REFUSALS:
                refused += 1
                assert clerk.ask("save", visit=visit) == visit
            else:
                assert answer == visit
            saved.add(visit)
    assert refused > 0
    assert visits(profile, key) == saved
    nothing_in_plain(profile)
    figure(f"T04 {calls} fails with {error}: {refused} saves refused, 0 of {len(saved)} lost")


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize(
    ("calls", "positions"), [("write", (1, 2)), (SYNCS, (1, 2)), (RENAMES, (1, 2))]
)
def test_no_error_leaves_half_a_key_file(
    profile: Path, calls: str, positions: tuple[int, ...], error: str
) -> None:
    key, passwords = key_of(profile), ["old"]
    with Clerk(profile, key) as clerk:
        for nth in positions:
            password = f"new {calls} {nth}"
            passwords.append(password)
            with failing(clerk.process, calls, error, str(nth)):
                answer = clerk.ask("change_password", password=password)
            if (calls, nth) == (RENAMES, 2):  # the first copy decides: the change holds
                assert answer == password
                assert opens_with_one_of(profile, [password], key)
            else:
                assert answer in REFUSALS
                is_sure = answer != ErrorCode.DISK_FAULT
                last = passwords[-2:-1] if is_sure else passwords[-2:]
                assert opens_with_one_of(profile, last, key)
            assert clerk.ask("change_password", password=password) == password
            assert key_of(profile, password) == key
    left = {path.name for path in profile.glob("key*")}
    assert left == {keyfile.KEY_FILE, keyfile.BACKUP_FILE}
    nothing_in_plain(profile)


def opens_with_one_of(profile: Path, passwords: list[str], key: bytes) -> bool:
    """Both copies are whole documents, and one of the passwords opens them."""
    for name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE):
        json.loads((profile / name).read_bytes())
    for password in passwords:
        with contextlib.suppress(KnownError):
            return key_of(profile, password) == key
    return False


@pytest.mark.parametrize("calls", ["openat", "write", RENAMES])
def test_a_profile_that_cannot_be_made_leaves_no_half_key_file(tmp_path: Path, calls: str) -> None:
    for nth in (1, 2):
        directory = tmp_path / f"{calls[:5]}-{nth}"
        directory.mkdir(mode=0o700)
        fault = None
        with failing(os.getpid(), calls, "ENOSPC", f"{nth}+"):
            try:
                keyfile.create(directory, "old", store_id=STORE_ID, cost=CHEAP)
            except KnownError as error:
                fault = error.code
        if (calls, nth) == (RENAMES, 2):  # one copy is enough, and the opening makes the other
            assert fault is None
            assert key_of(directory, "old")
            assert (directory / keyfile.BACKUP_FILE).exists()
        else:
            assert fault is ErrorCode.DISK_FULL
        for path in directory.iterdir():
            assert path.name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE)
            json.loads(path.read_bytes())


def test_a_head_file_that_cannot_be_written_harms_nothing(profile: Path) -> None:
    key = key_of(profile)
    with Clerk(profile, key) as clerk:
        with failing(clerk.process, RENAMES, "EIO"):
            visit = clerk.ask("save", visit=new_visit())
            clerk.ask("reopen")
        assert isinstance(clerk.ask("save", visit=new_visit()), str)
        clerk.ask("reopen")
    assert visit in visits(profile, key)
    head = head_file.read(profile, key, STORE_ID)
    assert head is not None
    assert head.operations == 2 * 21


def test_a_store_that_cannot_be_read_is_no_reason_for_a_new_one(profile: Path) -> None:
    key, path = key_of(profile), files.store_path(profile)
    before = path.read_bytes()
    for calls in ("openat", "pread64", "read"):
        with (
            failing(os.getpid(), calls, "EIO", "1+", path),
            pytest.raises(KnownError) as caught,
        ):
            Store.open(profile, key, store_id=STORE_ID)
        assert caught.value.code in {*REFUSALS, ErrorCode.STORE_DAMAGED}
    assert path.read_bytes() == before
    nothing_in_plain(profile)
