"""python -m bench: every figure comes with its limit, in one shape."""

from __future__ import annotations

import json

import pytest

from bench import __main__ as bench
from bench import forms, volume
from bench.line import KEYS, check, line


def test_a_line_says_what_the_figure_is_measured_against() -> None:
    made = line("x", 3.0, 2.0, unit="ms", limit_is="y", aim="ratio <= 2", runs=9)
    assert tuple(made) == (*KEYS, "runs")
    assert made["ratio"] == 1.5
    assert line("x", 3.0, 2.0, unit="ms", limit_is="y", aim="-", ratio=1.4)["ratio"] == 1.4


@pytest.mark.parametrize(
    "wrong", [{}, {"answer_p95_ms": 1.0}, dict.fromkeys(KEYS, "fast"), {"bench": "sync"}]
)
def test_any_other_shape_is_a_fault(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"line|number"):
        check(wrong)


def test_the_benchmark_of_forms_prints_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "forms"])
    monkeypatch.setattr(forms, "QUESTIONS", 60)
    monkeypatch.setattr(forms, "ROWS", 200)
    assert bench.main() == 0
    found = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert len(found) == 8
    assert all(tuple(one)[: len(KEYS)] == KEYS for one in found)


def test_the_benchmark_of_many_notes_prints_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "volume"])
    for name, few in (
        ("NOTES", 300), ("OPENED_NOTES", 100), ("COMMITS", 5), ("SEARCHES", 20), ("OPENINGS", 1),
    ):  # fmt: skip
        monkeypatch.setattr(volume, name, few)
    assert bench.main() == 0
    found = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert len(found) == 7
    assert all(one["limit"] > 0 for one in found)
