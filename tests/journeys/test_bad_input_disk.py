"""A full disk while a visit is recorded: said at once, nothing lost, stored once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.app.times import LOCK_MINUTES
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.fields.choice_row import RadioRow
from desktop.ui.pages.form_band import WORKER
from tests.support.desk_windows import PIN, Office, press, tap
from tests.support.window_texts import button, texts

FULL = (
    "Der Speicherplatz ist voll. Die letzte Eingabe ist noch nicht gesichert.",
    "The disk is full. The last entry is not saved yet.",
)
OUTCOME = "/data/f2_page_arrival/f2_outcome"
MINUTES = "/data/f2_page_agreed/f2_minutes"


@pytest.fixture
def small_disk(office: Office) -> Iterator[Path]:
    """A's profile on a disk of three megabytes."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs the right to mount")
    profile = office.profile("A")
    kept = profile.with_name("kept")
    profile.rename(kept)
    profile.mkdir(mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", str(profile)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copytree(kept, profile, dirs_exist_ok=True)
        yield profile
    finally:
        office.close()
        subprocess.run(["umount", "--lazy", str(profile)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room at all."""
    rest = disk / "rest"
    with rest.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return rest


def test_a_full_disk_loses_nothing(office: Office, small_disk: Path) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    rest = fill(small_disk)
    press(form, Qt.Key.Key_Return, "3")
    desk.wait_text(FULL[0], form)
    assert "Entwurf nicht gespeichert" in texts(form)
    form.navigator.go_to(MINUTES, WORKER)
    press(form, "10")
    tap(button(form, "Fertig"))
    desk.wait_text(FULL[0], form)
    desk.switch("en")
    desk.wait_text(FULL[1], form)
    assert not any("Traceback" in text for text in texts(desk.main, spoken=True))
    desk.switch("de")
    assert desk.answer(OUTCOME) == "not_met"
    rest.unlink()
    press(form, "5")
    desk.wait(lambda: FULL[0] not in texts(form))
    assert "Entwurf nicht gespeichert" not in texts(form)
    tap(button(form, "Fertig"))
    desk.wait(lambda: desk.main.forms.page is None)
    desk.wait_chip("nur auf diesem Laptop")
    assert desk.services.today.view().drafts == ()


def test_on_a_full_disk_the_window_can_still_be_closed_knowingly(
    office: Office, small_disk: Path
) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    rest = fill(small_disk)
    press(form, Qt.Key.Key_Return, "3")
    desk.wait_text(FULL[0], form)
    desk.main.close()
    desk.wait(lambda: desk.main.findChild(UnsavedDialog) is not None)
    asked = desk.main.findChild(UnsavedDialog)
    assert asked is not None
    tap(button(asked, "Zurück zum Formular"))
    assert desk.answer(OUTCOME) == "not_met"
    assert desk.main.isVisible()
    rest.unlink()
    desk.close()


def test_a_folder_that_cannot_be_written_is_not_called_a_second_start(
    office: Office, small_disk: Path
) -> None:
    command = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(command, check=True, capture_output=True)
    desk = office.desk()
    desk.wait_text("Der Datenspeicher lässt sich nur lesen", desk.unlock_window)
    assert "schon geöffnet" not in " ".join(texts(desk.unlock_window))


def test_with_the_client_a_full_disk_is_covered_and_said_after_the_return(
    office: Office, small_disk: Path
) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.begin_visit()
    window = desk.hand_over()
    rest = fill(small_disk)
    window.conversation.move_to(OUTCOME)
    tap(window.findChildren(RadioRow)[0])
    desk.let_pass(LOCK_MINUTES * 60)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [window]
    assert window.stop.kind == "end"
    assert not window.back.isVisible()
    tap(window.lock)
    press(window, PIN, Qt.Key.Key_Return)
    desk.wait(lambda: any(d.isVisible() for d in desk.main.findChildren(UnsavedDialog)))
    rest.unlink()
    for dialog in desk.main.findChildren(UnsavedDialog):
        dialog.reject()
    assert desk.answer(OUTCOME) == "met"
    desk.form.keeper.save_now()
    desk.wait(lambda: desk.form.keeper.is_saved)
