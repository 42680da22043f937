"""The agency's verified roster, kept in memory beside the store."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from protocol import roster
from protocol.problems import ProblemType, ProtocolError
from protocol.roster import RosterState
from protocol.statements import ADMIN
from server.store.base import RosterMovedError, Store

_NOWHERE: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class Membership:
    """One state of the roster, with the answers that every request needs."""

    state: RosterState

    def circles_of(self, device: bytes) -> frozenset[bytes]:
        """Return the circles whose current epoch an active *device* holds."""
        return self._circles.get(device, _NOWHERE)

    def may_purge(self, device: bytes, author: bytes) -> bool:
        """Whether *device* may have bodies of *author* dropped: its own, those of its person's
        other devices, and as an administrator those of everybody."""
        devices = self.state.devices
        asking, wrote = devices.get(device), devices.get(author)
        if asking is None or wrote is None:
            return False
        return asking.person == wrote.person or self.state.persons.get(asking.person) == ADMIN

    @cached_property
    def _circles(self) -> Mapping[bytes, frozenset[bytes]]:
        found: dict[bytes, set[bytes]] = {}
        for circle in self.state.circles:
            for device in self.state.members(circle):
                found.setdefault(device, set()).add(circle)
        return {device: frozenset(circles) for device, circles in found.items()}


class RosterLog:
    """Believes stored and posted entries only after replaying them from the pinned root."""

    def __init__(self, store: Store, root: bytes) -> None:
        """*root*: 32-byte fingerprint. Raises ProtocolError if the stored roster is not its."""
        self._store = store
        self._lock = threading.Lock()
        self._now = Membership(roster.replay(store.roster(), root))

    @property
    def now(self) -> Membership:
        """The newest state; safe from any thread."""
        return self._now

    def reload(self) -> None:
        """Read what another process has appended."""
        with self._lock:
            self._reload()

    def append(self, entries: Sequence[bytes], *, after: int) -> int:
        """Verify *entries* on top of *after* stored ones, store them, return the new length.

        Entries that stand there already are not stored twice. Raises ProtocolError: ``resync``
        with the fact ``length`` when others stand there, or what the replay found.
        """
        with self._lock:
            self._reload()
            state = self._now.state
            if after != state.length:
                known = self._store.roster(after=after)[: len(entries)]
                if known == list(entries):
                    return state.length
                raise _resync(state.length)
            grown = roster.extend(state, entries)
            try:
                self._store.append_roster(entries, at=after)
            except RosterMovedError as error:
                raise _resync(self._store.roster_length()) from error
            self._now = Membership(grown)
            return grown.length

    def _reload(self) -> None:
        state = self._now.state
        if self._store.roster_length() > state.length:
            self._now = Membership(roster.extend(state, self._store.roster(after=state.length)))


def _resync(length: int) -> ProtocolError:
    return ProtocolError(ProblemType.RESYNC, where="roster", length=length)
