"""Around every request: the server's mark, the number of requests at once, patience, faults."""

from __future__ import annotations

import asyncio
import logging
import traceback

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from protocol.messages import HEADS, SERVER_HEADER, SERVER_HEADER_VALUE
from server.answers import busy_answer, status_answer
from server.limits import Limits

_MARK = (SERVER_HEADER.lower().encode(), SERVER_HEADER_VALUE.encode())
_PIECE = 32 * 1024
_RETRY_BUSY_S = 2

log = logging.getLogger("fallmappe.server")


class Guard:
    """ASGI middleware. No fault of a handler reaches the client or, with ids, the log."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        marked = _Sender(send, self._limits.silence_s)
        counted = 0 if scope["path"] == HEADS else 1
        if self._running + counted > self._limits.requests_at_once:
            await busy_answer(503, _RETRY_BUSY_S)(scope, receive, marked)
            return
        self._running += counted
        try:
            await self._app(scope, receive, marked)
        except ClientDisconnect:
            return
        except TimeoutError:
            # An answer that stays unfinished makes uvicorn close the connection.
            if not marked.started:
                late = status_answer(408)
                late.headers["connection"] = "close"
                await late(scope, receive, marked)
        except Exception as error:
            log.error("request failed: %s", _without_values(error))
            if not marked.started:
                await status_answer(500)(scope, receive, marked)
        finally:
            self._running -= counted


class _Sender:
    """Marks answers as ours and sends bodies in pieces, each within the client's patience.

    Raises TimeoutError when the client reads nothing; there is no limit for the whole answer.
    """

    def __init__(self, send: Send, silence_s: float) -> None:
        self._send = send
        self._silence_s = silence_s
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message = {**message, "headers": [*message.get("headers", ()), _MARK]}
        body = message.get("body", b"")
        while len(body) > _PIECE:
            await self._piece({**message, "body": body[:_PIECE], "more_body": True})
            body = body[_PIECE:]
        await self._piece({**message, "body": body} if "body" in message else message)

    async def _piece(self, message: Message) -> None:
        async with asyncio.timeout(self._silence_s):
            await self._send(message)


def _without_values(error: BaseException) -> str:
    """Type and places in the code; the message of an exception may quote what was sent."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
