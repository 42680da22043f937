"""Files of an export: private, and there only when they are whole."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop.domain.errors import EXPORT_WRITES, ErrorCode, KnownError, world_faults
from desktop.domain.small_file import open_regular, read_object

MANIFEST = "fallmappe-export.json"
"""In each export: the SHA-256 of every file by its name, so that nothing else is replaced."""
_STAGING = ".fallmappe-"
_STALE_S = 24 * 3600
_MOST_MANIFEST = 64 * 1024 * 1024


def create(path: Path) -> BinaryIO:
    """A new file that only its owner can read (0600); OSError if there is one already."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return open(os.open(path, flags, 0o600), "wb")


@contextlib.contextmanager
def staged_folder(target: Path, name: str, *, replace: bool) -> Iterator[Path]:
    """A hidden folder beside the final place ``target/name``, renamed to it when all went well.

    On any error or cancellation nothing stays. KnownError EXPORT_EXISTS if there is such a
    folder and *replace* is off; EXPORT_FOREIGN if it is on and the folder holds anything but the
    files of an export, unchanged; EXPORT_TARGET if *target* is missing or not writable;
    EXPORT_FULL when the disk is, EXPORT_FAULT when it fails.
    """
    with world_faults(EXPORT_WRITES):
        if not target.is_dir():
            raise KnownError(ErrorCode.EXPORT_TARGET, errno=errno.ENOENT)
        _sweep(target)
        final = target / name
        _check(final, replace=replace)
        staging = target / f"{_STAGING}{secrets.token_hex(8)}"
        staging.mkdir(mode=0o700)
        try:
            yield staging
            _write_manifest(staging)
            _check(final, replace=replace)
            _put(staging, final)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _check(final: Path, *, replace: bool) -> None:
    if not os.path.lexists(final):
        return
    if not replace:
        raise KnownError(ErrorCode.EXPORT_EXISTS, folder=final.name)
    if final.is_symlink() or not _is_export(final):
        raise KnownError(ErrorCode.EXPORT_FOREIGN, folder=final.name)


def _write_manifest(folder: Path) -> None:
    digests = {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    with create(folder / MANIFEST) as file:
        file.write(json.dumps({"files": digests}, indent=1).encode())


def _is_export(folder: Path) -> bool:
    """Whether all in it was written by an export and is as it was."""
    try:
        digests = read_object(folder / MANIFEST, _MOST_MANIFEST).get("files")
    except (OSError, ValueError):
        return False
    if not isinstance(digests, dict):
        return False
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            return False
        if path.is_file() and name != MANIFEST and digests.get(name) != _digest(path):
            return False
    return True


def _digest(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put(staging: Path, final: Path) -> None:
    """Rename; what stood there before goes away only when the new one is in place."""
    for path in staging.rglob("*"):
        if path.is_file():
            _sync(path)
    if not final.exists():
        staging.rename(final)
        return
    old = final.with_name(f"{_STAGING}{secrets.token_hex(8)}")
    final.rename(old)
    try:
        staging.rename(final)
    except OSError:
        old.rename(final)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(target: Path) -> None:
    """Remove what an export left that was killed a day ago or earlier."""
    for left in target.glob(f"{_STAGING}????????????????"):
        if left.is_dir() and not left.is_symlink():
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _STALE_S:
                    shutil.rmtree(left, ignore_errors=True)
