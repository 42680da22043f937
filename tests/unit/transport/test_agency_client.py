"""The client believes no answer that breaks the format, whoever sends it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.client import AgencyClient, ServerProblem
from desktop.sync.transport import SILENCE_S, Response
from protocol import messages
from protocol.changeset import SealedSet
from protocol.messages import (
    HeadsResponse,
    Health,
    Problem,
    PushResponse,
    RosterResponse,
    SessionChallenge,
    SessionToken,
)
from protocol.problems import ProblemType, ProtocolError
from protocol.session import verify_session

AGENCY = secrets.token_bytes(16)
HOUR = Response(200, {}, messages.to_json(SessionToken("token-of-an-hour", 9)))


class PaperTransport:
    """Answers from a list, session requests from the book; keeps what was asked."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, bytes | None, str | None, float]] = []
        self.closed = False

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
        token: str | None = None,
        timeout: float = SILENCE_S,
    ) -> Response:
        self.asked.append((method, path, body, token, timeout))
        if path == messages.SESSION and body is not None:
            signed = messages.from_json(body, messages.SessionRequest).signature is not None
            challenge = Response(200, {}, messages.to_json(SessionChallenge("ab" * 32)))
            return HOUR if signed else challenge
        return self.answers.pop(0)

    def close(self) -> None:
        self.closed = True


def client_of(transport: PaperTransport) -> AgencyClient:
    return AgencyClient(transport, DeviceKeys.generate(), AGENCY)


def test_a_session_is_opened_when_needed_and_kept() -> None:
    heads = Response(200, {}, messages.to_json(HeadsResponse({}, 7)))
    transport = PaperTransport(heads, heads)
    keys = DeviceKeys.generate()
    client = AgencyClient(transport, keys, AGENCY)
    assert client.heads(since=3, wait=40).next == 7
    client.heads()
    assert [asked[1] for asked in transport.asked] == [
        "/v1/session",
        "/v1/session",
        "/v1/heads?since=3&wait=40",
        "/v1/heads?since=0&wait=0",
    ]
    assert transport.asked[2][3] == "token-of-an-hour"
    assert transport.asked[2][4] == 40 + SILENCE_S
    body = transport.asked[1][2]
    assert body is not None
    signature = messages.from_json(body, messages.SessionRequest).signature
    assert signature is not None
    public = keys.sign_private.public_key()
    verify_session(AGENCY, bytes.fromhex("ab" * 32), signature, public)
    with pytest.raises(ProtocolError):
        verify_session(secrets.token_bytes(16), bytes.fromhex("ab" * 32), signature, public)


def test_a_token_that_is_refused_twice_is_a_problem_not_a_loop() -> None:
    body = messages.to_json(messages.problem(ProblemType.UNAUTHORISED))
    refusal = Response(401, {}, body)
    transport = PaperTransport(refusal, refusal, refusal)
    client = client_of(transport)
    with pytest.raises(ServerProblem):
        client.heads()
    with pytest.raises(ServerProblem):
        client.heads()
    assert len(transport.answers) == 0


CALLS: dict[str, Callable[[AgencyClient], object]] = {
    "push": lambda client: client.push([SealedSet(b"h", b"b")]),
    "heads": lambda client: client.heads(),
    "changes": lambda client: client.changes("0" * 32, after=0),
    "roster": lambda client: client.roster(),
    "post_roster": lambda client: client.post_roster([b"entry"], after=0),
    "post_founding": lambda client: client.post_founding([b"entry"]),
    "health": lambda client: client.health(),
}
JUNK = [b"", b"{}", b"[]", b"\xa0", b"\xff" * 50, b"[" * 10_000, b"\x9f", b'{"streams": {"x": 1}}']


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("body", JUNK)
def test_an_answer_against_the_format_is_not_our_server(call: str, body: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        CALLS[call](client_of(PaperTransport(Response(200, {}, body))))
    assert caught.value.code is ErrorCode.NOT_OUR_SERVER


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"type": 5}', b"\xff"])
def test_a_refusal_without_a_problem_document_is_still_a_refusal(call: str, body: bytes) -> None:
    with pytest.raises(ServerProblem) as caught:
        CALLS[call](client_of(PaperTransport(Response(418, {}, body))))
    assert caught.value.code is ErrorCode.SERVER_REFUSED
    assert (caught.value.problem, caught.value.status) == (None, 418)


def test_a_push_answer_with_other_results_than_sets_is_not_believed() -> None:
    answer = Response(200, {}, messages.to_cbor(PushResponse(())))
    with pytest.raises(KnownError) as caught:
        client_of(PaperTransport(answer)).push([SealedSet(b"h", b"b")])
    assert caught.value.code is ErrorCode.NOT_OUR_SERVER


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ProblemType.DEVICE_REVOKED, ErrorCode.DEVICE_REVOKED),
        (ProblemType.UPGRADE_REQUIRED, ErrorCode.UPGRADE_REQUIRED),
        (ProblemType.BUSY, ErrorCode.SERVER_BUSY),
        (ProblemType.RESYNC, ErrorCode.SERVER_REFUSED),
        (ProblemType.QUOTA, ErrorCode.SERVER_REFUSED),
    ],
)
def test_problems_have_their_codes(kind: ProblemType, code: ErrorCode) -> None:
    answer = Response(409, {}, messages.to_json(messages.problem(kind, length=12)))
    with pytest.raises(ServerProblem) as caught:
        client_of(PaperTransport(answer)).roster()
    assert (caught.value.problem, caught.value.code) == (kind, code)
    assert caught.value.facts["length"] == 12


def test_a_servers_facts_never_stand_in_for_ours() -> None:
    facts: dict[str, int | str] = {"problem": "x", "code": "y", "status": 1, "text": "z" * 99}
    hostile = Problem("urn:fallmappe:problem:gap", status=409, facts=facts)
    with pytest.raises(ServerProblem) as caught:
        client_of(PaperTransport(Response(409, {}, messages.to_json(hostile)))).heads()
    assert caught.value.facts == {"problem": "gap", "status": 409, "code": "y"}


def test_a_long_roster_is_read_page_by_page() -> None:
    pages = [RosterResponse((b"a", b"b"), 3), RosterResponse((b"c",), 3)]
    transport = PaperTransport(*(Response(200, {}, messages.to_cbor(page)) for page in pages))
    assert client_of(transport).roster(after=0) == [b"a", b"b", b"c"]
    assert transport.asked[-1][1] == "/v1/roster?after=2"


def test_a_roster_that_promises_more_than_it_gives_ends() -> None:
    pages = [RosterResponse((b"a",), 1_000), RosterResponse((), 1_000)]
    transport = PaperTransport(*(Response(200, {}, messages.to_cbor(page)) for page in pages))
    assert client_of(transport).roster() == [b"a"]


def test_health_needs_no_session() -> None:
    transport = PaperTransport(Response(200, {}, messages.to_json(Health("1", (1,), 5))))
    assert client_of(transport).health().time_ms == 5
    assert len(transport.asked) == 1


def test_closing_the_client_closes_the_line() -> None:
    transport = PaperTransport()
    client_of(transport).close()
    assert transport.closed
