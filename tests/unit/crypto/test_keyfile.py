"""The key file opens by password or code, names faults, survives crashes (T06 T09 T14 T16)."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.crypto import key_document, key_slots, keyfile
from desktop.crypto.key_slots import DEFAULT_COST, LEAST_COST, Cost
from desktop.domain.errors import ErrorCode, KnownError

QUICK = Cost(memory_kib=32, passes=1, lanes=1)
STORE = "0192f3a4" * 4


@pytest.fixture
def store(tmp_path: Path) -> tuple[Path, keyfile.Created]:
    directory = tmp_path / "store"
    return directory, keyfile.create(directory, "Füchse im Hof", store_id=STORE, cost=QUICK)


Store = tuple[Path, keyfile.Created]


def _unlock(directory: Path, password: str = "Füchse im Hof") -> keyfile.Unlocked:
    return keyfile.unlock(directory, password, allow_weak=True)


def _fault(call: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as fault:
        call()
    return fault.value


def _update(new: dict[str, Any], fields: dict[str, Any]) -> None:
    fields.update(new)


def _edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    fields = json.loads(path.read_text())
    change(fields)
    path.write_text(json.dumps(fields))


def test_password_and_printed_code_open_the_same_key(store: Store) -> None:
    directory, created = store
    unlocked = _unlock(directory)
    assert unlocked == keyfile.Unlocked(created.key, STORE, 0)
    code = created.recovery_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert keyfile.unlock_with_recovery(directory, code, allow_weak=True) == unlocked


def test_composed_and_decomposed_letters_are_one_password(store: Store) -> None:
    assert _unlock(store[0], "Fu\u0308chse im Hof").key == store[1].key


@pytest.mark.hardening("T09")
def test_the_default_cost_is_what_the_threat_model_asks_for(tmp_path: Path) -> None:
    created = keyfile.create(tmp_path, "p", store_id=STORE)
    slots = json.loads((tmp_path / "key.json").read_text())["slots"]
    password = next(slot for slot in slots if slot["slot"] == "password")
    assert (password["kdf"], password["memory_kib"], password["passes"], password["lanes"]) == (
        "argon2id",
        131072,
        3,
        4,
    )
    assert keyfile.unlock(tmp_path, "p").key == created.key


@pytest.mark.hardening("T09")
def test_keys_salts_and_codes_are_random(tmp_path: Path) -> None:
    made = [
        keyfile.create(tmp_path / str(n), "same", store_id=STORE, cost=QUICK) for n in range(20)
    ]
    assert len({created.key for created in made}) == 20
    assert len({created.recovery_code for created in made}) == 20
    slots = [
        slot
        for n in range(20)
        for slot in json.loads((tmp_path / str(n) / "key.json").read_text())["slots"]
    ]
    assert len({slot["salt"] for slot in slots}) == len({slot["nonce"] for slot in slots}) == 40


def test_the_file_holds_no_secret(store: Store) -> None:
    directory, created = store
    for path in directory.iterdir():
        text = path.read_bytes()
        assert created.key not in text
        assert created.key.hex().encode() not in text
        assert created.recovery_code.encode() not in text


def test_what_is_unlocked_says_nothing_of_the_key_when_it_is_written_down(store: Store) -> None:
    directory, created = store
    for shown in (repr(created), repr(_unlock(directory))):
        assert repr(created.key) not in shown
        assert created.recovery_code not in shown


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_nobody_else_may_read_it(store: Store) -> None:
    directory, created = store
    keyfile.update_min_sequence(directory, created.key, 3)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}
    assert modes == {"key.json": 0o600, "key.backup.json": 0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_wrong_password_says_so_and_changes_nothing(store: Store) -> None:
    directory, _ = store
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    assert _fault(lambda: _unlock(directory, "falsch")).code is ErrorCode.WRONG_PASSWORD
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before


def test_a_mistyped_code_is_told_from_one_of_another_store(store: Store, tmp_path: Path) -> None:
    directory, created = store
    other = keyfile.create(tmp_path / "other", "x", store_id=STORE, cost=QUICK)
    typo = created.recovery_code[:-1] + ("A" if created.recovery_code[-1] != "A" else "B")
    for code, expected in (
        (other.recovery_code, ErrorCode.WRONG_PASSWORD),
        (typo, ErrorCode.INVALID_VALUE),
        (created.recovery_code[:-4], ErrorCode.INVALID_VALUE),
        ("", ErrorCode.INVALID_VALUE),
    ):
        found = _fault(partial(keyfile.unlock_with_recovery, directory, code, allow_weak=True))
        assert found.code is expected


def test_nothing_there_is_missing(tmp_path: Path) -> None:
    assert _fault(lambda: _unlock(tmp_path / "none")).code is ErrorCode.KEY_FILE_MISSING
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ErrorCode.KEY_FILE_DAMAGED),
        (b'{"format": "fallmappe-key", "ver', ErrorCode.KEY_FILE_DAMAGED),
        (b'{"format": "fallmappe-key", "version": 1}', ErrorCode.KEY_FILE_DAMAGED),
        (b'{"format": "fallmappe-key", "version": 2}', ErrorCode.STORE_NEWER),
        (b'{"format": "other"}', ErrorCode.FOREIGN_FILE),
        (b"[]", ErrorCode.FOREIGN_FILE),
        (b"SQLite format 3\0" + bytes(100), ErrorCode.FOREIGN_FILE),
        (b"[" * 10_000, ErrorCode.FOREIGN_FILE),
        (b"x" * 100_000, ErrorCode.FOREIGN_FILE),
    ],
    ids=lambda value: str(value)[:20],
)
def test_each_fault_has_its_own_name(store: Store, content: bytes, expected: ErrorCode) -> None:
    directory, created = store
    for name in ("key.json", "key.backup.json"):
        (directory / name).write_bytes(content)
    fault = _fault(lambda: _unlock(directory))
    assert fault.code is expected
    assert fault.facts["file"] == "key.json"
    assert (
        _fault(lambda: keyfile.create(directory, "p", store_id=STORE, cost=QUICK)).code
        is ErrorCode.STORE_EXISTS
    )
    with pytest.raises(KnownError):
        keyfile.update_min_sequence(directory, created.key, 9)
    assert (directory / "key.json").read_bytes() == content


@pytest.mark.parametrize("name", ["key.json", "key.backup.json"])
@pytest.mark.parametrize("content", [None, b"", b"{", b"foreign"])
def test_one_whole_copy_is_enough_and_mends_the_other(
    store: Store, name: str, content: bytes | None
) -> None:
    directory, created = store
    if content is None:
        (directory / name).unlink()
    else:
        (directory / name).write_bytes(content)
    assert _unlock(directory).key == created.key
    assert (directory / "key.json").read_bytes() == (directory / "key.backup.json").read_bytes()


@pytest.mark.hardening("T09")
def test_there_are_two_slots_and_each_says_what_it_costs(store: Store) -> None:
    for name in ("key.json", "key.backup.json"):
        slots = json.loads((store[0] / name).read_text())["slots"]
        assert sorted((slot["slot"], slot["kdf"]) for slot in slots) == [
            ("password", "argon2id"),
            ("recovery", "hkdf-sha256"),
        ]
        assert not any(slot.get("memory_kib") for slot in slots if slot["slot"] == "recovery")


@pytest.mark.hardening("T09")
def test_a_lowered_cost_is_refused(store: Store) -> None:
    directory, _ = store
    fault = _fault(lambda: keyfile.unlock(directory, "Füchse im Hof"))
    assert (fault.code, fault.facts["reason"]) == (ErrorCode.KEY_FILE_DAMAGED, "weak")
    for weak in (
        Cost(DEFAULT_COST.memory_kib - 1, 3, 4),
        Cost(DEFAULT_COST.memory_kib, 2, 4),
        Cost(2**31, 3, 4),
        Cost(DEFAULT_COST.memory_kib, 1000, 4),
    ):
        slot = key_slots.password_slot(bytes(32), "p", STORE, QUICK)
        fields = {"memory_kib": weak.memory_kib, "passes": weak.passes, "lanes": weak.lanes}
        changed = msgspec.structs.replace(slot, **fields)
        assert not changed.is_sound(allow_weak=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.update(min_sequence=0),
        lambda fields: fields.update(store_id="other"),
        lambda fields: fields["slots"].pop(),
        lambda fields: fields["slots"].append(fields["slots"][0]),
        lambda fields: fields.update(generation=99),
        lambda fields: fields["slots"][0].update(passes=2),
    ],
)
def test_who_does_not_know_the_key_cannot_edit_the_file(
    store: Store, change: Callable[[dict[str, Any]], object]
) -> None:
    """Even with a fresh checksum: slots are bound to store and cost, the whole to the key."""
    directory, created = store
    keyfile.update_min_sequence(directory, created.key, 12)
    for name in ("key.json", "key.backup.json"):
        _edit(directory / name, change)
        text = (directory / name).read_bytes()
        document = msgspec.json.decode(text, type=key_document.KeyDocument)
        checksum = {"checksum": key_document._checksum(document)}
        _edit(directory / name, partial(_update, checksum))
    fault = _fault(lambda: _unlock(directory))
    assert fault.code in {ErrorCode.KEY_FILE_DAMAGED, ErrorCode.WRONG_PASSWORD}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_damage_is_noticed(store: Store, data: st.DataObject) -> None:
    directory, created = store
    good = key_document.decode(
        (directory / "key.backup.json").read_bytes(), file="key.json", allow_weak=True
    ).encode()
    raw = bytearray(good)
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    (directory / "key.json").write_bytes(bytes(raw))
    (directory / "key.backup.json").unlink(missing_ok=True)
    try:
        assert _unlock(directory).key == created.key
    except KnownError as fault:
        known = {ErrorCode.KEY_FILE_DAMAGED, ErrorCode.FOREIGN_FILE, ErrorCode.STORE_NEWER}
        assert fault.code in known  # noqa: PT017 - white space may change unnoticed
    finally:
        (directory / "key.json").write_bytes(good)
        (directory / "key.backup.json").write_bytes(good)


def test_the_sequence_only_rises(store: Store) -> None:
    directory, created = store
    for wanted in (5, 3, 9):
        keyfile.update_min_sequence(directory, created.key, wanted)
    assert _unlock(directory).min_sequence == 9


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_in_its_place_is_refused_at_once_and_mended_from_the_other_copy(
    store: Store,
) -> None:
    directory, created = store
    (directory / keyfile.KEY_FILE).unlink()
    os.mkfifo(directory / keyfile.KEY_FILE)
    assert _unlock(directory).key == created.key
    assert (directory / keyfile.KEY_FILE).is_file()
    for name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE):
        (directory / name).unlink()
        os.mkfifo(directory / name)
    for call in (
        partial(_unlock, directory),
        partial(keyfile.store_id, directory),
        partial(keyfile.change_password, directory, created.key, "neu", cost=QUICK),
    ):
        assert _fault(call).code is ErrorCode.FOREIGN_FILE


def test_a_failing_disk_is_not_called_a_damaged_key_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, _ = store

    def fail(_path: Path, _most: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(keyfile, "read_small", fail)
    assert _fault(partial(_unlock, directory)).code is ErrorCode.DISK_FAULT


def test_an_old_copy_does_not_lower_the_sequence(store: Store) -> None:
    directory, created = store
    old = (directory / "key.backup.json").read_bytes()
    keyfile.update_min_sequence(directory, created.key, 9)
    (directory / "key.backup.json").write_bytes(old)
    assert _unlock(directory).min_sequence == 9
    assert (directory / "key.backup.json").read_bytes() != old


def test_a_new_password_replaces_the_old_one_and_keeps_the_code(store: Store) -> None:
    directory, created = store
    keyfile.change_password(directory, created.key, "neu", cost=QUICK)
    assert _unlock(directory, "neu").key == created.key
    assert _fault(lambda: _unlock(directory)).code is ErrorCode.WRONG_PASSWORD
    recovered = keyfile.unlock_with_recovery(directory, created.recovery_code, allow_weak=True)
    assert recovered.key == created.key


@pytest.mark.hardening("T16")
def test_a_slot_with_an_older_cost_is_told_and_can_be_rewrapped(store: Store) -> None:
    directory, created = store
    dearer = Cost(memory_kib=64, passes=2, lanes=1)
    assert _unlock(directory).is_behind
    assert keyfile.unlock(directory, "Füchse im Hof", allow_weak=True, cost=dearer).is_behind
    keyfile.change_password(directory, created.key, "Füchse im Hof", cost=dearer)
    unlocked = keyfile.unlock(directory, "Füchse im Hof", allow_weak=True, cost=dearer)
    assert (unlocked.key, unlocked.is_behind) == (created.key, False)
    assert not keyfile.unlock(directory, "Füchse im Hof", allow_weak=True, cost=QUICK).is_behind


def test_a_slot_that_costs_more_than_usual_is_left_alone() -> None:
    assert not Cost(DEFAULT_COST.memory_kib * 2, 4, 4).is_behind(DEFAULT_COST)
    assert Cost(DEFAULT_COST.memory_kib, 2, 4).is_behind(DEFAULT_COST)
    assert not DEFAULT_COST.is_behind(LEAST_COST)


def test_the_store_id_is_readable_without_a_password(store: Store) -> None:
    assert keyfile.store_id(store[0]) == STORE


def test_a_new_code_replaces_the_old_one(store: Store) -> None:
    directory, created = store
    code = keyfile.renew_recovery_code(directory, created.key)
    assert keyfile.unlock_with_recovery(directory, code, allow_weak=True).key == created.key
    fault = _fault(
        lambda: keyfile.unlock_with_recovery(directory, created.recovery_code, allow_weak=True)
    )
    assert fault.code is ErrorCode.WRONG_PASSWORD
    assert _unlock(directory).key == created.key


def test_only_the_owner_of_the_key_changes_the_file(store: Store) -> None:
    fault = _fault(lambda: keyfile.change_password(store[0], bytes(32), "neu", cost=QUICK))
    assert fault.code is ErrorCode.KEY_FILE_DAMAGED


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full semantics of Linux")
def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    fault = _fault(lambda: keyfile.create(blocked / "store", "p", store_id=STORE, cost=QUICK))
    assert fault.code is ErrorCode.READ_ONLY


def test_threads_do_not_lose_each_others_changes(store: Store) -> None:
    directory, created = store
    threads = [
        threading.Thread(target=keyfile.update_min_sequence, args=(directory, created.key, n))
        for n in range(1, 13)
    ]
    threads.append(
        threading.Thread(
            target=keyfile.change_password,
            args=(directory, created.key, "neu"),
            kwargs={"cost": QUICK},
        )
    )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _unlock(directory, "neu").min_sequence == 12
