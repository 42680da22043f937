"""A full disk while a visit is recorded: said at once, nothing lost, stored once there is room."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app.demo_agency import PASSWORD
from desktop.app.times import LOCK_MINUTES
from desktop.storage import ballast
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.fields.choice_row import RadioRow
from desktop.ui.pages.form_band import WORKER
from tests.durability.faulty_disk import failing
from tests.support.desk_windows import PIN, Desk, Office, press, tap
from tests.support.window_texts import button, texts, windows_seen

pytestmark = [
    pytest.mark.hardening("T03"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace"),
]

FULL = (
    "Der Speicherplatz ist voll. Was zuletzt eingetippt wurde, ist noch nicht gesichert.",
    "The disk is full. What was typed last is not saved yet.",
)
FIELD = "Der Speicherplatz ist voll. Die letzte Eingabe ist noch nicht gesichert."
RESERVE = (
    "Der Speicherplatz war voll. Gesichert wurde mit der Reserve; sie ist nun verbraucht.",
    "The disk was full. The reserve was used to save; it is now spent.",
)
OUTCOME = "/data/f2_page_arrival/f2_outcome"
MINUTES = "/data/f2_page_agreed/f2_minutes"


class Disk:
    """The disk below A's profile; the calls that need room on it fail while it is full."""

    def __init__(self, profile: Path) -> None:
        self._files = [profile / name for name in ("store.db", "store.db-wal", "head.json.new")]
        self._full = ExitStack()

    def fill(self) -> None:
        """Leave no room at all."""
        self._full.enter_context(
            failing(os.getpid(), "pwrite64,write", "ENOSPC", "1+", *self._files)
        )

    def free(self) -> None:
        """Somebody has emptied the bin."""
        self._full.close()


@pytest.fixture
def disk(office: Office) -> Iterator[Disk]:
    made = Disk(office.profile("A"))
    yield made
    made.free()


def go_on_with_room(desk: Desk, disk: Disk) -> None:
    """Back at the program that could not be locked: room is made, and the answer is kept."""
    desk.wait(lambda: any(d.isVisible() for d in desk.main.findChildren(UnsavedDialog)))
    disk.free()
    for dialog in desk.main.findChildren(UnsavedDialog):
        dialog.reject()
    assert desk.answer(OUTCOME) == "met"
    desk.form.keeper.save_now()
    desk.wait(lambda: desk.form.keeper.is_saved)


def test_a_full_disk_loses_nothing(office: Office, disk: Disk) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    disk.fill()
    press(form, Qt.Key.Key_Return, "3")
    desk.wait_text(FULL[0], form)
    assert "Entwurf nicht gespeichert" in texts(form)
    form.navigator.go_to(MINUTES, WORKER)
    press(form, "10")
    tap(button(form, "Fertig"))
    desk.wait(lambda: desk.program._tasks.pending == 0)
    desk.wait_text(FULL[0], form)
    desk.switch("en")
    desk.wait_text(FULL[1], form)
    assert not any("Traceback" in text for text in texts(desk.main, spoken=True))
    desk.switch("de")
    assert desk.answer(OUTCOME) == "not_met"
    disk.free()
    press(form, "5")
    desk.wait(lambda: FULL[0] not in texts(form))
    assert "Entwurf nicht gespeichert" not in texts(form)
    tap(button(form, "Fertig"))
    desk.wait(lambda: desk.main.forms.page is None)
    desk.wait_chip("nur auf diesem Laptop")
    assert desk.services.today.view().drafts == ()


def test_on_a_full_disk_one_can_still_lock_or_close_knowingly(office: Office, disk: Disk) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    disk.fill()
    press(form, Qt.Key.Key_Return, "3")
    desk.wait_text(FULL[0], form)
    for leave, way in (
        (desk.main.lock, "Trotzdem sperren"),
        (desk.main.close, "Trotzdem schließen"),
    ):
        leave()
        desk.wait(lambda: desk.main.findChild(UnsavedDialog) is not None)
        asked = desk.main.findChild(UnsavedDialog)
        assert asked is not None
        assert button(asked, way).isVisible()
        tap(button(asked, "Zurück zum Formular"))
        desk.wait(lambda: desk.main.findChild(UnsavedDialog) is None)
    assert desk.answer(OUTCOME) == "not_met"
    assert desk.main.isVisible()
    disk.free()
    desk.close()


