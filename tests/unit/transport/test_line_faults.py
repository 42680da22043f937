"""Every strange answer of a network is told apart: each has its own next step for a person."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.transport import HttpTransport, Response
from protocol.limits import MAX_ANSWER_BYTES
from tests.support.toy_server import Script, ToyServer, says

OURS = b"Fallmappe-Server: 1\r\n"


def http(status: str, headers: bytes = b"", body: bytes = b"") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status.encode() + b"\r\n" + length + headers + b"\r\n" + body


def ask(script: Script, *, timeout: float = 5.0, body: bytes | None = None) -> Response:
    with ToyServer(script) as toy:
        transport = HttpTransport(toy.url)
        try:
            return transport.request("POST", "/v1/push", body=body, timeout=timeout)
        finally:
            transport.close()


def fault(script: Script, *, timeout: float = 5.0) -> KnownError:
    with pytest.raises(KnownError) as caught:
        ask(script, timeout=timeout)
    return caught.value


HTML = b"Content-Type: text/html; charset=utf-8\r\n"
LOGIN = b"<html><title>Willkommen im WLAN</title></html>"

ANSWERS = {
    "portal redirects": (
        http("302 Found", b"Location: http://login.example/\r\n"), ErrorCode.CAPTIVE_PORTAL),
    "portal redirects for ever": (
        http("308 Permanent Redirect", b"Location: /\r\n"), ErrorCode.CAPTIVE_PORTAL),
    "portal shows its page": (http("200 OK", HTML, LOGIN), ErrorCode.CAPTIVE_PORTAL),
    "portal denies": (http("403 Forbidden", HTML, LOGIN), ErrorCode.CAPTIVE_PORTAL),
    "portal says success": (
        http("200 OK", b"Content-Type: text/plain\r\n", b"Success"), ErrorCode.CAPTIVE_PORTAL),
    "portal says nothing": (http("204 No Content"), ErrorCode.CAPTIVE_PORTAL),
    "portal is honest": (
        http("511 Network Authentication Required", HTML, LOGIN), ErrorCode.CAPTIVE_PORTAL),
    "other service": (
        http("200 OK", b"Content-Type: application/json\r\n", b"{}"), ErrorCode.NOT_OUR_SERVER),
    "page with our mark": (http("200 OK", OURS + HTML, LOGIN), ErrorCode.NOT_OUR_SERVER),
    "compressed": (
        http("200 OK", OURS + b"Content-Encoding: gzip\r\n", b"x"), ErrorCode.NOT_OUR_SERVER),
    "newer server": (http("200 OK", b"Fallmappe-Server: 2\r\n"), ErrorCode.UPGRADE_REQUIRED),
    "proxy without server": (http("502 Bad Gateway", HTML, LOGIN), ErrorCode.SERVER_BUSY),
    "ssh": (b"SSH-2.0-OpenSSH_9.2\r\n", ErrorCode.NOT_OUR_SERVER),
    "status that is none": (b"HTTP/1.1 abc OK\r\n\r\n", ErrorCode.NOT_OUR_SERVER),
    "hangs up": (b"", ErrorCode.OFFLINE),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-Le", ErrorCode.OFFLINE),
    "half a head with our mark": (
        b"HTTP/1.1 200 OK\r\n" + OURS + b"Content-Le", ErrorCode.OFFLINE),
    "half an answer": (
        b"HTTP/1.1 200 OK\r\n" + OURS + b"Content-Length: 100\r\n\r\nhalf", ErrorCode.OFFLINE),
    "half a chunk": (
        b"HTTP/1.1 200 OK\r\n" + OURS + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhalf",
        ErrorCode.OFFLINE),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_has_its_own_code(name: str) -> None:
    answer, code = ANSWERS[name]
    assert fault(says(answer)).code is code


def test_an_answer_of_our_server_comes_through_whatever_its_status() -> None:
    body = b'{"type": "urn:fallmappe:problem:gap"}'
    headers = OURS + b"Content-Type: application/problem+json\r\n"
    answer = ask(says(http("409 Conflict", headers, body)))
    assert (answer.status, answer.body) == (409, body)
    assert answer.headers["fallmappe-server"] == "1"


def test_a_busy_server_says_when_to_come_back() -> None:
    busy = fault(says(http("503 Service Unavailable", OURS + b"Retry-After: 17\r\n")))
    assert busy.facts["retry_after"] == 17
    hostile = fault(says(http("429 Too Many Requests", OURS + b"Retry-After: 99999999999\r\n")))
    assert hostile.facts["retry_after"] == 3600
    dated = fault(says(http("429 Too Many", b"Retry-After: Sun, 22 Nov 2026 10:00:00 GMT\r\n")))
    assert "retry_after" not in dated.facts


def test_an_answer_without_end_is_cut_off() -> None:
    sent = [0]

    def flood(line: socket.socket, _: bytes) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" + OURS + b"Content-Length: 999999999999\r\n\r\n")
        while sent[0] < 20 * MAX_ANSWER_BYTES:
            sent[0] += line.send(bytes(65_536))

    assert fault(flood).facts["reason"] == "too-large"
    assert sent[0] < 4 * MAX_ANSWER_BYTES


def test_a_head_without_end_is_cut_off() -> None:
    def flood(line: socket.socket, _: bytes) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n")

    assert fault(flood).code in {ErrorCode.OFFLINE, ErrorCode.NOT_OUR_SERVER}


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    transport = HttpTransport(f"http://127.0.0.1:{port}")
    with pytest.raises(KnownError) as caught:
        transport.request("GET", "/v1/health")
    assert caught.value.code is ErrorCode.OFFLINE
    assert caught.value.facts["reason"] == "unreachable"
    transport.close()


def test_a_silent_line_is_given_up() -> None:
    released = threading.Event()

    def silence(_: socket.socket, __: bytes) -> None:
        released.wait(5)

    with ToyServer(silence) as toy:
        transport = HttpTransport(toy.url)
        with pytest.raises(KnownError) as caught:
            transport.request("GET", "/v1/heads", timeout=0.05)
        released.set()
        transport.close()
    assert (caught.value.code, caught.value.facts["reason"]) == (ErrorCode.OFFLINE, "silent")


def test_a_slow_line_is_not_given_up() -> None:
    pause = threading.Event()

    def drip(line: socket.socket, _: bytes) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" + OURS + b"Content-Length: 10\r\n\r\n")
        for letter in b"0123456789":
            pause.wait(0.05)
            line.sendall(bytes([letter]))

    assert ask(drip, timeout=0.3).body == b"0123456789"


def test_closing_ends_a_running_request_at_once() -> None:
    arrived, released = threading.Event(), threading.Event()

    def hold(_: socket.socket, __: bytes) -> None:
        arrived.set()
        released.wait(20)

    with ToyServer(hold) as toy:
        transport = HttpTransport(toy.url)

        def close_later() -> None:
            arrived.wait(5)
            transport.close()

        closer = threading.Thread(target=close_later)
        closer.start()
        with pytest.raises(KnownError) as caught:
            transport.request("GET", "/v1/heads", timeout=20)
        closer.join()
        released.set()
    assert caught.value.code is ErrorCode.CANCELLED
    with pytest.raises(KnownError, match="cancelled"):
        transport.request("GET", "/v1/heads")


def test_a_body_goes_out_whole_and_with_its_length() -> None:
    body = bytes(range(256)) * 4_000
    got: list[bytes] = []

    def collect(line: socket.socket, first: bytes) -> None:
        data = first
        while data.partition(b"\r\n\r\n")[2] != body and (more := line.recv(65_536)):
            data += more
        got.append(data)
        line.sendall(http("200 OK", OURS))

    ask(collect, body=body)
    head, _, sent = got[0].partition(b"\r\n\r\n")
    assert sent == body
    assert b"content-length: 1024000" in head.lower()
    assert b"transfer-encoding" not in head.lower()


def test_a_proxy_is_never_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert ask(says(http("200 OK", OURS))).status == 200


@pytest.mark.parametrize(
    "address", ["http://agency.example", "ftp://127.0.0.1", "agency.example", "", "https://"]
)
def test_an_address_without_protection_is_refused(address: str) -> None:
    with pytest.raises(KnownError) as caught:
        HttpTransport(address)
    assert caught.value.code is ErrorCode.INVALID_VALUE


def test_a_missing_ca_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        HttpTransport("https://agency.example", tmp_path / "missing.pem")
    assert caught.value.code is ErrorCode.INVALID_VALUE
