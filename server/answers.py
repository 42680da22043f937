"""Answers: JSON, CBOR and RFC 9457 problem documents."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from protocol.messages import CBOR, JSON, PROBLEM_JSON, Problem, problem, to_cbor, to_json
from protocol.problems import ProblemType, ProtocolError


def json_answer(message: msgspec.Struct) -> Response:
    return Response(to_json(message), media_type=JSON)


def cbor_answer(message: msgspec.Struct) -> Response:
    return Response(to_cbor(message), media_type=CBOR)


def problem_answer(error: ProtocolError, *, retry_after_s: int | None = None) -> Response:
    """Return the answer for a broken rule; *retry_after_s* is told as Retry-After."""
    document = msgspec.structs.replace(problem(error.problem), facts=dict(error.facts))
    return _answer(document, retry_after_s)


def busy_answer(status: int, retry_after_s: int) -> Response:
    """Return 429 (this client asks too much) or 503 (the server has too much to do)."""
    document = msgspec.structs.replace(problem(ProblemType.BUSY), status=status)
    return _answer(document, retry_after_s)


def status_answer(status: int) -> Response:
    """Return an answer that says no more than its HTTP status (RFC 9457 section 4.2.1)."""
    return _answer(Problem("about:blank", HTTPStatus(status).phrase, status), None)


def not_modified(tag: str) -> Response:
    """Return 304 for a client that asked with If-None-Match."""
    return Response(status_code=304, headers={"etag": tag})


def _answer(document: Problem, retry_after_s: int | None) -> Response:
    response = Response(to_json(document), document.status, media_type=PROBLEM_JSON)
    if retry_after_s is not None:
        response.headers["retry-after"] = str(retry_after_s)
    return response
