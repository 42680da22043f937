"""When the next round begins (pure): timer, commits, news from colleagues, button, back-off.

All times are seconds of one monotonic clock, handed in by the caller.
"""

from __future__ import annotations

INTERVAL_S = 5 * 60.0
"""A round without any other reason: catches a lost long poll and a changed roster."""

COALESCE_S = 1.0
"""How long a commit waits for the next one, so that one visit becomes one change set."""


class Schedule:
    """Remembers why a round is wanted. Not thread-safe: the worker guards it."""

    def __init__(
        self, now: float, *, interval_s: float = INTERVAL_S, coalesce_s: float = COALESCE_S
    ) -> None:
        self._interval = interval_s
        self._coalesce = coalesce_s
        self._timer: float | None = now
        self._commit: float | None = None
        self._resting = False
        self._heeds_commits = True
        self._asked = False
        self._news = False

    def committed(self, now: float) -> None:
        """Something new is in the outbox."""
        if self._commit is None:
            self._commit = now + self._coalesce

    def colleague_wrote(self) -> None:
        """The server says that a stream has news."""
        self._news = True

    def look_within(self, now: float, pause: float) -> None:
        """Begin a round in *pause* seconds at the latest; a rest is not shortened."""
        if not self._resting and self._timer is not None:
            self._timer = min(self._timer, now + pause)

    def asked(self) -> None:
        """A person pressed the button, or the network is back: at once, whatever happened."""
        self._asked = True

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for the next round."""
        return self._asked

    def begun(self) -> None:
        """A round begins and serves everything wanted so far."""
        self._asked = self._news = self._resting = False
        self._commit = None
        self._timer = None

    def succeeded(self, now: float) -> None:
        """The round is done; the next one comes with the timer or with a reason."""
        self._timer = now + self._interval

    def failed(self, now: float, pause: float, *, heeds_commits: bool = False) -> None:
        """Rest for *pause* seconds: news do not shorten it, commits only if they are heeded."""
        self._timer = now + pause
        self._resting = True
        self._heeds_commits = heeds_commits

    def held(self) -> None:
        """Only a person's button begins the next round."""
        self._timer = None
        self._resting = True
        self._heeds_commits = False

    def wait(self, now: float) -> float | None:
        """Seconds until the next round: 0 is now, None is "until something happens"."""
        if self._asked:
            return 0.0
        if self._resting and not self._heeds_commits:
            return None if self._timer is None else max(0.0, self._timer - now)
        if self._news and not self._resting:
            return 0.0
        times = [time for time in (self._timer, self._commit) if time is not None]
        return max(0.0, min(times) - now) if times else None
