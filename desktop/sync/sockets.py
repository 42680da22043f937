"""Connections that can be ended from another thread, and that give up connecting early."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_S = 10.0
"""Longest wait for a connection and its TLS handshake; silence afterwards may last longer."""


class OpenSockets:
    """The sockets of one transport; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._aborted = False

    def add(self, sock: socket.socket) -> None:
        """Remember an open socket; ends it at once after ``abort``."""
        with self._lock:
            self._sockets.add(sock)
            aborted = self._aborted
        if aborted:
            _shut_down(sock)

    def abort(self) -> None:
        """Wake every thread that waits for one of the sockets."""
        with self._lock:
            self._aborted = True
            sockets = list(self._sockets)
        for sock in sockets:
            _shut_down(sock)


def _shut_down(sock: socket.socket) -> None:
    # The base class's method: SSLSocket.shutdown would take the TLS object from its reader.
    # A proxy's TLS inside TLS is no socket and ends with its own time-out.
    with contextlib.suppress(OSError, TypeError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def pool_classes(sockets: OpenSockets) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3 pools by scheme whose connections register in *sockets*."""

    class Connection(_Abortable, HTTPConnection):
        open_sockets = sockets

    class SecureConnection(_Abortable, HTTPSConnection):
        open_sockets = sockets

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    return {"http": Pool, "https": SecurePool}


class _Abortable:
    """Mixed into urllib3's connections."""

    open_sockets: OpenSockets
    timeout: Any
    sock: Any

    def connect(self) -> None:
        silence = self.timeout
        self.timeout = min(CONNECT_S, silence)
        try:
            super().connect()  # type: ignore[misc]
        finally:
            self.timeout = silence
        self.sock.settimeout(silence)
        self.open_sockets.add(self.sock)
