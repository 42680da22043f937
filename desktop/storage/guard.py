"""Watches over one open store: compared at opening, its head kept, a reserve for a full disk."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage import ballast, checks, driver, files, head_file
from desktop.storage.codec import pack
from desktop.storage.driver import Connection
from desktop.storage.head_file import Head, HeadKeeper
from desktop.storage.numbers import COUNTER_BITS

ACCEPTED_SETTING: Final = "health/accepted"
"""[code, missing changes, UTC ms] of the last time a person went on with a store that was
damaged, behind or mixed."""

FLOOR: Final = "floor"
"""Row of ``meta``: no own operation gets this number or a lower one; also lost ones had them."""

STRAY: Final = ".stray"
"""End of the name of a write-ahead log that was not of the last use and has been set aside."""
STRAY_KEPT_MS: Final = 30 * 24 * 3600 * 1000
"""As long as a backup may keep what was erased."""

_LEAST_FREE: Final = 64 * 1024

_log = logging.getLogger(__name__)


class Guard:
    """Belongs to the store's writer thread, except the attributes, which anybody may read.

    Attributes: ``damaged_pages`` (accepted at opening), ``reserve_used`` (this session was saved
    by the reserve), ``is_compared`` (the whole file was found as it was closed), ``opened_at``
    (UTC milliseconds).
    """

    def __init__(
        self, directory: Path, key: bytes, accept: Collection[ErrorCode], now: Callable[[], int]
    ) -> None:
        self.damaged_pages = 0
        self.reserve_used = False
        self.is_compared = False
        self.opened_at = now()
        self._directory = directory
        self._path = files.store_path(directory)
        self._log = self._path.with_name(f"{self._path.name}-wal")
        self._key = key
        self._accept = accept
        self._now = now
        self._found: KnownError | None = None
        self._before: Head | None = None
        self._head: Head | None = None
        self._keeper = HeadKeeper(directory, key)

    def connect(self, store_id: str) -> Connection:
        """Compare the file with what was closed, then open it; ``begin`` raises what differs.

        A disk without any room is called so, and given the reserve. Raises STORE_MIXED for a
        write-ahead log that is not from the last use: opening would copy it into the store.
        """
        self._before = head_file.read(self._directory, self._key, store_id)
        self._compare_content(self._before)
        while True:
            try:
                return driver.connect(self._path, self._key)
            except KnownError as error:
                if not self._is_for_room(error):
                    raise
                if not self.use_reserve():
                    raise KnownError(ErrorCode.DISK_FULL) from error

    def begin(
        self, connection: Connection, store_id: str, device: int, *,
        operations: int, sealed: int, min_sequence: int,
    ) -> int:  # fmt: skip
        """Compare the position; returns the number of the last own operation to count on from.

        Raises what was found there or by ``connect``, unless it is accepted.

        *device*: our number, *operations* and *sealed*: what the store holds. From here on the
        store may be written.
        """
        before = self._before
        position = checks.compare_position(
            before, operations=operations, sealed=sealed, min_sequence=min_sequence,
            mark=mark_in(connection, device, 0 if before is None else before.operations),
        )  # fmt: skip
        faults = _weightiest_first(self._found, position)
        for fault in faults:
            if fault.code not in self._accept:
                raise fault
        if before is not None:
            head_file.open_again(self._directory, self._key, before)
        self._drop_old_stray()
        if faults:
            last = 0 if before is None else before.operations
            operations = max(last, min_sequence - sealed, operations)
            self._note_loss(connection, faults[-1], operations)
        mark = mark_in(connection, device, operations)
        self._head = Head(store_id, operations, sealed, mark)
        return operations

    def committed(
        self, connection: Connection, device: int, *, operations: int, sealed: int
    ) -> None:
        """Note the position after a COMMIT; the answer to the save does not wait for it."""
        head = self._head
        if head is None or (operations, sealed) == (head.operations, head.sealed):
            return
        mark = ""
        with contextlib.suppress(driver.Error):  # the save stands, whatever can be read now
            mark = mark_in(connection, device, operations)
        self._head = replace(head, operations=operations, sealed=sealed, mark=mark)
        self._keeper.note(self._head)

    def use_reserve(self) -> bool:
        """Give the reserve back to the disk; False when there is none."""
        found = ballast.release(self._directory)
        self.reserve_used |= found
        return found

    def closed(self) -> None:
        """Keep the position, durably, and how the whole file looks if nothing lies beside it."""
        content = ""
        if not self.damaged_pages:
            with contextlib.suppress(OSError):
                content = "" if files.has_log(self._path) else head_file.digest(self._path)
        if self._head is not None:
            self._keeper.close(replace(self._head, content=content))

    def _compare_content(self, head: Head | None) -> None:
        fault = self._found = checks.compare_content(self._path, self._key, head)
        self.is_compared = fault is None and head is not None and bool(head.content)
        if fault is None:
            return
        self.damaged_pages = int(fault.facts.get("pages") or 0)
        if files.has_log(self._path):
            if fault.code not in self._accept:
                raise fault
            self._set_log_aside()

    @property
    def _stray(self) -> Path:
        return self._log.with_name(f"{self._log.name}{STRAY}")

    def _set_log_aside(self) -> None:
        self._log.replace(self._stray)
        os.utime(self._stray, (self.opened_at / 1000, self.opened_at / 1000))

    def _drop_old_stray(self) -> None:
        with contextlib.suppress(OSError):
            if self.opened_at - self._stray.stat().st_mtime * 1000 > STRAY_KEPT_MS:
                self._stray.unlink()

    def _is_for_room(self, error: KnownError) -> bool:
        if error.code not in (ErrorCode.READ_ONLY, ErrorCode.DISK_FAULT):
            return error.code is ErrorCode.DISK_FULL
        free = ballast.free_bytes(self._directory)
        return free is not None and free < _LEAST_FREE

    def _note_loss(self, connection: Connection, fault: KnownError, floor: int) -> None:
        noted = [fault.code.value, int(fault.facts.get("missing") or 0), self._now()]
        _log.warning("work goes on with a store that is %s, %d changes missing", *noted[:2])
        with driver.transaction(connection):
            execute = connection.execute
            execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (FLOOR, pack(floor)))
            execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (ACCEPTED_SETTING, pack(noted)))


def _weightiest_first(content: KnownError | None, position: KnownError | None) -> list[KnownError]:
    """What a person is told in turn; an old copy has other bytes as well, which is no news."""
    if position is None:
        return [] if content is None else [content]
    is_damaged = content is not None and content.code is ErrorCode.STORE_DAMAGED
    return [content, position] if is_damaged and content is not None else [position]


def mark_in(connection: Connection, device: int, number: int) -> str:
    """The mark of operation *number* of *device*, "" when it is not in the log."""
    sql = "SELECT ms, counter FROM op WHERE id = ?"
    row = connection.execute(sql, (device << COUNTER_BITS | number,)).fetchone()
    return "" if row is None else head_file.mark_of(number, *row)
