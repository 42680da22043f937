"""The agency server as typed calls: sessions, answers and problems (protocol section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, StreamId
from desktop.sync.transport import SILENCE_S, Response, Transport
from protocol import messages
from protocol.limits import MAX_ANSWER_BYTES, MAX_PUSH_BYTES
from protocol.messages import (
    CBOR,
    JSON,
    ChangesResponse,
    HeadsResponse,
    Health,
    Problem,
    PurgeRequest,
    PurgeResponse,
    PushRequest,
    PushResponse,
    RosterPost,
    RosterResponse,
    SentSet,
    SessionChallenge,
    SessionRequest,
    SessionToken,
)
from protocol.problems import ProblemType, ProtocolError

T = TypeVar("T")

PROTOCOL_VERSION = 1
_MAX_FACT_LETTERS = 64

_CODES: Mapping[ProblemType | None, ErrorCode] = {
    ProblemType.DEVICE_REVOKED: ErrorCode.DEVICE_REVOKED,
    ProblemType.UPGRADE_REQUIRED: ErrorCode.UPGRADE_REQUIRED,
    ProblemType.BUSY: ErrorCode.SERVER_BUSY,
}


class Sealed(Protocol):
    """Anything that carries a sealed set's bytes."""

    @property
    def head(self) -> bytes: ...
    @property
    def body(self) -> bytes: ...


class ServerProblem(KnownError):
    """Our server refused a request; *problem* is None for a kind this version does not know."""

    def __init__(self, answer: Problem) -> None:
        self.problem = answer.problem
        self.status = answer.status
        code = _CODES.get(self.problem, ErrorCode.SERVER_REFUSED)
        super().__init__(code, problem=str(self.problem or "other"), status=self.status)
        # Facts of the server only fill sentences: numbers and short words, never our own names.
        for name, value in answer.facts.items():
            if isinstance(value, int) or len(value) <= _MAX_FACT_LETTERS:
                self.facts.setdefault(name, value)


