"""The head is written behind the saves, seldom, and durably at the end."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from desktop.domain.ids import DeviceId
from desktop.storage import ballast, driver, files, head_file
from desktop.storage.head_file import Head, HeadKeeper
from desktop.storage.store import Store
from tests.unit.storage.laptop import Laptop

KEY = b"k" * 32


def wait_until(directory: Path, operations: int) -> None:
    """Return when the head has come so far."""
    while True:
        head = head_file.read(directory, KEY, "anna")
        if head is not None and head.operations >= operations:
            return


def test_the_head_follows_at_most_once_a_second(tmp_path: Path) -> None:
    keeper = HeadKeeper(tmp_path, KEY)
    keeper.note(Head("anna", 1))
    wait_until(tmp_path, 1)
    began = time.monotonic()
    for operations in range(2, 2000):
        keeper.note(Head("anna", operations))
    assert time.monotonic() - began < 0.5
    assert head_file.read(tmp_path, KEY, "anna") == Head("anna", 1)
    wait_until(tmp_path, 1999)
    assert time.monotonic() - began > head_file.PAUSE_S / 2
    keeper.stop()


def test_closing_does_not_wait_for_the_second_and_is_the_last_word(tmp_path: Path) -> None:
    keeper = HeadKeeper(tmp_path, KEY)
    keeper.note(Head("anna", 1))
    keeper.note(Head("anna", 2))
    began = time.monotonic()
    keeper.close(Head("anna", 3, content="x"))
    assert time.monotonic() - began < head_file.PAUSE_S / 2
    assert head_file.read(tmp_path, KEY, "anna") == Head("anna", 3, content="x")


@pytest.mark.parametrize("field", ["operations", "sealed", "mark", "content", "store_id"])
def test_a_head_changed_by_hand_is_not_believed(tmp_path: Path, field: str) -> None:
    head_file.write(tmp_path, KEY, Head("anna", 1), sync=True)
    path = tmp_path / head_file.HEAD_NAME
    fields = json.loads(path.read_bytes())
    fields[field] = 7 if field in ("operations", "sealed") else "other"
    path.write_text(json.dumps(fields))
    assert head_file.read(tmp_path, KEY, "anna") is None
    assert head_file.read(tmp_path, KEY, "other") is None


def test_the_head_says_nothing_about_people(laptop: Laptop) -> None:
    laptop.person(family_name="Haddad")
    laptop.store.close()
    fields = json.loads((laptop.directory / head_file.HEAD_NAME).read_bytes())
    assert fields.keys() == {
        "format", "version", "mac", "store_id", "operations", "sealed", "mark", "content",
    }  # fmt: skip


def test_while_the_store_is_open_no_digest_is_kept(laptop: Laptop) -> None:
    laptop.person()
    laptop.reopen()
    head = head_file.read(laptop.directory, laptop.key, "anna")
    assert head is not None
    assert (head.operations, head.content) == (1, "")
    laptop.store.close()
    head = head_file.read(laptop.directory, laptop.key, "anna")
    assert head is not None
    assert head.content == head_file.digest(files.store_path(laptop.directory))


def test_pages_being_read_at_the_lock_leave_no_log_and_keep_no_digest_away(
    laptop: Laptop,
) -> None:
    for _ in range(30):
        laptop.person(family_name="Haddad")
    begun, ended = threading.Event(), threading.Event()

    def read_on() -> None:
        reader = laptop.store.read()
        while not ended.is_set():
            assert len(reader.search("haddad")) == 30
            begun.set()

    thread = threading.Thread(target=read_on)
    thread.start()
    begun.wait()
    laptop.store.close()
    path = files.store_path(laptop.directory)
    assert not files.has_log(path)
    head = head_file.read(laptop.directory, laptop.key, "anna")
    assert head is not None
    assert head.content == head_file.digest(path)
    ended.set()
    thread.join()
    laptop.reopen()
    assert laptop.store.guard.is_compared


def test_a_refused_opening_leaves_the_head_as_it_was(laptop: Laptop) -> None:
    laptop.person()
    laptop.store.close()
    path = laptop.directory / head_file.HEAD_NAME
    before = path.read_bytes()
    with pytest.raises(Exception, match="store-other-key"):
        Store.open(laptop.directory, laptop.key, store_id="berta")
    assert path.read_bytes() == before


def test_a_reserve_of_another_size_is_none(tmp_path: Path) -> None:
    (tmp_path / ballast.BALLAST_NAME).write_bytes(b"x" * 1000)
    assert not ballast.is_there(tmp_path)
    assert ballast.make(tmp_path, room=0)
    assert ballast.is_there(tmp_path)
    assert ballast.release(tmp_path)
    assert not ballast.release(tmp_path)


def test_an_empty_store_under_our_own_key_is_called_empty(tmp_path: Path) -> None:
    """What is left when a creation was cut short by hand: never opened as if it were ours."""
    store = Store.create(tmp_path, KEY, store_id="anna", device=DeviceId("a" * 32))
    store.close()
    path = files.store_path(tmp_path)
    path.unlink()
    (tmp_path / head_file.HEAD_NAME).unlink()
    files.create_private(path)
    connection = driver.connect(path, KEY)
    connection.execute("PRAGMA user_version=1")
    connection.close()
    with pytest.raises(Exception, match="store-emptied"):
        Store.open(tmp_path, KEY, store_id="anna")
