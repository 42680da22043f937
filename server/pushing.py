"""Push: verify every set, store all good ones in one transaction, sign receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol import changeset, messages
from protocol.changeset import SealedSet
from protocol.head import Head
from protocol.messages import PushRequest, PushResponse, PushResult, Receipt, SentSet
from protocol.problems import ProblemType, ProtocolError
from protocol.receipt import sign_receipt
from server.limits import Limits
from server.membership import Membership, RosterLog
from server.store.base import NewSet, Outcome, Refused, RosterMovedError, Store

_ROSTER_RETRIES = 5


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer, and the circles in which something new stands."""

    response: PushResponse
    circles: frozenset[bytes]


class Pusher:
    """Stores pushed sets. Blocking; may be called from any thread."""

    def __init__(
        self,
        store: Store,
        roster: RosterLog,
        key: Ed25519PrivateKey,
        limits: Limits,
        now_ms: Callable[[], int],
    ) -> None:
        self._store, self._roster, self._key = store, roster, key
        self._limits, self._now_ms = limits, now_ms

    def push(self, device: bytes, body: bytes) -> Pushed:
        """Store the sets of a PushRequest sent by *device*; each gets its own result.

        A set may come from another author's chain (a parcel carried by a colleague); carrier
        and author must both be members of its circle. When this returns, every ``stored``
        is durable. Raises ProtocolError ``malformed`` or ``too-large`` for the whole request,
        StoreFullError when nothing could be stored.
        """
        sent = messages.from_cbor(body, PushRequest, limit=self._limits.body_bytes).sets
        for _ in range(_ROSTER_RETRIES):
            now = self._roster.now
            checked = [_check(now, device, one) for one in sent]
            good = [one for one in checked if isinstance(one, NewSet)]
            try:
                outcomes = self._store.push(
                    good,
                    roster_length=now.state.length,
                    now_ms=self._now_ms(),
                    quota=self._limits.quota_bytes,
                )
            except RosterMovedError:
                self._roster.reload()
                continue
            return self._answer(now, checked, dict(zip(map(id, good), outcomes, strict=True)))
        raise ProtocolError(ProblemType.BUSY)

    def _answer(
        self, now: Membership, checked: list[NewSet | PushResult], outcomes: dict[int, Outcome]
    ) -> Pushed:
        results: list[PushResult] = []
        circles: set[bytes] = set()
        for one in checked:
            if isinstance(one, PushResult):
                results.append(one)
                continue
            outcome = outcomes[id(one)]
            if isinstance(outcome, Refused):
                results.append(_refused(now, one, outcome))
                continue
            receipt = Receipt(one.id, one.stream, outcome.seq, outcome.arrived_ms)
            signed = sign_receipt(receipt, self._key)
            if outcome.duplicate:
                results.append(PushResult(one.id, "duplicate", outcome.seq, signed))
            else:
                results.append(PushResult(one.id, "stored", outcome.seq, signed))
                circles.add(one.circle)
        return Pushed(PushResponse(tuple(results)), frozenset(circles))


def _check(now: Membership, carrier: bytes, sent: SentSet) -> NewSet | PushResult:
    """Verify one set without looking into the store."""
    name = hashlib.sha256(sent.head).digest()
    sealed = SealedSet(sent.head, sent.body)
    try:
        name = changeset.set_id(sealed)
        author = now.state.device(changeset.read_head(sent.head).dev)
        head = _verified(sealed, author.verify_key)
        if head.agency != now.state.agency or head.circle not in now.circles_of(carrier):
            raise ProtocolError(ProblemType.NOT_A_MEMBER)
    except ProtocolError as error:
        return _problem(name, error)
    return NewSet(
        id=name,
        stream=head.stream,
        circle=head.circle,
        device=head.dev,
        n=head.n,
        prev=head.prev,
        head=sent.head,
        body=sent.body,
        unless_known=_right_now(now, head, author.active),
    )


def _verified(sealed: SealedSet, key: Ed25519PublicKey) -> Head:
    """A set without a body is one that its author purged, offered to a restored server."""
    if sealed.body:
        return changeset.verify(sealed, key)
    changeset.check_size(sealed)
    return changeset.verify_head(sealed.head, key)


def _right_now(now: Membership, head: Head, active: bool) -> ProblemType | None:
    """Why the author may not write this today; an old set sent again is still a duplicate."""
    if not active:
        return ProblemType.DEVICE_REVOKED
    if head.circle not in now.circles_of(head.dev):
        return ProblemType.NOT_A_MEMBER
    if head.epoch != now.state.circle_epoch(head.circle):
        return ProblemType.EPOCH_STALE
    return None


def _refused(now: Membership, one: NewSet, outcome: Refused) -> PushResult:
    facts: dict[str, str | int] = {"last": outcome.last}
    if outcome.problem is ProblemType.EPOCH_STALE:
        facts["epoch"] = now.state.circle_epoch(one.circle)
    return _problem(one.id, ProtocolError(outcome.problem, **facts))


def _problem(name: bytes, error: ProtocolError) -> PushResult:
    document = msgspec.structs.replace(messages.problem(error.problem), facts=dict(error.facts))
    return PushResult(name, "problem", problem=document)
