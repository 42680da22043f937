"""Carries out a ``RoundPlan``: asks the server, judges its answers, writes to the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, StreamId
from desktop.domain.kinds import Scope
from desktop.storage.store import Store, Writer
from desktop.sync.applying import Applier, WriteAhead
from desktop.sync.batch_size import BatchSize
from desktop.sync.client import AgencyClient, ServerProblem
from desktop.sync.keyring import Keyring, keep_keys
from desktop.sync.outbox_lane import NO_KEY, Answer, OutboxLane, keep_receipts, moved_cursors
from desktop.sync.pull_lane import (
    NOT_OURS,
    UNKNOWN_AUTHOR,
    WITHHELD,
    PullLane,
    RereadWantedError,
    StreamFaultError,
    Taken,
)
from desktop.sync.renewal import unknown_to_us
from desktop.sync.restored import COMPARE_SETTING, check_restored
from desktop.sync.round_plan import AskHeads, Finish, Pull, Push, ReadRoster, RoundPlan, Seal
from desktop.sync.state import Alarm, RoundReport
from protocol.limits import MAX_PUSH_SETS
from protocol.messages import ChangesResponse, HeadsResponse
from protocol.problems import ProblemType

Progress = Callable[[int, int], None]

_MAY_PASS = frozenset({NO_KEY})
"""Reasons that pass by themselves: the stream is tried again in the next round."""


@dataclass(slots=True)
class _Tally:
    """Figures of a round; see ``RoundReport``."""

    pushed: int = 0
    pulled: int = 0
    operations_down: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    alarms: dict[StreamId, Alarm] = field(default_factory=dict)


class Round:
    """One round; used once, in one thread."""

    def __init__(
        self,
        store: Store,
        client: AgencyClient,
        *,
        now: Callable[[], int],
        app: str,
        sizes: tuple[BatchSize, BatchSize],
        progress: Progress,
        cancelled: Callable[[], bool],
        initiator: object,
        keyring: Keyring,
        clock_off_ms: int,
        only_reads: bool = False,
    ) -> None:
        """*clock_off_ms*: how far our clock is ahead of the server's, as known so far;
        *only_reads*: seal and send nothing."""
        self._client, self._now = client, now
        self._up, self._down = sizes
        self._progress, self._cancelled = progress, cancelled
        self._reader = store.read()
        self._keyring = keyring
        self._clock_off_ms = clock_off_ms
        self._only_reads = only_reads
        self._arrived: dict[StreamId, int] = {}
        self._writes = WriteAhead(store, initiator)
        self._outbox = OutboxLane(self._reader, self._keyring, self._writes, app)
        self._applier = Applier(self._writes, now() - clock_off_ms)
        self._pulls = PullLane(self._reader, self._keyring, self._applier)
        self._cursors: dict[StreamId, int] = {}
        self._heads: dict[StreamId, int] = {}
        self._feed = 0
        self._tally = _Tally()

    def unpark(self) -> None:
        """Forget why streams were parked."""
        parked = list(self._reader.parked())

        def work(writer: Writer) -> None:
            for stream in parked:
                writer.unpark(stream)

        self._write(work)

    def run(self, feed: int, first: Collection[StreamId]) -> RoundReport:
        """Carry out the whole round; *feed* is where the last one ended, 0 to ask for all."""
        self._compare = bool(self._reader.setting(COMPARE_SETTING))
        self._feed, self._first = 0 if self._compare else feed, first
        self._cursors = dict(self._reader.cursors())
        parked = dict(self._reader.parked())
        self._tally.alarms = {s: Alarm(s, reason) for s, reason in parked.items()}
        plan = RoundPlan(parked=frozenset(parked))
        try:
            while not isinstance(step := plan.next_step, Finish):
                if self._cancelled():
                    raise KnownError(ErrorCode.CANCELLED)
                plan = self._do(step, plan)
        finally:
            self._applier.finish()
        if self._compare:
            self._write(lambda writer: writer.purge_again())
            self._note_restored(compared=True)
        self._purge()
        for stream, (device, n) in self._reader.unexplained().items():
            self._tally.alarms.setdefault(stream, Alarm(stream, WITHHELD, device, n - 1))
        return self._report()

    def _purge(self) -> None:
        """Have the server drop what was erased; one that cannot (yet) is asked again later."""
        for (stream, author), numbers in self._reader.purges().items():
            if not self._keyring.may_purge(author):
                continue
            part = numbers[:MAX_PUSH_SETS]
            self._tally.requests += 1
            try:
                self._client.purge(stream, author, part)
            except ServerProblem:
                continue
            self._write(partial(_purged, stream, author, part))

    def _do(self, step: AskHeads | ReadRoster | Seal | Push | Pull, plan: RoundPlan) -> RoundPlan:
        match step:
            case AskHeads():
                return self._ask_heads(plan)
            case ReadRoster():
                return self._read_roster(plan)
            case Seal(streams):
                return self._seal(streams, plan)
            case Push():
                return self._push(plan)
            case Pull():
                return self._pull(step, plan)

    def _ask_heads(self, plan: RoundPlan) -> RoundPlan:
        answer, heads = self._server_heads()
        is_behind = any(head < self._cursors.get(s, 0) for s, head in heads.items())
        if (is_behind or answer.next < self._feed) and not self._compare:
            if self._feed:
                self._feed = 0
                answer, heads = self._server_heads()
            check_restored(heads, self._cursors)
            self._note_restored()
            self._compare = True
        self._heads.update(heads)
        self._feed = answer.next
        self._look_at_own(answer)
        known = self._keyring.state.length
        if answer.roster < known:
            self._return_roster(answer.roster)
        plan = plan.heads_answered(
            heads,
            self._cursors,
            self._first,
            roster_grew=answer.roster > known,
            compare=self._compare,
        )
        return plan if plan.roster_grew else self._look_into_outbox(plan)

    def _server_heads(self) -> tuple[HeadsResponse, dict[StreamId, int]]:
        """Ask what changed since the feed; from its start, streams not spoken of have head 0."""
        answer = self._client.heads(since=self._feed)
        self._tally.requests += 1
        heads = {StreamId(stream): head for stream, head in answer.streams.items()}
        if self._feed == 0:
            circles = self._keyring.circles()
            mine = (s for s, row in self._reader.streams().items() if row.circle in circles)
            heads = {**dict.fromkeys(mine, 0), **heads}
        return answer, heads

    def _note_restored(self, *, compared: bool = False) -> None:
        """Remember, over restarts, to compare all streams; or that this has been done."""
        value = None if compared else True
        self._write(lambda writer: writer.put_setting(COMPARE_SETTING, value))

    def _look_at_own(self, answer: HeadsResponse) -> None:
        """Before anything is sealed: has another copy of this store sent something?"""
        self._arrived.update({StreamId(stream): said.n for stream, said in answer.own.items()})
        for stream, n in unknown_to_us(self._reader, answer.own).items():
            self._only_reads = True
            self._tally.alarms[stream] = Alarm(stream, NOT_OURS, self._keyring.device, n)

    def _look_into_outbox(self, plan: RoundPlan) -> RoundPlan:
        if self._only_reads:
            return plan.with_outbox((), 0)
        rows = self._reader.streams()
        private = {s for s, row in rows.items() if row.scope == Scope.PRIVATE.value}
        left_out = plan.parked | private
        unsent = [s for s in self._reader.streams_with_unsealed() if s not in left_out]
        waiting = self._outbox.load(plan.parked, self._arrived)
        return plan.with_outbox(tuple(unsent), waiting)

    def _read_roster(self, plan: RoundPlan) -> RoundPlan:
        before = self._keyring.state.length
        entries = self._client.roster(after=before)
        self._tally.requests += 1
        fresh = self._keyring.grow(entries)
        if self._keyring.is_revoked:
            raise KnownError(ErrorCode.DEVICE_REVOKED)

        def work(writer: Writer) -> None:
            for index, entry in enumerate(entries, start=before):
                writer.put_roster_entry(index, entry)
            keep_keys(writer, fresh)

        if entries:
            self._write(work)
        self._feed = 0
        return plan.roster_read()

    def _return_roster(self, server_length: int) -> None:
        """The server was restored from before our newest roster entries: they are signed."""
        entries = self._reader.roster()[server_length:]
        self._client.post_roster(entries, after=server_length)
        self._tally.requests += 1

    def _seal(self, streams: tuple[StreamId, ...], plan: RoundPlan) -> RoundPlan:
        refused = self._outbox.seal(streams)
        plan = self._park(refused, plan)
        return plan.waiting(self._outbox.load(plan.parked, self._arrived))

    def _push(self, plan: RoundPlan) -> RoundPlan:
        batch = self._outbox.next_batch(self._up)
        started = time.monotonic()
        try:
            response = self._client.push(batch)
        except KnownError as error:
            self._up.failed()
            limit = _stated_limit(error)
            if limit is None or len(batch) == 1:
                raise
            self._up.limited(limit)
            return plan
        self._up.succeeded(time.monotonic() - started)
        self._tally.requests += 1
        answer = self._outbox.answered(batch, response)
        plan = self._keep_receipts(answer, plan)
        refused = dict(answer.refused)
        if ProblemType.EPOCH_STALE in refused.values() and not plan.roster_known:
            # The circle has moved on since the heads were asked: the roster says to which key.
            plan = plan.roster_wanted()
            refused = {s: r for s, r in refused.items() if r != ProblemType.EPOCH_STALE}
        plan = self._park(refused, plan)
        if answer.behind and not self._compare:
            self._note_restored()
        for stream, last in answer.behind.items():
            if not self._outbox.offer_again(stream, last):
                plan = self._park({stream: "gap"}, plan)
        return plan.waiting(len(self._outbox))

    def _keep_receipts(self, answer: Answer, plan: RoundPlan) -> RoundPlan:
        if answer.stored:
            moved = moved_cursors(answer, self._cursors)
            self._writes.write(lambda writer: keep_receipts(writer, answer, moved))
            self._cursors.update(moved)
        for row, seq, _, arrived in answer.stored:
            self._tally.pushed += 1
            self._tally.bytes_up += len(row.head) + len(row.body)
            self._clock_off_ms = self._now() - arrived
            cursor = self._cursors.get(row.stream, 0)
            self._heads[row.stream] = max(seq, self._heads.get(row.stream, 0))
            if cursor < seq:
                plan = plan.overtaken(row.stream, cursor, seq)
        return plan

    def _pull(self, step: Pull, plan: RoundPlan) -> RoundPlan:
        self._progress(*plan.progress)
        started = time.monotonic()
        try:
            answer = self._changes(step)
        except KnownError:
            self._down.failed()
            raise
        self._down.succeeded(time.monotonic() - started)
        try:
            taken = self._pulls.take(step, answer)
        except RereadWantedError:
            self._applier.finish()
            return plan.reread(step.stream, answer.head_seq)
        except StreamFaultError as fault:
            return self._fault(step.stream, fault, plan)
        self._count(taken)
        if not (step.whole and answer.more):
            self._move_cursor(step.stream, taken.cursor)
        if taken.withheld:
            plan = self._missing(step.stream, taken, plan)
        plan = plan.pulled(step.stream, taken.cursor, answer.head_seq, more=answer.more)
        self._progress(*plan.progress)
        return plan

    def _changes(self, step: Pull) -> ChangesResponse:
        if step.head == 0:
            return ChangesResponse((), 0)
        self._tally.requests += 1
        return self._client.changes(step.stream, after=step.after, max_bytes=self._down.bytes)

    def _move_cursor(self, stream: StreamId, cursor: int) -> None:
        """The applier moves cursors forward; only a restored server moves one back."""
        if cursor < self._cursors.get(stream, 0):
            self._applier.finish()
            self._write(lambda writer: writer.rewind_cursor(stream, cursor))
        self._cursors[stream] = cursor

    def _count(self, taken: Taken) -> None:
        self._tally.pulled += taken.sets
        self._tally.operations_down += taken.operations
        self._tally.bytes_down += taken.bytes

    def _missing(self, stream: StreamId, taken: Taken, plan: RoundPlan) -> RoundPlan:
        """The server shows less than is known: it was restored, or it withholds something.

        Our own sets are offered again; those of others are theirs to offer. The stream goes on
        and the report says so until a round finds it whole.
        """
        own = self._keyring.device
        for device, shown in taken.withheld:
            if device == own:
                if not self._compare:
                    self._note_restored()
                self._outbox.offer_again(stream, shown)
                plan = plan.waiting(len(self._outbox))
            else:
                self._tally.alarms[stream] = Alarm(stream, WITHHELD, device, shown)
        return plan

    def _fault(self, stream: StreamId, fault: StreamFaultError, plan: RoundPlan) -> RoundPlan:
        if fault.reason == UNKNOWN_AUTHOR and not plan.roster_known:
            return plan.roster_wanted()
        alarm = Alarm(stream, fault.reason, fault.device, fault.n)
        return self._park({stream: fault.reason}, plan, alarm)

    def _park(
        self, refused: Mapping[StreamId, str], plan: RoundPlan, alarm: Alarm | None = None
    ) -> RoundPlan:
        if not refused:
            return plan

        def work(writer: Writer) -> None:
            for stream, reason in refused.items():
                if reason not in _MAY_PASS:
                    writer.park(stream, reason)

        self._write(work)
        for stream, reason in refused.items():
            self._tally.alarms[stream] = alarm or Alarm(stream, reason)
            plan = plan.without(stream)
        return plan

    def _write(self, work: Callable[[Writer], None]) -> None:
        self._writes.write(work)
        self._writes.finish()

    def _report(self) -> RoundReport:
        tally = self._tally
        return RoundReport(
            pushed=tally.pushed,
            pulled=tally.pulled,
            operations_down=tally.operations_down,
            bytes_up=tally.bytes_up,
            bytes_down=tally.bytes_down,
            requests=tally.requests,
            parked=tuple(tally.alarms.values()),
            clock_off_ms=self._clock_off_ms,
            feed=self._feed,
            heads={stream: self._cursors.get(stream, 0) for stream in self._heads},
            roster=self._keyring.state.length,
        )


def _purged(stream: StreamId, author: DeviceId, numbers: Sequence[int], writer: Writer) -> None:
    writer.mark_purged(stream, author, numbers)


def _stated_limit(error: KnownError) -> int | None:
    limit = error.facts.get("limit")
    too_large = isinstance(error, ServerProblem) and error.problem is ProblemType.TOO_LARGE
    return limit if too_large and isinstance(limit, int) else None
