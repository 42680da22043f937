"""The worker's PIN: it leads from the client's window back to the worker's, and nowhere else.

It opens no store: that takes the password. It never leaves this laptop (table ``secret``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.domain.errors import BugError
from desktop.storage.store import Store

if TYPE_CHECKING:
    from desktop.crypto.key_slots import Cost

SHORTEST, LONGEST = 4, 8
MOST_TRIES = 5
"""With the fifth wrong PIN the program is to be locked with the password."""
WAITS = (0, 2, 5, 15)
"""Seconds until the next try after the first, second, ... wrong one; later ones: ``LAST_WAIT``."""
LAST_WAIT = 60
_NAME = "client-view-pin"
_FEWEST_DIGITS = 3
"""Different digits that a PIN must have at least: ``1212`` is tried before long."""


class Weakness(StrEnum):
    """Why a PIN is refused."""

    NO_DIGITS = "no-digits"
    LENGTH = "length"
    REPEATED = "repeated"
    ROW = "row"
    YEAR = "year"


class Verdict(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_SOON = "too-soon"
    LOCK = "lock"
    """Wrong too often: the password is needed now."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The answer to one try; ``wait`` is how many seconds no further one is read."""

    verdict: Verdict
    wait: float = 0
    left: int = MOST_TRIES


def weakness(pin: str) -> Weakness | None:
    """What is wrong with a PIN that somebody wants to set, or None if it will do."""
    if not pin.isascii() or not pin.isdigit():
        return Weakness.NO_DIGITS
    if not SHORTEST <= len(pin) <= LONGEST:
        return Weakness.LENGTH
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if steps in ({1}, {9}):
        return Weakness.ROW
    if len(set(pin)) < _FEWEST_DIGITS:
        return Weakness.REPEATED
    half = len(pin) // 2
    if len(pin) >= 6 and pin[:half] * 2 == pin:
        return Weakness.REPEATED
    if len(pin) == 4 and pin[:2] in ("19", "20"):
        return Weakness.YEAR
    return None


class PinService:
    """Sets and checks the PIN. Thread-safe; ``set`` and ``check`` take about 0.1 s.

    Wrong tries are counted for as long as the store is open: to open it again takes the password.
    *seconds* is a clock that never goes back.
    """

    def __init__(
        self,
        store: Store,
        seconds: Callable[[], float] = time.monotonic,
        cost: Cost | None = None,
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._cost = cost
        self._lock = threading.Lock()
        self._wrong = 0
        self._not_before = 0.0

    def is_set(self) -> bool:
        """Whether there is a PIN on this laptop."""
        return bool(self._store.read().secret(_NAME))

    def set(self, pin: str) -> None:
        """Replace the PIN; a weak one (``weakness``) is a BugError: ask before."""
        from desktop.crypto.pin_hash import PIN_COST, PinHash

        if weakness(pin) is not None:
            raise BugError("weak pin")
        data = PinHash.of(pin, self._cost or PIN_COST).to_bytes()
        self._store.write(lambda writer: writer.put_secret(_NAME, data)).result()
        self._forget_tries()

    def forget(self) -> None:
        """Take the PIN away, so that the next hand-over asks for a new one."""
        self._store.write(lambda writer: writer.put_secret(_NAME, b"")).result()
        self._forget_tries()

    def check(self, pin: str) -> Tried:
        """Compare; while one has to wait nothing is compared and nothing counted."""
        from desktop.crypto.pin_hash import PinHash

        with self._lock:
            wait = self._not_before - self._seconds()
            if wait > 0:
                return Tried(Verdict.TOO_SOON, wait, self._left())
            kept = PinHash.from_bytes(self._store.read().secret(_NAME) or b"")
            if kept is not None and kept.fits(pin):
                self._wrong, self._not_before = 0, 0.0
                return Tried(Verdict.RIGHT)
            self._wrong += 1
            pause = WAITS[self._wrong - 1] if self._wrong <= len(WAITS) else LAST_WAIT
            self._not_before = self._seconds() + pause
            is_last = self._wrong >= MOST_TRIES
            return Tried(Verdict.LOCK if is_last else Verdict.WRONG, pause, self._left())

    def _left(self) -> int:
        return max(0, MOST_TRIES - self._wrong)

    def _forget_tries(self) -> None:
        with self._lock:
            self._wrong, self._not_before = 0, 0.0
