"""What is said of a password or a recovery sheet is what the key file does, whatever failed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from desktop.crypto import keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.permits import BEGUN_SETTING, REHEARSED_SETTING, Permit, RecoveryCode
from desktop.services.secrets import SecretService, Step
from tests.support.backed_up import NINE, PASSWORD, WEAK, Laptop

pytestmark = [pytest.mark.hardening("T14"), pytest.mark.hardening("T16")]
NEW = "kolibri trommel ufer stempel birne"
LATER = NINE + 60_000


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "profile")
    first = permit(made).new_code()
    permit(made).adopt(first)
    made.code, made.now = first.letters, LATER
    yield made
    made.store.close()


def permit(laptop: Laptop) -> Permit:
    return Permit(laptop.profile, laptop.unlocked().key, laptop.store, laptop.clock, WEAK)


def begun(laptop: Laptop, leave: Permit) -> RecoveryCode:
    """A new code, and that it was begun is noted."""
    code = leave.new_code()
    laptop.store.write(lambda _writer: None).result()
    return code


def service(laptop: Laptop) -> SecretService:
    return SecretService(laptop.store, (), laptop.clock)


def full(*_: object) -> Future[Any]:
    """What ``Store.write`` answers when there is no room for the transaction."""
    future: Future[Any] = Future()
    future.set_exception(KnownError(ErrorCode.DISK_FULL))
    return future


def is_open(call: Callable[..., object], *arguments: object) -> bool:
    try:
        call(*arguments, allow_weak=True)
    except KnownError as error:
        if error.code is ErrorCode.WRONG_PASSWORD:
            return False
        raise
    return True


def sheets(laptop: Laptop, new: RecoveryCode) -> tuple[bool, bool]:
    """Whether the sheet from before opens, and whether the new one does."""
    return (
        is_open(keyfile.unlock_with_recovery, laptop.profile, laptop.code),
        is_open(keyfile.unlock_with_secret, laptop.profile, new.secret),
    )


def passwords(laptop: Laptop) -> tuple[bool, bool]:
    """The same of the passwords."""
    return (
        is_open(keyfile.unlock, laptop.profile, PASSWORD),
        is_open(keyfile.unlock, laptop.profile, NEW),
    )


def held(monkeypatch: pytest.MonkeyPatch, name: str, number: int = errno.EACCES) -> None:
    """The copy *name* of the key file cannot be replaced, as while a virus scanner reads it."""
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == name:
            raise OSError(number, os.strerror(number))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)


def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_directory: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(keyfile, "_sync_directory", fail)


def begun_unsure(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> tuple[Permit, RecoveryCode]:
    """A new code whose place in the key file the disk did not confirm, and who gave it."""
    leave = permit(laptop)
    code = begun(laptop, leave)
    with monkeypatch.context() as patch:
        unsynced(patch)
        with pytest.raises(KnownError):
            leave.adopt(code)
    return leave, code


def test_a_password_that_could_not_be_noted_holds_and_is_said_to(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = permit(laptop)
    monkeypatch.setattr(laptop.store, "write", full)
    leave.set_password(NEW)
    assert passwords(laptop) == (False, True)


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC])
def test_the_first_copy_decides_about_a_password(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        held(patch, keyfile.KEY_FILE, number)
        with pytest.raises(KnownError):
            permit(laptop).set_password(NEW)
        assert passwords(laptop) == (True, False)
    with monkeypatch.context() as patch:
        held(patch, keyfile.BACKUP_FILE, number)
        permit(laptop).set_password(NEW)
        assert passwords(laptop) == (False, True)
    assert passwords(laptop) == (False, True)
    both = [(laptop.profile / name).read_bytes() for name in ("key.json", "key.backup.json")]
    assert both[0] == both[1]  # mended by the opening
    assert not list(laptop.profile.glob("*.tmp"))


def test_a_disk_that_does_not_confirm_is_a_fault_and_not_a_full_disk(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only of a full disk it is said that the old password holds."""
    leave = permit(laptop)
    unsynced(monkeypatch)
    with pytest.raises(KnownError) as fault:
        leave.set_password(NEW)
    assert fault.value.code is ErrorCode.DISK_FAULT


