"""The main job with real processes: a server, two clients, one conflict; nothing is lost.

The slowest tests of the suite (about 15 s together): they buy what no test inside one process
can, that a killed client and a killed server lose nothing and leave no plain text behind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Rounds
from tests.support.leak_scan import hits

ROOT = Path(__file__).resolve().parents[2]
MARKER = "Mondfisch-7731"
LEAST_BYTES = 500
"""No visit is smaller on the wire."""


def main_job(directory: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "desktop.app.demo", "--headless"),
            *("--dir", str(directory), "--marker", MARKER, *options),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def files_with(marker: str, directory: Path) -> list[str]:
    return sorted({hit.path for hit in hits([directory], [marker])})


@pytest.mark.slow
def test_visits_recorded_offline_reach_the_colleague_and_one_conflict_is_resolved(
    tmp_path: Path,
) -> None:
    result = main_job(tmp_path, "--visits", "60")
    assert (result["saved"], result["lost"], result["differing"]) == (60, 0, 0)
    assert (result["conflicts_found"], result["conflicts_resolved"]) == (1, 1)
    assert files_with(MARKER, tmp_path) == []


@pytest.mark.slow
def test_nothing_is_lost_when_client_and_server_are_killed_again_and_again(
    tmp_path: Path, rounds: Rounds
) -> None:
    kills = rounds(8, 20)
    result = main_job(tmp_path, "--visits", "30", "--kill", str(kills))
    saved = 29 + kills
    assert result["kills"] == kills
    assert (result["saved"], result["lost"], result["differing"]) == (saved, 0, 0)
    assert result["bytes_up"] > saved * LEAST_BYTES
    assert result["bytes_down"] > saved * LEAST_BYTES
    assert files_with(MARKER, tmp_path) == []


def test_the_scanner_for_plain_text_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100 + MARKER.encode("utf-16-le"))
    assert files_with(MARKER, tmp_path) == [str(tmp_path / "a")]
