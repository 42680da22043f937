"""Requests against the rules: an exact answer, never a fault, never more memory or time."""

from __future__ import annotations

import json
import logging
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import urllib3

from desktop.domain.errors import ErrorCode, KnownError
from protocol import messages
from protocol.limits import MAX_PUSH_BYTES
from server.limits import Limits, RateLimiter
from tests.unit.server.conftest import Office, OpenOffice


@pytest.fixture(scope="module")
def still_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One server for all requests that change nothing."""
    with ExitStack() as stack:
        yield Office(tmp_path_factory.mktemp("still"), stack, Limits())


def send(
    office: Office, method: str, path: str, body: bytes | None = None, token: str | None = None
) -> urllib3.BaseHTTPResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    with urllib3.PoolManager(retries=False) as pool:
        return pool.request(method, office.server.url + path, body=body, headers=headers)


REQUESTS = [
    ("GET", "/", None, 404, "about:blank"),
    ("GET", "/v1/nothing", None, 404, "about:blank"),
    ("GET", "/v1/health/", None, 404, "about:blank"),
    ("DELETE", messages.ROSTER, None, 405, "about:blank"),
    ("POST", messages.SESSION, b"not json", 400, "malformed"),
    ("POST", messages.SESSION, b'{"device": "x"}', 400, "malformed"),
    ("POST", messages.SESSION, b'{"device": ' + b"[" * 5000, 400, "malformed"),
    ("POST", messages.SESSION, b" " * 70_000, 413, "too-large"),
    ("POST", messages.PUSH, b"x", 401, "unauthorised"),
    ("POST", messages.ROSTER, b"x", 400, "malformed"),
    ("POST", messages.ROSTER, b"x" * (MAX_PUSH_BYTES + 1), 413, "too-large"),
    ("GET", messages.changes_path("x"), None, 401, "unauthorised"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "kind"), REQUESTS)
def test_every_refusal_is_a_problem_document_of_ours(
    still_office: Office, method: str, path: str, body: bytes | None, status: int, kind: str
) -> None:
    answer = send(still_office, method, path, body)
    document = json.loads(answer.data)
    assert answer.status == status == document["status"]
    assert document["type"].removeprefix(messages.PROBLEM_PREFIX) == kind
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["fallmappe-server"] == "1"


IN_A_SESSION = [
    ("POST", messages.PUSH, b"\xff\xff", 400),
    ("POST", messages.PUSH, b"\xa1\x64sets\x81\x01", 400),
    ("GET", messages.HEADS + "?since=-1", None, 400),
    ("GET", messages.HEADS + "?since=99999999999999999999", None, 400),
    ("GET", messages.HEADS + "?since=%EF%BC%91", None, 400),
    ("GET", messages.ROSTER + "?after=x", None, 400),
    ("GET", messages.ROSTER + "?after=9007199254740991", None, 200),
    ("GET", messages.changes_path("x"), None, 400),
    ("GET", messages.changes_path("A" * 32), None, 400),
    ("GET", messages.changes_path("0" * 32), None, 404),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), IN_A_SESSION)
def test_a_device_with_a_session_gets_exact_answers_too(
    still_office: Office, method: str, path: str, body: bytes | None, status: int
) -> None:
    client = still_office.client(still_office.anna)
    client.open_session()
    assert send(still_office, method, path, body, client._token).status == status


def test_a_body_that_is_too_large_names_the_limit_without_being_read(
    still_office: Office,
) -> None:
    with socket.create_connection(("127.0.0.1", still_office.server.port), 10) as line:
        line.sendall(b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_chunked_body_is_limited_as_well(still_office: Office) -> None:
    chunk = b"%x\r\n%b\r\n" % (40_000, b" " * 40_000)
    with socket.create_connection(("127.0.0.1", still_office.server.port), 10) as line:
        line.sendall(b"POST /v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        line.sendall(chunk * 2)
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_client_that_falls_silent_is_let_go(open_office: OpenOffice) -> None:
    office = open_office(Limits(silence_s=0.05))
    with socket.create_connection(("127.0.0.1", office.server.port), 10) as line:
        line.sendall(b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
        answer = line.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"fallmappe-server: 1" in answer.lower()
    assert b"about:blank" in answer


def test_asking_too_often_is_answered_with_429_and_a_time(open_office: OpenOffice) -> None:
    office = open_office(Limits(rate_per_s=0.1, burst=5))
    answers = [send(office, "GET", messages.HEALTH) for _ in range(6)]
    assert answers[0].status == 200
    assert answers[-1].status == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 11
    with pytest.raises(KnownError) as caught:
        office.client(office.anna).health()
    assert caught.value.code is ErrorCode.SERVER_BUSY
    assert isinstance(caught.value.facts["retry_after"], int)


def test_more_requests_at_once_than_allowed_get_503(open_office: OpenOffice) -> None:
    office = open_office(Limits(requests_at_once=1))
    with socket.create_connection(("127.0.0.1", office.server.port), 10) as line:
        line.sendall(
            b"POST /v1/session HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            b"Content-Length: 10\r\n\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 100 ")
        answer = send(office, "GET", messages.HEALTH)
        assert answer.status == 503
        assert answer.headers["retry-after"] == "2"
    assert json.loads(answer.data)["type"].endswith("busy")


def test_a_fault_of_ours_tells_nobody_what_was_sent(
    open_office: OpenOffice, caplog: pytest.LogCaptureFixture
) -> None:
    office = open_office()
    chain = office.agency.chain(office.anna)
    client = office.client(office.anna)
    client.push(chain.many(1))
    database = sqlite3.connect(office.directory / "agency.db")
    database.execute("DROP TABLE change")
    database.close()
    with caplog.at_level(logging.ERROR):
        answer = send(office, "GET", messages.changes_path(chain.stream.hex()), token=client._token)
    assert answer.status == 500
    assert json.loads(answer.data) == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }
    assert "OperationalError at" in caplog.text
    assert chain.stream.hex() not in caplog.text


def test_rate_limits_refill_and_stay_bounded() -> None:
    now = [0]
    rates = RateLimiter(2.0, 3, lambda: now[0], keys=2)
    assert [rates.wait_s(b"a") for _ in range(4)] == [0, 0, 0, 1]
    now[0] += 500
    assert [rates.wait_s(b"a") for _ in range(2)] == [0, 1]
    assert [rates.wait_s(key) for key in (b"b", b"c", b"a")] == [0, 0, 0]
