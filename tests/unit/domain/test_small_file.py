"""Small files that anybody may have replaced: by a pipe, a folder, something huge or odd."""

from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from desktop.domain.small_file import NotRegularError, read_object, read_small, replace_small

MOST = 1000
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")


@needs_pipes
@pytest.mark.parametrize("kind", ["pipe", "folder", "socket", "device", "link to a pipe"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "odd"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(path))
    elif kind == "device":
        path = Path("/dev/zero")
    else:
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    with pytest.raises(NotRegularError):
        read_small(path, MOST)


def test_no_more_is_read_than_was_allowed(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 5000)
    assert len(read_small(path, MOST)) == MOST


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"null", b"7", b"{", b"\xff\xff", b'{"a": 1}' + b" " * MOST + b"more",
        b'{"a":' * 300 + b"1" + b"}" * 300 + b" " * MOST, b'{"a": Infinity}', b'{"a": -1e999}',
    ],
)  # fmt: skip
def test_all_that_is_no_small_object_is_one_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"\w"):
        read_object(path, MOST)


@pytest.mark.parametrize("nest", [b"[", b'{"a":'])
def test_nesting_without_end_is_that_error_too(tmp_path: Path, nest: bytes) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(b'{"a":' + nest * 200_000)
    with pytest.raises(ValueError, match=r"\w"):
        read_object(path, 10_000_000)


def test_an_object_of_just_the_size_allowed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.json"
    data = json.dumps({"a": "x" * 50}).encode()
    path.write_bytes(data)
    assert read_object(path, len(data)) == {"a": "x" * 50}
    with pytest.raises(ValueError, match="too large"):
        read_object(path, len(data) - 1)


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_whole_and_private(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(b"before")
    (tmp_path / "kept.json.new").write_bytes(b"half, of a crash")
    before = os.umask(0)
    try:
        replace_small(path, b"after", durable=durable)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"after"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["kept.json"]


@needs_pipes
def test_a_pipe_where_the_half_file_would_lie_does_not_hold_the_writing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kept.json.new")
    replace_small(tmp_path / "kept.json", b"after")
    assert (tmp_path / "kept.json").read_bytes() == b"after"


def test_what_cannot_be_put_in_place_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "kept.json").mkdir()
    with pytest.raises(OSError, match=r"irectory|folder"):
        replace_small(tmp_path / "kept.json", b"after")
    assert os.listdir(tmp_path) == ["kept.json"]
