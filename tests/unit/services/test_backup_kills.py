"""A restore killed at any point: the old or the restored store opens (hardening T15, T01)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Figure, Rounds

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [
    pytest.mark.hardening("T15"),
    pytest.mark.skipif(sys.platform == "win32", reason="fork"),
]


def test_killed_at_any_point_the_old_or_the_restored_store_opens(
    tmp_path: Path, rounds: Rounds, figure: Figure
) -> None:
    command = [sys.executable, "-m", "tests.support.restore_kills", str(tmp_path)]
    done = subprocess.run(
        [*command, str(rounds(2, 1))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen.get("neither", 0) == seen["left"] == 0
    assert seen["old"] > 10
    assert seen["restored"] > 3
    assert seen["waiting"] > 1
    kills = seen["old"] + seen["restored"] - 1
    figure(
        f"T15 {kills} kills within a restore: {seen['old']} times the old store opens,"
        f" {seen['restored']} times the restored one, never neither"
    )
