"""The chain of one device in one stream: n gapless from 1, prev names the set before (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from desktop.domain.ids import DeviceId

SEEN_ID_BYTES = 8
"""How much of a set id a ``seen`` vector carries (protocol section 3)."""


class Tip(NamedTuple):
    """The last set of a device that was applied: its number and id."""

    n: int
    id: bytes


class Link(StrEnum):
    """How a set stands to what is known of its device's chain."""

    NEXT = "next"
    KNOWN = "known"
    """The very set that is our tip, once more."""
    EARLIER = "earlier"
    """A number below our tip: only reading the stream from its start can tell more."""
    GAP = "gap"
    FORK = "fork"


def judge(tip: Tip | None, n: int, prev: bytes, set_id: bytes) -> Link:
    """Say how the set *set_id*, number *n*, that names *prev* (b"" for 1), follows *tip*."""
    last = 0 if tip is None else tip.n
    if n == last and tip is not None:
        return Link.KNOWN if set_id == tip.id else Link.FORK
    if n <= last:
        return Link.EARLIER
    if n > last + 1:
        return Link.GAP
    expected = b"" if tip is None else tip.id
    return Link.NEXT if prev == expected else Link.FORK


class Reread:
    """A stream read again from its start, checked against the tips known before.

    ``prev`` binds everything before a set, so that meeting each known tip at its number proves
    that all earlier sets are the ones we had applied.
    """

    def __init__(self, known: Mapping[DeviceId, Tip]) -> None:
        self._known = known
        self._chains: dict[DeviceId, Tip] = {}

    def follow(self, device: DeviceId, n: int, prev: bytes, set_id: bytes) -> Link:
        """Judge the next set of the stream: NEXT beyond our tips, KNOWN up to them."""
        link = judge(self._chains.get(device), n, prev, set_id)
        if link is not Link.NEXT:
            return Link.FORK if link is Link.EARLIER else link
        self._chains[device] = Tip(n, set_id)
        known = self._known.get(device)
        if known is None or n > known.n:
            return Link.NEXT
        return Link.FORK if n == known.n and set_id != known.id else Link.KNOWN

    def shown(self, device: DeviceId) -> int:
        """The last number of a device that the server has shown, 0 for none."""
        tip = self._chains.get(device)
        return 0 if tip is None else tip.n

    def withheld(self) -> tuple[DeviceId, ...]:
        """Devices whose sets we had applied and the server no longer shows, sorted."""
        missing = (device for device, tip in self._known.items() if self.shown(device) < tip.n)
        return tuple(sorted(missing))


def contradicts(tip: Tip | None, n: int, short_id: bytes) -> bool:
    """True if a colleague's ``seen`` entry names another set *n* than the one we applied."""
    return tip is not None and tip.n == n and tip.id[:SEEN_ID_BYTES] != short_id
