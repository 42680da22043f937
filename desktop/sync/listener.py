"""Long poll of the heads: tells the sync thread within a second that a colleague wrote."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.client import AgencyClient
from protocol.messages import HeadsResponse

WAIT_S = 45
"""How long the server may hold an answer; less than the silence a connection survives."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a round has read: where the feed goes on, heads of streams, length of the roster."""

    feed: int
    heads: Mapping[str, int]
    roster: int

    def misses(self, answer: HeadsResponse) -> bool:
        """True if the answer of a long poll speaks of something beyond it."""
        ahead = (head > self.heads.get(stream, 0) for stream, head in answer.streams.items())
        return answer.roster > self.roster or any(ahead)


class HeadsListener(threading.Thread):
    """Asks only while armed by ``listen``; touches no store.

    It rests after news, after a fault and until the next round has ended, so that the sync
    thread alone decides about back-off.
    """

    def __init__(
        self,
        client_factory: Callable[[], AgencyClient],
        on_news: Callable[[HeadsResponse], None],
        on_broken: Callable[[KnownError], None],
    ) -> None:
        """The callbacks come in this thread: an answer with news, or why a line broke."""
        super().__init__(name="sync-listener", daemon=True)
        self._client_factory = client_factory
        self._on_news = on_news
        self._on_broken = on_broken
        self._wake = threading.Condition()
        self._armed: Known | None = None
        self._closed = False
        self._client: AgencyClient | None = None

    def listen(self, known: Known) -> None:
        """Wait for anything beyond *known*."""
        with self._wake:
            self._armed = known
            self._wake.notify()

    def close(self) -> None:
        """End the running request and the thread."""
        with self._wake:
            self._closed = True
            client = self._client
            self._wake.notify()
        if client is not None:
            client.close()

    def run(self) -> None:
        """Thread body: one long poll after the other."""
        while (armed := self._next()) is not None:
            try:
                answer = self._connect().heads(since=armed.feed, wait=WAIT_S)
            except KnownError as error:
                self._disconnect()
                if not self._closed:
                    self._on_broken(error)
                continue
            if armed.misses(answer):
                self._on_news(answer)
            else:
                with self._wake:
                    self._armed = self._armed or replace(armed, feed=answer.next)
        self._disconnect()

    def _next(self) -> Known | None:
        with self._wake:
            while self._armed is None and not self._closed:
                self._wake.wait()
            armed, self._armed = self._armed, None
            return None if self._closed else armed

    def _connect(self) -> AgencyClient:
        with self._wake:
            if self._closed:
                raise KnownError(ErrorCode.CANCELLED)
            if self._client is None:
                self._client = self._client_factory()
            return self._client

    def _disconnect(self) -> None:
        with self._wake:
            client, self._client = self._client, None
        if client is not None:
            client.close()
