"""Reading requests: bodies within limits, numbers in queries."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from protocol.limits import MAX_COUNT
from protocol.problems import ProblemType, ProtocolError, malformed


async def read_body(request: Request, *, limit: int, silence_s: float) -> bytes:
    """Return the body; ProtocolError ``too-large`` (fact ``limit``) before reading on.

    Raises TimeoutError when the client sends nothing for *silence_s*.
    """
    too_large = ProtocolError(ProblemType.TOO_LARGE, limit=limit)
    announced = request.headers.get("content-length", "0")
    if len(announced) > 15 or not announced.isdigit() or int(announced) > limit:
        raise too_large
    body = bytearray()
    pieces = aiter(request.stream())
    while True:
        async with asyncio.timeout(silence_s):
            piece = await anext(pieces, None)
        if piece is None:
            return bytes(body)
        body += piece
        if len(body) > limit:
            raise too_large


def number(request: Request, name: str, default: int, *, most: int = MAX_COUNT) -> int:
    """Return a whole number of the query, at most *most*; ProtocolError ``malformed``."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise malformed("query", name=name)
    return min(int(text), most)


def stream_id(request: Request) -> bytes:
    """Return the stream of the path; ProtocolError ``malformed`` unless 32 hex digits."""
    text = request.path_params["stream"]
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 16 or found.hex() != text:
        raise malformed("path", name="stream")
    return found
