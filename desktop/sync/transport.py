"""HTTP to the agency server: the one place that knows sockets, TLS and captive portals.

Promises: only our server's answers come back; every other ending is a KnownError with its own
next step. Redirects are never followed, answers are limited in size, and a request ends when
the line was silent for its time-out (there is no limit for a whole transfer).
"""

from __future__ import annotations

import io
import ipaddress
import ssl
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import truststore
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, make_headers

from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.faults import answer_fault, connection_fault
from desktop.sync.sockets import OpenSockets, pool_classes
from protocol.limits import MAX_ANSWER_BYTES

SILENCE_S = 30.0
"""How long the line may be silent (protocol: section 6)."""

_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of our server. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Two methods, so that a parcel on a stick or a faulty line can stand in for the network."""

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
        """Send one request, blocking; may be called from any thread.

        Raises KnownError: OFFLINE, CAPTIVE_PORTAL, CERTIFICATE_UNKNOWN, NOT_OUR_SERVER,
        SERVER_BUSY (``retry_after`` seconds), UPGRADE_REQUIRED, CANCELLED after ``close``.
        """

    def close(self) -> None:
        """End running requests at once and refuse new ones; may be called from any thread."""


class HttpTransport:
    """Transport over urllib3 with the system's trust store and proxy, keep-alive included."""

    def __init__(self, base_url: str, ca_file: Path | None = None) -> None:
        """*ca_file*: the agency's own CA; then no other CA is believed.

        Raises KnownError INVALID_VALUE for an address that is not https (http is allowed to
        this machine only) and for a CA file that cannot be read.
        """
        url = urlsplit(base_url)
        self._host = url.hostname or ""
        local = _is_loopback(self._host)
        if not self._host or not (url.scheme == "https" or (url.scheme == "http" and local)):
            raise KnownError(ErrorCode.INVALID_VALUE, field="server_url")
        self._base = base_url.rstrip("/")
        self._sockets = OpenSockets()
        self._closed = threading.Event()
        context = _trust(ca_file) if url.scheme == "https" else None
        self._pool = _pool(None if local else _system_proxy(url.scheme, self._host), context)
        self._pool.pool_classes_by_scheme = pool_classes(self._sockets)

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
        try:
            if self._closed.is_set():
                raise KnownError(ErrorCode.CANCELLED)
            answer = self._pool.request(
                method,
                self._base + path,
                body=None if body is None else io.BytesIO(body),
                headers=_headers(body, content_type, token),
                timeout=Timeout(connect=timeout, read=timeout),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            return self._read(answer)
        except (HTTPError, OSError, ValueError) as error:
            if self._closed.is_set():
                raise KnownError(ErrorCode.CANCELLED) from error
            raise connection_fault(error, self._host) from error

    def close(self) -> None:
        self._closed.set()
        self._sockets.abort()
        self._pool.clear()

    def _read(self, answer: urllib3.BaseHTTPResponse) -> Response:
        """Read an answer to its end, so that the connection can be used again."""
        headers = {name.lower(): value for name, value in answer.headers.items()}
        body = bytearray()
        whole = False
        try:
            # Only the empty read at the end tells whether the announced length was reached.
            while len(body) <= MAX_ANSWER_BYTES and (piece := answer.read(_PIECE)):
                body += piece
            whole = len(body) <= MAX_ANSWER_BYTES
        finally:
            if whole:
                answer.release_conn()
            else:
                answer.close()
        fault = answer_fault(answer.status, headers, bytes(body), self._host)
        if fault:
            raise fault
        if not whole:
            raise KnownError(ErrorCode.NOT_OUR_SERVER, host=self._host, reason="too-large")
        return Response(answer.status, headers, bytes(body))


def _headers(body: bytes | None, content_type: str | None, token: str | None) -> dict[str, str]:
    headers = make_headers(keep_alive=True, user_agent="fallmappe")
    headers["accept-encoding"] = "identity"
    if body is not None:
        # With a length and a file, the body goes out in blocks, each with its own time-out.
        headers["content-length"] = str(len(body))
        headers["content-type"] = content_type or "application/cbor"
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return headers


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context: ssl.SSLContext
    if ca_file is None:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        try:
            context = ssl.create_default_context(cafile=str(ca_file))
        except OSError as error:
            raise KnownError(ErrorCode.INVALID_VALUE, field="ca_file") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _system_proxy(scheme: str, host: str) -> str | None:
    if urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(scheme)


def _pool(proxy: str | None, context: ssl.SSLContext | None) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(maxsize=2, block=False, ssl_context=context)
    return urllib3.ProxyManager(proxy, maxsize=2, block=False, ssl_context=context)
