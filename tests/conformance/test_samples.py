"""A small part of the recorded cases; ``python3 -m tests.conformance`` replays any file of them."""

from __future__ import annotations

from pathlib import Path

from tests.conformance import scenario_replay, xpath_replay

SAMPLES = Path(__file__).parent / "samples"


def test_recorded_assertions_hold() -> None:
    outcome = xpath_replay.replay(SAMPLES / "xpath.jsonl")
    assert outcome.failures == []
    assert outcome.passed == 150


def test_recorded_scenarios_hold() -> None:
    outcome = scenario_replay.replay(SAMPLES / "scenarios.jsonl")
    assert outcome.failures == []
    assert outcome.passed == 20
