"""One server process: a listening socket, uvicorn, a file that tells the port."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.waiting import Bell

_REQUEST_HEAD_S = 30.0
"""How long a connection may take from its first byte to a whole request head."""
_KEEP_ALIVE_S = 75
_GRACE_S = 5
_MAX_HEAD_BYTES = 16 * 1024

log = logging.getLogger("fallmappe.server")


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen; *port* 0 takes a free one. TLS when both files are given."""

    host: str = "127.0.0.1"
    port: int = 0
    tls_cert: Path | None = None
    tls_key: Path | None = None


class AgencyServer(uvicorn.Server):
    """uvicorn that tells its port when it is ready and wakes long polls when it goes down."""

    def __init__(self, config: uvicorn.Config, bell: Bell, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._bell = bell
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._bell.close()
        await super().shutdown(sockets)


class PatientProtocol(H11Protocol):
    """Closes connections that never finish a request head (slow clients)."""

    _impatient: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._be_patient()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._impatient is None:
            self._be_patient()

    def on_response_complete(self) -> None:
        self._stop_waiting()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _be_patient(self) -> None:
        self._impatient = self.loop.call_later(_REQUEST_HEAD_S, self.timeout_keep_alive_handler)

    def _stop_waiting(self) -> None:
        if self._impatient is not None:
            self._impatient.cancel()
            self._impatient = None


def bind(listen: Listen) -> socket.socket:
    """Return a bound socket. Raises OSError (port taken, address unknown)."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets that name the protocol; without it each answer
    # waits 40 ms for a delayed acknowledgement.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Elsewhere the option would let a second server take the same port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((listen.host, listen.port))
    except OSError:
        bound.close()
        raise
    return bound


def make_server(
    app: Starlette, listen: Listen, *, ready: Callable[[], None] = lambda: None
) -> AgencyServer:
    """Return a server for ``run(sockets=[bind(listen)])``; *ready* is called once it answers."""
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ssl_certfile=listen.tls_cert,
        ssl_keyfile=listen.tls_key,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
        h11_max_incomplete_event_size=_MAX_HEAD_BYTES,
    )
    return AgencyServer(config, app.state.bell, ready)


def run(
    app: Starlette, listen: Listen, port_file: Path | None, *, end_with_input: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT. Raises OSError when the socket cannot be bound.

    *end_with_input*: also end when standard input is closed, as it is when the process that
    started this one ends in whatever way.
    """
    bound = bind(listen)
    port = bound.getsockname()[1]

    def ready() -> None:
        if port_file is not None:
            tell_port(port_file, port)
        log.info("ready on port %d", port)

    # uvicorn raises the signal again when it is done; by then there is nothing left to end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    with contextlib.closing(bound):
        server = make_server(app, listen, ready=ready)
        if end_with_input:
            threading.Thread(target=_await_end_of_input, args=(server,), daemon=True).start()
        server.run(sockets=[bound])


def _await_end_of_input(server: AgencyServer) -> None:
    with contextlib.suppress(OSError):
        while os.read(sys.stdin.fileno(), 4096):
            pass
    server.should_exit = True


def tell_port(path: Path, port: int) -> None:
    """Write the port so that a reader sees either no file or the whole number."""
    half = path.with_name(path.name + ".new")
    half.write_text(f"{port}\n", encoding="ascii")
    half.replace(path)
