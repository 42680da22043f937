"""TLS: only a known certificate for the right name is believed."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.transport import HttpTransport
from tests.support.agency_server import ServerThread
from tests.support.certificates import self_signed
from tests.support.sample_agency import SampleAgency
from tests.support.toy_server import ToyServer, says

ANSWER = b"HTTP/1.1 200 OK\r\nFallmappe-Server: 1\r\nContent-Length: 2\r\n\r\nok"


def fault(url: str, ca_file: Path | None = None) -> KnownError:
    transport = HttpTransport(url, ca_file)
    with pytest.raises(KnownError) as caught:
        transport.request("GET", "/v1/health")
    transport.close()
    return caught.value


def test_a_self_signed_certificate_is_unknown_and_nothing_is_sent(tmp_path: Path) -> None:
    with ToyServer(says(ANSWER), tls=self_signed(tmp_path)) as toy:
        assert fault(toy.url).code is ErrorCode.CERTIFICATE_UNKNOWN
    assert toy.requests == []


def test_the_agencys_own_ca_is_believed(tmp_path: Path) -> None:
    files = self_signed(tmp_path)
    with ToyServer(says(ANSWER), tls=files) as toy:
        transport = HttpTransport(toy.url, files[0])
        assert transport.request("GET", "/v1/health").body == b"ok"
        transport.close()


@pytest.mark.parametrize(("host", "days"), [("127.0.0.2", 2), ("127.0.0.1", -1)])
def test_a_wrong_name_or_an_ended_certificate_is_unknown(
    tmp_path: Path, host: str, days: int
) -> None:
    files = self_signed(tmp_path, host=host, days=days)
    with ToyServer(says(ANSWER), tls=files) as toy:
        assert fault(toy.url, files[0]).code is ErrorCode.CERTIFICATE_UNKNOWN


def test_another_agencys_ca_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    with ToyServer(says(ANSWER), tls=self_signed(tmp_path / "theirs")) as toy:
        assert fault(toy.url, self_signed(tmp_path)[0]).code is ErrorCode.CERTIFICATE_UNKNOWN


def test_a_server_without_tls_is_not_ours() -> None:
    def plain(line: socket.socket, _: bytes) -> None:
        line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with ToyServer(plain) as toy:
        found = fault(toy.url.replace("http:", "https:"))
    assert (found.code, found.facts["reason"]) == (ErrorCode.NOT_OUR_SERVER, "no-tls")


def test_the_agency_server_speaks_tls_itself(tmp_path: Path) -> None:
    agency, files = SampleAgency(), self_signed(tmp_path)
    with ServerThread(tmp_path / "data", agency.root, tls=files) as server:
        transport = HttpTransport(server.url, files[0])
        answers = [transport.request("GET", "/v1/health") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 200]
        transport.close()
        assert fault(server.url).code is ErrorCode.CERTIFICATE_UNKNOWN
