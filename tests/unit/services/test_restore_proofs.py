"""What may take the place of a store, and what that proves: the key, never a name (T15)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from desktop.crypto import key_slots, keyfile
from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.backups import BackupService
from desktop.services.backups_restore import RESTORED_SETTING, after_restore
from desktop.services.password_tries import FILE, TryGuard
from desktop.services.restore_proof import prove
from desktop.storage import backup_file, backup_restore
from desktop.storage.backup_file import MARK, Part
from desktop.storage.store import Store
from desktop.sync.keyring import enrol
from tests.support.backed_up import DAY, NINE, WEAK, Laptop, bring_back
from tests.support.restored import contents

pytestmark = pytest.mark.hardening("T15")
MALLORY = "wer anders hat das erdacht"


@pytest.fixture
def crafted(laptop: Laptop, tmp_path: Path) -> Path:
    """A whole backup of a store of somebody else, who copied the id of this one."""
    place, name = tmp_path / "mallory", laptop.store.store_id
    keyfile.create(place, MALLORY, store_id=name, cost=WEAK)
    key = keyfile.unlock(place, MALLORY, allow_weak=True).key
    keys = DeviceKeys.generate()
    store = Store.create(place, key, store_id=name, device=keys.device_id, now=lambda: NINE)
    store.write(lambda writer: enrol(writer, keys, bytes(32))).result()
    row = BackupService(store, lambda: NINE).make()
    store.close()
    return row.path


def code_of(work: Callable[[], object]) -> ErrorCode:
    with pytest.raises(KnownError) as error:
        work()
    return error.value.code


def files_in(profile: Path) -> dict[str, bytes]:
    paths = [path for path in profile.rglob("*") if path.is_file()]
    return {path.relative_to(profile).as_posix(): path.read_bytes() for path in paths}


def test_a_backup_with_the_same_id_and_another_key_takes_no_place(
    laptop: Laptop, crafted: Path
) -> None:
    laptop.close()
    before = files_in(laptop.profile)
    assert code_of(lambda: bring_back(laptop.profile, crafted, MALLORY)) is ErrorCode.BACKUP_OTHER
    assert files_in(laptop.profile) == before
    laptop.open()


def test_the_store_itself_speaks_against_key_files_that_somebody_put_there(
    laptop: Laptop, crafted: Path
) -> None:
    row = laptop.backups.make()
    laptop.close()
    for name in backup_restore.KEY_FILES:
        (laptop.profile / name).write_bytes(backup_file.read_key_file(crafted))
    bring_back(laptop.profile, row.path)
    laptop.open()


def test_where_store_and_key_files_are_gone_the_backups_there_speak(
    laptop: Laptop, crafted: Path
) -> None:
    row = laptop.backups.make()
    laptop.close()
    for name in ("store.db", *backup_restore.KEY_FILES):
        (laptop.profile / name).write_bytes(b"?")
    assert code_of(lambda: bring_back(laptop.profile, crafted, MALLORY)) is ErrorCode.BACKUP_OTHER
    bring_back(laptop.profile, row.path)
    laptop.open()


@pytest.mark.parametrize("lost", ["the store", "its first page", "a key file", "both"])
def test_the_key_file_that_is_left_speaks_for_a_store_that_cannot(
    laptop: Laptop, crafted: Path, lost: str
) -> None:
    row = laptop.backups.make()
    laptop.close()
    store, key = laptop.profile / "store.db", laptop.profile / "key.json"
    if lost in ("the store", "both"):
        store.unlink()
    elif lost == "its first page":
        store.write_bytes(bytes(4096) + store.read_bytes()[4096:])
    if lost in ("a key file", "both"):
        key.write_bytes(key.read_bytes()[:-7])
    assert code_of(lambda: bring_back(laptop.profile, crafted, MALLORY)) is ErrorCode.BACKUP_OTHER
    bring_back(laptop.profile, row.path)
    laptop.open()
    assert contents(laptop.store)


def test_where_nothing_tells_whose_it_was_a_backup_comes_back_and_the_rest_is_kept(
    laptop: Laptop,
) -> None:
    row = laptop.backups.make()
    laptop.close()
    rubbish = random.Random(3).randbytes(9000)
    (laptop.profile / "store.db").write_bytes(rubbish)
    os.utime(laptop.profile / "store.db", (NINE / 1000 - 60 * 24 * 3600,) * 2)
    for name in backup_restore.KEY_FILES:
        (laptop.profile / name).write_bytes(b"?")
    bring_back(laptop.profile, row.path)
    laptop.open()
    (aside,) = laptop.profile.glob("store.db.replaced-*")
    for days in (1, 28):
        laptop.now += days * DAY
        laptop.note()
        laptop.backups.make()
    assert aside.read_bytes() == rubbish
    laptop.now += 2 * DAY
    laptop.note()
    laptop.backups.make()
    assert list(laptop.profile.glob("*.replaced-*")) == []


def test_the_password_of_a_crafted_backup_ends_no_waiting(laptop: Laptop, crafted: Path) -> None:
    row = laptop.backups.make()
    laptop.close()
    tries = laptop.profile / FILE
    for _ in range(2):
        assert code_of(lambda: bring_back(laptop.profile, row.path, "geraten")) is (
            ErrorCode.WRONG_PASSWORD
        )
    counted = tries.read_bytes()
    damaged = crafted.with_name("damaged.fmb")
    data = bytearray(crafted.read_bytes())
    data[5000] ^= 1
    damaged.write_bytes(data)
    for backup in (damaged, crafted):
        assert code_of(lambda one=backup: bring_back(laptop.profile, one, MALLORY)) in (  # type: ignore[misc]
            ErrorCode.BACKUP_OTHER, ErrorCode.BACKUP_DAMAGED,
        )  # fmt: skip
        assert json.loads(tries.read_bytes()) == json.loads(counted)
    bring_back(laptop.profile, row.path)
    assert not tries.exists()
    assert TryGuard(tries).wait() == 0


def test_what_is_damaged_inside_a_rightly_sealed_backup_comes_back_nowhere(
    laptop: Laptop, tmp_path: Path
) -> None:
    """The program sealed what it had verified; a fault of memory between the two is one in the
    store, and hash and seal are right."""
    for number in range(200):
        laptop.note(f"{number} " + "x" * 400)
    row = laptop.backups.make()

    def damage(store: bytearray) -> None:
        store[30 * 4096 + 100 : 30 * 4096 + 164] = secrets.token_bytes(64)

    sealed = sealed_again(laptop, row.path, damage=damage)
    profile = tmp_path / "new"
    assert code_of(lambda: bring_back(profile, sealed)) is ErrorCode.STORE_DAMAGED
    assert not (profile / "store.db").exists()


def test_key_file_and_backup_name_the_same_store(laptop: Laptop, tmp_path: Path) -> None:
    row = laptop.backups.make()
    sealed = sealed_again(laptop, row.path, store_id="f" * 32)
    profile = tmp_path / "new"
    with pytest.raises(KnownError) as error:
        bring_back(profile, sealed)
    assert (error.value.code, error.value.facts["part"]) == (ErrorCode.BACKUP_DAMAGED, "key.json")
    assert not (profile / "store.db").exists()


@pytest.mark.parametrize("way", ["newer", "torn"])
def test_a_key_file_that_cannot_be_read_is_no_wrong_password(
    laptop: Laptop, tmp_path: Path, way: str
) -> None:
    row = laptop.backups.make()
    fields = json.loads((laptop.profile / "key.json").read_bytes())
    fields["version" if way == "newer" else "generation"] += 1
    sealed = sealed_again(laptop, row.path, key_file=json.dumps(fields).encode())
    profile = tmp_path / "new"
    expected = ErrorCode.STORE_NEWER if way == "newer" else ErrorCode.BACKUP_DAMAGED
    for _ in range(3):
        assert code_of(lambda: bring_back(profile, sealed)) is expected
    assert not (profile / FILE).exists()
    laptop.close()
    assert code_of(lambda: bring_back(laptop.profile, sealed, "geraten")) is (
        ErrorCode.WRONG_PASSWORD
    )
    bring_back(laptop.profile, sealed)
    laptop.open()


def test_a_restored_store_is_not_behind_the_key_file_that_stays(laptop: Laptop) -> None:
    """The password was changed since, so the key file of today stays, which knows how far the
    store had come."""
    row = laptop.backups.make()
    for number in range(20):
        laptop.note(str(number))
    laptop.close()
    other = "ein anderes passwort"
    keyfile.change_password(laptop.profile, laptop.unlocked().key, other, cost=WEAK)
    assert laptop.unlocked(other).min_sequence > 20
    bring_back(laptop.profile, row.path, other)
    laptop.open(other)
    laptop.store.close()


def test_after_a_restore_erasures_are_said_again_and_only_once(laptop: Laptop) -> None:
    row = laptop.backups.make()
    laptop.close()
    bring_back(laptop.profile, row.path)
    laptop.open()
    said: list[int] = []
    after_restore(laptop.store, lambda: said.append(1))
    assert said == [1]
    assert laptop.store.read().setting(RESTORED_SETTING) is None
    after_restore(laptop.store, lambda: said.append(2))
    assert said == [1]


def test_how_far_the_replaced_store_had_come_is_not_said_of_the_restored_one(
    laptop: Laptop,
) -> None:
    laptop.close()
    older = files_in(laptop.profile)
    laptop.open()
    laptop.note("danach")
    laptop.store.close()
    folder = backup_restore.prepare(laptop.profile)
    for name in ("store.db", *backup_restore.KEY_FILES):
        (folder / name).write_bytes(older[name])
    backup_restore.put_in_place(laptop.profile, NINE)
    assert not (laptop.profile / "head.json").exists()
    laptop.open()


def test_a_damaged_attachment_is_made_whole_again(laptop: Laptop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    names = [laptop.attachment() for _ in range(3)]
    laptop.backups.choose_folder(stick)
    row = laptop.backups.make()
    places = [laptop.profile / "attachments" / name for name in names]
    whole = [path.read_bytes() for path in places]
    laptop.close()
    for path in places[:2]:
        flip(path, 100)
    (copy,) = stick.glob("*/*.fmb")
    flip(copy.parent / "attachments" / names[1], 7)
    assert bring_back(laptop.profile, copy).missing == 1
    assert [path.read_bytes() == data for path, data in zip(places, whole, strict=True)] == [
        True, False, True,
    ]  # fmt: skip
    assert row.path.exists()


def test_the_time_of_an_answer_tells_neither_who_is_here_nor_how_often_the_password_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[int] = []

    class Quick:
        """Argon2id without its cost, which is counted instead."""

        def __init__(self, *, salt: bytes, length: int, memory_cost: int, **_: int) -> None:
            self._salt, self._length, self._cost = salt, length, memory_cost

        def derive(self, secret: bytes) -> bytes:
            derived.append(self._cost)
            return hashlib.blake2b(secret + self._salt, digest_size=self._length).digest()

    monkeypatch.setattr(key_slots, "Argon2id", Quick)
    nobody, once, twice = (tmp_path / name for name in ("nobody", "once", "twice"))
    for folder in (once, twice):
        keyfile.create(folder, "das erste", store_id="a" * 32)
    old = (twice / "key.backup.json").read_bytes()
    keyfile.change_password(twice, keyfile.unlock(twice, "das erste").key, "das zweite")
    (twice / "key.backup.json").write_bytes(old)
    seen = []
    for folder in (nobody, once, twice):
        derived.clear()
        assert code_of(partial(prove, folder, "geraten")) is ErrorCode.WRONG_PASSWORD
        seen.append(tuple(derived))
    assert len(set(seen)) == 1, seen
    assert prove(twice, "das zweite") == "a" * 32


def flip(path: Path, at: int) -> None:
    """One bit, in a file of its own: what shares its bytes keeps them."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    fresh = path.with_name("fresh")
    fresh.write_bytes(data)
    os.replace(fresh, path)


def sealed_again(
    laptop: Laptop,
    backup: Path,
    *,
    damage: Callable[[bytearray], object] = bytes,
    key_file: bytes = b"",
    store_id: str = "",
) -> Path:
    """The same backup with another content, sealed as the program does."""
    key, data = laptop.unlocked().key, backup.read_bytes()
    manifest = backup_file.read_manifest(backup)
    size = manifest.part("store.db")[1].size
    store, inner = bytearray(data[:size]), key_file or backup_file.read_key_file(backup)
    damage(store)
    parts = (
        Part("store.db", len(store), hashlib.sha256(store).hexdigest()),
        Part("key.json", len(inner), hashlib.sha256(inner).hexdigest()),
    )
    fresh = msgspec.structs.replace(manifest, parts=parts, store_id=store_id or manifest.store_id)
    said = msgspec.json.encode(fresh)
    seal = backup_file._mac(key, said)
    made = backup.with_name("sealed.fmb")
    made.write_bytes(bytes(store) + inner + said + seal + len(said).to_bytes(4, "big") + MARK)
    return made
