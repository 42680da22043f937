"""Replay of whole-form scenarios."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.outcome import Outcome


def replay(path: Path) -> Outcome:
    """Replay."""
    return Outcome()
