"""Replay recorded cases: ``python3 -m tests.conformance xpath|scenarios FILE [SHOWN]``.

Runs with any Python that has the packages; otherwise hands over to the environment of ``dev.py``.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

SHOWN_FAILURES = 20


def main(arguments: list[str]) -> int:
    """Print ``N passed, M failed`` and the first failures; exit code 1 if any case failed."""
    if len(arguments) < 2 or arguments[0] not in ("xpath", "scenarios"):
        print("usage: python3 -m tests.conformance xpath|scenarios FILE [SHOWN]")
        return 2
    if importlib.util.find_spec("defusedxml") is None:
        return _hand_over(arguments)
    from tests.conformance import scenario_replay, xpath_replay

    replay = xpath_replay.replay if arguments[0] == "xpath" else scenario_replay.replay
    outcome = replay(Path(arguments[1]))
    print(f"{outcome.passed} passed, {len(outcome.failures)} failed")
    shown = int(arguments[2]) if len(arguments) > 2 else SHOWN_FAILURES
    for failure in outcome.failures[:shown]:
        print(failure)
    return 1 if outcome.failures else 0


def _hand_over(arguments: list[str]) -> int:
    import dev

    dev.ensure_venv(dev.VENV, dev.ROOT / "requirements.lock")
    python = str(dev.python_of(dev.VENV))
    return subprocess.run([python, "-m", "tests.conformance", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
