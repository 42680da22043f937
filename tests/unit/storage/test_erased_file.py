"""The list of what was erased outlives a power cut at any moment (hardening T35)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.domain.ids import RecordId, StreamId
from desktop.storage import erased_file
from desktop.storage.erased_file import ERASED_NAME, Erased, ErasedEntry

pytestmark = pytest.mark.hardening("T35")

KEY = b"k" * 32


def entry(n: int) -> Erased:
    ids = f"{n:032x}"
    return Erased(frozenset({ErasedEntry(StreamId(ids), RecordId(ids), RecordId(ids), n)}))


def test_it_is_on_the_disk_before_it_takes_the_place_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that a power cut leaves an empty list where a whole one was; the folder follows."""
    erased_file.add(tmp_path, KEY, entry(1))
    steps: list[object] = []
    sync, rename = os.fsync, os.replace

    def syncs(handle: int) -> None:
        sync(handle)
        steps.append(os.fstat(handle).st_ino)

    def renames(source: Path, target: Path) -> None:
        rename(source, target)
        steps.append("renamed")

    monkeypatch.setattr(os, "fsync", syncs)
    monkeypatch.setattr(os, "replace", renames)
    assert erased_file.add(tmp_path, KEY, entry(2))
    inodes = [(tmp_path / ERASED_NAME).stat().st_ino, tmp_path.stat().st_ino]
    assert steps == [inodes[0], "renamed", inodes[1]]
    assert erased_file.read(tmp_path, KEY) == entry(1) | entry(2)


def test_what_is_known_already_is_not_written_again(tmp_path: Path) -> None:
    erased_file.add(tmp_path, KEY, entry(1))
    before = (tmp_path / ERASED_NAME).stat().st_ino
    assert erased_file.add(tmp_path, KEY, entry(1))
    assert (tmp_path / ERASED_NAME).stat().st_ino == before
