"""Passwords and the recovery code, as a worker meets them: in windows, with real key files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.app.demo_agency import PASSWORD
from desktop.app.running import Running
from desktop.domain.errors import ErrorCode
from desktop.services.permits import PASSWORD_SETTING, REHEARSED_SETTING
from desktop.services.secrets import Step
from desktop.storage.store import Store, Writer
from desktop.ui.dialogs.new_password import DIFFERENT, NewPassword
from desktop.ui.dialogs.password_dialog import SAME, PasswordDialog
from desktop.ui.dialogs.recovery_code_dialog import RecoveryCodeDialog
from desktop.ui.dialogs.recovery_dialog import RecoveryDialog
from desktop.ui.dialogs.recovery_pages import RehearsalPage
from desktop.ui.error_texts import ERROR_TEXTS
from desktop.ui.setup_window import SetupWindow
from desktop.ui.unlock_window import FORGOTTEN
from tests.support.desk_windows import Desk, Office
from tests.support.window_texts import button, texts

PASSING = ("setting", "document", "unindexed")
"""What belongs to this laptop's settings, and to the search, which fills in the background."""
NEW = "kolibri trommel ufer stempel birne"
WRONG = ERROR_TEXTS[ErrorCode.WRONG_PASSWORD].sentence


def type_new(fields: NewPassword, first: str, second: str = "") -> None:
    for line, text in ((fields.first, first), (fields.second, second or first)):
        line.clear()
        line.setFocus()
        QTest.keyClicks(line, text)


def rows(store: Store) -> str:
    """A hash over every row of every table but settings, and the search, which fills later."""
    reader = store.read()
    tables = reader.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    found = hashlib.sha256()
    for (name,) in tables:
        if name not in PASSING and not name.startswith("search"):
            content = reader.rows(f'SELECT * FROM "{name}"')
            found.update(repr((name, sorted(map(repr, content)))).encode())
    return found.hexdigest()


def rows_of(desk: Desk) -> str:
    assert desk.program._running is not None
    return rows(desk.program._running.store)


def unset(profile: Path) -> None:
    """As IT hands a laptop over: the start password, nothing rehearsed."""
    running = Running.open(profile, PASSWORD)

    def forget(writer: Writer) -> None:
        for name in (PASSWORD_SETTING, REHEARSED_SETTING):
            writer.put_setting(name, None)

    running.store.write(forget).result()
    running.close()


def rehearse(page: RehearsalPage | None) -> None:
    """Read the words asked for from the sheet and type their beginnings."""
    assert page is not None
    for number, line in zip(page.asked, page.lines, strict=True):
        line.clear()
        line.setFocus()
        QTest.keyClicks(line, page._code.words[number - 1][:4])


def renew(desk: Desk, password: str = PASSWORD) -> str:
    """A new recovery code by the menu; returns its words."""
    dialog = desk.main.secrets.renew_code()
    QTest.keyClicks(dialog.old.line, password)
    dialog.primary.click()
    desk.wait(lambda: dialog.code_page is not None)
    assert dialog._code is not None
    words = " ".join(dialog._code.words)
    dialog.primary.click()
    rehearse(dialog.rehearsal)
    with desk_signal(desk, dialog):
        dialog.primary.click()
    return words


class desk_signal:
    """Waits until a dialog said that the new code holds."""

    def __init__(self, desk: Desk, dialog: RecoveryCodeDialog) -> None:
        self._desk, self._done = desk, False
        dialog.renewed.connect(self._mark)

    def _mark(self) -> None:
        self._done = True

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self._desk.wait(lambda: self._done)


