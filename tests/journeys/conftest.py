"""A demo agency founded once, copied for each journey; windows are real and offscreen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import demo_agency
from desktop.app.demo_agency import DemoAgency
from desktop.ui.garbage import Garbage
from tests.support.desk_windows import Office
from tests.support.flashes import watching
from tests.support.stretched_once import stretched_once


@pytest.fixture(autouse=True)
def garbage(qapp: QApplication) -> Iterator[None]:
    """The program leaves Python's own search for garbage off; this ends it after each journey."""
    yield
    Garbage().stop()


@pytest.fixture(scope="module", autouse=True)
def keys(known_keys: None) -> None:
    """Each journey opens a copy of the same two profiles, most of them more than once."""


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> DemoAgency:
    """Two workers, two houses, six cases, everything exchanged; the server is stopped."""
    directory = tmp_path_factory.mktemp("agency")
    with stretched_once():
        return demo_agency.found(directory, cases=6, progress=lambda _words: None)


@pytest.fixture
def office(
    qapp: QApplication, qtbot: QtBot, founded: DemoAgency, tmp_path: Path
) -> Iterator[Office]:
    """A copy of the agency; afterwards all windows are closed and nothing crashed or flashed."""
    made = Office(qtbot, founded, tmp_path / "agency")
    with watching() as watch:
        yield made
        made.close()
    assert watch.flashes == set()
    assert [desk.crash_reports() for desk in made.desks if desk.crash_reports()] == []
