"""Encrypted copies of the store file, verified by opening them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage import driver
from desktop.storage.driver import Connection
from desktop.storage.files import create_private, sync_directory, sync_file

_PAGES = 2000


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
        _remove(part)
        raise
    _remove_companions(part)


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


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    _remove_companions(path)


def _remove_companions(path: Path) -> None:
    for end in ("-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + end).unlink(missing_ok=True)
