"""Before the main window: set-up, code and waiting say what is true, in any language and size."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.app.at_work import RESTORED
from desktop.app.demo_agency import PASSWORD
from desktop.app.running import Running, wall_ms
from desktop.crypto import keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.services.backups import BackupService
from desktop.services.permits import BEGUN_SETTING, BEGUN_TRACE_SETTING, REHEARSED_SETTING, Permit
from desktop.storage.store import Writer
from desktop.ui.dialogs.password_menu import DESTROY, LEFT, RENEWED
from desktop.ui.dialogs.recovery_code_dialog import RecoveryCodeDialog
from desktop.ui.dialogs.restore_dialog import RestoreDialog
from desktop.ui.error_texts import describe
from desktop.ui.screen_room import room_for
from desktop.ui.setup_window import SAME, SetupWindow
from desktop.ui.theme.theme import Appearance
from desktop.ui.widgets.language_switch import LanguageSwitch
from desktop.ui.widgets.text_size_switch import TextSizeSwitch
from tests.journeys.test_window_secrets import NEW, set_up_of, type_new, unset
from tests.support.desk_windows import Desk, Office, tap
from tests.support.window_texts import button, texts

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def fresh(office: Office) -> Iterator[Desk]:
    """A laptop as IT hands it over."""
    unset(office.profile("A"))
    desk = office.desk()
    yield desk
    desk.program._theme.wear(Appearance())


def ago(days: int) -> int:
    return wall_ms() - days * DAY_MS


def starts(said: list[str], message: str) -> bool:
    """Whether something was said that begins as *message* does, up to its first fact."""
    return any(text.startswith(message.split("{")[0]) for text in said)


def are_seen(window: QWidget, widgets: list[QAbstractButton]) -> None:
    for widget in widgets:
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        assert place.left() >= 0, widget.text()
        assert place.right() < window.width(), widget.text()


def wrong_twice(window: SetupWindow) -> None:
    """The rehearsal, with words that are not on the sheet."""
    assert window.rehearsal is not None
    for line in window.rehearsal.lines:
        line.clear()
        QTest.keyClicks(line, "zylinderr")
    tap(window.primary)


def test_the_set_up_takes_a_password_of_ones_own_at_any_text_size_and_in_any_language(
    fresh: Desk,
) -> None:
    fresh.type_password()
    window = set_up_of(fresh)
    size = window.findChild(TextSizeSwitch)
    assert isinstance(size, TextSizeSwitch)
    size.choose(150)
    are_seen(window, [window.primary, window.new.suggest])
    assert room_for(window).contains(window.geometry())

    type_new(window.new, PASSWORD)
    tap(window.primary)
    fresh.wait(lambda: SAME in texts(window))
    assert window.new.isVisible()
    type_new(window.new, NEW)
    tap(window.primary)
    fresh.wait(lambda: window.code_page is not None)
    assert window.code_page is not None
    are_seen(window, [window.primary, window.code_page.print, window.code_page.save])
    end = window.primary.mapTo(window, QPoint(0, window.primary.height()))
    assert end.y() < window.height(), "the button is no part of what scrolls"

    tap(window.primary)
    wrong_twice(window)
    assert starts(texts(window), "Das ist nicht Wort")
    language = window.findChild(LanguageSwitch)
    assert isinstance(language, LanguageSwitch)
    language.choose("en")
    assert not starts(texts(window), "Das ist nicht Wort")
    assert starts(texts(window), "This is not word")


@pytest.mark.hardening("T14")
def test_a_sheet_that_was_begun_in_the_set_up_is_called_void(office: Office) -> None:
    running = Running.open(office.profile("A"), PASSWORD)
    running.store.write(lambda writer: writer.put_setting(REHEARSED_SETTING, None)).result()
    running.close()
    desk = office.desk()
    desk.type_password()
    window = set_up_of(desk)
    assert window.code_page is not None
    assert not any("gilt nicht" in text for text in texts(window))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program._set_up is None and desk.unlock_window.isVisible())
    desk.type_password()
    again = set_up_of(desk)
    assert any("gilt nicht" in text for text in texts(again))


def new_code(desk: Desk) -> RecoveryCodeDialog:
    """The dialog with a code on the screen."""
    dialog = desk.main.secrets.renew_code()
    assert "Passwort" in texts(dialog)
    assert "Bisheriges Passwort" not in texts(dialog)
    QTest.keyClicks(dialog.old.line, PASSWORD)
    tap(dialog.primary)
    desk.wait(lambda: dialog.code_page is not None and dialog.code_page.isVisible())
    return dialog


@pytest.mark.hardening("T14")
@pytest.mark.hardening("T16")
def test_a_sheet_that_holds_and_was_not_noted_is_not_called_void(office: Office) -> None:
    """As a kill leaves it between the key file and the note."""
    profile = office.profile("A")
    running = Running.open(profile, PASSWORD)
    permit = Permit(profile, keyfile.unlock(profile, PASSWORD).key, running.store, wall_ms)
    code = permit.new_code()
    permit.adopt(code)
    for name, value in (
        (BEGUN_SETTING, code.made_at),
        (BEGUN_TRACE_SETTING, keyfile.recovery_trace(profile)),
    ):
        running.store.write(partial(_set, name=name, value=value)).result()
    running.close()
    desk = office.desk()
    desk.unlock()
    said = texts(desk.main)
    assert {RENEWED, DESTROY} <= set(said)
    assert LEFT not in said
    desk.lock()
    desk.unlock()
    assert RENEWED not in texts(desk.main), "said once"


def _set(writer: Writer, *, name: str, value: int | str) -> None:
    writer.put_setting(name, value)


@pytest.mark.hardening("T14")
def test_a_code_that_was_left_is_called_void_at_once_or_after_the_lock(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    dialog = new_code(desk)
    made = dialog._code
    assert made is not None
    desk.wait(lambda: desk.services.secrets.void_sheet_made_at() == made.made_at)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert LEFT in texts(desk.main)
    desk.wait(lambda: desk.services.secrets.void_sheet_made_at() is None)

    new_code(desk)
    desk.main.lock()
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    assert LEFT in texts(desk.main)
    desk.lock()
    desk.unlock()
    assert LEFT not in texts(desk.main)


@pytest.mark.hardening("T15")
def test_a_damaged_backup_is_marked_its_copy_brought_back_and_today_says_so_once(
    office: Office, tmp_path: Path
) -> None:
    desk = office.desk()
    desk.unlock()
    assert desk.program._running is not None
    for days in (2, 1, 0):
        store = desk.program._running.store
        BackupService(store, partial(ago, days)).make()
    folder = desk.services.backups.folder
    stick = shutil.copytree(folder, tmp_path / "stick")
    for older in sorted(folder.glob("*.fmb"))[:2]:
        spoilt = bytearray(older.read_bytes())
        spoilt[5000] ^= 1
        older.write_bytes(spoilt)
    (stick / sorted(folder.glob("*.fmb"))[0].name).unlink()
    desk.lock()
    tap(button(desk.unlock_window, "Sicherung zurückholen"))
    (dialog,) = (d for d in desk.unlock_window.findChildren(RestoreDialog) if d.isVisible())
    desk.wait(lambda: len(dialog.rows()) == 3)
    desk.wait(lambda: not any("noch nicht geprüft" in text for text in texts(dialog)))
    assert [row.isEnabled() for row in dialog.rows()] == [True, False, False]
    assert "beschädigt" in texts(dialog)
    dialog._look(stick)
    desk.wait(lambda: [row.isEnabled() for row in dialog.rows()] == [True, True, False])
    desk.wait(lambda: not any("noch nicht geprüft" in text for text in texts(dialog)))
    assert [row.isEnabled() for row in dialog.rows()] == [True, True, False]
    tap(dialog.rows()[1])  # damaged here, whole on the stick
    QTest.keyClicks(dialog.password.line, PASSWORD)
    tap(dialog.primary)
    desk.wait(lambda: desk.is_open)
    assert starts(texts(desk.main), RESTORED)
    desk.lock()
    desk.unlock()
    assert not starts(texts(desk.main), RESTORED)


def test_after_a_wait_the_next_try_replaces_the_last_one_unless_it_was_begun(
    office: Office,
) -> None:
    window = office.desk().unlock_window
    for typed_meanwhile, expected in (("", "falsch"), ("x", "")):
        window._password.setText("falsch")
        window.show_error(KnownError(ErrorCode.WRONG_PASSWORD, seconds=60))
        window._password.deselect()
        QTest.keyClicks(window._password, typed_meanwhile)
        QTest.keyClick(window._password, Qt.Key.Key_Return)
        assert window._mistake_step.property("tone") == "warn", "Enter points to the wait"
        assert window._countdown is not None
        window._countdown._until = 0.0
        window._countdown._look()
        assert window._password.selectedText() == expected


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_lost_key_file_promises_no_way_but_a_backup(language: str) -> None:
    for code in (ErrorCode.KEY_FILE_MISSING, ErrorCode.KEY_FILE_DAMAGED):
        sentence, step = describe(KnownError(code), LocaleContext(language))
        assert {"de": "weder Passwort noch Code", "en": "neither password nor code"}[language] in (
            sentence
        )
        assert {"de": "Sicherung zurückholen", "en": "Bring back"}[language] in step
