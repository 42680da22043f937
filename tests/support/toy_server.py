"""A server that answers with any bytes: portals, half answers, silence, other programs."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

Script = Callable[[socket.socket, bytes], object]


def says(answer: bytes) -> Script:
    """Send *answer* and close."""
    return lambda line, _: line.sendall(answer)


class ToyServer:
    """Listens on loopback and lets *script* answer each request (one per connection).

    The script gets the connection and the request's first bytes; ``ended`` is set when the
    test is over, for scripts that wait.
    """

    def __init__(self, script: Script, *, tls: tuple[Path, Path] | None = None) -> None:
        self._script = script
        self._context: ssl.SSLContext | None = None
        if tls is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*tls)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.requests: list[bytes] = []
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="toy-server")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5):
            pass
        self._thread.join(10)
        self._socket.close()

    def _run(self) -> None:
        while not self.ended.is_set():
            line, _ = self._socket.accept()
            with contextlib.suppress(OSError), line:
                line.settimeout(10)
                self._serve(line)

    def _serve(self, plain: socket.socket) -> None:
        if self.ended.is_set():
            return
        line = plain
        if self._context is not None:
            line = self._context.wrap_socket(plain, server_side=True)
        with line:
            request = line.recv(65_536)
            self.requests.append(request)
            if request:
                self._script(line, request)
