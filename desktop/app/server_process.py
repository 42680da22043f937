"""The agency server as a child process on loopback; for the demo only."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

_START_S = 20.0
_STOP_S = 10.0
_STEP_S = 0.02
_EXIT_IN_USE = 75
"""The server's exit code when another one works on the folder."""


class ServerFolderInUseError(Exception):
    """Another server, perhaps one left over, works on the data folder."""


class ServerProcess:
    """Starts, stops and kills one server over one data folder; the port stays the same.

    The server's standard input is a pipe of ours, so that it never outlives this process.
    """

    def __init__(self, data: Path, root: bytes, port: int = 0) -> None:
        self._data = data
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port

    @property
    def address(self) -> str:
        """Where it answers, once started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def public_key(self) -> bytes:
        """The key that signs receipts; made now if there is none yet."""
        done = subprocess.run(
            [*_command(self._data, self._root), "--show-key"],
            check=True,
            capture_output=True,
        )
        return bytes.fromhex(done.stdout.decode().strip())

    def start(self) -> None:
        """Start and return when it answers; another free port is taken if ours is not free.

        Raises TimeoutError when it does not come up, ServerFolderInUseError.
        """
        for port in (self.port, 0):
            if self._started(port):
                return
        raise TimeoutError("the agency server did not start")

    def stop(self) -> None:
        """End it politely; at once if it does not listen."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            _end(process)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does (SIGKILL)."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _end(process)

    def _started(self, port: int) -> bool:
        port_file = self._data / "port"
        port_file.unlink(missing_ok=True)
        self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [*_command(self._data, self._root), "--end-with-input", "--port", str(port)]
        with (self._data / "server.log").open("ab") as log:
            process = subprocess.Popen(
                [*command, "--port-file", str(port_file)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        self._process = process
        try:
            if self._told_port(process, port_file):
                return True
        except BaseException:
            self.kill()
            raise
        self.kill()
        if process.returncode == _EXIT_IN_USE:
            raise ServerFolderInUseError(self._data.name)
        return False

    def _told_port(self, process: subprocess.Popen[bytes], port_file: Path) -> bool:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError):
                self.port = int(port_file.read_text())
                return True
            try:
                process.wait(_STEP_S)
            except subprocess.TimeoutExpired:
                continue
            return False
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _command(data: Path, root: bytes) -> list[str]:
    return [sys.executable, "-m", "server", "--data", str(data), "--root", root.hex()]
