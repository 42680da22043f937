"""A process that has everything loaded and forks a worker per order, so that killing one costs
milliseconds: a hundred kills in the time of a few program starts.

``Nursery`` is the side of the tests. The other side, ``python -m tests.durability.nursery``, has
one thread and no open store when it forks.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
_ORDER_BYTES = 65536
_ENDED, _FAILED = b"ended", b"failed"
STUCK_S = 30.0


class Child:
    """A forked worker and what it has reported: one line for each thing it has confirmed."""

    def __init__(self, process: int, lines: int, ends: socket.socket) -> None:
        self.reports: list[str] = []
        self._process, self._lines, self._ends = process, lines, ends
        self._rest = b""
        self._open = True

    def wait_for(self, count: int) -> None:
        """Return when *count* reports are here, or when the worker has ended by itself."""
        while self._open and len(self.reports) < count:
            self._read(STUCK_S)

    def listen(self, seconds: float) -> None:
        """Take reports for that long."""
        until = time.monotonic() + seconds
        while self._open and (left := until - time.monotonic()) > 0:
            self._read(left, must=False)

    def kill(self) -> list[str]:
        """SIGKILL; return everything that was reported before, whole lines only."""
        os.kill(self._process, signal.SIGKILL)
        return self.end()

    def end(self) -> list[str]:
        """Wait until the worker has ended; return everything that it reported."""
        while self._open:
            self._read(STUCK_S)
        os.close(self._lines)
        how = self._ends.recv(_ORDER_BYTES)
        self._ends.send(b"seen")
        assert how != _FAILED, "the worker failed by itself: its error is on standard error"
        return self.reports

    def _read(self, seconds: float, *, must: bool = True) -> None:
        ready, _, _ = select.select([self._lines], [], [], seconds)
        if not ready:
            assert not must, "the worker is stuck"
            return
        data = os.read(self._lines, _ORDER_BYTES)
        self._open = bool(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.reports += [line.decode() for line in whole]


class Nursery:
    """Starts workers, one at a time."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.durability.nursery", str(theirs.fileno())]
        self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])
        theirs.close()
        self._orders = ours

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.wait(STUCK_S)

    def start(self, job: str, **more: str | int) -> Child:
        """Fork a worker that does *job*, a function of ``jobs``, with these arguments."""
        lines, end = os.pipe()
        socket.send_fds(self._orders, [json.dumps({"job": job, **more}).encode()], [end])
        os.close(end)
        return Child(int(self._orders.recv(_ORDER_BYTES)), lines, self._orders)

    def kill_at_random(
        self, chance: random.Random, job: str, *, reports: int, seconds: float, **more: str | int
    ) -> list[str]:
        """Start a worker and kill it at a random moment: after up to *reports* reports and up to
        *seconds* more; return what it had reported."""
        child = self.start(job, **more)
        child.wait_for(chance.randint(0, reports))
        child.listen(chance.uniform(0, seconds))
        return child.kill()


def main() -> None:
    """Fork a worker for every order until the other side hangs up."""
    from tests.durability.jobs import JOBS

    orders = socket.socket(fileno=int(sys.argv[1]))
    while True:
        data, ends, _, _ = socket.recv_fds(orders, _ORDER_BYTES, 1)
        if not data:
            return
        order = json.loads(data)
        process = os.fork()
        if not process:
            orders.close()
            os.dup2(ends[0], sys.stdout.fileno())
            os.close(ends[0])
            try:
                JOBS[order.pop("job")](**order)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(ends[0])
        orders.send(str(process).encode())
        found = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert found is not None
        failed = found.si_code == os.CLD_EXITED and found.si_status
        orders.send(_FAILED if failed else _ENDED)
        orders.recv(_ORDER_BYTES)  # Until now nobody else can have got the number of the worker.
        os.waitpid(process, 0)


if __name__ == "__main__":
    main()
