"""A line between a worker and the server, for lines on which something happens to requests."""

from __future__ import annotations

from collections.abc import Callable

from desktop.sync.transport import SILENCE_S, Response, Transport

Go = Callable[[], Response]
"""Sends one request on and returns the answer; may be called later, twice or not at all."""


class Line:
    """A transport over another one that delivers everything, until ``carry`` says otherwise."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

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
        """Hand the request to ``carry``."""

        def go() -> Response:
            return self._inner.request(
                method, path, body=body, content_type=content_type, token=token, timeout=timeout
            )

        return self.carry(path, go)

    def carry(self, path: str, go: Go) -> Response:
        """What happens to one request to *path*."""
        return go()

    def close(self) -> None:
        """Nothing is held."""
