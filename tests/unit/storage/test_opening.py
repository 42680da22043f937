"""Opening what may be damaged, foreign, cut, newer or older: the right word for each, and
nothing created or overwritten (hardening T05, T06, T07)."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import DeviceId
from desktop.storage import ballast, driver, files
from desktop.storage.codec import pack, unpack
from desktop.storage.store import Store
from tests.unit.storage.laptop import Laptop

pytestmark = [pytest.mark.hardening("T06"), pytest.mark.hardening("T07")]

Damage = Callable[[Path], None]


def refused(directory: Path, key: bytes, min_sequence: int = 0) -> KnownError:
    """Try to open; the directory must be the same afterwards, byte for byte."""
    before = contents(directory)
    with pytest.raises(KnownError) as caught:
        Store.open(directory, key, store_id="anna", min_sequence=min_sequence)
    after = {name: data for name, data in contents(directory).items() if "-shm" not in name}
    assert after == {name: data for name, data in before.items() if "-shm" not in name}
    return caught.value


def contents(directory: Path) -> dict[str, str]:
    if not directory.exists():
        return {}
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in directory.iterdir()
        if path.stat().st_size or not path.name.endswith("-wal")
    }


@pytest.fixture
def closed(laptop: Laptop) -> Laptop:
    """A laptop with a few records whose store is closed."""
    for at in range(40):
        laptop.person(family_name=f"Haddad {at}", phone="0351 " * 20)
    laptop.store.close()
    return laptop


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _plain(path: Path) -> None:
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE person (name TEXT)")
    plain.commit()
    plain.close()


def _picture(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(20_000))


def _letter(path: Path) -> None:
    path.write_bytes(b"Sehr geehrte Frau Haddad, \r\n" * 400)


def _archive(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + os.urandom(20_480))


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(40_960))


def _noise(path: Path) -> None:
    path.write_bytes(os.urandom(40_960))


def _cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def _cut_at_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 8192 * 4096)


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[2000] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (Path.unlink, ErrorCode.STORE_MISSING),
        (_empty, ErrorCode.STORE_EMPTIED),
        (_plain, ErrorCode.STORE_PLAIN),
        (_picture, ErrorCode.FOREIGN_FILE),
        (_letter, ErrorCode.FOREIGN_FILE),
        (_archive, ErrorCode.FOREIGN_FILE),
        (_zeros, ErrorCode.FOREIGN_FILE),
        (_noise, ErrorCode.STORE_OTHER_KEY),
        (_cut_in_a_page, ErrorCode.STORE_DAMAGED),
        (_cut_at_a_page, ErrorCode.STORE_DAMAGED),
        (_flipped, ErrorCode.STORE_DAMAGED),
    ],
)
def test_each_damage_has_its_word(closed: Laptop, damage: Damage, code: ErrorCode) -> None:
    damage(files.store_path(closed.directory))
    assert refused(closed.directory, closed.key).code is code


def test_the_key_of_another_store_is_told_from_damage(closed: Laptop) -> None:
    assert refused(closed.directory, os.urandom(32)).code is ErrorCode.STORE_OTHER_KEY


def test_a_store_of_another_key_file_is_foreign(closed: Laptop) -> None:
    with pytest.raises(KnownError) as caught:
        Store.open(closed.directory, closed.key, store_id="berta")
    assert caught.value.code is ErrorCode.STORE_OTHER_KEY


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere", os.urandom(32)).code is ErrorCode.STORE_MISSING
    assert not (tmp_path / "nowhere").exists()


def test_a_rolled_back_store_is_noticed(laptop: Laptop) -> None:
    laptop.person()
    laptop.store.close()
    shutil.copy(files.store_path(laptop.directory), laptop.directory / "old")
    laptop.reopen()
    laptop.person()
    newest = laptop.store.sequence
    laptop.store.close()
    shutil.move(laptop.directory / "old", files.store_path(laptop.directory))
    error = refused(laptop.directory, laptop.key, min_sequence=newest)
    assert error.code is ErrorCode.STORE_ROLLED_BACK
    assert error.facts == {"sequence": 1, "expected": 2, "missing": 1}


def test_a_lost_write_ahead_log_is_noticed(laptop: Laptop, tmp_path: Path) -> None:
    laptop.person()
    laptop.reopen()
    laptop.person()
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(files.store_path(laptop.directory), files.store_path(copy))
    error = refused(copy, laptop.key, min_sequence=laptop.store.sequence)
    assert error.code is ErrorCode.STORE_ROLLED_BACK


@pytest.mark.parametrize("what", ["version", "kind", "field"])
def test_a_store_of_a_later_version_is_refused(closed: Laptop, what: str) -> None:
    connection = driver.connect(files.store_path(closed.directory), closed.key)
    row = connection.execute("SELECT value FROM meta WHERE name = 'declared'").fetchone()
    declared = unpack(row[0])
    if what == "version":
        connection.execute("PRAGMA user_version=1000")
    elif what == "kind":
        declared["bed"] = {}
    else:
        declared["person"]["shoe_size"] = ["integer", "register", None, False]
    connection.execute("UPDATE meta SET value = ? WHERE name = 'declared'", (pack(declared),))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert refused(closed.directory, closed.key).code is ErrorCode.STORE_NEWER


def test_creating_over_a_store_is_refused(closed: Laptop) -> None:
    before = contents(closed.directory)
    with pytest.raises(KnownError) as caught:
        Store.create(
            closed.directory, os.urandom(32), store_id="x", device=DeviceId("0" * 32)
        )  # fmt: skip
    assert caught.value.code is ErrorCode.STORE_EXISTS
    assert contents(closed.directory) == before


def test_a_creation_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    (tmp_path / "store.db.new").write_bytes(b"half")
    (tmp_path / "store.db.new-wal").write_bytes(b"half")
    store = Store.create(tmp_path, os.urandom(32), store_id="x", device=DeviceId("0" * 32))
    store.close()
    assert {path.name for path in tmp_path.iterdir()} == {"store.db", "head.json"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_the_files(laptop: Laptop) -> None:
    laptop.person()
    assert ballast.make(laptop.directory, room=0)
    laptop.reopen()
    laptop.person()
    laptop.store.read()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in laptop.directory.iterdir()}
    names = ("store.db", "store.db-wal", "store.db-shm", "head.json", "ballast")
    modes.pop("head.json.new", None)  # for an instant
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(laptop.directory.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_modes_of_an_unpacked_copy_are_tightened(closed: Laptop) -> None:
    files.store_path(closed.directory).chmod(0o644)
    closed.directory.chmod(0o755)
    closed.reopen()
    assert stat.S_IMODE(files.store_path(closed.directory).stat().st_mode) == 0o600
    assert stat.S_IMODE(closed.directory.stat().st_mode) == 0o700


def test_the_file_does_not_say_what_it_is(closed: Laptop) -> None:
    data = files.store_path(closed.directory).read_bytes()
    assert not data.startswith(driver.PLAIN_HEADER)
    assert len(set(data[:4096])) > 200


def test_a_busy_store_says_so_and_works_again(laptop: Laptop) -> None:
    other = driver.connect(files.store_path(laptop.directory), laptop.key)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError) as caught:
        laptop.person()
    assert caught.value.code is ErrorCode.STORE_BUSY
    other.execute("ROLLBACK")
    other.close()
    assert laptop.get("person", laptop.person(phone="1")).phone == "1"


def test_a_closed_store_takes_no_more_work(laptop: Laptop) -> None:
    laptop.store.close()
    laptop.store.close()
    with pytest.raises(BugError):
        laptop.store.write(lambda writer: None)
    with pytest.raises(BugError):
        laptop.store.read()


def test_close_waits_for_everything_queued(laptop: Laptop) -> None:
    gate = threading.Event()
    laptop.store.write(lambda writer: gate.wait(10))
    saves = [
        laptop.store.write(lambda writer: writer.put_setting("x", 1)) for _ in range(20)
    ]  # fmt: skip
    closing = threading.Thread(target=laptop.store.close)
    closing.start()
    gate.set()
    closing.join(10)
    assert all(save.done() and save.exception() is None for save in saves)
