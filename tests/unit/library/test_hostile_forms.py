"""T36: hostile form files are refused within 2 s and 200 MB, whatever they try."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Figure
from tests.unit.library.hostile_files import FILES

pytestmark = pytest.mark.hardening("T36")

SECONDS, MEGABYTES = 2.0, 200
BUSY = 10
"""So much longer anything may take while the computer has other work to do."""
REFUSED = {"form-not-xlsform", "form-too-large", "form-invalid", "form-cycle", "form-unsupported"}
TOO_LARGE = {
    "zip-bomb.xlsx": "unpacked_bytes",
    "zip-bomb-in-form-archive.zip": "unpacked_bytes",
    "thousand-entries.xlsx": "entries",
    "million-rows.xlsx": "rows",
    "million-rows-claimed.xlsx": "rows",
    "million-rows-table.zip": "rows",
    "twenty-thousand-columns.xlsx": "columns",
    "giant-cell.xlsx": "cell",
    "giant-cell.md": "cell",
    "cells-full-of-mentions.md": "references",
    "deep-groups.md": "depth",
    "deep-elements.xml": "depth",
    "huge-itext.xml": "elements",
    "million-elements.xml": "elements",
    "everything-about-everything.xml": "wildcards",
    "all-fields-of-all-fields.xml": "wildcards",
    "all-fields-of-all-fields.md": "wildcards",
    "long-lists-everywhere.md": "choices",
    "doubling-26.md": "text",
    "doubling-40.md": "text",
    "doubling-by-join.md": "text",
    "doubling-by-choice.md": "text",
    "doubling-by-translate.md": "text",
    "doubling-then-a-number-of-rows.md": "text",
    "many-long-texts.md": "text",
    "many-long-arguments.md": "text",
    "rows-in-rows.md": "instances",
    "rows-in-rows-six-deep.md": "instances",
    "rows-in-rows-by-text.md": "instances",
    "rows-with-long-defaults.xml": "text",
    "siblings-of-siblings.xml": "work",
    "lists-without-end.xml": "work",
    "wide-area.xls": "cells",
    "sheets-without-end.xls": "sheets",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Any]]:
    """What became of every file, measured in a process that does nothing else."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in FILES.items():
        make(folder / name)
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.library.measure_imports", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["name"]: line for line in lines}


@pytest.mark.parametrize("name", FILES)
def test_t36_hostile_file_is_refused_in_time_and_memory(
    outcome: Mapping[str, Mapping[str, Any]], name: str
) -> None:
    found = outcome[name]
    assert found["code"] in REFUSED
    assert found["seconds"] < SECONDS
    assert found["wall"] < BUSY * SECONDS
    assert found["peak"] < MEGABYTES
    if name in TOO_LARGE:
        assert (found["code"], found["what"]) == ("form-too-large", TOO_LARGE[name])


def test_the_worst_of_them_in_figures(
    outcome: Mapping[str, Mapping[str, Any]], figure: Figure
) -> None:
    slowest = max(outcome.values(), key=lambda found: float(found["seconds"]))
    most = max(int(found["peak"]) for found in outcome.values())
    figure(
        f"T36: {len(outcome)} hostile files refused, slowest {slowest['seconds']:.2f} s "
        f"({slowest['name']}), at most {most} MB"
    )
    assert len(outcome) == len(FILES)
