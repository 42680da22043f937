"""Everything that can be read from the store, on one thread's own connection."""

from __future__ import annotations

from desktop.storage.change_log import LogReads
from desktop.storage.drafts import DraftReads
from desktop.storage.identity import IdentityReads
from desktop.storage.outbox import OutboxReads
from desktop.storage.renewal import RenewalReads
from desktop.storage.search import SearchReads


class Reader(SearchReads, LogReads, RenewalReads, OutboxReads, DraftReads, IdentityReads):
    """Reads of one thread; every call sees all that was committed before it."""
