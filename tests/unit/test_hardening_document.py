"""docs/hardening.md names the tests there are, and the threat model only numbers it explains."""

from __future__ import annotations

import re

from tests.hardening_table import DOCUMENT, SAYS, table
from tests.unit.test_hardening_catalogue import ENTRIES


def test_the_table_names_tests_that_carry_the_number() -> None:
    """A test that came later may be missing until the table is written anew; none may be wrong."""
    named = rows(DOCUMENT.read_text(encoding="utf-8"))
    really = rows(table())
    assert set(named) == ENTRIES
    wrong = {
        entry: tests - really[entry] for entry, tests in named.items() if tests - really[entry]
    }
    assert wrong == {}, "python -m tests.hardening_table"
    assert all(named.values())


def rows(text: str) -> dict[str, set[str]]:
    """The tests of each entry."""
    lines = [line.split("|") for line in text.splitlines() if re.match(r"\| T\d\d", line)]
    return {cells[1].strip(): set(re.findall(r"`([^`]+)`", cells[3])) for cells in lines}


def test_every_number_in_the_threat_model_is_an_entry_and_every_path_is_there() -> None:
    path = DOCUMENT.with_name("threat-model.md")
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\bT\d\d\b", text)) <= ENTRIES == set(SAYS)
    named = re.findall(r"`(tests/[\w/.]+)`", text) + re.findall(r"\]\(([\w/.-]+)\)", text)
    roots = (path.parent, path.parents[1])
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []
    assert named
