"""Hybrid logical clock: sorts operations, never drops or blocks them (protocol: section 4).

Stamp: 48-bit UTC milliseconds, 16-bit counter, device id; total order by tuple comparison.
"""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.ids import DeviceId

MAX_COUNTER = 0xFFFF
MAX_LEAD_MS = 5 * 60 * 1000
"""How far a foreign stamp may move our clock beyond the trusted time."""


class Stamp(NamedTuple):
    """Position of an operation in the total order."""

    ms: int
    counter: int
    device: DeviceId


class Clock:
    """Clock of one device. Not thread-safe: it belongs to the writer thread.

    The state moves in memory only after the transaction that used it has committed: call
    ``fork()`` at the beginning of a transaction and ``adopt()`` after COMMIT.
    """

    def __init__(self, device: DeviceId, ms: int = 0, counter: int = 0) -> None:
        self.device = device
        self.ms = ms
        self.counter = counter

    def fork(self) -> Clock:
        """Return an independent copy, to be thrown away when the transaction fails."""
        return Clock(self.device, self.ms, self.counter)

    def adopt(self, other: Clock) -> None:
        """Take over the state of a copy whose transaction has committed."""
        self.ms, self.counter = other.ms, other.counter

    def tick(self, now_ms: int) -> Stamp:
        """Return the next stamp: later than every stamp given or accepted before."""
        if now_ms > self.ms:
            self.ms, self.counter = now_ms, 0
        elif self.counter < MAX_COUNTER:
            self.counter += 1
        else:
            self.ms, self.counter = self.ms + 1, 0
        return Stamp(self.ms, self.counter, self.device)

    def observe(self, stamp: Stamp, trusted_ms: int) -> bool:
        """Move past a foreign *stamp*, at most to *trusted_ms* + 5 min.

        Returns True when the stamp lies beyond that and is to be marked "clock uncertain".
        """
        limit = trusted_ms + MAX_LEAD_MS
        if stamp.ms > limit:
            return True
        if (stamp.ms, stamp.counter) > (self.ms, self.counter):
            self.ms, self.counter = stamp.ms, stamp.counter
        return False
