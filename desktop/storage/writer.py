"""Everything that can be written, inside one transaction on the writer thread."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.changes import Changes
from desktop.domain.clock import Clock
from desktop.domain.ids import DeviceId
from desktop.storage.attachments import TO_GO_SETTING
from desktop.storage.codec import pack
from desktop.storage.drafts import DraftWrites
from desktop.storage.driver import Connection
from desktop.storage.identity import IdentityWrites
from desktop.storage.numbers import Numbers
from desktop.storage.outbox import OutboxWrites
from desktop.storage.pending import Pending
from desktop.storage.reader import Reader


class Writer(OutboxWrites, Pending, DraftWrites, IdentityWrites, Reader):
    """One transaction. It reads what it has written itself.

    Attributes: ``initiator`` (set by the work; passed on to listeners, so that a page does not
    reload what it has just saved) and ``changes`` (collected for the listeners).
    """

    def __init__(
        self, connection: Connection, numbers: Numbers, device: DeviceId, *,
        clock: Clock, op_counter: int, now: Callable[[], int],
    ) -> None:  # fmt: skip
        super().__init__(connection, device, self._index_all)
        self.numbers = numbers
        self.clock = clock
        self.clock_moved = False
        self.op_counter = op_counter
        self.sealed_count = 0
        self.queued_for_search = False
        self.initiator: object | None = None
        self.changes = Changes()
        self.now_ms = now()

    def finish(self) -> None:
        """Last step before COMMIT: leave no erased word in the index, and keep the clock if a
        foreign stamp moved it, and the names of files that are to go, so that a crash before
        they have does not keep them."""
        if self.has_erased:
            self.clean_search()
        if self.loose_files:
            known = self.setting(TO_GO_SETTING) or ()
            self.put_setting(TO_GO_SETTING, sorted({*known, *self.loose_files}))
        if self.clock_moved:
            self.connection.execute(
                "INSERT OR REPLACE INTO meta VALUES ('clock', ?)",
                (pack([self.clock.ms, self.clock.counter]),),
            )

    def _index_all(self) -> None:
        while self.index_pending():
            pass
