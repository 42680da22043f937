"""A backup is brought back where several workers share a laptop: into one's own folder only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.app.demo_agency import PASSWORD
from desktop.app.profiles import Profiles, folder_name
from desktop.app.running import Running
from desktop.domain.errors import BugError, ErrorCode
from desktop.ui.dialogs.restore_dialog import RestoreDialog
from desktop.ui.error_texts import ERROR_TEXTS
from desktop.ui.unlock_window import BRING_BACK, FORGOTTEN, WHO_FIRST, WRONG_OR_UNKNOWN
from tests.support.desk_windows import Office, tap
from tests.support.shared_laptop import SharedLaptop
from tests.support.window_texts import button, texts

pytestmark = pytest.mark.hardening("T07")
NOTHING = "liegt keine Sicherung"


@pytest.fixture
def stick(office: Office, tmp_path: Path) -> Path:
    """A backup of A's store."""
    running = Running.open(office.profile("A"), PASSWORD)
    running.services.backups.make()
    folder = running.services.backups.folder
    running.close()
    return Path(shutil.copytree(folder, tmp_path / folder.name))


@pytest.fixture
def laptop(stick: Path, shared: SharedLaptop) -> SharedLaptop:
    """A, called MK, has backups here, too; B, called JA, has none."""
    assert (shared.profile / "profiles" / folder_name("MK") / stick.name).is_dir()
    return shared


def folders(laptop: SharedLaptop) -> set[str]:
    return {path.name for path in (laptop.profile / "profiles").iterdir()}


def asked(laptop: SharedLaptop, initials: str) -> RestoreDialog:
    """The dialog, by the link below the password."""
    field = laptop.unlock_window._initials
    field.clear()
    QTest.keyClicks(field, initials)
    tap(button(laptop.unlock_window, BRING_BACK))
    (dialog,) = (d for d in laptop.unlock_window.findChildren(RestoreDialog) if d.isVisible())
    return dialog


def answered(laptop: SharedLaptop, dialog: RestoreDialog, secret: str) -> list[str]:
    """What is said of *secret* where it is asked for."""
    line = dialog._asking.line
    line.clear()
    QTest.keyClicks(line, secret)
    QTest.keyClick(line, Qt.Key.Key_Return)
    laptop.wait(lambda: laptop.program._tasks.pending == 0)
    return texts(dialog)


def choose(laptop: SharedLaptop, dialog: RestoreDialog, folder: Path) -> None:
    tap(button(dialog, "Ordner wählen …"))
    picker = dialog.findChild(QFileDialog)
    assert isinstance(picker, QFileDialog)
    picker.fileSelected.emit(str(folder))
    picker.reject()
    laptop.wait(lambda: bool(dialog.rows()))
    tap(dialog.rows()[0])


@pytest.mark.parametrize("way", [BRING_BACK, FORGOTTEN])
def test_initials_come_first_and_are_asked_for_in_words(laptop: SharedLaptop, way: str) -> None:
    window = laptop.unlock_window
    window.activateWindow()
    window._password.setFocus()
    tap(button(window, way))
    assert WHO_FIRST in texts(window)
    assert window.focusWidget() is window._initials
    assert not [d for d in window.findChildren(RestoreDialog) if d.isVisible()]
    assert folders(laptop) == {folder_name("MK"), folder_name("JA")}
    QTest.keyClicks(window._initials, "M")
    assert WHO_FIRST not in texts(window)


def test_nobody_learns_who_works_here_or_makes_a_folder_by_asking(laptop: SharedLaptop) -> None:
    before = folders(laptop)
    said = []
    for initials in ("MK", "XY"):
        dialog = asked(laptop, initials)
        first = texts(dialog)
        said.append((first, answered(laptop, dialog, "nicht das richtige")))
        assert WRONG_OR_UNKNOWN in said[-1][1]
        assert not dialog.rows()
        assert not any(NOTHING in text for text in (*first, *said[-1][1]))
        tap(button(dialog, "Abbrechen"))
        laptop.wait(lambda: not laptop.unlock_window.findChildren(RestoreDialog))
    assert said[0] == said[1]
    assert folders(laptop) == before
    assert not any((laptop.profile / "profiles").glob("*/running.lock"))


def test_the_own_backups_appear_after_the_password_and_open_with_the_same_initials(
    laptop: SharedLaptop,
) -> None:
    dialog = asked(laptop, "mk")
    answered(laptop, dialog, PASSWORD)
    tap(dialog.rows()[0])
    assert any("mit dem Kürzel „mk“" in text.replace("\u2068", "").replace("\u2069", "")
               for text in texts(dialog))  # fmt: skip
    tap(button(dialog, "Zurückholen"))  # the password was given already
    laptop.wait(lambda: laptop.is_open)
    assert laptop.services.me.initials == "MK"
    assert list((laptop.profile / "profiles" / folder_name("MK")).glob("store.db.replaced-*"))
    assert folders(laptop) == {folder_name("MK"), folder_name("JA")}


@pytest.mark.parametrize("initials", ["XY", "JA"])
def test_a_backup_goes_under_no_other_initials(
    laptop: SharedLaptop, stick: Path, initials: str
) -> None:
    dialog = asked(laptop, initials)
    choose(laptop, dialog, stick)
    said = " ".join(answered(laptop, dialog, PASSWORD))
    assert ERROR_TEXTS[ErrorCode.BACKUP_OTHER_INITIALS].sentence in said
    assert folders(laptop) == {folder_name("MK"), folder_name("JA")}


def test_who_has_no_folder_here_yet_gets_one_when_the_backup_is_put_into_it(
    laptop: SharedLaptop, stick: Path
) -> None:
    several = laptop.profile / "profiles"
    shutil.rmtree(several / folder_name("MK"))
    shutil.copytree(several / folder_name("JA"), several / folder_name("LB"))
    dialog = asked(laptop, "mk")
    choose(laptop, dialog, stick)
    assert folder_name("MK") not in folders(laptop)
    line = dialog.password.line
    QTest.keyClicks(line, PASSWORD)
    QTest.keyClick(line, Qt.Key.Key_Return)
    laptop.wait(lambda: laptop.is_open)
    assert laptop.services.me.initials == "MK"
    assert folder_name("MK") in folders(laptop)


def test_no_initials_never_name_a_folder(laptop: SharedLaptop) -> None:
    several = Profiles(laptop.profile)
    for empty in ("", " \u2003"):
        for asked_for in (several.meant, several.place_for, several.guard):
            with pytest.raises(BugError):
                asked_for(empty)
