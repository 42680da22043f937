"""The real agency server inside this process, behind a line that loses, doubles and reorders.

No socket and no thread of its own: a request runs to its end inside ``request``, so that
Hypothesis decides what happens to it and a run can be repeated.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Callable, MutableMapping
from enum import Enum
from pathlib import Path
from typing import Any, Self

from starlette.applications import Starlette

from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.transport import SILENCE_S, Response, Transport
from protocol.messages import SESSION
from server.app import create_app
from server.key import load_or_create
from server.store.sqlite import SqliteStore
from tests.support.agency_server import wall_ms
from tests.support.lines import Go, Line


class InProcessServer:
    """The server's app over its real database; ``Transport`` without a network."""

    def __init__(self, directory: Path, root: bytes) -> None:
        self._directory, self._root = directory, root
        self._open()

    def _open(self) -> None:
        directory, root = self._directory, self._root
        self.store = SqliteStore(directory / "agency.db")
        self._loop = asyncio.new_event_loop()
        self._lifespan = contextlib.AsyncExitStack()
        self.app: Starlette = create_app(
            self.store, clock=wall_ms, server_key=load_or_create(directory), root=root
        )
        started = self.app.router.lifespan_context(self.app)
        self._loop.run_until_complete(self._lifespan.enter_async_context(started))

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
        """Run the app for one request, to its end."""
        headers = [(b"host", b"127.0.0.1"), (b"content-length", str(len(body or b"")).encode())]
        if content_type is not None:
            headers.append((b"content-type", content_type.encode()))
        if token is not None:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        return self._loop.run_until_complete(self._run(method, path, headers, body or b""))

    async def _run(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> Response:
        path, _, query = target.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "method": method, "scheme": "http", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "headers": headers,
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
        }  # fmt: skip
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = sent[0]
        return Response(
            start["status"],
            {name.decode().lower(): value.decode() for name, value in start["headers"]},
            b"".join(message.get("body", b"") for message in sent[1:]),
        )

    def back_up(self, path: Path) -> None:
        """Copy the database as it is now."""
        with (
            contextlib.closing(sqlite3.connect(self._directory / "agency.db")) as now,
            contextlib.closing(sqlite3.connect(path)) as copy,
        ):
            now.backup(copy)

    def restore(self, path: Path) -> None:
        """Go back to a backup: whatever was stored since is forgotten."""
        self.close()
        for end in ("", "-wal", "-shm"):
            (self._directory / f"agency.db{end}").unlink(missing_ok=True)
        shutil.copyfile(path, self._directory / "agency.db")
        self._open()

    def close(self) -> None:
        """Close app, loop and database."""
        self._loop.run_until_complete(self._lifespan.aclose())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Fate(Enum):
    """What the line does with one request and its answer."""

    DELIVERED = "delivered"
    LOST = "lost"
    """The request never arrives."""
    ANSWER_LOST = "answer-lost"
    """It is done, and the sender never learns that."""
    DOUBLED = "doubled"
    """It arrives twice; the second answer comes back."""
    LATE = "late"
    """The sender gives up; it arrives after later ones."""


class LossyLine(Line):
    """A line with a fate for each request; *late* requests wait in a list of the line's."""

    def __init__(self, inner: Transport, fates: Callable[[], Fate], late: list[Go]) -> None:
        super().__init__(inner)
        self._fates, self._late = fates, late

    def carry(self, path: str, go: Go) -> Response:
        """Do to the request what its fate says; a session is opened over a good line, because
        its challenge is good for one answer only."""
        fate = Fate.DELIVERED if path == SESSION else self._fates()
        if fate is Fate.LATE:
            self._late.append(go)
        if fate in (Fate.LOST, Fate.LATE):
            raise KnownError(ErrorCode.OFFLINE)
        answer = go()
        if fate is Fate.DOUBLED:
            answer = go()
        if fate is Fate.ANSWER_LOST:
            raise KnownError(ErrorCode.OFFLINE)
        return answer
