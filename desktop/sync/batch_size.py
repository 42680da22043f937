"""How much to send or ask for at once: 32 KiB, doubled when quick, halved on failure."""

from __future__ import annotations

from collections.abc import Iterable

from protocol.limits import MAX_PUSH_BYTES

START_BYTES = 32 * 1024
MIN_BYTES = 8 * 1024
MAX_BYTES = MAX_PUSH_BYTES - 32 * 1024
"""1 MiB less what frames the sets of a request."""
QUICK_S = 2.0
"""A request that took less was quick: the line carries more (protocol section 6)."""


class BatchSize:
    """The size of the next batch in bytes. Belongs to the sync thread."""

    def __init__(self) -> None:
        self._bytes = START_BYTES

    @property
    def bytes(self) -> int:
        """How many bytes the next batch may have."""
        return self._bytes

    def succeeded(self, seconds: float) -> None:
        """Double after a request that was quick, up to 1 MiB."""
        if seconds < QUICK_S:
            self._bytes = min(MAX_BYTES, self._bytes * 2)

    def failed(self) -> None:
        """Halve after a request that failed, down to 8 KiB."""
        self._bytes = max(MIN_BYTES, self._bytes // 2)

    def limited(self, limit: int) -> None:
        """The server stated a limit of its own (413)."""
        self._bytes = max(1, min(self._bytes, limit))

    def take(self, sizes: Iterable[int]) -> int:
        """How many items of these sizes go into the next batch: at least one, if there is one."""
        count, total = 0, 0
        for size in sizes:
            total += size
            if count and total > self._bytes:
                break
            count += 1
        return count
