"""Whether the person who goes on behind the cover is the worker: by PIN, if set, or password.

The cover keeps glances away while the store stays open, so the short PIN does; wrong ones are
few, and after them the store is closed. The password always does too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.pin import LONGEST, MOST_TRIES, SHORTEST, PinService, Tried, Verdict


class PresenceService:
    """Thread-safe; ``check`` takes as long as deriving a key, up to half a second and more.

    *confirm* compares with the password (``SecretService.confirm``).
    """

    def __init__(self, pin: PinService, confirm: Callable[[str], object]) -> None:
        self._pin, self._confirm = pin, confirm
        self._lock = threading.Lock()
        self._wrong = 0

    def has_pin(self) -> bool:
        """Whether a PIN will do."""
        return self._pin.is_set()

    def check(self, typed: str) -> Tried:
        """Compare with the PIN when *typed* may be one and there is one, else with the password.

        Verdict LOCK with the fifth wrong one in a row. Raises KnownError for a key file that
        cannot be read.
        """
        if _may_be_pin(typed) and self._pin.is_set():
            return self._pin.check(typed)
        with self._lock:
            return self._check_password(typed)

    def _check_password(self, typed: str) -> Tried:
        try:
            self._confirm(typed)
        except KnownError as error:
            wait = float(error.facts.get("seconds") or 0)
            if error.code is ErrorCode.TRY_LATER:
                return Tried(Verdict.TOO_SOON, wait)
            if error.code is not ErrorCode.WRONG_PASSWORD:
                raise
            self._wrong += 1
            is_last = self._wrong >= MOST_TRIES
            return Tried(Verdict.LOCK if is_last else Verdict.WRONG, wait)
        self._wrong = 0
        return Tried(Verdict.RIGHT)


def _may_be_pin(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and SHORTEST <= len(typed) <= LONGEST
