"""The routes under /v1 (protocol section 5)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib import resources
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from protocol import cose, messages
from protocol.limits import MAX_JSON_BYTES, MAX_PUSH_BYTES
from protocol.messages import (
    ChangesResponse,
    HeadsResponse,
    Health,
    OwnTip,
    PurgeRequest,
    PurgeResponse,
    RosterPost,
    RosterResponse,
    SessionChallenge,
    SessionRequest,
    SessionToken,
    StoredSet,
)
from protocol.problems import ProblemType, ProtocolError
from protocol.session import verify_session
from protocol.statements import ROOT
from server.answers import cbor_answer, json_answer, not_modified
from server.auth import Sessions
from server.limits import Limits, RateLimiter, TooManyRequestsError
from server.membership import Membership, RosterLog
from server.pushing import Pusher
from server.requests import number, read_body, stream_id
from server.store.base import HeadPage, Store
from server.waiting import Bell

T = TypeVar("T")

VERSION = "0.1.0"
PROTOCOL_VERSIONS = (1,)
CHANGES = "/v1/streams/{stream}/changes"
PURGE = "/v1/streams/{stream}/purge"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes need. *store*, *roster* and *pusher* block and run in *workers*."""

    store: Store
    roster: RosterLog
    pusher: Pusher
    sessions: Sessions
    bell: Bell
    rates: RateLimiter
    limits: Limits
    workers: Executor
    now_ms: Callable[[], int]


