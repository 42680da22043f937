"""Small files beside the store, damaged in every way: each counts as absent, nobody is kept out."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.ids import RecordId, StreamId
from desktop.services.backups_restore import find_backups
from desktop.services.installation import check_installation, named_store
from desktop.storage import erased_file, head_file
from desktop.storage.erased_file import Erased, ErasedEntry
from tests.conftest import Rounds
from tests.support.backed_up import NINE, Laptop, bring_back

pytestmark = pytest.mark.hardening("T05")

NESTED = b"[" * 3000
SURROGATE = rb'"\ud800"'
KEY = "key.json"
NAMES = (head_file.HEAD_NAME, erased_file.ERASED_NAME, KEY)


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "profile")
    case = made.save("case", number="F-1")
    made.note()
    made.save("erasure", case=case, what="case", ground="request", erased_at=made.now)
    made.close()
    yield made
    made.store.close()


def with_field(name: str, value: bytes) -> Callable[[bytes], bytes]:
    def change(whole: bytes) -> bytes:
        fields = json.loads(whole)
        return json.dumps({**fields, name: "HERE"}).encode().replace(b'"HERE"', value)

    return change


def damages(whole: bytes, chance: random.Random, many: int) -> Iterator[bytes]:
    """Odd contents, then each field with an odd value, then chance."""
    yield from (b"", b"null", b"[]", b"{}", b"7", b'"x"', b"\x00" * 50, b"\xff\xfe", SURROGATE)
    yield from (NESTED, b'{"a":' * 3000, b"9" * 5000, b"NaN", b"{" * 600_000, b"[" * 600_000)
    closed = b"[" * 700 + b"]" * 700
    for name in json.loads(whole):
        for value in (b"null", b"[]", b"{}", b"1e999", b"-1", b"9" * 4000, SURROGATE, b'"\xff"'):
            yield with_field(name, value)(whole)
        for value in (NESTED, closed, b'{"x":' + closed + b"}"):
            yield with_field(name, value)(whole)
    for _ in range(many):
        data = bytearray(whole)
        start = chance.randrange(len(data))
        data[start : start + chance.randrange(9)] = chance.randbytes(chance.randrange(9))
        yield bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_stands_in_it_the_store_opens_and_the_backup_is_found(
    laptop: Laptop, tmp_path: Path, name: str, rounds: Rounds
) -> None:
    laptop.open()
    backup = laptop.backups.make()
    laptop.close()
    path = laptop.profile / name
    whole, key = path.read_bytes(), laptop.unlocked().key
    store_id = laptop.store.store_id
    head = head_file.read(laptop.profile, key, store_id)
    erased = erased_file.read(laptop.profile, key)
    assert head is not None
    assert erased
    for data in damages(whole, random.Random(11), rounds(150, 3000)):
        path.write_bytes(data)
        assert head_file.read(laptop.profile, key, store_id) in (head, None)
        assert erased_file.read(laptop.profile, key) in (erased, Erased())
        assert named_store(laptop.profile) is not None, data[:200]
        (found,) = find_backups(laptop.profile)
        assert found.path == backup.path
    for data in (NESTED, with_field("mac", SURROGATE)(whole), b"[" * 600_000):
        path.write_bytes(data)
        laptop.open()
        assert laptop.store.read().find("note") == []
        laptop.close()
        path.write_bytes(data)
        bring_back(laptop.profile, backup.path)
        laptop.open()
        laptop.close()
    assert json.loads(path.read_bytes())


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names there")
@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_in_its_place_is_not_waited_for(laptop: Laptop, name: str) -> None:
    path, key = laptop.profile / name, laptop.unlocked().key
    path.unlink()
    os.mkfifo(path)
    store_id = laptop.store.store_id
    assert (head_file.read(laptop.profile, key, store_id) is None) == (name == NAMES[0])
    assert (not erased_file.read(laptop.profile, key)) == (name == NAMES[1])
    assert named_store(laptop.profile) == store_id


def test_both_key_files_damaged_a_backup_is_still_found(laptop: Laptop) -> None:
    laptop.open()
    backup = laptop.backups.make()
    laptop.close()
    for name in (KEY, "key.backup.json"):
        (laptop.profile / name).write_bytes(NESTED)
    assert named_store(laptop.profile) is None
    (found,) = find_backups(laptop.profile)
    assert found.fault is None
    bring_back(laptop.profile, backup.path)
    laptop.open()


def test_a_list_of_erasures_that_is_damaged_is_written_anew(laptop: Laptop) -> None:
    key = laptop.unlocked().key
    before = erased_file.read(laptop.profile, key)
    (laptop.profile / erased_file.ERASED_NAME).write_bytes(NESTED)
    entry = ErasedEntry(StreamId("ab" * 16), RecordId("cd" * 16), RecordId("ef" * 16), NINE)
    assert erased_file.add(laptop.profile, key, Erased(frozenset({entry})))
    laptop.open()
    assert erased_file.read(laptop.profile, key).records == before.records | {entry}


def test_a_copy_is_told_from_a_move_though_a_key_file_is_damaged(
    laptop: Laptop, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    laptop.open()
    assert not check_installation(laptop.store, state, NINE)
    laptop.close()
    shutil.copytree(laptop.profile, tmp_path / "copy")
    (laptop.profile / KEY).write_bytes(NESTED)
    copy = Laptop(tmp_path / "copy", make=False)
    assert check_installation(copy.store, state, NINE)
    copy.close()
