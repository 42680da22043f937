"""A folder of another account, a medium that cannot be written: said at once, nothing made
(hardening T06, T07)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.app.profiles import is_kept_out
from desktop.crypto import keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId
from desktop.storage import files
from desktop.storage.store import Store
from tests.durability.clerk import CHEAP
from tests.durability.faulty_disk import failing

pytestmark = [
    pytest.mark.hardening("T06"),
    pytest.mark.hardening("T07"),
    pytest.mark.skipif(sys.platform != "linux", reason="rights of files"),
]

NOBODY = 65534


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    directory = tmp_path / "anna"
    made = keyfile.create(directory, "x", store_id="anna", cost=CHEAP)
    Store.create(directory, made.key, store_id="anna", device=DeviceId("a" * 32)).close()
    return directory


@contextmanager
def as_another_account(*closed: Path) -> Iterator[None]:
    """Be somebody else where this process may; else take the rights in *closed* away."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)
        return
    modes = {path: path.stat().st_mode for path in closed}
    for path in closed:
        path.chmod(0)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_another_account_can_neither_list_nor_read_a_profile(profile: Path) -> None:
    names = [path.name for path in profile.iterdir()]
    with as_another_account(profile):
        with pytest.raises(PermissionError):
            list(profile.iterdir())
        for name in names:
            with pytest.raises(PermissionError):
                (profile / name).read_bytes()


def test_whose_folder_it_is_is_said_before_a_password_is_asked(profile: Path) -> None:
    assert not is_kept_out(profile)
    assert not is_kept_out(profile / "nowhere")
    with as_another_account(profile):
        assert is_kept_out(profile)
        assert is_kept_out(profile / "nowhere")


def test_files_of_another_account_are_not_called_damaged(profile: Path) -> None:
    store, keys = (
        files.store_path(profile),
        [profile / name for name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE)],
    )
    profile.chmod(0o755)
    profile.parent.chmod(0o755)
    with as_another_account(store, *keys):
        for opens in (
            lambda: files.inspect(store, bytes(32)),
            lambda: keyfile.unlock(profile, "x", allow_weak=True),
        ):
            with pytest.raises(KnownError) as caught:
                opens()
            assert caught.value.code is ErrorCode.NO_ACCESS


def test_a_medium_that_cannot_be_written_is_called_so(profile: Path) -> None:
    key = keyfile.unlock(profile, "x", allow_weak=True).key
    store = files.store_path(profile)
    before = {path.name: path.read_bytes() for path in profile.iterdir()}
    beside = [store.with_name(f"{store.name}{end}") for end in ("-wal", "-shm")]
    with (
        failing(os.getpid(), "openat", "EROFS", "1+", *beside),
        pytest.raises(KnownError) as caught,
    ):
        Store.open(profile, key, store_id="anna")
    assert caught.value.code is ErrorCode.READ_ONLY
    assert {path.name: path.read_bytes() for path in profile.iterdir()} == before


def test_a_profile_is_not_made_on_a_medium_that_cannot_be_written(tmp_path: Path) -> None:
    directory = tmp_path / "berta"
    directory.mkdir(mode=0o700)
    part = directory / "store.db.new"
    with failing(os.getpid(), "openat", "EROFS", "1+", part), pytest.raises(KnownError) as caught:
        Store.create(directory, bytes(32), store_id="berta", device=DeviceId("a" * 32))
    assert caught.value.code is ErrorCode.READ_ONLY
    assert list(directory.iterdir()) == []
