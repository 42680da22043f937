"""Two copies that do not say the same: only what was written with the key counts (T09 T14 T16)."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from desktop.crypto import key_document, key_slots, keyfile
from desktop.crypto.key_document import KeyDocument
from desktop.crypto.key_slots import Cost
from desktop.domain.errors import ErrorCode, KnownError

QUICK = Cost(memory_kib=32, passes=1, lanes=1)
STORE = "0192f3a4" * 4
FIRST, SECOND = "Füchse im Hof", "Igel am Zaun entlang"
NAMES = ("key.json", "key.backup.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keyfile.create(tmp_path, FIRST, store_id=STORE, cost=QUICK)
    return tmp_path


def opened(folder: Path, password: str = FIRST) -> keyfile.Unlocked:
    return keyfile.unlock(folder, password, allow_weak=True)


def refusal(folder: Path, password: str) -> ErrorCode:
    with pytest.raises(KnownError) as fault:
        opened(folder, password)
    return fault.value.code


def read(path: Path) -> KeyDocument:
    return key_document.decode(path.read_bytes(), file=path.name, allow_weak=True)


def forge(path: Path, key: bytes) -> None:
    """As somebody without *key* can: a later generation, the checksum put right."""
    newer = msgspec.structs.replace(read(path), generation=99, min_sequence=10**6)
    marked = newer.sealed(bytes(32))
    assert not marked.is_by_owner_of(key)
    path.write_bytes(marked.encode())


@pytest.mark.hardening("T16")
@pytest.mark.parametrize("name", NAMES)
def test_a_copy_that_only_says_it_is_newer_does_not_beat_the_good_one(
    folder: Path, name: str
) -> None:
    key = opened(folder).key
    forge(folder / name, key)
    assert opened(folder) == keyfile.Unlocked(key, STORE, 0)
    both = [(folder / one).read_bytes() for one in NAMES]
    assert both[0] == both[1]
    assert read(folder / name).is_by_owner_of(key)


def test_two_copies_that_nobody_with_the_key_wrote_are_damage(folder: Path) -> None:
    key = opened(folder).key
    for name in NAMES:
        forge(folder / name, key)
    assert refusal(folder, FIRST) is ErrorCode.KEY_FILE_DAMAGED


@pytest.mark.hardening("T14")
@pytest.mark.parametrize("name", NAMES)
def test_an_old_copy_put_beside_the_new_one_opens_with_the_new_password_only(
    folder: Path, name: str
) -> None:
    old = (folder / name).read_bytes()
    key = opened(folder).key
    keyfile.change_password(folder, key, SECOND, cost=QUICK)
    (folder / name).write_bytes(old)
    assert refusal(folder, FIRST) is ErrorCode.WRONG_PASSWORD
    assert (folder / name).read_bytes() == old  # who was refused has changed nothing
    assert opened(folder, SECOND).key == key
    assert refusal(folder, FIRST) is ErrorCode.WRONG_PASSWORD


def test_an_old_copy_does_not_bring_the_old_recovery_code_back(tmp_path: Path) -> None:
    created = keyfile.create(tmp_path, FIRST, store_id=STORE, cost=QUICK)
    old = (tmp_path / NAMES[1]).read_bytes()
    code = keyfile.renew_recovery_code(tmp_path, created.key)
    (tmp_path / NAMES[1]).write_bytes(old)
    with pytest.raises(KnownError) as fault:
        keyfile.unlock_with_recovery(tmp_path, created.recovery_code, allow_weak=True)
    assert fault.value.code is ErrorCode.WRONG_PASSWORD
    assert keyfile.unlock_with_recovery(tmp_path, code, allow_weak=True).key == created.key


def test_where_nobody_is_the_answer_costs_as_much_as_a_wrong_password() -> None:
    """Else the time would tell whose initials have a folder on a shared laptop."""
    cost = Cost(memory_kib=64 * 1024, passes=1, lanes=1)
    key_slots.stretch(b"warm", bytes(16), cost)
    began = time.process_time()
    key_slots.stretch(b"falsch", bytes(16), cost)
    derived = time.process_time() - began
    began = time.process_time()
    with pytest.raises(KnownError) as fault:
        keyfile.unlock_in_vain("falsch", cost)
    assert fault.value.code is ErrorCode.WRONG_PASSWORD
    assert time.process_time() - began > derived / 2
