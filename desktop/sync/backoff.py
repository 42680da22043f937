"""How long to wait after a failed round (protocol section 6).

A server that refuses or is busy is left alone: 2 s to 15 min, full jitter. One that cannot be
reached at all costs nobody anything, so it is looked for every few seconds: a laptop that is
back in the office must not wait for minutes.
"""

from __future__ import annotations

from random import Random

BASE_S = 2.0
CAP_S = 15 * 60.0
UNREACHABLE_CAP_S = 10.0


class Backoff:
    """Counts failures in a row and draws the next pause. Belongs to the sync thread."""

    def __init__(self, random: Random, *, unreachable_cap_s: float = UNREACHABLE_CAP_S) -> None:
        self._random = random
        self._unreachable_cap = unreachable_cap_s
        self._failures = 0
        self._unanswered = 0

    @property
    def failures(self) -> int:
        """Failed rounds since the last success."""
        return self._failures + self._unanswered

    def succeeded(self) -> None:
        """Begin again with the shortest pause."""
        self._failures = self._unanswered = 0

    def failed(self, retry_after_s: float | None = None) -> float:
        """Return the pause in seconds after the server answered, but not with what was asked.

        A server's Retry-After wins over our own reckoning, even beyond 15 minutes; a little is
        added so that all laptops of an agency do not come back in the same second.
        """
        ceiling = min(CAP_S, BASE_S * 2.0 ** min(self._failures, 16))
        self._failures += 1
        if retry_after_s is not None:
            return retry_after_s + self._random.uniform(0.0, BASE_S)
        return self._random.uniform(0.0, ceiling)

    def unreachable(self) -> float:
        """Return the pause in seconds after there was no answer at all.

        Up to 10 s; never less than half of it, since connecting may have ended at once.
        """
        ceiling = min(self._unreachable_cap, BASE_S * 2.0 ** min(self._unanswered, 16))
        self._unanswered += 1
        return self._random.uniform(ceiling / 2, ceiling)
