"""Encrypted files: every cut, change or exchange is noticed; a crash leaves nothing half done."""

from __future__ import annotations

import ast
import hashlib
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.attachment import StoredFile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.attachments import CHUNK_BYTES, FOLDER, AttachmentFiles, chunk_ids
from tests.conftest import Figure, Rounds

pytestmark = pytest.mark.hardening("T38")
CONTENT = os.urandom(700_001)
VECTOR = bytes.fromhex(
    "4d67f82554e678f807a6dc1cf4f2141af0db0a7a2bfd112a860f81a539d96e0c0633bd7a91b9bed4"
    "46a9aea6e11c455f3b9788e41b87551a76c25dc07c9e21da67d3879b737da77508012c1188b534c3"
    "74"
)
"""A file of version 1, written by the first program that had attachments; read for ever."""


@pytest.fixture
def files(tmp_path: Path) -> AttachmentFiles:
    return AttachmentFiles(tmp_path)


def path_of(tmp_path: Path, stored: StoredFile) -> Path:
    return tmp_path / FOLDER / stored.name


def fault(files: AttachmentFiles, stored: StoredFile) -> ErrorCode:
    with pytest.raises(KnownError) as found:
        files.get(stored)
    return found.value.code


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 16_385, CHUNK_BYTES, 700_001])
def test_what_is_put_in_comes_back(size: int, files: AttachmentFiles) -> None:
    stored = files.put(CONTENT[:size])
    assert files.get(stored) == CONTENT[:size]
    assert stored.size == size


def test_a_file_is_private_random_and_named_by_chance(
    tmp_path: Path, files: AttachmentFiles
) -> None:
    first, second = files.put(CONTENT), files.put(CONTENT)
    assert first.key != second.key
    sealed, other = (path_of(tmp_path, one).read_bytes() for one in (first, second))
    assert sealed[:64] != other[:64]
    assert CONTENT[1000:1032] not in sealed
    if os.name != "nt":
        assert stat.S_IMODE(path_of(tmp_path, first).stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700


def test_the_chunks_of_a_later_upload_are_named_by_their_hash(
    tmp_path: Path, files: AttachmentFiles
) -> None:
    stored = files.put(CONTENT)
    sealed = path_of(tmp_path, stored).read_bytes()
    pieces = [sealed[at : at + CHUNK_BYTES] for at in range(0, len(sealed), CHUNK_BYTES)]
    assert len(pieces) == 3
    assert stored.chunks == tuple(hashlib.sha256(piece).hexdigest() for piece in pieces)
    assert b"".join(pieces) == sealed


def test_sizes_are_blurred(tmp_path: Path, files: AttachmentFiles) -> None:
    sizes = {path_of(tmp_path, files.put(CONTENT[:n])).stat().st_size for n in (300_001, 303_000)}
    assert len(sizes) == 1


def test_every_change_of_a_file_is_noticed(
    tmp_path: Path, files: AttachmentFiles, rounds: Rounds, figure: Figure
) -> None:
    stored = files.put(CONTENT)
    path = path_of(tmp_path, stored)
    sealed = path.read_bytes()
    step = len(sealed) // rounds(60, 2000)
    changed = 0
    for at in range(0, len(sealed), step):
        flipped = bytearray(sealed)
        flipped[at] ^= 1 << (at % 8)
        for damaged in (bytes(flipped), sealed[:at]):
            path.write_bytes(damaged)
            assert fault(files, stored) is ErrorCode.ATTACHMENT_DAMAGED
            changed += 1
    path.write_bytes(sealed)
    assert files.get(stored) == CONTENT
    figure(f"T38 {changed} of {changed} bit flips and cuts of an attachment noticed")


def test_parts_cannot_change_places(tmp_path: Path, files: AttachmentFiles) -> None:
    stored = files.put(CONTENT)
    path = path_of(tmp_path, stored)
    sealed = path.read_bytes()
    size = 16_384 + 16
    head = len(sealed) % size if len(sealed) % size < 100 else 56
    swapped = sealed[:head] + sealed[head + size : head + 2 * size]
    swapped += sealed[head : head + size] + sealed[head + 2 * size :]
    assert len(swapped) == len(sealed)
    for damaged in (swapped, sealed + sealed[-200:], sealed[:-200], b""):
        path.write_bytes(damaged)
        assert fault(files, stored) is ErrorCode.ATTACHMENT_DAMAGED


def test_files_cannot_change_places_even_with_their_keys(
    tmp_path: Path, files: AttachmentFiles
) -> None:
    first, second = files.put(b"first"), files.put(b"other")
    path_of(tmp_path, first).write_bytes(path_of(tmp_path, second).read_bytes())
    mixed = StoredFile(first.name, second.key, 5, second.sha256, second.chunks)
    assert fault(files, mixed) is ErrorCode.ATTACHMENT_DAMAGED


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, files: AttachmentFiles) -> None:
    stored = files.put(b"x")
    assert files.has(stored)
    assert files.remove(stored.name)
    assert not files.remove(stored.name)
    assert not files.has(stored)
    assert fault(files, stored) is ErrorCode.ATTACHMENT_MISSING


def test_nothing_outside_the_folder_is_removed(tmp_path: Path, files: AttachmentFiles) -> None:
    files.put(b"x")
    (tmp_path / "store.db").write_bytes(b"y")
    assert not files.remove("../store.db")
    assert (tmp_path / "store.db").exists()


def test_a_file_of_the_first_version_is_read(tmp_path: Path, files: AttachmentFiles) -> None:
    name, key = "0123456789abcdef" * 2, bytes(range(32)).hex()
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / name).write_bytes(VECTOR)
    digest = hashlib.sha256(b"Fallmappe").hexdigest()
    stored = StoredFile(name, key, 9, digest, chunk_ids(VECTOR))
    assert files.get(stored) == b"Fallmappe"


def test_a_full_disk_leaves_no_part(
    tmp_path: Path, files: AttachmentFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put(b"x")
    before = files.names()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError) as refused:
        files.put(CONTENT)
    assert refused.value.code is ErrorCode.DISK_FULL
    assert files.names() == before


WRITER = """
import sys, pathlib
from desktop.storage.attachments import AttachmentFiles
files = AttachmentFiles(pathlib.Path(sys.argv[1]))
while True:
    print(files.put(bytes(3_000_000)).to_plain(), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills with SIGKILL")
def test_a_killed_writer_leaves_whole_files_only(
    tmp_path: Path, files: AttachmentFiles, rounds: Rounds, figure: Figure
) -> None:
    told: list[StoredFile] = []
    kills = rounds(3, 40)
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            told += [read_plain(writer.stdout.readline) for _ in range(2)]
            writer.send_signal(signal.SIGKILL)
    assert all(len(files.get(stored)) == 3_000_000 for stored in told)
    parts = [name for name in files.names() if len(name) != 32]
    figure(f"T38 {kills} kills while writing: {len(told)} of {len(told)} told files whole")
    assert len(parts) <= kills


def read_plain(readline: Callable[[], str]) -> StoredFile:
    stored = StoredFile.from_plain(ast.literal_eval(readline()))
    assert stored is not None
    return stored
