"""Look, text size and language are there again after a restart; a damaged file does no harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.app.preferences import Preferences, recall, remember
from desktop.ui.theme.theme import Appearance
from desktop.ui.theme.tokens import Look


def test_what_was_chosen_is_there_again(tmp_path: Path) -> None:
    chosen = Preferences(Appearance(Look.DARK, 150), "en", cover_minutes=1, lock_minutes=30)
    remember(tmp_path, chosen)
    assert recall(tmp_path) == chosen


def test_nothing_is_written_by_reading(tmp_path: Path) -> None:
    assert recall(tmp_path) == Preferences()
    assert list(tmp_path.iterdir()) == []


def test_wrong_values_fall_back_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text(
        json.dumps({"look": "pink", "text_percent": 125, "language": 7}), encoding="utf-8"
    )
    assert recall(tmp_path) == Preferences(Appearance(Look.LIGHT, 125), "de")
    (tmp_path / "window.json").write_text("{", encoding="utf-8")
    assert recall(tmp_path) == Preferences()


@pytest.mark.parametrize("minutes", [0, -1, 31, 1440, True, "5", None, 2.5, [3]])
def test_a_time_that_is_not_offered_is_none(tmp_path: Path, minutes: object) -> None:
    """Nobody talks the program out of its lock by editing a file."""
    times = {"cover_minutes": minutes, "lock_minutes": minutes}
    (tmp_path / "window.json").write_text(json.dumps(times), encoding="utf-8")
    assert recall(tmp_path) == Preferences()


def test_keys_of_a_newer_version_are_kept(tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text('{"zoom": 3}', encoding="utf-8")
    remember(tmp_path, Preferences())
    assert json.loads((tmp_path / "window.json").read_text(encoding="utf-8"))["zoom"] == 3


def test_a_folder_that_is_gone_stops_nobody(tmp_path: Path) -> None:
    remember(tmp_path / "gone", Preferences())
    assert not (tmp_path / "gone").exists()
