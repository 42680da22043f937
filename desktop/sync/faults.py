"""Which fault of the network an error or a strange answer is: each has its own next step."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping

from urllib3.exceptions import (
    DecodeError,
    IncompleteRead,
    InvalidHeader,
    LocationParseError,
    NewConnectionError,
    ProtocolError,
    TimeoutError,
)

from desktop.domain.errors import ErrorCode, KnownError
from protocol.messages import SERVER_HEADER, SERVER_HEADER_VALUE

_GATEWAY_STATUS = frozenset({502, 503, 504})
_NETWORK_LOGIN_STATUS = 511
"""RFC 6585 section 6: the network wants a login first."""

_MAX_RETRY_AFTER_S = 3600


def connection_fault(error: Exception, host: str) -> KnownError:
    """Return the KnownError for a request that ended without a whole answer."""
    chain = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in chain):
        return KnownError(ErrorCode.CERTIFICATE_UNKNOWN, host=host)
    if any(_speaks_no_tls(cause) for cause in chain):
        return KnownError(ErrorCode.NOT_OUR_SERVER, host=host, reason="no-tls")
    if any(_speaks_no_http(cause) for cause in chain):
        return KnownError(ErrorCode.NOT_OUR_SERVER, host=host, reason="no-http")
    reason = "unreachable"
    if any(_is_silence(cause) for cause in chain):
        reason = "silent"
    elif any(isinstance(cause, IncompleteRead | ProtocolError) for cause in chain):
        reason = "broken-off"
    return KnownError(ErrorCode.OFFLINE, host=host, reason=reason)


def answer_fault(
    status: int, headers: Mapping[str, str], body: bytes, host: str
) -> KnownError | None:
    """Return why an answer does not come from our server or cannot be used now, else None.

    Header names are lower case. A captive portal redirects, answers HTML or text, or says so.
    """
    ours = headers.get(SERVER_HEADER.lower())
    if not body and _has_no_frame(headers):
        return KnownError(ErrorCode.OFFLINE, host=host, reason="broken-off")
    if status == 429 or status in _GATEWAY_STATUS:
        return _busy(status, headers, host)
    if status == _NETWORK_LOGIN_STATUS or 300 <= status < 400:
        return KnownError(ErrorCode.CAPTIVE_PORTAL, host=host, status=status)
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if ours is None and not media.startswith("application/"):
        return KnownError(ErrorCode.CAPTIVE_PORTAL, host=host, status=status)
    if ours is None or media == "text/html" or "content-encoding" in headers:
        return KnownError(ErrorCode.NOT_OUR_SERVER, host=host, status=status)
    if _has_no_frame(headers):
        return KnownError(ErrorCode.OFFLINE, host=host, reason="broken-off")
    if ours != SERVER_HEADER_VALUE:
        return KnownError(ErrorCode.UPGRADE_REQUIRED, host=host)
    return None


def _has_no_frame(headers: Mapping[str, str]) -> bool:
    """Whether the head does not say where the body ends: it was cut off before."""
    return "content-length" not in headers and "transfer-encoding" not in headers


def _busy(status: int, headers: Mapping[str, str], host: str) -> KnownError:
    wait = headers.get("retry-after", "")
    if not (wait.isascii() and wait.isdigit()):
        return KnownError(ErrorCode.SERVER_BUSY, host=host, status=status)
    seconds = min(int(wait[:9]), _MAX_RETRY_AFTER_S)
    return KnownError(ErrorCode.SERVER_BUSY, host=host, status=status, retry_after=seconds)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Walk *error*, what it was raised from, and errors that libraries put into arguments."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        waiting += [part for part in cause.args if isinstance(part, BaseException)]


def _is_silence(cause: BaseException) -> bool:
    # urllib3 derives its error for a refused connection from a time-out.
    return isinstance(cause, TimeoutError) and not isinstance(cause, NewConnectionError)


def _speaks_no_tls(cause: BaseException) -> bool:
    return isinstance(cause, ssl.SSLError) and cause.reason in {
        "WRONG_VERSION_NUMBER",
        "RECORD_LAYER_FAILURE",
        "HTTP_REQUEST",
        "UNSUPPORTED_PROTOCOL",
        "NO_PROTOCOLS_AVAILABLE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
    }


def _speaks_no_http(cause: BaseException) -> bool:
    if isinstance(cause, InvalidHeader | DecodeError | LocationParseError):
        return True
    names = {"BadStatusLine", "LineTooLong", "UnknownProtocol"}
    return type(cause).__name__ in names
