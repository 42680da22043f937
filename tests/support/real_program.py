"""The program as a process of its own, and what its memory holds (Linux)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.support.desk_windows import PATIENCE_MS, Waits

ROOT = Path(__file__).resolve().parents[2]
_LARGEST = 1 << 26


class Line:
    """One process that is driven (``tests.support.driven``)."""

    def __init__(self, waits: Waits, connection: socket.socket) -> None:
        self._waits, self._connection = waits, connection
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        self.pid: int = struct.unpack("3i", credentials)[0]
        self._buffer = b""
        assert self._answer()["unlock"], "the program asks for the password"

    def tell(self, do: str, **values: Any) -> None:
        """Give a command whose answer is not waited for."""
        self._connection.sendall(json.dumps({"do": do, **values}).encode() + b"\n")

    def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """Give a command and wait for its answer, while this process goes on with its events."""
        self.tell(do, **values)
        answer = self._answer()
        assert answer.get("reached", True), (do, answer)
        return answer

    @property
    def is_running(self) -> bool:
        """Whether the process is there and not only waits to be buried."""
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
            return state != "Z"
        return False

    def end(self) -> None:
        """Kill it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._connection.close()

    def _answer(self) -> dict[str, Any]:
        self._waits.waitUntil(self._has_line, timeout=2 * PATIENCE_MS)
        line, _, self._buffer = self._buffer.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def _has_line(self) -> bool:
        if select.select([self._connection], [], [], 0)[0]:
            got = self._connection.recv(1 << 16)
            assert got, "the process ended"
            self._buffer += got
        return b"\n" in self._buffer


class RealProgram:
    """Starts the program with *options*; the fresh processes that follow it call in here, too."""

    def __init__(self, waits: Waits, options: Sequence[str], **env: str) -> None:
        self._waits = waits
        self._folder = tempfile.TemporaryDirectory(prefix="line")  # sockets want short names
        path = Path(self._folder.name, "line")
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self.lines: list[Line] = []
        self.arguments = ["-X", "fallmappe-readable", "-m", "tests.support.driven", str(path)]
        self.arguments += options
        self._process = subprocess.Popen(
            [sys.executable, *self.arguments],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **env},
        )

    def next_line(self) -> Line:
        """The process that calls next, at its unlock window."""
        self._waits.waitUntil(
            lambda: bool(select.select([self._server], [], [], 0)[0]), timeout=2 * PATIENCE_MS
        )
        line = Line(self._waits, self._server.accept()[0])
        self.lines.append(line)
        return line

    def ended(self) -> bool:
        """Whether the first process is gone."""
        return self._process.poll() is not None

    @property
    def code(self) -> int | None:
        """How the first process ended."""
        return self._process.returncode

    def close(self) -> None:
        """Kill every process that called."""
        self._process.kill()
        for line in self.lines:
            line.end()
        self._process.wait()
        self._server.close()
        self._folder.cleanup()


def in_memory(pid: int, wanted: Sequence[bytes]) -> set[bytes]:
    """Which of *wanted* stand anywhere in the readable memory of a process."""
    found: set[bytes] = set()
    for part in _parts(pid):
        found |= {one for one in wanted if one in part}
    return found


def matches_in_memory(pid: int, pattern: re.Pattern[bytes], beginning: bytes) -> set[bytes]:
    """What matches *pattern*, all of whose matches start with *beginning*."""
    found: set[bytes] = set()
    for part in _parts(pid):
        if beginning in part:
            found.update(pattern.findall(part))
    return found


def _parts(pid: int) -> Iterator[bytes]:
    """All readable mappings in pieces that overlap."""
    pages = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in pages:
            where, rights, *_ = line.split()
            begin, end = (int(part, 16) for part in where.split("-"))
            if "r" not in rights or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            for at in range(begin, end, _LARGEST - 4096):
                with contextlib.suppress(OSError, ValueError, OverflowError):
                    memory.seek(at)
                    yield memory.read(min(_LARGEST, end - at))
