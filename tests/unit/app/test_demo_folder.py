"""The demo's command line: what it refuses in one line, and what it never deletes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.app import demo, demo_agency, demo_folder
from desktop.app.demo_agency import DemoAgency, DemoWorker
from desktop.app.demo_folder import DemoFolderError

WORKERS = (
    DemoWorker("A", "Miriam Köhler", "MK", "1" * 32),
    DemoWorker("B", "Jonas Albrecht", "JA", "2" * 32),
)


def founded(directory: Path) -> DemoAgency:
    agency = DemoAgency(directory, "ab" * 32, 0, WORKERS)
    for letter in "AB":
        agency.profile(letter).mkdir(parents=True)
    demo_agency.remember(agency, 4711)
    return agency


def test_a_founded_agency_is_found_again(tmp_path: Path) -> None:
    founded(tmp_path)
    assert demo_agency.load(tmp_path) == DemoAgency(tmp_path, "ab" * 32, 4711, WORKERS)


@pytest.mark.parametrize(
    "change",
    [
        "{}",
        "",
        "[]",
        "\ud83d".encode("utf-8", "surrogatepass"),
        {"root": "zz"},
        {"port": "many"},
        {"port": 70_000},
        {"workers": []},
        {"workers": [{"letter": "A"}] * 2},
    ],
)
def test_a_damaged_note_counts_as_no_agency(
    tmp_path: Path, change: str | bytes | dict[str, object]
) -> None:
    founded(tmp_path)
    marker = tmp_path / demo_folder.MARKER
    if isinstance(change, bytes):
        marker.write_bytes(change)
    elif isinstance(change, str):
        marker.write_text(change)
    else:
        marker.write_text(json.dumps(json.loads(marker.read_text()) | change))
    assert demo_agency.load(tmp_path) is None


def test_a_folder_with_something_else_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "thesis.txt").write_text("three years of work")
    for more in ([], ["--headless"], ["--fresh"]):
        assert demo.main(["--dir", str(tmp_path), *more]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    with pytest.raises(DemoFolderError):
        demo_agency.found(tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["server", "thesis.txt"]


@pytest.mark.parametrize("more", [[], ["--headless"]])
def test_a_file_is_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    (tmp_path / "file").write_text("x")
    for place in ("file", "file/below"):
        assert demo.main(["--dir", str(tmp_path / place), *more]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "x"


def test_one_demo_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with demo_folder.held(tmp_path):
        assert demo.main(["--headless", "--dir", str(tmp_path)]) == 2
    assert "läuft schon eine Vorführung" in capsys.readouterr().err
    with demo_folder.held(tmp_path):
        demo_folder.clear(tmp_path)


def test_clearing_takes_the_old_agency_away_and_nothing_else(tmp_path: Path) -> None:
    founded(tmp_path)
    (tmp_path / "notes.txt").write_text("kept")
    demo_folder.clear(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {demo_folder.MARKER, "notes.txt"}


@pytest.mark.parametrize("visits", ["0", "-3", "many"])
def test_less_than_one_visit_is_refused(visits: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        demo.main(["--headless", "--visits", visits])
    assert ended.value.code == 2
    assert "--visits" in capsys.readouterr().err


def test_a_window_opens_in_the_language_used_last_unless_told(tmp_path: Path) -> None:
    agency = founded(tmp_path)
    server = agency.server()
    assert "--language" not in demo.window_command(agency, WORKERS[0], server, None)
    assert demo.window_command(agency, WORKERS[0], server, "en")[-2:] == ["--language", "en"]
