"""Encrypted copies of the store file, verified by opening them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage import driver
from desktop.storage.driver import Connection
from desktop.storage.files import create_private, sync_directory, sync_file

_PAGES: Final = 2000
_STEP_PAGES: Final = 256
"""1 MiB: a save waits for one step at most."""
_SYNC_STEPS: Final = 8
"""Steps between two flushes, so that no single one keeps the disk from a save for long."""


def back_up(source: Connection, target: Path, key: bytes) -> None:
    """Copy *source* to the new file *target* under the same key and verify the copy.

    Raises KnownError (STORE_DAMAGED, DISK_FULL, STORE_EXISTS); then no half copy is left.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    create_private(part)
    try:
        copy = driver.connect(part, key)
        try:
            source.backup(copy, pages=_PAGES)
        except driver.Error as error:
            raise driver.known(error) from error
        finally:
            copy.close()
        verify(part, key)
        sync_file(part)
        os.replace(part, target)
        sync_directory(target.parent)
    except BaseException:
        discard(part)
        raise
    _remove_companions(part)


def copy_store(path: Path, key: bytes, part: Path, cancelled: Callable[[], bool]) -> None:
    """Copy the store at *path*, as it is at this moment, to the new file *part* and verify it.

    Runs beside the writer: one snapshot for the whole copy, in small steps, on a connection of
    its own, in any thread. The copy is on the disk when this returns. Raises KnownError
    CANCELLED, STORE_DAMAGED, DISK_FULL, STORE_EXISTS, READ_ONLY; then no half copy is left.
    """
    part.unlink(missing_ok=True)
    create_private(part)
    try:
        source = driver.connect(path, key, read_only=True)
        try:
            # While this transaction lasts, saves go to the log behind it and start nothing anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            _copy(source, part, key, cancelled)
        except driver.Error as error:
            raise driver.known(error) from error
        finally:
            source.close()
        _stop_if(cancelled)
        verify(part, key)
        _remove_companions(part)
        _stop_if(cancelled)
    except BaseException:
        discard(part)
        raise


def verify(path: Path, key: bytes) -> None:
    """Open a store file afresh and check every page and every table.

    Raises KnownError STORE_DAMAGED. One bad page poisons later checks of a connection, so
    this uses one of its own.
    """
    connection = driver.connect(path, key)
    try:
        bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        state = connection.execute("PRAGMA quick_check").fetchone()
    except driver.Error as error:
        raise driver.known(error) from error
    finally:
        connection.close()
    if bad or state is None or state[0] != "ok":
        raise KnownError(ErrorCode.STORE_DAMAGED, file=path.name, pages=len(bad))


def discard(part: Path) -> None:
    """Remove a half copy and what the driver laid beside it."""
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)
    _remove_companions(part)


def _copy(source: Connection, part: Path, key: bytes, cancelled: Callable[[], bool]) -> None:
    target = driver.connect(part, key)
    handle = os.open(part, os.O_RDWR)
    steps = 0

    def between(_status: int, _left: int, _all: int) -> None:
        nonlocal steps
        steps += 1
        _stop_if(cancelled)
        if steps % _SYNC_STEPS == 0:
            os.fsync(handle)

    try:
        # A file that nobody has seen yet needs no journal; it counts only once it is verified.
        target.execute("PRAGMA journal_mode=OFF").fetchall()
        target.execute("PRAGMA synchronous=OFF").fetchall()
        source.backup(target, pages=_STEP_PAGES, progress=between)
        target.close()
        os.fsync(handle)
    finally:
        target.close()
        os.close(handle)


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise KnownError(ErrorCode.CANCELLED)


def _remove_companions(path: Path) -> None:
    for end in ("-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + end).unlink(missing_ok=True)
