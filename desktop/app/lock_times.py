"""After how many minutes without input the program covers and locks itself, within a policy."""

from __future__ import annotations

from collections.abc import Callable

from desktop.app.idle import Limits
from desktop.app.policy import Policy
from desktop.domain.wording import N_
from desktop.ui.widgets.settings_menu import SettingsButton

COVER_AFTER = N_("Verdecken nach …")
LOCK_AFTER = N_("Sperren nach …")
_MINUTE = 60


class LockTimes:
    """*cover* and *lock* are what the worker chose, in minutes; *chosen* is told of a change."""

    def __init__(
        self, policy: Policy, cover: int, lock: int, chosen: Callable[[int, int], object]
    ) -> None:
        self._policy, self._chosen = policy, chosen
        self._cover, self._lock = cover, lock

    @property
    def cover(self) -> int:
        """Minutes until the cover that hold now."""
        return self._policy.cover_after(self._cover)

    @property
    def lock(self) -> int:
        """Minutes until the lock that hold now."""
        return self._policy.lock_after(self._lock)

    def limits(self) -> Limits:
        """The same in seconds."""
        return Limits(self.cover * _MINUTE, self.lock * _MINUTE)

    def offer(self, settings: SettingsButton) -> None:
        """Let the worker choose; what the policy rules out is not offered."""
        policy = self._policy
        settings.add_minutes(COVER_AFTER, policy.cover_choices(), self.cover, self.cover_after)
        settings.add_minutes(LOCK_AFTER, policy.lock_choices(), self.lock, self.lock_after)

    def cover_after(self, minutes: int) -> None:
        """The worker chose *minutes* for the cover."""
        self._cover = minutes
        self._chosen(self._cover, self._lock)

    def lock_after(self, minutes: int) -> None:
        """The worker chose *minutes* for the lock."""
        self._lock = minutes
        self._chosen(self._cover, self._lock)
