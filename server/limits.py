"""How much one client may ask of the server; all of it is told in answers (429, 413, 503)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from protocol.limits import MAX_LONG_POLL_SECONDS, MAX_PUSH_BYTES


@dataclass(frozen=True, slots=True)
class Limits:
    """One agency's limits. Sizes of the format itself stand in ``protocol.limits``."""

    quota_bytes: int = 50 * 1024**3
    """Heads and bodies of all streams together."""
    body_bytes: int = MAX_PUSH_BYTES
    """Body of one request."""
    wait_s: float = float(MAX_LONG_POLL_SECONDS)
    """Longest long poll."""
    waiters: int = 1_000
    """Long polls at a time, one per device."""
    requests_at_once: int = 64
    """Requests being worked on, long polls aside; bounds the memory."""
    silence_s: float = 30.0
    """How long a client may send or read nothing in the middle of a request."""
    rate_per_s: float = 200.0
    """Requests of one device or, for session and health, of one address."""
    burst: int = 1_000
    token_ms: int = 15 * 60 * 1000
    """Life of a session token."""
    challenge_ms: int = 60 * 1000
    """Life of a session challenge."""
    redeemed_challenges: int = 10_000
    """Challenges remembered as used; they are forgotten when their life ends."""


class TooManyRequestsError(Exception):
    """One device or address asks more often than the limits allow."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class RateLimiter:
    """Token buckets per key, bounded in number. Belongs to one thread.

    The least recently seen key is forgotten first, which can only be to its favour.
    """

    def __init__(
        self, rate_per_s: float, burst: int, now_ms: Callable[[], int], keys: int = 10_000
    ) -> None:
        self._rate, self._burst, self._now_ms, self._keys = rate_per_s, burst, now_ms, keys
        self._buckets: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def wait_s(self, key: bytes) -> int:
        """Count one request of *key*; return 0 if it may go on, else seconds to wait."""
        now = self._now_ms()
        level, at = self._buckets.pop(key, (float(self._burst), now))
        level = min(float(self._burst), level + max(0, now - at) / 1000 * self._rate)
        allowed = level >= 1.0
        self._buckets[key] = (level - 1.0 if allowed else level, now)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        return 0 if allowed else 1 + int((1.0 - level) / self._rate)
