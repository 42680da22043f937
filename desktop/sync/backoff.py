"""How long to wait after a failed round: 2 s to 15 min, full jitter (protocol section 6)."""

from __future__ import annotations

from random import Random

BASE_S = 2.0
CAP_S = 15 * 60.0


class Backoff:
    """Counts failures in a row and draws the next pause. Belongs to the sync thread."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failed rounds since the last success."""
        return self._failures

    def succeeded(self) -> None:
        """Begin again with the shortest pause."""
        self._failures = 0

    def failed(self, retry_after_s: float | None = None) -> float:
        """Return the pause in seconds after one more failure.

        A server's Retry-After wins over our own reckoning, even beyond 15 minutes; a little is
        added so that all laptops of an agency do not come back in the same second.
        """
        ceiling = min(CAP_S, BASE_S * 2.0 ** min(self._failures, 16))
        self._failures += 1
        if retry_after_s is not None:
            return retry_after_s + self._random.uniform(0.0, BASE_S)
        return self._random.uniform(0.0, ceiling)