def forget(desk: Desk) -> RecoveryDialog:
    """The link under the password."""
    button(desk.unlock_window, FORGOTTEN).click()
    found = [d for d in desk.unlock_window.findChildren(RecoveryDialog) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def recover(desk: Desk, words: str, new: str = NEW) -> RecoveryDialog:
    """The link, the words, a new password."""
    dialog = forget(desk)
    QTest.keyClicks(dialog.code, words)
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    desk.wait(lambda: dialog.new.isVisible())
    type_new(dialog.new, new)
    QTest.keyClick(dialog.new.second, Qt.Key.Key_Return)
    return dialog


@pytest.mark.hardening("T16")
def test_a_new_password_holds_at_once_and_the_data_stay(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    assert desk.unlock_window._password.text() == ""
    before = rows_of(desk)
    dialog = desk.main.secrets.change_password()
    QTest.keyClicks(dialog.old.line, "nicht dieses")
    type_new(dialog.new, NEW)
    dialog.primary.click()
    desk.wait(lambda: dialog.old.mistake.isVisible())
    dialog.old.line.clear()
    QTest.keyClicks(dialog.old.line, PASSWORD)
    type_new(dialog.new, NEW, "kolibri")
    dialog.primary.click()
    assert dialog.new.mistake.text() == DIFFERENT
    type_new(dialog.new, PASSWORD)
    dialog.primary.click()
    assert dialog.new.mistake.text() == SAME
    type_new(dialog.new, NEW)
    QTest.keyClick(dialog.new.second, Qt.Key.Key_Return)
    desk.wait_text("Das neue Passwort gilt.")
    assert rows_of(desk) == before
    desk.close()
    again = office.desk()
    again.type_password(PASSWORD)
    again.wait(lambda: WRONG in texts(again.unlock_window))
    again.type_password(NEW)
    again.wait(lambda: again.is_open)
    assert rows_of(again) == before


def test_a_weak_password_is_refused_with_a_reason(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    dialog: PasswordDialog = desk.main.secrets.change_password()
    QTest.keyClicks(dialog.old.line, PASSWORD)
    type_new(dialog.new, "Sommer2026!!")
    assert any("Zu schwach" in text for text in texts(dialog))
    assert dialog.new.bar.filled == 1
    dialog.primary.click()
    assert dialog.isVisible()
    assert desk.program._tasks.pending == 0
    dialog.new.suggest.click()
    assert dialog.new.first.echoMode() is QLineEdit.EchoMode.Normal
    suggested = dialog.new.first.text()
    assert len(suggested.split()) == 5
    QTest.keyClicks(dialog.new.second, suggested)
    dialog.primary.click()
    desk.wait_text("Das neue Passwort gilt.")


def test_what_is_typed_can_be_read_while_the_button_is_held(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    dialog = desk.main.secrets.change_password()
    for line in (dialog.old.line, dialog.new.first, dialog.new.second):
        assert line.echoMode() is QLineEdit.EchoMode.Password
        QTest.mousePress(line.hold, Qt.MouseButton.LeftButton)
        assert line.echoMode() is QLineEdit.EchoMode.Normal
        QTest.mouseRelease(line.hold, Qt.MouseButton.LeftButton)
        assert line.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.hardening("T14")
def test_a_forgotten_password_is_replaced_by_the_code_and_every_row_is_the_same(
    office: Office,
) -> None:
    desk = office.desk()
    desk.unlock()
    old_words, words = renew(desk), renew(desk)
    before = rows_of(desk)
    desk.close()
    again = office.desk()
    dialog = forget(again)
    QTest.keyClicks(dialog.code, old_words)
    dialog.primary.click()
    wrong = ERROR_TEXTS[ErrorCode.RECOVERY_WRONG].sentence
    again.wait(lambda: any(wrong in text for text in texts(dialog)))
    dialog.reject()
    recover(again, words)
    again.wait(lambda: again.is_open)
    assert rows_of(again) == before
    again.close()
    last = office.desk()
    recover(last, words, "ahorn ziegel muschel orgel tulpe")
    last.wait(lambda: last.is_open)


@pytest.mark.hardening("T14")
def test_without_a_code_the_window_says_honestly_what_is_left(office: Office) -> None:
    desk = office.desk()
    dialog = forget(desk)
    dialog.no_code.click()
    said = " ".join(texts(dialog))
    assert "auch nicht die IT" in said
    assert "Was noch nicht gesendet war, ist dann verloren" in said
    assert not dialog.primary.isVisible()
    dialog.no_code.click()
    assert dialog.code.isVisible()


@pytest.mark.hardening("T14")
def test_three_wrong_passwords_make_wait_and_the_wait_is_counted_down(office: Office) -> None:
    desk = office.desk()
    opens = next(b for b in desk.unlock_window.findChildren(QPushButton) if b.text() == "Öffnen")
    for number in range(3):
        desk.type_password(f"falsch {number}")
        desk.wait(lambda: WRONG in texts(desk.unlock_window))
    waits = [text for text in texts(desk.unlock_window) if "Der nächste Versuch geht in" in text]
    assert waits
    assert not opens.isEnabled()
    desk.type_password()
    assert not desk.is_open
    desk.close()
    again = office.desk()
    again.type_password()
    again.wait(lambda: ERROR_TEXTS[ErrorCode.TRY_LATER].sentence in texts(again.unlock_window))
    field = again.unlock_window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    opens = next(b for b in again.unlock_window.findChildren(QPushButton) if b.text() == "Öffnen")
    again.wait(opens.isEnabled)
    again.type_password()
    again.wait(lambda: again.is_open)
    assert not (office.profile("A") / "tries.json").exists()


def set_up_of(desk: Desk) -> SetupWindow:
    desk.wait(lambda: desk.program._set_up is not None)
    assert desk.program._set_up is not None
    return desk.program._set_up.window


def give_up(desk: Desk) -> None:
    """Close the window of the set-up; the program ends."""
    from tests.support.desk_windows import application_stays

    with application_stays():
        set_up_of(desk).close()
        desk._is_shut = True
        desk.program._tasks.close()
    desk.unlock_window.deleteLater()


@pytest.mark.hardening("T14")
def test_the_set_up_is_not_finished_before_two_words_were_typed_back(office: Office) -> None:
    unset(office.profile("A"))
    desk = office.desk()
    desk.type_password()
    window = set_up_of(desk)
    assert not desk.is_open
    type_new(window.new, "kurz")
    window.primary.click()
    assert window.code_page is None
    type_new(window.new, NEW)
    window.primary.click()
    desk.wait(lambda: window.code_page is not None and window.code_page.isVisible())
    give_up(desk)

    again = office.desk()
    again.type_password(PASSWORD)
    again.wait(lambda: WRONG in texts(again.unlock_window))
    again.type_password(NEW)
    window = set_up_of(again)
    assert window._code is not None
    words = " ".join(window._code.words)
    window.primary.click()
    assert window.rehearsal is not None
    for line in window.rehearsal.lines:
        QTest.keyClicks(line, "zylinderr")
    window.primary.click()
    assert any("Das ist nicht Wort" in text for text in texts(window))
    window.back.click()
    assert window.code_page is not None
    assert window.code_page.isVisible()
    window.primary.click()
    assert not again.is_open
    rehearse(window.rehearsal)
    QTest.keyClick(window.rehearsal.lines[1], Qt.Key.Key_Return)
    again.wait(lambda: again.is_open)
    assert again.services.secrets.step() is Step.DONE
    again.close()

    last = office.desk()
    recover(last, words, "ahorn ziegel muschel orgel tulpe")
    last.wait(lambda: last.is_open)


@pytest.mark.hardening("T11")
def test_the_set_up_locks_like_the_work(office: Office) -> None:
    unset(office.profile("A"))
    desk = office.desk()
    desk.type_password()
    window = set_up_of(desk)
    first = desk.program
    window.activateWindow()
    desk.wait(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program is not first and desk.unlock_window.isVisible())
    desk.type_password()
    again = set_up_of(desk)
    assert desk.program._set_up is not None
    desk.program._set_up.idle.seconds = lambda: 1e9
    second = desk.program
    desk.wait(lambda: desk.program is not second and desk.unlock_window.isVisible())
    assert again is not window
