"""Calls to the disk that fail on demand, in a process that runs on: strace comes and goes.

Unlike a small file system this needs no rights, hits any call at any position, and works in this
very process as well as in a child that has said ``let_be_traced``.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_DUMPABLE = 4
_PR_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)


def let_be_traced() -> None:
    """Let a process that did not start this one trace it, where the system asks for that."""
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
        prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)


@contextmanager
def failing(process: int, calls: str, error: str, when: str = "1+", *paths: Path) -> Iterator[None]:
    """While this lasts, system calls *calls* of *process* fail with *error*.

    *when*: ``3`` the third, ``3+`` from the third on. With *paths* only calls that concern these
    files count and fail. Fails, and never skips, where processes may not be traced.
    """
    command = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}"]
    command += ["-e", f"inject={calls}:error={error}:when={when}", "-p", str(process)]
    for path in paths:
        command += ["-P", str(path)]
    if process == os.getpid():
        let_be_traced()
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    with tracer:
        said = tracer.stderr.readline()
        assert "attached" in said, f"this machine does not let strace attach: {said}"
        try:
            yield
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate()
