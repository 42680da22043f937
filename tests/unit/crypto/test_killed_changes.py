"""Changing password, cost or code and being killed in the middle: always openable (T16)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.hardening("T16"),
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and looks into /proc"),
]
_ROOT = Path(__file__).parents[3]
FEWEST = 50
CODES = {"old code", "new code"}


@pytest.fixture(scope="module")
def kills() -> list[dict[str, Any]]:
    """Every change, killed before every system call of its writing.

    In memory: what a killed process wrote stays, whatever lies below. Power cuts are other tests.
    """
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        command = [sys.executable, "-m", "tests.unit.crypto.killed_change", folder]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def of(kills: list[dict[str, Any]], change: str) -> list[dict[str, Any]]:
    return [one for one in kills if one["change"] == change]


def test_there_are_at_least_fifty_kills_and_every_change_came_to_its_end(
    kills: list[dict[str, Any]],
) -> None:
    stopped = [one for one in kills if one["step"] is not None and one["change"] != "careless"]
    killed = [one for one in stopped if one["how"] != "full"]
    assert len(killed) >= FEWEST, len(killed)
    for change in ("password", "upgrade", "code"):
        ended = [one for one in of(kills, change) if one["step"] is None]
        assert len(ended) == 5
        assert not any(one["left"] for one in ended)


def test_a_killed_password_change_opens_with_the_old_one_or_the_new_one(
    kills: list[dict[str, Any]],
) -> None:
    found = of(kills, "password")
    for one in found:
        assert {"old", "new"} & set(one["opens"]), one
        assert "old code" in one["opens"], one
        assert "other key" not in one["opens"], one
    assert all("old" not in one["opens"] for one in found if one["step"] is None)


@pytest.mark.hardening("T04")
def test_a_full_disk_is_noticed_before_either_copy_is_touched(kills: list[dict[str, Any]]) -> None:
    """Both are written before the first is renamed, which takes no room."""
    full = [one for one in kills if one["how"] == "full" and one["step"] is not None]
    for change, old, new in (("password", "old", "new"), ("code", "old code", "new code")):
        found = of(full, change)
        assert not any(one["left"] for one in found)
        assert all({old, new} & set(one["opens"]) for one in found)
        while_writing = [one for one in found if one["said"] == "full"]
        assert len(while_writing) >= 5
        assert all(old in one["opens"] and new not in one["opens"] for one in while_writing)


def test_what_is_said_of_a_full_disk_is_true_at_every_step(kills: list[dict[str, Any]]) -> None:
    """Refused: what was before holds. Done: the change holds, though a step of it failed."""
    full = [one for one in kills if one["how"] == "full" and one["step"] is not None]
    for change, old, new in (("password", "old", "new"), ("code", "old code", "new code")):
        found = [(one["said"], {old, new} & set(one["opens"])) for one in of(full, change)]
        assert {said for said, _ in found} == {"full", "done", "unsure"}
        assert all(opens == {old} for said, opens in found if said == "full"), found
        assert all(opens == {new} for said, opens in found if said == "done"), found


def test_a_killed_rewrapping_at_a_higher_cost_still_opens_with_the_same_password(
    kills: list[dict[str, Any]],
) -> None:
    for one in of(kills, "upgrade"):
        assert set(one["opens"]) == {"old", "old code"}, one


def test_a_killed_renewal_of_the_code_opens_with_one_of_both_sheets_and_the_password(
    kills: list[dict[str, Any]],
) -> None:
    found = of(kills, "code")
    for one in found:
        assert "old" in one["opens"], one
        assert CODES & set(one["opens"]), one
    assert all(CODES & set(one["opens"]) == {"new code"} for one in found if one["step"] is None)


def test_the_control_that_writes_in_place_is_caught(kills: list[dict[str, Any]]) -> None:
    """The same harness on a careless program finds folders that nothing opens any more."""
    assert any(one["opens"] == [] for one in of(kills, "careless"))