@pytest.mark.parametrize("name", [keyfile.KEY_FILE, keyfile.BACKUP_FILE])
def test_the_first_copy_decides_about_a_sheet(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    leave = permit(laptop)
    code = begun(laptop, leave)
    held(monkeypatch, name)
    if name == keyfile.KEY_FILE:
        with pytest.raises(KnownError):
            leave.adopt(code)
        assert sheets(laptop, code) == (True, False)
        assert service(laptop).void_sheet_made_at() == LATER
        assert service(laptop).sheet_made_at() == NINE
        return
    leave.adopt(code)
    assert sheets(laptop, code) == (False, True)
    assert service(laptop).void_sheet_made_at() is None
    assert service(laptop).sheet_made_at() == LATER


def test_a_sheet_that_cannot_be_noted_before_is_void(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = permit(laptop)
    code = begun(laptop, leave)
    with monkeypatch.context() as patch:
        patch.setattr(laptop.store, "write", full)
        with pytest.raises(KnownError):
            leave.adopt(code)
    assert sheets(laptop, code) == (True, False)
    assert service(laptop).void_sheet_made_at() == LATER
    assert not service(laptop).settle_sheet()


def test_a_sheet_that_holds_and_was_not_noted_is_never_called_void(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is killed, or the disk is full, after the key file and before the note."""
    leave = permit(laptop)
    code = begun(laptop, leave)
    real = keyfile.put_slot

    def put(*arguments: Any) -> None:
        real(*arguments)
        monkeypatch.setattr(laptop.store, "write", full)

    with monkeypatch.context():
        monkeypatch.setattr(keyfile, "put_slot", put)
        leave.adopt(code)
    monkeypatch.undo()
    assert laptop.store.read().setting(BEGUN_SETTING) == LATER
    assert sheets(laptop, code) == (False, True)
    asked = service(laptop)
    assert asked.void_sheet_made_at() is None
    assert asked.sheet_made_at() == LATER
    assert asked.settle_sheet()
    laptop.store.write(lambda _writer: None).result()
    assert laptop.store.read().setting(BEGUN_SETTING) is None
    assert (asked.sheet_made_at(), asked.settle_sheet()) == (LATER, False)


def test_a_second_attempt_after_an_unsure_one_leaves_the_same_sheet_holding(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave, code = begun_unsure(laptop, monkeypatch)
    with monkeypatch.context() as patch:
        held(patch, keyfile.KEY_FILE)
        with pytest.raises(KnownError):
            leave.adopt(code)
    assert sheets(laptop, code) == (False, True)
    assert service(laptop).void_sheet_made_at() is None


def test_nobody_is_told_to_destroy_the_old_sheet_while_the_disk_does_not_confirm(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = permit(laptop)
    code = begun(laptop, leave)
    asked = service(laptop)
    with monkeypatch.context() as patch:
        unsynced(patch)
        with pytest.raises(KnownError):
            leave.adopt(code)
        assert (asked.settle_sheet(), asked.void_sheet_made_at()) == (False, None)
    assert asked.settle_sheet()


def test_the_set_up_does_not_ask_again_for_a_sheet_that_holds(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.store.write(lambda writer: writer.put_setting(REHEARSED_SETTING, None)).result()
    begun_unsure(laptop, monkeypatch)
    assert service(laptop).step() is Step.DONE


def test_another_sheet_begun_does_not_hide_which_one_holds(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun_unsure(laptop, monkeypatch)
    laptop.now = LATER + 60_000
    begun(laptop, permit(laptop))
    asked = service(laptop)
    assert (asked.sheet_made_at(), asked.void_sheet_made_at()) == (LATER, LATER + 60_000)


def test_a_key_file_that_cannot_be_read_calls_no_sheet_void(laptop: Laptop) -> None:
    begun(laptop, permit(laptop))
    assert service(laptop).void_sheet_made_at() == LATER
    for name in ("key.json", "key.backup.json"):  # one alone may have been the newer
        (laptop.profile / name).write_bytes(b"")
        assert service(laptop).void_sheet_made_at() is None
        assert not service(laptop).settle_sheet()


def test_no_secret_is_noted(laptop: Laptop) -> None:
    leave = permit(laptop)
    code = begun(laptop, leave)
    leave.adopt(code)
    reader = laptop.store.read()
    noted = [reader.setting(name) for name in reader.settings("recovery_")]
    assert noted
    assert all(isinstance(one, int) for one in noted)
