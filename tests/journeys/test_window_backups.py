"""Backups as a worker meets them: made in passing, brought back in three clicks (T15)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.app.demo_agency import PASSWORD
from desktop.crypto import keyfile
from desktop.ui.dialogs.backups_dialog import BackupsDialog
from desktop.ui.dialogs.recovery_dialog import RecoveryDialog
from desktop.ui.dialogs.restore_dialog import RestoreDialog
from desktop.ui.pages.side_rows import SideRow
from tests.support.desk_windows import Desk, Office, press, tap
from tests.support.window_texts import button, texts

pytestmark = pytest.mark.hardening("T15")
_D = TypeVar("_D", BackupsDialog, RestoreDialog)
_W = TypeVar("_W", bound=QWidget)
NEW_PASSWORD = "kolibri trommel ufer stempel birne"
NEW_PHONE = "0351 999 01"


def test_a_backup_is_made_and_brought_back_in_three_clicks(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    dialog = _open_backups(desk)
    tap(button(dialog, "Jetzt sichern"))
    desk.wait(lambda: any("Letzte Sicherung: heute" in text for text in texts(dialog)))
    desk.wait(lambda: any(text.startswith("geprüft, ") for text in texts(dialog)))
    tap(button(dialog, "Schließen"))
    desk.open_case("Mahmoud")
    desk.edit_field("Telefonnummer", NEW_PHONE)
    _open_backups(desk)
    tap(button(_dialog(desk, BackupsDialog), "Sperren und zurückholen …"))
    desk.wait(lambda: desk.unlock_window.isVisible() and not desk.is_open)

    tap(button(desk.unlock_window, "Sicherung zurückholen"))  # one
    restore = _dialog(desk, RestoreDialog)
    desk.wait(lambda: bool(restore.rows()))
    tap(restore.rows()[0])  # two
    assert any("fehlt dann auf diesem Laptop" in text for text in texts(restore))
    QTest.keyClicks(restore.password.line, "nicht das richtige")
    tap(button(restore, "Zurückholen"))
    desk.wait(lambda: any("Das Passwort passt nicht." in text for text in texts(restore)))
    restore.password.line.clear()
    QTest.keyClicks(restore.password.line, PASSWORD)
    tap(button(restore, "Zurückholen"))  # three
    desk.wait(lambda: desk.is_open)
    desk.wait_chip("Noch nicht angemeldet")
    desk.main.go("sync")
    desk.wait_text("muss neu angemeldet werden")
    desk.open_case("Mahmoud")
    assert NEW_PHONE not in texts(desk.main.case)
    assert len(list(desk.profile.glob("store.db.replaced-*"))) >= 1


def test_on_another_laptop_a_stick_and_the_password_are_enough(
    office: Office, tmp_path: Path
) -> None:
    desk = office.desk()
    desk.unlock()
    names = [row.name for row in desk.services.cases.list()]
    desk.services.backups.make()
    stick = tmp_path / "stick"
    shutil.copytree(desk.services.backups.folder, stick)

    other = Desk(desk.qtbot, tmp_path / "new" / "profile", office.server.address)
    office.desks.append(other)
    tap(button(other.unlock_window, "Sicherung zurückholen"))
    restore = _dialog(other, RestoreDialog)
    other.wait(lambda: any("liegt keine Sicherung" in text for text in texts(restore)))
    tap(button(restore, "Ordner wählen …"))
    picker = restore.findChild(QFileDialog)
    assert isinstance(picker, QFileDialog)
    picker.fileSelected.emit(str(stick))
    picker.reject()
    other.wait(lambda: bool(restore.rows()))
    press(restore.rows()[0], Qt.Key.Key_Return)
    QTest.keyClicks(restore.password.line, PASSWORD)
    QTest.keyClick(restore.password.line, Qt.Key.Key_Return)
    other.wait(lambda: other.is_open)
    assert [row.name for row in other.services.cases.list()] == names


def test_with_the_recovery_code_a_new_password_is_chosen_and_none_was_wrong(
    office: Office,
) -> None:
    desk = office.desk()
    desk.unlock()
    code = keyfile.renew_recovery_code(desk.profile, keyfile.unlock(desk.profile, PASSWORD).key)
    desk.services.backups.make()
    desk.lock()
    restore = _restore_chosen(desk)
    assert any("Wiederherstellungscode" in text for text in texts(restore))
    QTest.keyClicks(restore.password.line, code)
    tap(button(restore, "Zurückholen"))
    desk.wait(lambda: bool(_shown(desk, RecoveryDialog)))
    (recovery,) = _shown(desk, RecoveryDialog)
    desk.wait(recovery.new.isVisible)
    assert not _shown(desk, RestoreDialog)
    assert not any("passt nicht" in text for text in texts(desk.unlock_window))
    assert not (desk.profile / "tries.json").exists()
    for line in (recovery.new.first, recovery.new.second):
        QTest.keyClicks(line, NEW_PASSWORD)
    tap(recovery.primary)
    desk.wait(lambda: desk.is_open)
    assert keyfile.unlock(desk.profile, NEW_PASSWORD)


def test_the_password_is_never_written_out_after_bringing_back(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.services.backups.make()
    desk.lock()
    restore = _restore_chosen(desk)
    said: set[str] = set()
    desk.unlock_window.unlock_requested.connect(lambda _: said.update(texts(desk.unlock_window)))
    QTest.keyClicks(restore.password.line, PASSWORD)
    tap(button(restore, "Zurückholen"))
    desk.wait(lambda: desk.is_open)
    assert said
    assert not any(PASSWORD in text for text in said)


def test_a_damaged_store_leads_to_the_last_backup(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.services.backups.make()
    desk.main.lock()
    desk.wait(lambda: not desk.is_open and desk.unlock_window.isVisible())
    (desk.profile / "store.db").write_bytes(b"")
    desk.type_password()
    desk.wait(lambda: "Der Datenspeicher ist leer, obwohl er schon Einträge hatte."
              in texts(desk.unlock_window))  # fmt: skip
    tap(button(desk.unlock_window, "Sicherung zurückholen"))
    restore = _dialog(desk, RestoreDialog)
    desk.wait(lambda: bool(restore.rows()))
    tap(restore.rows()[0])
    QTest.keyClicks(restore.password.line, PASSWORD)
    QTest.keyClick(restore.password.line, Qt.Key.Key_Return)
    desk.wait(lambda: desk.is_open)


def test_abgleich_says_when_the_last_backup_was_made(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.main.go("sync")
    desk.wait_text("Noch keine Sicherung. Die erste kommt von selbst.")
    desk.services.backups.make()
    desk.main.sync.refresh()
    desk.wait_text("Letzte Sicherung: heute")
    row = next(row for row in desk.main.sync.findChildren(SideRow) if "Sicherungen" in texts(row))
    tap(row)
    assert _dialog(desk, BackupsDialog).isVisible()


def _open_backups(desk: Desk) -> BackupsDialog:
    desk.main.show_backups()
    dialog = _dialog(desk, BackupsDialog)
    desk.wait(lambda: dialog.state.text() != "")
    return dialog


def _restore_chosen(desk: Desk) -> RestoreDialog:
    """The dialog with the newest backup chosen."""
    tap(button(desk.unlock_window, "Sicherung zurückholen"))
    restore = _dialog(desk, RestoreDialog)
    desk.wait(lambda: bool(restore.rows()))
    tap(restore.rows()[0])
    return restore


def _shown(desk: Desk, kind: type[_W]) -> list[_W]:
    return [one for one in desk.unlock_window.findChildren(kind) if one.isVisible()]


def _dialog(desk: Desk, kind: type[_D]) -> _D:
    window = desk.main if desk.is_open else desk.unlock_window
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert found, kind
    return found[-1]
