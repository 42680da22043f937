"""A window of the demo: the process that was started and those that follow it after a lock."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from desktop.app.holding import LOCK_FILE


class DemoWindow:
    """Runs *command* over the store in *profile*; a fresh process shares its output."""

    def __init__(self, command: list[str], profile: Path) -> None:
        self._profile = profile
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)

    def wait(self) -> None:
        """Pass on what is printed until the last of the processes has ended."""
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
        self._process.wait()

    def end(self) -> None:
        """End the process that is at work now."""
        self._process.terminate()
        follower = self._follower()
        if follower is not None:
            with contextlib.suppress(OSError):
                os.kill(follower, signal.SIGTERM)

    def _follower(self) -> int | None:
        """Who holds the profile: the number stands in the first line of the lock file."""
        try:
            first = (self._profile / LOCK_FILE).read_text("utf-8", "replace").partition("\n")[0]
        except OSError:
            return None
        return int(first) if first.isdecimal() and int(first) != self._process.pid else None
