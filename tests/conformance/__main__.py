"""Replay recorded cases: ``python3 -m tests.conformance xpath|scenarios FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conformance import scenario_replay, xpath_replay

SHOWN_FAILURES = 20


def main(arguments: list[str]) -> int:
    """Print ``N passed, M failed`` and the first failures; exit code 1 if any case failed."""
    replays = {"xpath": xpath_replay.replay, "scenarios": scenario_replay.replay}
    if len(arguments) < 2 or arguments[0] not in replays:
        print("usage: python3 -m tests.conformance xpath|scenarios FILE [SHOWN]")
        return 2
    shown = int(arguments[2]) if len(arguments) > 2 else SHOWN_FAILURES
    outcome = replays[arguments[0]](Path(arguments[1]))
    print(f"{outcome.passed} passed, {len(outcome.failures)} failed")
    for failure in outcome.failures[:shown]:
        print(failure)
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
