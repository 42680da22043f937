"""A demo agency founded once, copied for each journey; windows are real and offscreen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import demo_agency
from desktop.app.demo_agency import DemoAgency
from desktop.app.profiles import folder_name
from desktop.ui.garbage import Garbage
from tests.support.desk_windows import Desk, Office
from tests.support.flashes import watching
from tests.support.shared_laptop import SharedLaptop
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


@pytest.fixture
def shared(office: Office, tmp_path: Path) -> SharedLaptop:
    """Both workers of the agency on one laptop; A under initials, B as if alone before."""
    root = tmp_path / "shared"
    shutil.copytree(office.profile("A"), root / "profiles" / folder_name("MK"))
    shutil.copytree(office.profile("B"), root / "profiles" / folder_name("JA"))
    desk = SharedLaptop(office._qtbot, root)
    office.desks.append(desk)
    return desk


@pytest.fixture
def desk(office: Office) -> Desk:
    """A worker at the page of a case; most begin there."""
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    return desk
