"""Whatever stands in the small files beside the store, the program starts: such a file counts as
absent, and what cannot be believed in it as not said."""

from __future__ import annotations

import json
import logging
import math
import os
import random
import threading
from pathlib import Path
from typing import Any

import pytest

from desktop.app.crash import FaultReport
from desktop.app.lock_times import LockTimes
from desktop.app.logs import LogFile
from desktop.app.policy import Policy, read_policy
from desktop.app.preferences import Preferences, recall, remember
from desktop.app.profiles import Profiles
from desktop.app.times import COVER_CHOICES, LOCK_CHOICES
from desktop.services.backups_restore import find_backups
from desktop.services.password_tries import FILE, LONGEST_WAIT, TryGuard
from desktop.storage.head_file import read_ahead
from tests.conftest import Rounds

DEEP = 200_000
BROKEN = [
    b"", b"\0", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe\x00", b"\xef\xbb\xbf{}",
    b"[" * DEEP, b'{"language":' * DEEP, b'{"language": ' + b"9" * 5000 + b"}",
    b'{"a": "' + b"x" * 100_000 + b'"}',
    b'{"keep": ' + b"[" * 900 + b"]" * 900 + b"}",
]  # fmt: skip
ODD: list[Any] = [
    [], {}, [[]], {"a": []}, None, True, -1, 0, 1, 7, 2**70, -(10**30), 1e308, -0.5, math.inf,
    math.nan, -math.inf, "", "de", "dark", "\ud800", "/\ud800x", "/\udc80x", "/a\0b",
    "/" + "x" * 5000, "/" + "\U0001f5c2" * 100, "\u202e", "../..",
]  # fmt: skip
KEYS = {
    "window.json": ("look", "text_percent", "language", "cover_minutes", "lock_minutes", "keep"),
    "policy.json": (
        "cover_minutes", "lock_minutes", "backup_folder", "retention_months", "minimum_password",
        "other \ud800",
    ),
    FILE: ("tries", "other"),
}  # fmt: skip


def start(folder: Path) -> None:
    """Read all of them as a start does; what comes of it is usable."""
    chosen = recall(folder)
    assert isinstance(chosen.language, str)
    assert 1 <= chosen.cover_minutes <= COVER_CHOICES[-1]
    assert 1 <= chosen.lock_minutes <= LOCK_CHOICES[-1]
    remember(folder, chosen)
    policy = read_policy(folder / "policy.json")
    times = LockTimes(policy, chosen.cover_minutes, chosen.lock_minutes, lambda *_: None)
    assert 1 <= times.lock <= LOCK_CHOICES[-1]
    if policy.backup_folder is not None:
        str(policy.backup_folder).encode()
        assert find_backups(folder, policy.backup_folder) == ()
    guard = TryGuard(folder / FILE)
    assert 0 <= guard.wait() <= LONGEST_WAIT
    guard.forget()
    assert guard.wait() == 0


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:12]))
@pytest.mark.parametrize("name", KEYS)
def test_a_broken_file_counts_as_absent(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert recall(tmp_path) == Preferences()
    assert read_policy(tmp_path / "policy.json") == Policy()
    start(tmp_path)
    assert recall(tmp_path) == Preferences(), "and can be written anew"


@pytest.mark.parametrize("value", ODD, ids=ascii)
@pytest.mark.parametrize("name", KEYS)
def test_a_value_of_any_kind_is_taken_or_left(tmp_path: Path, name: str, value: object) -> None:
    for key in KEYS[name]:
        (tmp_path / name).write_text(json.dumps({key: value}))
        start(tmp_path)
    (tmp_path / FILE).write_text(
        json.dumps({"tries": {"": {"wrong": value, "at": value, "up": value}}})
    )
    start(tmp_path)


def test_bytes_by_chance_keep_nobody_out(tmp_path: Path, rounds: Rounds) -> None:
    chance = random.Random(5)
    for _ in range(rounds(60, 2000)):
        for name, keys in KEYS.items():
            data = bytearray(json.dumps({key: chance.choice(ODD) for key in keys}).encode())
            for _ in range(chance.choice((0, 1, 5))):
                data[chance.randrange(len(data))] = chance.randrange(256)
            (tmp_path / name).write_bytes(data[: chance.randrange(len(data)) + 1])
        start(tmp_path)


def test_folders_in_the_place_of_files_and_files_in_that_of_folders(tmp_path: Path) -> None:
    for name in KEYS:
        (tmp_path / name).mkdir()
    (tmp_path / "profiles").write_text("")
    assert recall(tmp_path) == Preferences()
    remember(tmp_path, Preferences())
    assert read_policy(tmp_path / "policy.json") == Policy()
    assert TryGuard(tmp_path / FILE).wait() == 0
    assert Profiles(tmp_path).folders() == (tmp_path / "profile",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_in_the_place_of_any_of_them_holds_no_start_up(tmp_path: Path) -> None:
    for name in KEYS:
        os.mkfifo(tmp_path / name)
        os.mkfifo(tmp_path / f"{name}.new")
    start(tmp_path)
    assert recall(tmp_path) == Preferences(), "a file again, of our own"
    assert (tmp_path / "window.json").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_in_the_place_of_log_report_or_store_holds_up_neither_start_nor_unlocking(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    log.mkdir()
    for path in (log / "program.log", log / "fault.txt", tmp_path / "store.db"):
        os.mkfifo(path)
    done: list[str] = []

    def begin() -> None:
        FaultReport(log).close()
        done.append("fault report")
        handler = LogFile(log)
        handler.emit(logging.makeLogRecord({"msg": "a warning", "levelno": logging.WARNING}))
        handler.close()
        done.append("log")
        read_ahead(tmp_path / "store.db").join()
        done.append("store")

    start_up = threading.Thread(target=begin, daemon=True)
    start_up.start()
    start_up.join(20)
    assert done == ["fault report", "log", "store"]


def test_a_number_beyond_all_numbers_slows_nobody_down(tmp_path: Path) -> None:
    tries = '{"tries": {"": {"wrong": 9, "at": -1e999, "up": -1e999}}}'
    (tmp_path / FILE).write_text(tries)
    assert TryGuard(tmp_path / FILE).wait() == 0


def test_a_folder_of_profiles_that_cannot_be_read_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles").mkdir()

    def refuse(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert Profiles(tmp_path).folders() == (tmp_path / "profile",)
