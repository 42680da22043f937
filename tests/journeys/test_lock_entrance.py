"""Before the main window is there nobody leaves a key, a code or a process that holds one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app.demo_agency import PASSWORD
from desktop.app.idle import IdleWatch, Limits
from desktop.app.left_alone import LeftAlone
from desktop.crypto import keyfile
from desktop.ui.dialogs.recovery_dialog import RecoveryDialog
from desktop.ui.dialogs.restore_dialog import RestoreDialog
from desktop.ui.unlock_window import BRING_BACK
from tests.journeys.test_window_secrets import NEW, WRONG, forget, set_up_of, type_new, unset
from tests.support.desk_windows import Desk, Office
from tests.support.window_texts import button, texts

pytestmark = pytest.mark.hardening("T11")


def let_pass(watch: IdleWatch, minutes: float) -> None:
    """Let so much time go by at once in which nobody touches anything."""
    clock = watch.seconds
    watch.seconds = lambda: clock() + minutes * 60
    watch.look()


def nobody_comes(desk: Desk) -> None:
    """Ten minutes pass; a fresh process has taken over, with the password and nothing else."""
    first = desk.program
    left_alone = first._entrance._left_alone
    assert left_alone is not None, "nobody watches"
    let_pass(left_alone.idle, 9.5)
    assert desk.program is first
    let_pass(left_alone.idle, 0.5)
    assert desk.program is not first
    assert first._hold is None
    shown = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert shown == [desk.unlock_window]
    assert desk.unlock_window._password.text() == ""


def permitted(desk: Desk) -> RecoveryDialog:
    """The dialog after the right code: it holds the key of the store."""
    key = keyfile.unlock(desk.profile, PASSWORD).key
    code = keyfile.renew_recovery_code(desk.profile, key)
    dialog = forget(desk)
    QTest.keyClicks(dialog.code, code)
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    desk.wait(lambda: dialog.new.isVisible())
    return dialog


def test_who_leaves_at_the_new_password_leaves_no_process_with_the_key(office: Office) -> None:
    desk = office.desk()
    permitted(desk)
    nobody_comes(desk)
    desk.unlock()


def test_neither_does_who_gave_up_there(office: Office) -> None:
    desk = office.desk()
    permitted(desk).reject()
    nobody_comes(desk)


def test_neither_does_who_met_a_store_that_does_not_open(office: Office) -> None:
    desk = office.desk()
    desk.type_password("falsch")
    desk.wait(lambda: WRONG in texts(desk.unlock_window))
    nobody_comes(desk)


def test_neither_does_who_wanted_a_backup(office: Office) -> None:
    desk = office.desk()
    button(desk.unlock_window, BRING_BACK).click()
    desk.wait(lambda: bool(desk.unlock_window.findChildren(RestoreDialog)))
    desk.wait(lambda: desk.program._tasks.pending == 0)
    nobody_comes(desk)


def test_an_open_store_is_watched_by_its_own_window_alone(office: Office) -> None:
    desk = office.desk()
    desk.type_password("falsch")
    desk.wait(lambda: WRONG in texts(desk.unlock_window))
    desk.unlock()
    assert desk.program._entrance._left_alone is None


def test_what_works_at_the_entrance_comes_to_its_end(qtbot: QtBot) -> None:
    """A large backup from a slow stick may take longer than the time without input."""
    is_busy = True
    watch = LeftAlone(Limits(1e9, 600), lambda: is_busy)
    told: list[bool] = []
    watch.lock_due.connect(lambda: told.append(True))
    let_pass(watch.idle, 11)
    assert not told
    is_busy = False
    let_pass(watch.idle, 9)
    assert not told
    let_pass(watch.idle, 2)
    assert told
    watch.stop()


def test_the_code_of_the_set_up_is_covered_and_comes_back_for_the_password(
    office: Office,
) -> None:
    unset(office.profile("A"))
    desk = office.desk()
    desk.type_password()
    window = set_up_of(desk)
    type_new(window.new, NEW)
    window.primary.click()
    desk.wait(lambda: window.code_page is not None and window.code_page.isVisible())
    assert window._code is not None
    words = window._code.words
    setting_up = desk.program._set_up
    assert setting_up is not None
    let_pass(setting_up.idle, 2.9)
    assert window.isVisible()
    let_pass(setting_up.idle, 0.2)
    cover = setting_up.covering.cover
    assert cover is not None
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert shown == [cover]
    assert not set(words) & set(" ".join(texts(cover)).split())
    QTest.keyClicks(cover.line, NEW)
    QTest.keyClick(cover.line, Qt.Key.Key_Return)
    desk.wait(window.isVisible)
    assert window.code_page is not None
    assert window.code_page.isVisible()
    assert window._code.words == words
    first = desk.program
    let_pass(setting_up.idle, 10)
    desk.wait(lambda: desk.program is not first and desk.unlock_window.isVisible())
