"""T08, what is picked: no list of recent folders, no telling name, no folder of the last time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui import file_dialogs
from desktop.ui.dialogs.print_dialog import NAMES
from desktop.ui.file_dialogs import ask_for_files, ask_for_folder, ask_where_to_save

pytestmark = pytest.mark.hardening("T08")

ROOT = Path(__file__).resolve().parents[2]
NAME = "Selam_Tesfay"
Door = Callable[[QWidget], QFileDialog]
PLACES = QStandardPaths.StandardLocation


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Path]:
    """Where Qt keeps what its file dialogs remember, with an entry of another program in it."""
    native, user = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    before = Path(QSettings(user, "QtProject").fileName()).parent
    QSettings.setPath(native, user, str(tmp_path / "config"))
    noted = QSettings(user, "QtProject")
    noted.setValue("FileDialog/lastVisited", "file:///von/einem/anderen/Programm")
    noted.sync()
    yield Path(noted.fileName())
    QSettings.setPath(native, user, str(before))


def doors() -> dict[str, Door]:
    tr, none = LocaleContext("de"), lambda _found: None
    return {
        "files": lambda w: ask_for_files(w, tr, "Bild wählen", ("Bilder", "*.png"), none),
        "folder": lambda w: ask_for_folder(w, tr, "Ordner wählen", none),
        "save": lambda w: ask_where_to_save(w, tr, "Als PDF speichern", "Kopie.pdf", none),
    }


@pytest.mark.parametrize("door", list(doors()))
@pytest.mark.parametrize("is_taken", [True, False])
def test_where_somebody_looked_is_remembered_nowhere(
    settings: Path, tmp_path: Path, qtbot: QtBot, door: str, is_taken: bool
) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "x.png").write_bytes(b"x")
    window = QWidget()
    qtbot.addWidget(window)
    for _ in range(2):
        picker = doors()[door](window)
        assert Path(picker.directory().path()) in neutral_folders()
        assert not picker.history() or NAME not in "".join(picker.history())
        picker.setDirectory(str(folder))
        gone: list[bool] = []
        picker.destroyed.connect(lambda *_, gone=gone: gone.append(True))
        if is_taken:
            picker.selectFile(str(folder / "x.png"))
            QFileDialog.done(picker, QFileDialog.DialogCode.Accepted)
        else:
            picker.reject()
        qtbot.waitUntil(partial(bool, gone))
    left = QSettings(QSettings.Scope.UserScope, "QtProject")
    left.sync()
    assert NAME not in settings.read_text()
    assert left.value("FileDialog/lastVisited") == "file:///von/einem/anderen/Programm"
    assert not left.contains("FileDialog/history")


def test_control_a_dialog_of_qt_itself_remembers(
    settings: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    window = QWidget()
    qtbot.addWidget(window)
    picker = QFileDialog(window)
    picker.finished.connect(picker.deleteLater)
    gone: list[bool] = []
    picker.destroyed.connect(lambda *_, gone=gone: gone.append(True))
    picker.open()
    picker.setDirectory(str(folder))
    QFileDialog.done(picker, QFileDialog.DialogCode.Accepted)
    qtbot.waitUntil(partial(bool, gone))
    QSettings(QSettings.Scope.UserScope, "QtProject").sync()
    assert NAME in settings.read_text()


def neutral_folders() -> set[Path]:
    """Of the user, or of the program where the user has none."""
    found = (PLACES.PicturesLocation, PLACES.DocumentsLocation, PLACES.HomeLocation)
    named = {Path(QStandardPaths.writableLocation(place)) for place in found}
    return named | {Path.cwd()}


def test_names_that_are_suggested_say_what_it_is_and_not_whose() -> None:
    tr = LocaleContext("de")
    suggested = {tr.text(name) for name in NAMES.values()}
    assert suggested == {"Kopie der Angaben", "Gesprächsvorbereitung", "Terminzettel"}


def test_there_is_no_other_door(qapp: QApplication) -> None:
    makers = {
        path.relative_to(ROOT / "desktop").as_posix()
        for path in sorted((ROOT / "desktop").rglob("*.py"))
        if "QFileDialog" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute | ast.Name)
        and (getattr(node, "id", "") or getattr(node, "attr", "")) == "QFileDialog"
    }
    assert makers == {Path(file_dialogs.__file__).relative_to(ROOT / "desktop").as_posix()}