class AgencyClient:
    """One device at one agency server; belongs to one thread, only ``close`` to any.

    Every call blocks, opens a session when it needs one, and raises KnownError: those of
    ``Transport.request``, ServerProblem, NOT_OUR_SERVER for another agency's server or an
    answer against the format, SERVER_RESTORED for a server that knows no agency any more.
    """

    def __init__(self, transport: Transport, device_keys: DeviceKeys, agency_id: bytes) -> None:
        """*agency_id*: 16 bytes, from the verified roster."""
        self._transport = transport
        self._keys = device_keys
        self._agency = agency_id
        self._token: str | None = None

    def open_session(self) -> None:
        """Prove the device to the server; the other calls do it by themselves."""
        device = self._keys.device_id
        answer = self._send_json(messages.SESSION, SessionRequest(device))
        challenge = _read_json(answer, SessionChallenge).challenge
        signature = self._keys.sign_session(self._agency, bytes.fromhex(challenge))
        try:
            answer = self._send_json(messages.SESSION, SessionRequest(device, challenge, signature))
        except ServerProblem as error:
            if error.problem is ProblemType.UNAUTHORISED:
                self._check_agency()
            raise
        self._token = _read_json(answer, SessionToken).token

    def push(self, sets: Sequence[Sealed]) -> PushResponse:
        """Offer sealed sets, those of one stream in order; one result per set, same order.

        Receipts are not checked here: the server's key stands in the roster.
        """
        request = PushRequest(tuple(SentSet(one.head, one.body) for one in sets))
        answer = self._send_cbor(messages.PUSH, messages.to_cbor(request))
        response = _read_cbor(answer, PushResponse)
        if len(response.results) != len(sets):
            raise KnownError(ErrorCode.NOT_OUR_SERVER, reason="malformed")
        return response

    def heads(self, *, since: int = 0, wait: int = 0) -> HeadsResponse:
        """Ask what changed after cursor *since*; *wait* up to so many seconds for news."""
        path = f"{messages.HEADS}?{urlencode({'since': since, 'wait': wait})}"
        return _read_json(self._ask("GET", path, timeout=wait + SILENCE_S), HeadsResponse)

    def changes(
        self, stream: StreamId | str, *, after: int, max_bytes: int = MAX_PUSH_BYTES
    ) -> ChangesResponse:
        """Return the next sets of a stream after number *after*, in order."""
        query = urlencode({"after": after, "max_bytes": max_bytes})
        path = f"{messages.changes_path(stream)}?{query}"
        return _read_cbor(self._ask("GET", path), ChangesResponse)

    def purge(self, stream: StreamId, author: DeviceId, numbers: Sequence[int]) -> None:
        """Have the server drop the bodies of *author*'s sets *numbers* in a stream."""
        request = PurgeRequest(bytes.fromhex(author), tuple(numbers))
        answer = self._send_cbor(messages.purge_path(stream), messages.to_cbor(request))
        if _read_cbor(answer, PurgeResponse).purged != len(numbers):
            raise KnownError(ErrorCode.SERVER_REFUSED, problem="purge")

    def roster(self, *, after: int = 0) -> list[bytes]:
        """Return all roster entries from index *after* on; nothing in them is believed yet."""
        entries: list[bytes] = []
        while True:
            path = f"{messages.ROSTER}?{urlencode({'after': after + len(entries)})}"
            page = _read_cbor(self._ask("GET", path), RosterResponse)
            entries += page.entries
            if not page.entries or after + len(entries) >= page.length:
                return entries

    def post_roster(self, entries: Sequence[bytes], *, after: int) -> int:
        """Append signed entries at index *after*; return the roster's new length.

        Posting the same entries again is no fault. ServerProblem ``resync`` when somebody else
        was faster: read, sign again on top, repeat.
        """
        body = messages.to_cbor(RosterPost(after, tuple(entries)))
        return _read_cbor(self._send_cbor(messages.ROSTER, body), RosterResponse).length

    def post_founding(self, entries: Sequence[bytes]) -> int:
        """Append the first entries of a new agency, which the root has signed: no session."""
        body = messages.to_cbor(RosterPost(0, tuple(entries)))
        response = self._transport.request("POST", messages.ROSTER, body=body, content_type=CBOR)
        return _read_cbor(_accepted(response), RosterResponse).length

    def health(self) -> Health:
        """Ask for version and time; needs no session and proves nothing."""
        return _read_json(_accepted(self._transport.request("GET", messages.HEALTH)), Health)

    def close(self) -> None:
        """End a running request at once; may be called from any thread."""
        self._transport.close()

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
        timeout: float = SILENCE_S,
    ) -> Response:
        """Send with a token; once more with a fresh one when the old one has ended."""
        fresh = self._token is None
        if fresh:
            self.open_session()
        while True:
            response = self._transport.request(
                method,
                path,
                body=body,
                content_type=content_type,
                token=self._token,
                timeout=timeout,
            )
            if response.status != 401 or fresh:
                return _accepted(response)
            fresh = True
            self.open_session()

    def _send_cbor(self, path: str, body: bytes) -> Response:
        return self._ask("POST", path, body=body, content_type=CBOR)

    def _send_json(self, path: str, message: SessionRequest) -> Response:
        body = messages.to_json(message)
        return _accepted(self._transport.request("POST", path, body=body, content_type=JSON))

    def _check_agency(self) -> None:
        """Say why a session was refused, as far as the server's own words tell."""
        health = self.health()
        if PROTOCOL_VERSION not in health.protocol:
            raise KnownError(ErrorCode.UPGRADE_REQUIRED)
        if health.agency is None:
            raise KnownError(ErrorCode.SERVER_RESTORED, reason="empty")
        if health.agency != self._agency.hex():
            raise KnownError(ErrorCode.NOT_OUR_SERVER, reason="other-agency")


def _accepted(response: Response) -> Response:
    if response.status == 200:
        return response
    try:
        problem = messages.from_json(response.body, Problem)
    except ProtocolError:
        problem = Problem("about:blank", status=response.status)
    raise ServerProblem(problem)


def _read_json(response: Response, type_: type[T]) -> T:
    try:
        return messages.from_json(response.body, type_, limit=MAX_ANSWER_BYTES)
    except ProtocolError as error:
        raise KnownError(ErrorCode.NOT_OUR_SERVER, reason="malformed") from error


def _read_cbor(response: Response, type_: type[T]) -> T:
    try:
        return messages.from_cbor(response.body, type_, limit=MAX_ANSWER_BYTES)
    except ProtocolError as error:
        raise KnownError(ErrorCode.NOT_OUR_SERVER, reason="malformed") from error
