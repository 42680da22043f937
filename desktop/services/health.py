"""How the store and the laptop below it are doing: what a person should know, and what to do."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from desktop.domain.errors import ErrorCode, Fact, KnownError
from desktop.storage import ballast, files
from desktop.storage.guard import ACCEPTED_SETTING
from desktop.storage.saving import LEAD_PREFIX
from desktop.storage.store import Store, Writer

MB = 1024 * 1024
LOW_BYTES, VERY_LOW_BYTES = 500 * MB, 100 * MB
"""Free space below which *Heute* says so, calmly and then less so."""
CHECK_EVERY_MS = 7 * 24 * 3600 * 1000
RECALL_MS = 7 * 24 * 3600 * 1000
"""So long *Heute* recalls that somebody went on with an older store."""
DAY_MS = 24 * 3600 * 1000
CHECKED_SETTING, DAMAGED_SETTING = "health/checked_at", "health/damaged"


class Step(StrEnum):
    """What helps; the sentence beside it is ``ui.error_texts``'s."""

    MAKE_ROOM = "make-room"
    RESTORE = "restore"
    SYNC = "sync"
    CALL_IT = "call-it"
    SET_CLOCK = "set-clock"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; ``facts`` fill its sentence."""

    code: ErrorCode
    step: Step
    facts: Mapping[str, Fact] = field(default_factory=dict)


class HealthService:
    """Thread-safe. ``findings`` is quick; ``tend`` is for the background."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], int],
        clock_off_minutes: Callable[[], int] = lambda: 0,
        free_bytes: Callable[[Path], int | None] = ballast.free_bytes,
    ) -> None:
        """*clock_off_minutes*: how far our clock is from the server's; *free_bytes*: what may
        still be written where a path lies."""
        self._store = store
        self._now = now
        self._clock_off_minutes = clock_off_minutes
        self._free_bytes = free_bytes
        self._tending = threading.Lock()

    def findings(self) -> tuple[Finding, ...]:
        """What there is to say at this moment, the weightiest first."""
        found = (
            self._damage(),
            self._room(),
            self._loss(),
            self._own_clock(),
            self._access(),
            self._other_clocks(),
        )
        return tuple(finding for finding in found if finding is not None)

    def tend(self) -> None:
        """Make the reserve if there is room for it, and look at every page if that is due.

        Blocks for a second at most with a store of 50 MB; what cannot be done now (store busy)
        is done another time.
        """
        if not self._tending.acquire(blocking=False):
            return
        try:
            self._make_reserve()
            if self._is_check_due():
                with contextlib.suppress(KnownError):
                    self.check()
        finally:
            self._tending.release()

    def check(self) -> int:
        """Look at every page now; returns how many are damaged. Blocks for 0.5 s with 50 MB.

        Raises KnownError STORE_BUSY, READ_ONLY, DISK_FAULT, and those of a save; what was known
        of the store before stays then.
        """
        pages, at = self._store.examine(), self._now()

        def note(writer: Writer) -> None:
            writer.put_setting(CHECKED_SETTING, at)
            writer.put_setting(DAMAGED_SETTING, pages or None)

        self._store.write(note).result()
        return pages

    def _make_reserve(self) -> None:
        free = self._free_bytes(self._store.directory)
        if free is None or free <= ballast.ROOM:
            return
        if ballast.make(self._store.directory, room=0):
            self._store.guard.reserve_used = False

    def _is_check_due(self) -> bool:
        checked = self._store.read().setting(CHECKED_SETTING)
        if not isinstance(checked, int) or not 0 <= self._now() - checked < CHECK_EVERY_MS:
            return True
        guard = self._store.guard
        return not guard.is_compared and checked < guard.opened_at

    def _damage(self) -> Finding | None:
        noted = self._store.read().setting(DAMAGED_SETTING)
        pages = max(int(noted or 0), self._store.guard.damaged_pages)
        if not pages:
            return None
        return Finding(ErrorCode.PAGES_DAMAGED, Step.RESTORE, {"pages": pages})

    def _room(self) -> Finding | None:
        if self._store.guard.reserve_used:
            return Finding(ErrorCode.RESERVE_USED, Step.MAKE_ROOM)
        free = self._free_bytes(self._store.directory)
        if free is None or free >= LOW_BYTES:
            return None
        code = ErrorCode.DISK_VERY_LOW if free < VERY_LOW_BYTES else ErrorCode.DISK_LOW
        return Finding(code, Step.MAKE_ROOM, {"free": free // MB})

    def _loss(self) -> Finding | None:
        noted = self._store.read().setting(ACCEPTED_SETTING)
        if not isinstance(noted, list) or len(noted) != 3:
            return None
        _, missing, at = noted
        if not missing or not 0 <= self._now() - at < RECALL_MS:
            return None
        return Finding(ErrorCode.LOSS_ACCEPTED, Step.SYNC, {"missing": missing})

    def _access(self) -> Finding | None:
        if files.is_private(self._store.directory):
            return None
        return Finding(ErrorCode.OTHER_OWNER, Step.CALL_IT)

    def _own_clock(self) -> Finding | None:
        behind = self._store.clock_ms - self._now()
        if behind > DAY_MS:
            facts: dict[str, Fact] = {"days": behind // DAY_MS}
            return Finding(ErrorCode.CLOCK_BEHIND, Step.SET_CLOCK, facts)
        off = abs(self._clock_off_minutes()) * 60_000
        if off > DAY_MS:
            return Finding(ErrorCode.CLOCK_AHEAD, Step.SET_CLOCK, {"days": off // DAY_MS})
        return None

    def _other_clocks(self) -> Finding | None:
        reader, now = self._store.read(), self._now()
        leads = [reader.setting(name) for name in reader.settings(LEAD_PREFIX)]
        if not any(isinstance(until, int) and until - now > DAY_MS for until in leads):
            return None
        return Finding(ErrorCode.CLOCK_ELSEWHERE, Step.CALL_IT)
