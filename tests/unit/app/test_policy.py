"""The policy of IT: it tightens, and a slip in it keeps nobody from work."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import fields
from pathlib import Path

import pytest

from desktop.app.lock_times import LockTimes
from desktop.app.options import read_options
from desktop.app.policy import Policy, policy_file, read_policy, report

WHOLE = {
    "cover_minutes": 2,
    "lock_minutes": 5,
    "backup_folder": str(Path("/srv/backup").absolute()),
    "retention_months": 6,
    "minimum_password": 16,
}


def written(folder: Path, content: object) -> Path:
    path = folder / "policy.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_all_that_it_may_say_is_read(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, WHOLE))
    assert policy == Policy(2, 5, Path("/srv/backup").absolute(), 6, 16)


def test_without_a_file_nothing_is_asked_for(tmp_path: Path) -> None:
    assert read_policy(tmp_path / "none.json") == Policy()
    assert policy_file().name == "policy.json"


@pytest.mark.parametrize("named", ["missing.json", os.devnull, "looser.json"])
def test_a_file_named_on_the_command_line_takes_nothing_away(tmp_path: Path, named: str) -> None:
    laptop = written(tmp_path, WHOLE)
    looser = {"cover_minutes": 60, "lock_minutes": 90, "backup_folder": str(tmp_path)}
    looser |= {"retention_months": 36, "minimum_password": 12}
    (tmp_path / "looser.json").write_text(json.dumps(looser))
    assert read_policy(tmp_path / named, laptop=laptop) == read_policy(laptop=laptop)


def test_a_file_named_on_the_command_line_tightens_line_by_line(tmp_path: Path) -> None:
    laptop = written(tmp_path, {"cover_minutes": 2, "lock_minutes": 5, "minimum_password": 16})
    named = tmp_path / "named.json"
    asked = {"cover_minutes": 1, "lock_minutes": 9, "minimum_password": 20, "retention_months": 3}
    named.write_text(json.dumps(asked))
    assert read_policy(named, laptop=laptop) == Policy(1, 5, None, 3, 20)


def test_what_is_not_understood_is_named_in_the_log_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    odd = {"lock_minutes": 5, "cover_minutes": "bald-geheim", "colour": "geheim", "minimum": [1]}
    with caplog.at_level(logging.WARNING):
        assert read_policy(written(tmp_path, odd)) == Policy(lock_minutes=5)
    for name in ("cover_minutes", "colour", "minimum"):
        assert name in caplog.text
    assert "geheim" not in caplog.text, "names only"


@pytest.mark.parametrize(
    "content", ["", "no json", "[1, 2]", "{" * 20_000, '{"a": ' + "1" * 70_000],
)  # fmt: skip
def test_a_broken_file_counts_as_none(tmp_path: Path, content: str) -> None:
    assert read_policy(written(tmp_path, content)) == Policy()


@pytest.mark.parametrize("value", [0, -3, True, 2.5, "5", None, 10**9, [5]])
def test_a_time_that_is_none_is_left_out(tmp_path: Path, value: object) -> None:
    assert read_policy(written(tmp_path, {"lock_minutes": value})) == Policy()


@pytest.mark.parametrize("value", ["backup", "", 7, "a\0b", ["/srv"]])
def test_a_folder_that_is_none_is_left_out(tmp_path: Path, value: object) -> None:
    assert read_policy(written(tmp_path, {"backup_folder": value})) == Policy()


def test_it_only_ever_tightens() -> None:
    strict = Policy(cover_minutes=2, lock_minutes=7)
    assert (strict.cover_after(1), strict.cover_after(5)) == (1, 2)
    assert (strict.lock_after(5), strict.lock_after(30)) == (5, 7)
    assert strict.cover_choices() == (1, 2)
    assert strict.lock_choices() == (3, 5, 7)
    loose = Policy(cover_minutes=60, lock_minutes=60)
    assert loose.cover_choices() == Policy().cover_choices(), "it gives no longer time either"
    assert loose.lock_choices() == Policy().lock_choices()


def test_the_times_in_force_are_those_chosen_within_the_policy() -> None:
    told: list[tuple[int, int]] = []
    times = LockTimes(Policy(lock_minutes=5), 3, 10, lambda cover, lock: told.append((cover, lock)))
    assert times.limits() == (180, 300)
    times.lock_after(3)
    times.cover_after(1)
    assert times.limits() == (60, 180)
    assert told == [(3, 3), (1, 3)]


def test_an_option_names_another_file(tmp_path: Path) -> None:
    options = read_options(["--policy", str(tmp_path / "p.json")])
    assert options.policy == tmp_path / "p.json"


def test_whoever_wrote_it_is_told_what_counts_and_what_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slipped = written(tmp_path, {"lock_minutes": 5, "cover_minutes": "2", "cover_minuts": 2})
    with pytest.raises(SystemExit) as ended:
        read_options(["--policy", str(slipped), "--check-policy"])
    assert ended.value.code == 1
    said = capsys.readouterr().out
    held, left_out = said.split("left out:")
    assert "lock_minutes: 5" in held
    assert "cover_minutes: not a whole number from 1 to 1440" in left_out
    assert "cover_minuts: unknown" in left_out


def test_a_policy_without_a_slip_ends_well_and_none_is_none(tmp_path: Path) -> None:
    said, is_whole = report(written(tmp_path, WHOLE))
    assert is_whole
    assert "left out" not in said
    for name, value in WHOLE.items():
        assert f"{name}: {value}" in said
    said, is_whole = report(tmp_path / "typing-slip.json")
    assert not is_whole, "a file that was named should be there"
    assert "no such file" in said


def test_the_page_for_it_shows_a_policy_that_counts_and_every_name(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "administration.md").read_text("utf-8")
    example = page.split("```json")[1].split("```")[0]
    assert set(json.loads(example)) == {field.name for field in fields(Policy)}
    assert report(written(tmp_path, example))[1]
    for name in json.loads(example):
        assert f"| `{name}` |" in page
