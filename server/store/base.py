"""What the server needs from a database: the one interface, with one shared contract test.

Methods block, may be called from any thread and are durable when they return. Ids are raw bytes
(16 for devices, streams and circles, 32 for sets). The store never looks inside heads or bodies.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from protocol.problems import ProblemType


@dataclass(frozen=True, slots=True)
class NewSet:
    """A set whose signature, body hash and author's rights have been verified."""

    id: bytes
    stream: bytes
    circle: bytes
    device: bytes
    n: int
    prev: bytes
    """Id of the device's set n - 1 in this stream; empty for n = 1."""
    head: bytes
    body: bytes
    unless_known: ProblemType | None = None
    """The author may not write this now: refuse, unless it is an old set sent again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The set is durable as number *seq* of its stream; *duplicate* if it was so before."""

    seq: int
    arrived_ms: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The set was not stored; *last* is the device's last counter in that stream."""

    problem: ProblemType
    last: int


Outcome = Stored | Refused


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One stored set, as it came."""

    seq: int
    head: bytes
    body: bytes
    """Empty once purged."""


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Sets after a number, in order. *head_seq* is the stream's newest number."""

    rows: tuple[ChangeRow, ...]
    head_seq: int


@dataclass(frozen=True, slots=True)
class HeadPage:
    """Newest number of each stream that changed; *feed* is the cursor for the next question.

    *full*: the cursor asked with did not count, so all streams are here. *own*: (n, id) of the
    asking device's last set in each of them.
    """

    streams: dict[bytes, int]
    feed: int
    full: bool
    own: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures for health answers and logs."""

    roster: int
    streams: int
    sets: int
    bytes: int
    feed: int


class RosterMovedError(Exception):
    """The roster is not as long as the caller believed: read it again, check again, retry."""


class StoreFullError(Exception):
    """The disk is full or the database cannot be written now; nothing was stored."""


class Store(Protocol):
    """An append-only database of one agency."""

    def push(
        self, sets: Sequence[NewSet], *, roster_length: int, now_ms: int, quota: int
    ) -> list[Outcome]:
        """Store *sets* in the given order, all in one transaction; one outcome per set.

        Numbers are gapless per stream and given inside the storing transaction. A set stored
        before is answered with its old number. Refused: ``gap`` (n is not last + 1),
        ``device-fork`` (another set has this n, or prev is not the device's last set),
        ``not-a-member`` (the stream belongs to another circle), ``quota`` (bytes in all), and
        what ``NewSet.unless_known`` says.
        Raises RosterMovedError when the roster has not exactly *roster_length* entries: the
        author's rights were checked against that roster. Raises StoreFullError.
        """

    def changes(self, stream: bytes, *, after: int, max_bytes: int) -> ChangePage:
        """Return sets numbered above *after*, at least one if there is one, then up to
        *max_bytes* of heads and bodies together."""

    def purge(self, stream: bytes, device: bytes, numbers: Sequence[int]) -> int:
        """Drop the bodies of sets *numbers* of *device* in a stream; heads and numbers stay.

        Returns how many of them are stored and have no body now. Raises StoreFullError.
        """

    def circle_of(self, stream: bytes) -> bytes | None:
        """Return the circle a stream belongs to, None for a stream without sets."""

    def heads(self, circles: Collection[bytes], *, since: int, device: bytes = b"") -> HeadPage:
        """Return the streams of *circles* that changed after cursor *since*, and how far
        *device* has come in them.

        A cursor from before the newest roster entry, or one this database never gave (it was
        restored), is answered with all streams: a new member sees old streams.
        """

    def roster(self, *, after: int = 0) -> list[bytes]:
        """Return the roster entries from index *after*, in order."""

    def roster_length(self) -> int:
        """Return the number of roster entries."""

    def append_roster(self, entries: Sequence[bytes], *, at: int) -> int:
        """Append verified *entries* at index *at*; return the new length.

        Raises RosterMovedError when the roster has not exactly *at* entries.
        """

    def counts(self) -> Counts:
        """Return figures without any id."""

    def close(self) -> None:
        """Wait for the running write, then close. Nothing is lost without it."""
