"""What is remembered between two backups of a store; local to this laptop, never sent."""

from __future__ import annotations

import contextlib
from typing import Any, Final

from desktop.domain.errors import KnownError
from desktop.storage.store import Store

STATE_SETTING: Final = "backup/state"
LEAP_MS: Final = 30 * 24 * 3600 * 1000
"""A clock further from where it was believed last has leapt: it is wrong, or nobody was here."""
SETTLE_MS: Final = 20 * 3600 * 1000
"""So long it has to go on from there until it is believed."""
GONE_ON_MS: Final = 4 * 3600 * 1000
"""So long it has to go on until another leap ahead shows that it was right then."""
FAR_MS: Final = 366 * 24 * 3600 * 1000
"""A leap that is longer shows nothing: who comes back less than once a year is not believed."""


class BackupState:
    """``fault``: code of why the last try failed; ``second_at``: UTC ms of the newest backup known
    to lie in the second folder; ``second_since``: UTC ms when that folder was chosen;
    ``second_full``: True since a backup found no room there; ``known_at``: UTC ms of the last
    moment that was believed; ``leapt_at``: where the clock came to when it leapt. Any thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._leapt_here: int | None = None
        self._latest = 0

    def read(self) -> dict[str, Any]:
        """All there is; what is not known is missing."""
        state = self._store.read().setting(STATE_SETTING)
        return state if isinstance(state, dict) else {}

    def note(self, **news: Any) -> None:
        """Remember *news*, None to forget; blocks for a commit if they are any. Raises KnownError
        as any save does."""
        before = self.read()
        state = {name: value for name, value in {**before, **news}.items() if value is not None}
        if state != before:
            self._store.write(lambda writer: writer.put_setting(STATE_SETTING, state)).result()

    def known_before(self, now_ms: int) -> int | None:
        """UTC ms of the last moment that was believed, if the clock has gone ahead since."""
        known = self.read().get("known_at")
        return known if isinstance(known, int) and known < now_ms else None

    def believes(self, now_ms: int, newest_ms: int | None) -> bool:
        """Whether things may be called too old by this clock. One that has leapt is believed
        another day, if it goes on from there: a single day in 2099 takes nothing away.

        Who comes once in five weeks leaps each time. Another leap ahead, after a new start or
        hours, shows that the clock was right at the one before: ``known_before`` is that then.
        *now_ms* itself is not believed at first sight.

        *newest_ms*: of the newest backup, for a store that has noted nothing yet. What cannot be
        noted (full disk) changes nothing about the answer. May block for a commit.
        """
        state = self.read()
        noted, leapt = state.get("known_at"), state.get("leapt_at")
        known = noted or (newest_ms or now_ms if leapt is None else None)
        has_settled = leapt is not None and SETTLE_MS <= now_ms - leapt <= LEAP_MS
        is_near = known is not None and abs(now_ms - known) <= LEAP_MS
        is_known = is_near or has_settled
        with contextlib.suppress(KnownError):
            if is_known and (leapt or noted is None or abs(now_ms - noted) > SETTLE_MS):
                self.note(known_at=now_ms, leapt_at=None)
            elif not is_known and (leapt is None or not 0 <= now_ms - leapt <= LEAP_MS):
                right = leapt if self._was_right(leapt, now_ms) else noted
                self.note(known_at=right, leapt_at=now_ms)
                self._leapt_here = now_ms
        self._latest = now_ms
        return is_known

    def _was_right(self, leapt: int | None, now_ms: int) -> bool:
        if leapt is None or not LEAP_MS < now_ms - leapt <= FAR_MS:
            return False
        return leapt != self._leapt_here or self._latest - leapt >= GONE_ON_MS
