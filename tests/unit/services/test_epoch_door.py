"""A circle's key is changed only after a complete exchange (protocol section 2, T16).

No worker and no administrator can do it in the program yet: there is nothing to press, so nothing
that could be pressed while something is unsent. Whoever builds that door finds this test red, and
has to refuse there while ``services.sync.status().unsent`` is not 0. What a colleague had sealed
before a change is sealed again: ``tests/unit/sync/test_epochs.py``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

DESKTOP = Path(__file__).parents[3] / "desktop"
DOOR = "next_epoch"


def callers(root: Path) -> list[str]:
    """The modules that begin another epoch."""
    found = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == DOOR:
                found.append(path.relative_to(root).as_posix())
    return found


@pytest.mark.hardening("T16")
def test_nothing_in_the_program_begins_another_epoch() -> None:
    assert callers(DESKTOP) == []


def test_the_search_for_callers_finds_one(tmp_path: Path) -> None:
    (tmp_path / "door.py").write_text(
        "def press(author, circle):\n    author.next_epoch(circle, [])\n"
    )
    assert callers(tmp_path) == ["door.py"]
