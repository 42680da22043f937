"""The store's files: names, private modes, and what a file is before it is opened."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError, code_of_read, world_faults
from desktop.domain.small_file import PRIVATE_MODE, NotRegularError, open_regular
from desktop.storage.driver import PAGE_BYTES, PLAIN_HEADER, file_salt

STORE_NAME: Final = "store.db"
DIRECTORY_MODE: Final = 0o700
FILE_MODE: Final = PRIVATE_MODE
_START_BYTES: Final = 512
_PRINTABLE: Final = frozenset(range(32, 127)) | {9, 10, 13}
_MAGICS: Final = (
    b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"MZ", b"\x7fELF", b"\xef\xbb\xbf",
)  # fmt: skip
"""Of documents, pictures, archives and programs: what is put in a wrong place by mistake."""


def store_path(directory: Path) -> Path:
    """Where the store of a worker lies in the worker's directory."""
    return directory / STORE_NAME


def private_directory(directory: Path) -> None:
    """Make *directory*, durably, and let nobody else in (0700)."""
    with world_faults():
        fresh = [one for one in (directory, *directory.parents) if not one.exists()]
        directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        directory.chmod(DIRECTORY_MODE)
        for one in fresh:
            sync_directory(one.parent)


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read (0600), whatever the umask is.

    Raises KnownError STORE_EXISTS, READ_ONLY, DISK_FULL, DISK_FAULT.
    """
    with world_faults():
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
        except FileExistsError:
            raise KnownError(ErrorCode.STORE_EXISTS, file=path.name) from None
        path.chmod(FILE_MODE)


def tighten(directory: Path) -> None:
    """Take away rights that a copy or an unpacked archive may have given to others."""
    with contextlib.suppress(OSError):
        if directory.stat().st_mode & 0o077:
            directory.chmod(DIRECTORY_MODE)
        for path in directory.glob(f"{STORE_NAME}*"):
            if path.stat().st_mode & 0o077:
                path.chmod(FILE_MODE)


def is_private(directory: Path) -> bool:
    """Whether directory and store belong to this account and nobody else has rights in them."""
    if os.name == "nt":
        return True
    me = os.geteuid()
    try:
        states = [path.stat() for path in (directory, *directory.glob(f"{STORE_NAME}*"))]
    except OSError:
        return True
    return all(state.st_uid == me and not state.st_mode & 0o077 for state in states)


def inspect(path: Path, key: bytes) -> None:
    """Look at a store file without opening it.

    Raises KnownError: STORE_MISSING; STORE_EMPTIED for 0 bytes; STORE_PLAIN for a database
    without encryption; FOREIGN_FILE for what is known as something else, or is no file;
    STORE_OTHER_KEY for anything that does not begin as this key's store does; STORE_DAMAGED
    for a cut one; NO_ACCESS, DISK_FAULT.
    """
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            start = file.read(_START_BYTES)
    except FileNotFoundError:
        raise KnownError(ErrorCode.STORE_MISSING, file=path.name) from None
    except NotRegularError:
        raise KnownError(ErrorCode.FOREIGN_FILE, file=path.name) from None
    except OSError as error:
        code = code_of_read(error, ErrorCode.DISK_FAULT)
        raise KnownError(code, errno=error.errno) from None
    if size == 0:
        raise KnownError(ErrorCode.STORE_EMPTIED, file=path.name)
    if start.startswith(PLAIN_HEADER):
        raise KnownError(ErrorCode.STORE_PLAIN, file=path.name)
    if not start.startswith(file_salt(key)[: len(start)]):
        code = ErrorCode.FOREIGN_FILE if _is_known(start) else ErrorCode.STORE_OTHER_KEY
        raise KnownError(code, file=path.name)
    if size % PAGE_BYTES and not has_log(path):
        # With a log a power cut may have torn the last page: the log still holds it whole.
        raise KnownError(ErrorCode.STORE_DAMAGED, file=path.name, bytes=size)


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with anything in it lies beside the store file *path*."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _is_known(start: bytes) -> bool:
    """Whether the beginning of a file shows what it is; an encrypted one looks like noise."""
    if start.startswith(_MAGICS):
        return True
    return len(set(start)) < len(start) // 4 or all(byte in _PRINTABLE for byte in start)


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its name; never replaces one (KnownError STORE_EXISTS)."""
    with world_faults():
        sync_file(part)
        try:
            if os.name == "nt":
                part.rename(path)
            else:
                os.link(part, path)
                part.unlink()
        except FileExistsError:
            raise KnownError(ErrorCode.STORE_EXISTS, file=path.name) from None
        sync_directory(path.parent)


def sync_file(path: Path) -> None:
    """Flush a file to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_directory(directory: Path) -> None:
    """Flush a directory's entries to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
