"""Process start to the painted unlock window, against an empty QMainWindow."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.line import Line, line

RUNS = 15


def _seconds(*arguments: str) -> float:
    """Wall time from the start of a process to its line ``painted``.

    Byte code is kept between the runs, as it is in an installed program.
    """
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.first_paint", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    ) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        taken = time.perf_counter() - started
        _, errors = child.communicate()
    if line.strip() != b"painted":
        raise RuntimeError(errors.decode()[-2000:])
    return taken


def run() -> list[Line]:
    """Medians of alternating runs, the ratio of each pair: noise of the machine meets both."""
    bare: list[float] = []
    app: list[float] = []
    with tempfile.TemporaryDirectory() as profile:
        for name in ("key.json", "store.db"):  # looked for, not into, before the password
            (Path(profile) / name).touch()
        for number in range(RUNS + 1):
            pair = (_seconds("bare"), _seconds("app", profile))
            if number:
                bare.append(pair[0])
                app.append(pair[1])
    figure, limit = statistics.median(app), statistics.median(bare)
    return [
        line(
            "process start to unlock window",
            figure * 1000,
            limit * 1000,
            unit="ms",
            limit_is="process start to an empty QMainWindow",
            ratio=statistics.median(a / b for a, b in zip(app, bare, strict=True)),
            aim="ratio <= 1.3",
        )
    ]
