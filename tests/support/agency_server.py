"""A real agency server for tests: in a thread or as a process of its own, always on loopback."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from server.app import create_app
from server.key import load_or_create
from server.limits import Limits
from server.process import AgencyServer, Listen, bind, make_server
from server.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parents[2]
START_S = 30.0


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


class ServerThread:
    """The server inside this process; quick to start, for everything but killing it."""

    def __init__(
        self,
        directory: Path,
        root: bytes,
        *,
        limits: Limits | None = None,
        tls: tuple[Path, Path] | None = None,
        port: int = 0,
    ) -> None:
        """*root*: fingerprint of the agency root; *tls*: certificate and key file."""
        directory.mkdir(parents=True, exist_ok=True)
        self.store = SqliteStore(directory / "agency.db")
        self.key = load_or_create(directory)
        self.app = create_app(
            self.store, clock=wall_ms, server_key=self.key, root=root, limits=limits
        )
        cert, key = tls or (None, None)
        listen = Listen(port=port, tls_cert=cert, tls_key=key)
        self._socket = bind(listen)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._ready = threading.Event()
        self._server: AgencyServer = make_server(self.app, listen, ready=self._ready.set)
        self._thread = threading.Thread(target=self._run, name="agency-server")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(START_S), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def connections(self) -> int:
        """How many connections are open now."""
        return len(self._server.server_state.connections)

    def stop(self) -> None:
        """End the server and close its store; once more is no fault."""
        self._server.should_exit = True
        self._thread.join(START_S)
        self._socket.close()
        self.store.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class ServerProcess:
    """``python -m server`` on one data folder; can be killed and started again."""

    def __init__(self, directory: Path, root: bytes, *arguments: str) -> None:
        self.directory = directory
        self.root = root
        self.arguments = arguments
        self.port = 0
        self.log: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start on the port of the first time; return the seconds until it was ready."""
        command = [sys.executable, "-m", "server", "--data", str(self.directory)]
        command += ["--root", self.root.hex(), "--port", str(self.port), *self.arguments]
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line)
            if "ready on port" in line:
                break
        else:
            process.stderr.close()
            raise AssertionError(f"server ended with {process.wait()}: {''.join(self.log)}")
        seconds = time.perf_counter() - began
        self.port = int(self.log[-1].rsplit(" ", 1)[1])
        self._process = process
        self._reader = threading.Thread(target=self.log.extend, args=(process.stderr,))
        self._reader.start()
        return seconds

    def kill(self) -> None:
        """SIGKILL (TerminateProcess on Windows): nothing is flushed, nothing is told."""
        assert self._process is not None
        self._process.kill()
        self._ended()

    def stop(self) -> int:
        """SIGTERM; return the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._ended()

    def _ended(self) -> int:
        process, self._process = self._process, None
        assert process is not None
        assert process.stderr is not None
        assert self._reader is not None
        code = process.wait(START_S)
        self._reader.join(START_S)
        process.stderr.close()
        return code

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.kill()


@contextlib.contextmanager
def running_server(
    directory: Path, root: bytes, *, limits: Limits | None = None
) -> Iterator[ServerThread]:
    """A server thread for the length of a ``with``."""
    with ServerThread(directory, root, limits=limits) as server:
        yield server
