"""Every entry of the store's test catalogue is shown by a test that says so with its marker.

``@pytest.mark.hardening("T05")`` stands on the test, its class or its module. The entries that
are not here belong to the server, the exchange or the build.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

TESTS = Path(__file__).resolve().parents[1]
ENTRIES = {
    *(f"T{number:02d}" for number in range(1, 18)),
    *("T23", "T24", "T34", "T35", "T36", "T37", "T38", "T39", "T43"),
}
MISSING: frozenset[str] = frozenset()
"""Entries that no test shows yet: none may be left."""


def test_every_entry_of_the_catalogue_is_shown_by_a_test() -> None:
    shown = {entry for path in TESTS.rglob("test_*.py") for entry in entries_of(path)}
    assert ENTRIES - shown == MISSING
    assert not MISSING


def test_a_marker_counts_on_tests_classes_and_modules_only(tmp_path: Path) -> None:
    path = tmp_path / "test_x.py"
    path.write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.slow, pytest.mark.hardening('T01')]\n"
        "@pytest.mark.hardening('T02')\ndef test_a(): ...\n"
        "@pytest.mark.hardening('T03')\nclass TestB:\n"
        "    @pytest.mark.hardening('T04')\n    def test_c(self): ...\n"
        "@pytest.mark.hardening('T05')\ndef no_test(): ...\n"
        "other = pytest.mark.hardening('T06')\n"
    )
    assert set(entries_of(path)) == {"T01", "T02", "T03", "T04"}
    path.write_text("pytestmark = pytest.mark.hardening('T01')\ndef no_test(): ...\n")
    assert not set(entries_of(path))


def entries_of(path: Path) -> Iterator[str]:
    """The entries that the tests of a file carry; a file without tests carries none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if is_test(node)]
    if not found:
        return
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            yield from marked([node.value])
    for one in found:
        yield from marked(one.decorator_list)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(is_test(inner) for inner in node.body):
            yield from marked(node.decorator_list)


def is_test(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def marked(nodes: Iterable[ast.expr]) -> Iterator[str]:
    """The entries named in ``pytest.mark.hardening(...)``, also inside a list."""
    for node in nodes:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.hardening":
                yield from (str(one.value) for one in call.args if isinstance(one, ast.Constant))
