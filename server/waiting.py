"""Long polls: who waits for which circle, bounded, at most one per device."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from protocol.problems import ProblemType, ProtocolError


class Waiter:
    """One long poll."""

    def __init__(self, circles: frozenset[bytes]) -> None:
        self.circles = circles
        self.rung = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return when the bell rings, at the latest after *seconds*."""
        try:
            async with asyncio.timeout(seconds):
                await self.rung.wait()
        except TimeoutError:
            return


class Bell:
    """Wakes long polls after something was stored. Belongs to the event loop."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiters: dict[bytes, Waiter] = {}
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many long polls are open."""
        return len(self._waiters)

    @contextmanager
    def listen(self, device: bytes, circles: frozenset[bytes]) -> Iterator[Waiter]:
        """Register before looking, so that nothing stored in between is missed.

        A device's newer poll ends its older one (the line broke and it came again). Raises
        ProtocolError ``busy`` when too many devices wait.
        """
        older = self._waiters.pop(device, None)
        if older is not None:
            older.rung.set()
        if len(self._waiters) >= self._limit:
            raise ProtocolError(ProblemType.BUSY, waiters=self._limit)
        waiter = Waiter(circles)
        if self._closed:
            waiter.rung.set()
        self._waiters[device] = waiter
        try:
            yield waiter
        finally:
            if self._waiters.get(device) is waiter:
                del self._waiters[device]

    def ring(self, circles: Collection[bytes]) -> None:
        """Wake the polls of devices that read one of *circles*."""
        for waiter in self._waiters.values():
            if not waiter.circles.isdisjoint(circles):
                waiter.rung.set()

    def ring_all(self) -> None:
        """Wake every poll: the roster changed."""
        for waiter in self._waiters.values():
            waiter.rung.set()

    def close(self) -> None:
        """Wake every poll, now and from now on: the server is going down."""
        self._closed = True
        self.ring_all()
