"""What follows the COMMIT of an erasure: empty the write-ahead log, unlink files, write it down."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from desktop.domain.errors import KnownError
from desktop.storage import driver, erased_file
from desktop.storage.attachments import AttachmentFiles
from desktop.storage.driver import Connection
from desktop.storage.files import STORE_NAME
from desktop.storage.writer import Writer

COPIES_S: Final = 30 * 24 * 3600
"""How long a copy made before an update may hold what was erased since. Seconds."""


class AfterErasing:
    """Belongs to the writer thread.

    ``erased.json`` is written last: as long as an erasure is not in it, the next commit and the
    next opening do the whole of this again.
    """

    def __init__(self, directory: Path, key: bytes) -> None:
        self._directory = directory
        self._key = key
        self._is_due = False

    def begin(self, transact: Callable[[Callable[[Writer], Any]], Any]) -> None:
        """At opening: erase again what an older copy of the store does not know of, and end
        what was cut off."""
        self._prune_copies()
        transact(self._catch_up)

    def committed(self, connection: Connection, writer: Writer) -> None:
        """After each COMMIT. Never raises: the erasure stands, and the rest is tried again."""
        if not (writer.has_erased or self._is_due):
            return
        self._is_due = True
        folder = AttachmentFiles(self._directory)
        for name in writer.loose_files:
            with contextlib.suppress(KnownError):
                folder.remove(name)
        for stray in self._directory.glob(f"{STORE_NAME}-wal.*"):
            _remove(stray)
        with contextlib.suppress(driver.Error):
            # Freed space is overwritten in the store; the log still holds the pages of before.
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._is_due = bool(busy)
        if not self._is_due:
            self._is_due = not erased_file.add(self._directory, self._key, writer.erased())

    def _catch_up(self, writer: Writer) -> None:
        named, here = erased_file.read(self._directory, self._key), writer.erased()
        missing = erased_file.Erased(
            named.records - here.records, named.redactions - here.redactions
        )
        if missing:
            writer.erase_again(missing)
        writer.has_erased |= not (
            here.records <= named.records and here.redactions <= named.redactions
        )

    def _prune_copies(self) -> None:
        oldest = time.time() - COPIES_S
        for copy in self._directory.glob(f"{STORE_NAME}.before-*"):
            with contextlib.suppress(OSError):
                if copy.stat().st_mtime < oldest:
                    copy.unlink()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
