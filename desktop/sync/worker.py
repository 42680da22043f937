"""The thread that exchanges changes with the agency server, one round at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from random import Random

from desktop.domain.changes import Changes
from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.store import Store
from desktop.sync.backoff import UNREACHABLE_CAP_S, Backoff
from desktop.sync.client import AgencyClient
from desktop.sync.engine import SyncEngine
from desktop.sync.listener import HeadsListener, Known
from desktop.sync.schedule import COALESCE_S, INTERVAL_S, Schedule
from desktop.sync.state import RoundReport, SyncReport, SyncState, retries_by_itself, state_of
from protocol.messages import HeadsResponse

_log = logging.getLogger(__name__)

STOP_S = 2.0
"""Longest wait for the threads to end; the WAL keeps what was written (design: threading)."""


def wall_ms() -> int:
    """UTC milliseconds of this laptop's clock."""
    return time.time_ns() // 1_000_000


class SyncWorker:
    """Runs rounds when something is new, when a colleague wrote, by timer or on the button.

    *client_factory* is called once per thread and again after a fault, in the thread that uses
    the client. *on_status* is called in the sync thread and must return quickly. All methods
    may be called from any thread and return at once, except ``stop``.
    """

    def __init__(
        self,
        store: Store,
        client_factory: Callable[[], AgencyClient],
        *,
        now: Callable[[], int] = wall_ms,
        random: Random | None = None,
        on_status: Callable[[SyncReport], None],
        interval_s: float = INTERVAL_S,
        coalesce_s: float = COALESCE_S,
        unreachable_cap_s: float = UNREACHABLE_CAP_S,
    ) -> None:
        self._store = store
        self._client_factory = client_factory
        self._now = now
        self._on_status = on_status
        chance = random or Random()
        self._backoff = Backoff(chance, unreachable_cap_s=unreachable_cap_s)
        self._line_backoff = Backoff(chance, unreachable_cap_s=unreachable_cap_s)
        self._schedule = Schedule(time.monotonic(), interval_s=interval_s, coalesce_s=coalesce_s)
        self._wake = threading.Condition()
        self._stopping = False
        self._is_busy = False
        self._is_asked = False
        self._news: HeadsResponse | None = None
        self._known: Known | None = None
        self._cancelled = threading.Event()
        self._client: AgencyClient | None = None
        self._report = SyncReport(SyncState.OFFLINE)
        self._listener = HeadsListener(client_factory, self._colleague_wrote, self._line_broke)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._engine = SyncEngine(store, now=now)
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def report(self) -> SyncReport:
        """The newest report."""
        return self._report

    def start(self) -> None:
        """Begin with a round at once."""
        self._unsubscribe = self._store.subscribe(self._committed)
        self._listener.start()
        self._thread.start()

    def nudge(self) -> None:
        """A person pressed the button: begin a round now, whatever the back-off says."""
        with self._wake:
            self._schedule.asked()
            self._wake.notify()

    def network_returned(self) -> None:
        """The system says that there is a network again."""
        if retries_by_itself(self._report.state):
            self.nudge()

    def cancel(self) -> None:
        """End the running round between two batches; what is applied stays."""
        self._cancelled.set()

    def retry_parked(self) -> None:
        """Try the parked streams again, at once."""
        self._engine.retry_parked()
        self.nudge()

    def accept_restored_server(self) -> None:
        """A person has said yes to a server that lost much: compare, and give it our part
        again. Blocks for one commit."""
        self._engine.accept_restored_server()
        self.nudge()

    def stop(self, timeout: float = STOP_S) -> bool:
        """End both threads; True if they ended within *timeout* seconds."""
        deadline = time.monotonic() + timeout
        if self._unsubscribe is not None:
            self._unsubscribe()
        with self._wake:
            self._stopping = True
            self._cancelled.set()
            client = self._client
            self._wake.notify()
        self._listener.close()
        if client is not None:
            client.close()
        for thread in (self._thread, self._listener):
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))
        return not self._thread.is_alive() and not self._listener.is_alive()

    def _committed(self, changes: Changes, initiator: object | None) -> None:
        if changes.outbox and initiator is not self._engine:
            with self._wake:
                self._schedule.committed(time.monotonic())
                self._wake.notify()

    def _colleague_wrote(self, answer: HeadsResponse) -> None:
        """Called by the listener. The news may be our own push: during a round that is found out
        at its end, after it by what it has read."""
        with self._wake:
            self._line_backoff.succeeded()
            if self._is_busy:
                self._news = answer
                return
            if self._known is not None and not self._known.misses(answer):
                return
            self._schedule.colleague_wrote()
            self._wake.notify()

    def _line_broke(self, error: KnownError) -> None:
        """The long poll ended with a fault: look soon whether the server is still there."""
        with self._wake:
            pause = _pause(self._line_backoff, error)
            self._schedule.look_within(time.monotonic(), pause)
            self._wake.notify()

    def _run(self) -> None:
        while self._wait():
            self._one_round()
        if self._client is not None:
            self._client.close()

    def _wait(self) -> bool:
        """Sleep until a round is wanted; False when the worker is to end."""
        with self._wake:
            while not self._stopping:
                pause = self._schedule.wait(time.monotonic())
                if pause is not None and pause <= 0.0:
                    self._is_asked = self._schedule.is_asked
                    self._schedule.begun()
                    self._is_busy, self._news = True, None
                    self._cancelled.clear()
                    return True
                self._wake.wait(pause)
        return False

    def _one_round(self) -> None:
        try:
            if self._report.error is ErrorCode.OFFLINE and not self._is_asked:
                self._connect().health()  # nothing is read, and the window stays as it is
            self._tell(SyncState.SYNCING, self._report.error)
            done = self._engine.round(self._connect(), self._progress, self._cancelled.is_set)
        except KnownError as error:
            self._failed(error)
        except Exception as error:  # the thread must outlive a fault of ours
            _log.exception("sync round ended by %s", type(error).__name__)
            self._failed(KnownError(ErrorCode.SERVER_REFUSED, reason="bug"))
        else:
            self._succeeded(done)

    def _connect(self) -> AgencyClient:
        with self._wake:
            if self._stopping:
                raise KnownError(ErrorCode.CANCELLED)
            if self._client is None:
                self._client = self._client_factory()
            return self._client

    def _succeeded(self, done: RoundReport) -> None:
        self._backoff.succeeded()
        known = Known(done.feed, done.heads, done.roster)
        with self._wake:
            self._schedule.succeeded(time.monotonic())
            if self._news is not None and known.misses(self._news):
                self._schedule.colleague_wrote()
            self._is_busy, self._known = False, known
        self._listener.listen(known)
        self._report = SyncReport(
            SyncState.BLOCKED if done.parked else SyncState.IDLE,
            last_success_at=self._now(),
            parked=done.parked,
            clock_off_minutes=int(done.clock_off_ms / 60_000),
            last_round=done,
        )
        self._on_status(self._report)

    def _failed(self, error: KnownError) -> None:
        state = state_of(error.code)
        cancelled = error.code is ErrorCode.CANCELLED
        client, self._client = self._client, None
        if client is not None:
            client.close()
        pause: float | None = None
        with self._wake:
            self._is_busy = False
            if cancelled:
                self._schedule.succeeded(time.monotonic())
            elif retries_by_itself(state):
                pause = _pause(self._backoff, error)
                heeds = error.code is ErrorCode.OFFLINE
                self._schedule.failed(time.monotonic(), pause, heeds_commits=heeds)
            else:
                self._schedule.held()
        _log.info("sync round: %s", error.code.value)
        self._tell(state, None if cancelled else error.code, error, pause)

    def _progress(self, done: int, total: int) -> None:
        self._tell(SyncState.SYNCING, None, progress=(done, total))

    def _tell(
        self,
        state: SyncState,
        code: ErrorCode | None,
        error: KnownError | None = None,
        pause: float | None = None,
        *,
        progress: tuple[int, int] | None = None,
    ) -> None:
        old = self._report
        self._report = SyncReport(
            state,
            last_success_at=old.last_success_at,
            progress=progress,
            parked=old.parked,
            clock_off_minutes=old.clock_off_minutes,
            error=code,
            facts=tuple(error.facts.items()) if error else (),
            retry_in_s=pause,
            last_round=old.last_round,
        )
        self._on_status(self._report)


def _pause(backoff: Backoff, error: KnownError) -> float:
    if error.code is ErrorCode.OFFLINE:
        return backoff.unreachable()
    asked = error.facts.get("retry_after")
    return backoff.failed(float(asked) if isinstance(asked, int) else None)
