"""Requests and answers of every route under /v1, shared by client and server.

Bodies of push, changes and roster are CBOR (``application/cbor``), so that bytes stay bytes;
all others are JSON, where ids are lower-case hex and ``bytes`` fields standard base64. Times
are UTC milliseconds. Unknown fields are ignored on reading, so that fields can be added.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import msgspec

from protocol import cbor
from protocol.head import Count, Hash32, Id16
from protocol.limits import (
    MAX_COUNT,
    MAX_JSON_BYTES,
    MAX_PUSH_SETS,
    MAX_ROSTER_ENTRIES,
)
from protocol.problems import HTTP_STATUS, Fact, ProblemType, ProtocolError, malformed

T = TypeVar("T")

CBOR = "application/cbor"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
PROBLEM_PREFIX = "urn:fallmappe:problem:"
SERVER_HEADER = "Fallmappe-Server"
"""On every answer, so that a captive portal is never taken for the server."""
SERVER_HEADER_VALUE = "1"

SESSION = "/v1/session"
PUSH = "/v1/push"
HEADS = "/v1/heads"
ROSTER = "/v1/roster"
HEALTH = "/v1/health"
OPENAPI = "/v1/openapi.json"

HexId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]


def changes_path(stream: str) -> str:
    """Return the path of GET /v1/streams/{id}/changes; *stream* is 32 hex digits."""
    return f"/v1/streams/{stream}/changes"


def purge_path(stream: str) -> str:
    """Return the path of POST /v1/streams/{id}/purge; *stream* is 32 hex digits."""
    return f"/v1/streams/{stream}/purge"


class SessionChallenge(msgspec.Struct, frozen=True):
    """Answer to a SessionRequest without signature: 32 random bytes, valid for a minute."""

    challenge: Hex32


class SessionRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """POST /v1/session: first without, then with the signed challenge.

    ``signature`` is Ed25519 over ``protocol.session.session_message``.
    """

    device: HexId
    challenge: Hex32 | None = None
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)] | None = None


class SessionToken(msgspec.Struct, frozen=True):
    """A bearer token bound to the device; ``expires`` is UTC milliseconds."""

    token: Annotated[str, msgspec.Meta(min_length=16, max_length=256)]
    expires: Number


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem details; ``facts`` (an extension) fill the client's sentence."""

    type: Annotated[str, msgspec.Meta(max_length=200)]
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] = 400
    detail: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    instance: Annotated[str, msgspec.Meta(max_length=200)] = ""
    facts: dict[str, int | str] = {}

    @property
    def problem(self) -> ProblemType | None:
        """The stable type, None for one this version does not know."""
        try:
            return ProblemType(self.type.removeprefix(PROBLEM_PREFIX))
        except ValueError:
            return None


def problem(kind: ProblemType, *, title: str = "", **facts: Fact) -> Problem:
    """Return the problem document for *kind* with its HTTP status."""
    return Problem(PROBLEM_PREFIX + kind, title or kind.value, HTTP_STATUS[kind], facts=facts)


class SentSet(msgspec.Struct, frozen=True):
    """One sealed change set on its way up; ``body`` is empty once its author has purged it."""

    head: bytes
    body: bytes


class PushRequest(msgspec.Struct, frozen=True):
    """POST /v1/push: sets of any streams; those of one stream in order of ``n``."""

    sets: Annotated[tuple[SentSet, ...], msgspec.Meta(max_length=MAX_PUSH_SETS)]


class PushResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one set; ``id`` is SHA-256 of its head's payload.

    ``stored`` and ``duplicate`` carry the stream's number and a signed receipt
    (``protocol.receipt``), ``problem`` a problem document.
    """

    id: Hash32
    state: Literal["stored", "duplicate", "problem"]
    seq: Number | None = None
    receipt: bytes | None = None
    problem: Problem | None = None


class PushResponse(msgspec.Struct, frozen=True):
    """One result per set, in the order of the request."""

    results: tuple[PushResult, ...]


class OwnTip(msgspec.Struct, frozen=True):
    """The last set of a device in a stream: its ``n``, and the first 8 bytes of its id in hex."""

    n: Number
    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]


class HeadsResponse(msgspec.Struct, frozen=True):
    """GET /v1/heads?since=F&wait=S: head numbers of changed streams, next F, roster length.

    ``own``: where the asking device itself stands in these streams, so that a restored or copied
    store notices before it sends anything.
    """

    streams: dict[HexId, Number]
    next: Number
    roster: Number = 0
    own: dict[HexId, OwnTip] = {}


class PurgeRequest(msgspec.Struct, frozen=True):
    """POST /v1/streams/{id}/purge: drop the bodies of these sets (``n``) of *author*.

    Heads stay, so that the chain still verifies. Asked by the author's own device, by another
    one of the same person, or by an administrator.
    """

    author: Id16
    sets: Annotated[tuple[Count, ...], msgspec.Meta(min_length=1, max_length=MAX_PUSH_SETS)]


class PurgeResponse(msgspec.Struct, frozen=True):
    """How many of the sets are stored and have no body now."""

    purged: Number


class StoredSet(msgspec.Struct, frozen=True):
    """One set with its number in the stream; ``body`` is None once purged."""

    seq: Count
    head: bytes
    body: bytes | None = None


class ChangesResponse(msgspec.Struct, frozen=True):
    """GET /v1/streams/{id}/changes?after=N&max_bytes=B: sets in order of ``seq``."""

    sets: tuple[StoredSet, ...]
    head_seq: Number
    more: bool = False


class RosterResponse(msgspec.Struct, frozen=True):
    """GET /v1/roster?after=N: signed entries from index N on, and the whole length."""

    entries: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=MAX_ROSTER_ENTRIES)]
    length: Number


class RosterPost(msgspec.Struct, frozen=True):
    """POST /v1/roster: entries to append; ``after`` is the length the author knows."""

    after: Number
    entries: Annotated[tuple[bytes, ...], msgspec.Meta(min_length=1, max_length=1000)]


class Health(msgspec.Struct, frozen=True):
    """GET /v1/health, without a session. Nothing in it is trusted; ``time_ms`` only warns."""

    version: str
    protocol: tuple[int, ...]
    time_ms: Number
    agency: HexId | None = None


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the server signs when a set is stored (payload of ``protocol.receipt``)."""

    id: Hash32
    stream: Id16
    seq: Count
    arrived_ms: Number


def to_cbor(message: msgspec.Struct) -> bytes:
    """Return the CBOR bytes of a message."""
    return cbor.encode(cbor.plain(message))


def from_cbor(data: bytes, type_: type[T], *, limit: int) -> T:
    """Read a message of at most *limit* bytes; ProtocolError ``too-large`` or ``malformed``."""
    return cbor.decode_as(data, type_, limit=limit, where=type_.__name__)


def to_json(message: msgspec.Struct | dict[str, Any]) -> bytes:
    """Return the JSON bytes of a message."""
    return msgspec.json.encode(message)


def from_json(data: bytes, type_: type[T], *, limit: int = MAX_JSON_BYTES) -> T:
    """Read a message of at most *limit* bytes; ProtocolError ``too-large`` or ``malformed``."""
    if len(data) > limit:
        raise ProtocolError(ProblemType.TOO_LARGE, where=type_.__name__, limit=limit)
    try:
        return msgspec.json.decode(data, type=type_, strict=True)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise malformed(type_.__name__) from error
