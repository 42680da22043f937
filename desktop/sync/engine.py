"""One round of the exchange with the agency server (protocol section 6)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection

from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import StreamId
from desktop.storage.store import Store
from desktop.sync.batch_size import BatchSize
from desktop.sync.client import AgencyClient
from desktop.sync.keyring import Keyring
from desktop.sync.renewal import (
    awaits_enrolment,
    become_new_device,
    carry_over,
    check_enrolled,
)
from desktop.sync.restored import COMPARE_SETTING
from desktop.sync.round import Progress, Round
from desktop.sync.state import RoundReport


def _nothing() -> Collection[StreamId]:
    return ()


class SyncEngine:
    """Runs rounds over one store. ``round`` belongs to one thread at a time."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], int],
        app: str = "0.1.0",
        first: Callable[[], Collection[StreamId]] = _nothing,
    ) -> None:
        """*now* returns UTC milliseconds; *first* names the streams to read before others."""
        self._store = store
        self._now = now
        self._app = app
        self._first = first
        self._running = threading.Lock()
        self._up, self._down = BatchSize(), BatchSize()
        self._feed = 0
        self._keyring: Keyring | None = None
        self._clock_off_ms: int | None = None
        self._unpark = False

    def accept_restored_server(self) -> None:
        """A person has said yes: the next round reads every stream from its start, compares
        it, and gives the server again what it has lost of this device's own sets."""
        self._store.write(lambda writer: writer.put_setting(COMPARE_SETTING, True)).result()

    def retry_parked(self) -> None:
        """Try parked streams again in the next round."""
        self._unpark = True

    def round(
        self, client: AgencyClient, progress: Progress, cancelled: Callable[[], bool]
    ) -> RoundReport:
        """Send what is unsent and apply what is new; blocks until done.

        *progress* is called with (done, total) server numbers between batches; *cancelled* is
        asked there. What was applied before an error stays. Raises KnownError: of the network
        (``transport``), CANCELLED, DEVICE_REVOKED, UPGRADE_REQUIRED, TAMPERED for a forged
        roster or receipt, SERVER_RESTORED when a person must decide, STORE_ROLLED_BACK when the
        server says that another copy of this store has sent, DEVICE_NEW when that is proved: then
        this store has become a new device, which waits for an administrator.
        Streams that cannot go on are parked and named in the report.
        """
        if not self._running.acquire(blocking=False):
            raise BugError("two rounds at once")
        try:
            return self._round(client, progress, cancelled)
        except KnownError as error:
            is_proved = error.facts.get("where") == "server"
            if error.code is not ErrorCode.STORE_ROLLED_BACK or not is_proved:
                raise
            become_new_device(self._store, self._now())
            raise KnownError(ErrorCode.DEVICE_NEW) from error
        finally:
            self._running.release()

    def _round(
        self, client: AgencyClient, progress: Progress, cancelled: Callable[[], bool]
    ) -> RoundReport:
        reader = self._store.read()
        keyring, self._keyring = self._keyring or Keyring.load(reader), None
        off = self._clock_off(client)
        check_enrolled(client, reader, keyring)

        def a_round(*, only_reads: bool = False) -> Round:
            return Round(
                self._store,
                client,
                now=self._now,
                app=self._app,
                sizes=(self._up, self._down),
                progress=progress,
                cancelled=cancelled,
                initiator=self,
                keyring=keyring,
                clock_off_ms=off,
                only_reads=only_reads,
            )

        feed, self._feed = self._feed, 0
        if reader.left_behind() or awaits_enrolment(reader):
            report = a_round(only_reads=True).run(0, self._first())
            carry_over(self._store, report, keyring, self)
            feed = 0
        running = a_round()
        if self._unpark:
            running.unpark()
            self._unpark, feed = False, 0
        report = running.run(feed, self._first())
        self._keyring = keyring
        self._feed = 0 if report.parked else report.feed
        self._clock_off_ms = report.clock_off_ms
        return report

    def _clock_off(self, client: AgencyClient) -> int:
        """Milliseconds that our clock is ahead of the server's; asked once, then known from
        receipts. It warns and limits how far foreign stamps move our clock, nothing else."""
        if self._clock_off_ms is None:
            self._clock_off_ms = self._now() - client.health().time_ms
        return self._clock_off_ms