class Routes:
    """One method per route; each checks session and rate before it does anything."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._openapi = resources.files("server").joinpath("openapi.json").read_bytes()

    def table(self) -> list[Route]:
        """Return all routes; ``openapi.json`` describes exactly these."""
        rows: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("POST", messages.SESSION, self.session),
            ("POST", messages.PUSH, self.push),
            ("GET", messages.HEADS, self.heads),
            ("GET", CHANGES, self.changes),
            ("POST", PURGE, self.purge),
            ("GET", messages.ROSTER, self.roster),
            ("POST", messages.ROSTER, self.post_roster),
            ("GET", messages.HEALTH, self.health),
            ("GET", messages.OPENAPI, self.openapi),
        ]
        return [Route(path, handler, methods=[method]) for method, path, handler in rows]

    async def session(self, request: Request) -> Response:
        """Give a challenge, or a token for a signed one."""
        self._count(_address(request))
        body = await self._body(request, MAX_JSON_BYTES)
        asked = messages.from_json(body, SessionRequest)
        sessions = self._parts.sessions
        if asked.challenge is None or asked.signature is None:
            return json_answer(SessionChallenge(sessions.challenge().hex()))
        challenge, device = bytes.fromhex(asked.challenge), bytes.fromhex(asked.device)
        sessions.check(challenge)
        now = self._parts.roster.now
        known = now.state.devices.get(device)
        if known is None:
            raise ProtocolError(ProblemType.UNAUTHORISED)
        verify_session(now.state.agency, challenge, asked.signature, known.verify_key)
        if not known.active:
            raise ProtocolError(ProblemType.DEVICE_REVOKED)
        return json_answer(SessionToken(*sessions.redeem(challenge, device)))

    async def push(self, request: Request) -> Response:
        """Store sets of many streams; one result per set."""
        device, _ = self._device(request)
        body = await self._body(request, self._parts.limits.body_bytes)
        pushed = await self._work(self._parts.pusher.push, device, body)
        if pushed.circles:
            self._parts.bell.ring(pushed.circles)
        return cbor_answer(pushed.response)

    async def heads(self, request: Request) -> Response:
        """Tell which streams changed since a cursor; wait for a change if asked to."""
        device, now = self._device(request)
        since = number(request, "since", 0)
        seconds = min(number(request, "wait", 0), self._parts.limits.wait_s)
        if seconds:
            page, length = await self._wait_for_news(request, device, now, since, seconds)
        else:
            page, length = await self._heads(now, device, since), now.state.length
        tag = f'"{page.feed}-{length}"'
        if request.headers.get("if-none-match") == tag:
            return not_modified(tag)
        streams = {stream.hex(): seq for stream, seq in page.streams.items()}
        own = {stream.hex(): OwnTip(n, name[:8].hex()) for stream, (n, name) in page.own.items()}
        answer = json_answer(HeadsResponse(streams, page.feed, length, own))
        answer.headers["etag"] = tag
        return answer

    async def changes(self, request: Request) -> Response:
        """Return the sets of one stream in order."""
        device, now = self._device(request)
        stream = stream_id(request)
        after = number(request, "after", 0)
        max_bytes = number(request, "max_bytes", MAX_PUSH_BYTES, most=MAX_PUSH_BYTES)
        store = self._parts.store
        circle = await self._work(store.circle_of, stream)
        if circle is None or circle not in now.circles_of(device):
            # The same words for what is not there and what is not yours.
            raise ProtocolError(ProblemType.NOT_FOUND)
        page = await self._work(lambda: store.changes(stream, after=after, max_bytes=max_bytes))
        sets = tuple(StoredSet(row.seq, row.head, row.body or None) for row in page.rows)
        more = page.head_seq > (sets[-1].seq if sets else after)
        return cbor_answer(ChangesResponse(sets, page.head_seq, more))

    async def purge(self, request: Request) -> Response:
        """Drop the bodies of sets that hold what was erased."""
        device, now = self._device(request)
        stream = stream_id(request)
        limit = self._parts.limits.body_bytes
        asked = messages.from_cbor(await self._body(request, limit), PurgeRequest, limit=limit)
        circle = await self._work(self._parts.store.circle_of, stream)
        may = now.may_purge(device, asked.author)
        if circle is None or circle not in now.circles_of(device) or not may:
            raise ProtocolError(ProblemType.NOT_FOUND)
        work = self._parts.store.purge
        return cbor_answer(PurgeResponse(await self._work(work, stream, asked.author, asked.sets)))

    async def roster(self, request: Request) -> Response:
        """Return signed roster entries, about 1 MiB at a time."""
        _, now = self._device(request)
        after = number(request, "after", 0)
        entries = await self._work(lambda: self._parts.store.roster(after=after))
        size, count = 0, 0
        for entry in entries:
            size += len(entry)
            if count and size > MAX_PUSH_BYTES:
                break
            count += 1
        length = max(now.state.length, after + len(entries))
        return cbor_answer(RosterResponse(tuple(entries[:count]), length))

    async def post_roster(self, request: Request) -> Response:
        """Append entries after a verified replay; the root needs no session for its own."""
        self._count(_address(request))
        body = await self._body(request, self._parts.limits.body_bytes)
        post = messages.from_cbor(body, RosterPost, limit=self._parts.limits.body_bytes)
        if cose.key_id(post.entries[0]) != ROOT:
            self._device(request)
        append = self._parts.roster.append
        length = await self._work(lambda: append(post.entries, after=post.after))
        self._parts.bell.ring_all()
        return cbor_answer(RosterResponse((), length))

    async def health(self, request: Request) -> Response:
        """Tell version and time; needs no session."""
        self._count(_address(request))
        agency = self._parts.roster.now.state.agency.hex() or None
        return json_answer(Health(VERSION, PROTOCOL_VERSIONS, self._parts.now_ms(), agency))

    async def openapi(self, request: Request) -> Response:
        """Return the description of these routes."""
        self._count(_address(request))
        return Response(self._openapi, media_type="application/json")

    def _device(self, request: Request, *, count: bool = True) -> tuple[bytes, Membership]:
        """Return the session's device, active now. ProtocolError otherwise."""
        device = self._parts.sessions.device_of(request.headers.get("authorization", ""))
        if count:
            self._count(device)
        now = self._parts.roster.now
        if not now.state.is_active(device):
            raise ProtocolError(ProblemType.DEVICE_REVOKED)
        return device, now

    def _count(self, key: bytes) -> None:
        wait_s = self._parts.rates.wait_s(key)
        if wait_s:
            raise TooManyRequestsError(wait_s)

    async def _wait_for_news(
        self, request: Request, device: bytes, now: Membership, since: int, seconds: float
    ) -> tuple[HeadPage, int]:
        with self._parts.bell.listen(device, now.circles_of(device)) as waiter:
            page = await self._heads(now, device, since)
            if not page.streams and not page.full:
                await waiter.wait(seconds)
                # Rights may have ended while waiting.
                device, now = self._device(request, count=False)
                page = await self._heads(now, device, since)
        return page, now.state.length

    async def _heads(self, now: Membership, device: bytes, since: int) -> HeadPage:
        circles = now.circles_of(device)
        store = self._parts.store
        return await self._work(lambda: store.heads(circles, since=since, device=device))

    async def _body(self, request: Request, limit: int) -> bytes:
        return await read_body(request, limit=limit, silence_s=self._parts.limits.silence_s)

    async def _work(self, work: Callable[..., T], *args: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._parts.workers, work, *args)


def _address(request: Request) -> bytes:
    return b"address " + (request.client.host if request.client else "").encode()