def test_a_folder_that_cannot_be_written_is_not_called_a_second_start(office: Office) -> None:
    lock = office.profile("A") / "running.lock"
    with failing(os.getpid(), "openat,linkat,link", "EROFS", "1+", lock):
        desk = office.desk()
        desk.wait_text("Der Datenspeicher lässt sich nur lesen", desk.unlock_window)
    assert "schon geöffnet" not in " ".join(texts(desk.unlock_window))
    tap(button(desk.unlock_window, "Noch einmal versuchen"))
    desk.unlock()


def test_with_the_client_a_full_disk_is_covered_and_said_after_the_return(
    office: Office, disk: Disk
) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.begin_visit()
    window = desk.hand_over()
    disk.fill()
    window.conversation.move_to(OUTCOME)
    tap(window.findChildren(RadioRow)[0])
    desk.let_pass(LOCK_MINUTES * 60)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert windows_seen() == [window]
    assert window.stop.kind == "end"
    assert not window.back.isVisible()
    tap(window.lock)
    press(window, PIN, Qt.Key.Key_Return)
    go_on_with_room(desk, disk)


def test_the_reserve_takes_the_save_and_heute_says_so(office: Office) -> None:
    assert ballast.make(office.profile("A"), room=0)
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    log = office.profile("A") / "store.db-wal"
    with failing(os.getpid(), "pwrite64", "ENOSPC", "1", log):
        desk.edit_field("Telefonnummer", "0351 555 77")
    assert not any(FIELD in text for text in texts(desk.main))
    assert not ballast.is_there(office.profile("A"))
    desk.main.go("today")
    desk.wait_text(RESERVE[0])
    desk.switch("en")
    desk.wait_text(RESERVE[1])


def test_on_a_full_disk_the_store_can_still_be_opened_and_read(office: Office, disk: Disk) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.lock()
    disk.fill()
    desk.unlock()
    desk.wait(lambda: any("Mahmoud" in text for text in texts(desk.main.case)))
    desk.open_case("Selam")
    disk.free()


def test_a_field_and_a_note_keep_their_text_until_there_is_room(office: Office, disk: Disk) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.wait(lambda: "Telefonnummer" in texts(desk.main.case))
    row = desk.field_row("Telefonnummer")
    row.setFocus()
    press(row, Qt.Key.Key_F4)
    desk.wait(lambda: row.is_editing)
    disk.fill()
    press(row, "0351 555 88", Qt.Key.Key_Return)
    desk.wait_text(FIELD)
    assert row.is_editing
    disk.free()
    press(row, Qt.Key.Key_Return)
    desk.wait(lambda: "0351 555 88" in texts(desk.field_row("Telefonnummer")))
    desk.wait(lambda: not any(FIELD in text for text in texts(desk.main)))


def test_an_idle_lock_on_a_full_disk_ends_with_the_cover_and_asks_on_the_return(
    office: Office, disk: Disk
) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    disk.fill()
    form.navigator.go_to(OUTCOME, WORKER)
    press(form, "1")
    desk.let_pass(LOCK_MINUTES * 60)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert desk.program.locking is not None
    cover = desk.program.locking.covering.cover
    assert cover is not None, "not locked: that would lose the answer"
    desk.wait(lambda: windows_seen() == [cover])
    QTest.keyClicks(cover.line, PASSWORD)
    QTest.keyClick(cover.line, Qt.Key.Key_Return)
    go_on_with_room(desk, disk)
    desk.lock()
    desk.unlock()
    assert desk.opened_form().conversation.session.state(OUTCOME).value == "met"
