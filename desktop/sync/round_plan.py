"""One round as pure steps: heads, roster > own outbox > pull (protocol section 6, lanes).

The heads come first because their answer also tells whether the roster has grown.

A plan is frozen. The engine asks for ``next_step``, does it, and takes the plan that the outcome
leads to; nothing here knows a network, a store or a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from desktop.domain.ids import StreamId


@dataclass(frozen=True, slots=True)
class AskHeads:
    """Ask which streams have news, and how long the roster is."""


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """Ask for roster entries after the last one known."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Put everything unsent of these streams into sets and store the sealed bytes."""

    streams: tuple[StreamId, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """Send the next batch of sets that have no server number."""


@dataclass(frozen=True, slots=True)
class Pull:
    """Read a stream after a server number; ``whole`` begins at 0 and checks the known tips."""

    stream: StreamId
    after: int
    head: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to do."""


Step = AskHeads | ReadRoster | Seal | Push | Pull | Finish


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What is left of a round.

    ``to_push`` counts sets that wait for a server number; ``parked`` streams are neither sealed,
    pushed nor pulled.
    """

    heads_known: bool = False
    roster_grew: bool = False
    roster_known: bool = False
    to_seal: tuple[StreamId, ...] = ()
    to_push: int = 0
    pulls: tuple[Pull, ...] = ()
    parked: frozenset[StreamId] = frozenset()
    done: int = 0
    """Server numbers passed by the pulls of this round."""

    @property
    def next_step(self) -> Step:
        """The next thing to do."""
        if not self.heads_known:
            return AskHeads()
        if self.roster_grew:
            return ReadRoster()
        if self.to_seal:
            return Seal(self.to_seal)
        if self.to_push:
            return Push()
        return self.pulls[0] if self.pulls else Finish()

    @property
    def progress(self) -> tuple[int, int]:
        """(done, total) server numbers of all pulls of this round."""
        return self.done, self.done + sum(max(0, pull.head - pull.after) for pull in self.pulls)

    def roster_read(self) -> RoundPlan:
        """The roster is up to date: ask again, for circles that we have just joined."""
        return replace(self, roster_grew=False, roster_known=True, heads_known=False)

    def with_outbox(self, unsent: tuple[StreamId, ...], waiting: int) -> RoundPlan:
        """Seal these streams, then push the *waiting* sets and the new ones."""
        return replace(self, to_seal=unsent, to_push=waiting)

    def waiting(self, sets: int) -> RoundPlan:
        """Everything unsent is sealed; *sets* have no server number yet."""
        return replace(self, to_seal=(), to_push=sets)

    def roster_wanted(self) -> RoundPlan:
        """A set by somebody unknown: the roster may have grown since the heads were asked."""
        return replace(self, roster_grew=True)

    def heads_answered(
        self,
        heads: Mapping[StreamId, int],
        cursors: Mapping[StreamId, int],
        first: Collection[StreamId] = (),
        *,
        roster_grew: bool = False,
        compare: bool = False,
    ) -> RoundPlan:
        """Plan a pull for every stream with news, those in *first* before the others.

        With *compare* every stream is read from its start, because the server was restored. A
        head behind our cursor means that for its stream in any case. The roster is read at
        most once in a round, whatever a server claims.
        """
        pulls = [
            Pull(stream, 0, head, whole=True)
            if compare or head < cursors.get(stream, 0)
            else Pull(stream, cursors.get(stream, 0), head)
            for stream, head in heads.items()
            if (compare or head != cursors.get(stream, 0)) and stream not in self.parked
        ]
        pulls.sort(key=lambda pull: (pull.stream not in first, not pull.whole))
        grew = roster_grew and not self.roster_known
        return replace(self, heads_known=True, roster_grew=grew, pulls=tuple(pulls))

    def overtaken(self, stream: StreamId, cursor: int, head: int) -> RoundPlan:
        """Our own set came to stand behind a colleague's that we have not read: read it now."""
        if any(pull.stream == stream for pull in self.pulls):
            return self
        return replace(self, pulls=(*self.pulls, Pull(stream, cursor, head)))

    def pulled(self, stream: StreamId, cursor: int, head: int, *, more: bool) -> RoundPlan:
        """The first pull has come to *cursor*; *more* says that the server has more."""
        pull, rest = self.pulls[0], self.pulls[1:]
        if pull.stream != stream:
            return self
        done = self.done + max(0, cursor - pull.after)
        if more:
            rest = (replace(pull, after=cursor, head=max(head, cursor)), *rest)
        return replace(self, pulls=rest, done=done)

    def reread(self, stream: StreamId, head: int) -> RoundPlan:
        """Read a stream again from its start, at once."""
        rest = tuple(pull for pull in self.pulls if pull.stream != stream)
        return replace(self, pulls=(Pull(stream, 0, head, whole=True), *rest))

    def without(self, stream: StreamId) -> RoundPlan:
        """The stream is parked."""
        return replace(
            self,
            parked=self.parked | {stream},
            to_seal=tuple(s for s in self.to_seal if s != stream),
            pulls=tuple(pull for pull in self.pulls if pull.stream != stream),
        )
