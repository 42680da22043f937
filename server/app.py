"""Puts the agency server together: one store, one roster, one set of routes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from protocol.problems import ProblemType, ProtocolError
from server.answers import busy_answer, problem_answer, status_answer
from server.auth import Sessions
from server.guard import Guard
from server.limits import Limits, RateLimiter, TooManyRequestsError
from server.membership import RosterLog
from server.pushing import Pusher
from server.routes import Parts, Routes
from server.store.base import Store, StoreFullError
from server.waiting import Bell

_WORKERS = 4
_BUSY_S, _FULL_S = 2, 60


def create_app(
    store: Store,
    *,
    clock: Callable[[], int],
    server_key: Ed25519PrivateKey,
    root: bytes,
    limits: Limits | None = None,
) -> Starlette:
    """Return the ASGI app of one agency.

    *clock* gives UTC milliseconds; *server_key* signs receipts; *root* is the fingerprint of
    the agency root, 32 bytes: no roster of another root is ever believed. ``app.state.bell``
    is the Bell to close before waiting for open requests. The caller closes *store*.

    Raises ProtocolError when the stored roster is not of *root*.
    """
    limits = limits or Limits()
    roster = RosterLog(store, root)
    bell = Bell(limits.waiters)
    workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="fallmappe-store")
    parts = Parts(
        store=store,
        roster=roster,
        pusher=Pusher(store, roster, server_key, limits, clock),
        sessions=Sessions(server_key.private_bytes_raw(), limits, clock),
        bell=bell,
        rates=RateLimiter(limits.rate_per_s, limits.burst, clock),
        limits=limits,
        workers=workers,
        now_ms=clock,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        bell.close()
        workers.shutdown(wait=True)

    app = Starlette(
        routes=Routes(parts).table(),
        middleware=[Middleware(Guard, limits=limits)],
        exception_handlers={
            ProtocolError: _on_protocol_error,
            TooManyRequestsError: _on_too_many,
            StoreFullError: _on_store_full,
            HTTPException: _on_http_exception,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.bell = bell
    return app


async def _on_protocol_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProtocolError)
    busy = error.problem is ProblemType.BUSY
    return problem_answer(error, retry_after_s=_BUSY_S if busy else None)


async def _on_too_many(_: Request, error: Exception) -> Response:
    assert isinstance(error, TooManyRequestsError)
    return busy_answer(429, error.retry_after_s)


async def _on_store_full(_: Request, __: Exception) -> Response:
    return busy_answer(503, _FULL_S)


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return status_answer(error.status_code)
