"""The cover (T12): nothing of any case is left to see or hear, and nothing is lost behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QMenu, QToolTip

from desktop.app.cover import Covering
from desktop.app.demo_agency import PASSWORD
from desktop.app.times import COVER_MINUTES, LOCK_MINUTES
from desktop.ui.cover import Cover
from desktop.ui.dialogs.note_dialog import NoteDialog
from tests.support.desk_windows import PIN, Desk, Office, press
from tests.support.everything_said import everything_shown, private_words
from tests.support.window_texts import texts, windows_seen

pytestmark = pytest.mark.hardening("T12")
COVER_S, LOCK_S = COVER_MINUTES * 60, LOCK_MINUTES * 60
NOTE = "/data/f2_page_agreed/f2_note"
TYPED = "Brandfleck am Herd"


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """A form on Mahmoud's case with a sentence in it that is not yet left."""
    opened = office.desk()
    opened.unlock()
    opened.open_case("Mahmoud")
    form = opened.begin_visit()
    form.navigator.go_to(NOTE)
    press(form, TYPED)
    yield opened
    if opened.program.locking is not None:
        opened.program.locking.covering.leave(restore=False)


def covering(desk: Desk) -> Covering:
    assert desk.program.locking is not None
    return desk.program.locking.covering


def cover(desk: Desk) -> Cover:
    """Wait for nothing: the cover is there with the return of the call that noticed the time."""
    desk.let_pass(COVER_S)
    shown = covering(desk).cover
    assert shown is not None
    assert shown.isVisible()
    return shown


def leaked(desk: Desk, words: set[str]) -> list[tuple[str, str]]:
    QApplication.processEvents()
    return [(word, text) for text in everything_shown() for word in words if word in text]


def uncover(desk: Desk, typed: str = PASSWORD) -> None:
    shown = covering(desk).cover
    assert shown is not None
    QTest.keyClicks(shown.line, typed)
    QTest.keyClick(shown.line, Qt.Key.Key_Return)
    desk.wait(lambda: not covering(desk).is_on)


@pytest.mark.qt_log_ignore("does not support")
def test_every_window_is_hidden_with_all_it_says(desk: Desk) -> None:
    words = private_words(desk) | {TYPED}
    desk.turn_to_client()
    desk.main.case.write_note()
    (dialog,) = desk.main.findChildren(NoteDialog)
    dialog.setWindowTitle("Notiz zu Mahmoud")
    line = QLineEdit(dialog)
    line.setCompleter(QCompleter(["Mahmoud Al-Hamad"]))
    line.show()
    QToolTip.showText(QPoint(9, 9), "Mahmoud, Zimmer 12", dialog)
    menu = QMenu("Mahmoud", dialog)
    menu.addAction("Mahmoud anrufen")
    menu.popup(QPoint(5, 5))
    found = {word for word, _ in leaked(desk, words | {"Notiz zu", "Zimmer 12", "anrufen"})}
    assert {"Mahmoud", TYPED, "Notiz zu", "Zimmer 12", "anrufen"} <= found, "the walk finds things"

    shown = cover(desk)
    assert leaked(desk, words | {"Notiz zu", "Zimmer 12", "anrufen"}) == []
    seen = windows_seen()
    assert {w.windowTitle() for w in seen} == {"Fallmappe"}
    assert shown in seen
    assert len(seen) == 2, "the client's screen shows the plain cover"
    assert QApplication.activePopupWidget() is None
    assert "Fallmappe ist verdeckt" in texts(shown)

    uncover(desk)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Notiz zu Mahmoud"
    assert desk.is_client_seen()
    assert "Mahmoud" in {word for word, _ in leaked(desk, words)}
    dialog.close()


def test_the_same_letter_goes_on_where_the_last_one_stood(desk: Desk) -> None:
    field = desk.main.focusWidget()
    cover(desk)
    uncover(desk)
    desk.wait(desk.main.isActiveWindow)
    assert desk.main.focusWidget() is field
    press(desk.form, "!")
    desk.form.navigator.leave_question()
    assert desk.answer(NOTE) == f"{TYPED}!"


def test_what_wants_to_come_up_meanwhile_waits_for_the_worker(desk: Desk) -> None:
    words = private_words(desk)
    cover(desk)
    desk.main.case.write_note()
    (dialog,) = desk.main.findChildren(NoteDialog)
    assert leaked(desk, words) == []
    QApplication.processEvents()
    assert not dialog.isVisible()
    uncover(desk)
    assert dialog.isVisible()
    dialog.close()


def test_a_wrong_password_shows_nothing(desk: Desk) -> None:
    words = private_words(desk)
    shown = cover(desk)
    QTest.keyClicks(shown.line, "falsch")
    QTest.keyClick(shown.line, Qt.Key.Key_Return)
    assert not shown.line.isEnabled(), "one try at a time"
    desk.wait(lambda: "Das passt nicht." in texts(shown) and shown.line.isEnabled())
    assert shown.line.text() == ""
    assert leaked(desk, words) == []
    uncover(desk)


def test_the_pin_does_if_there_is_one_and_the_fifth_wrong_one_locks(desk: Desk) -> None:
    desk.services.pin.set(PIN)
    shown = cover(desk)
    desk.wait(lambda: "PIN oder Passwort" in texts(shown))
    uncover(desk, PIN)
    desk.wait(desk.main.isActiveWindow)
    shown = cover(desk)
    clock = [0.0]
    desk.services.pin._seconds = lambda: clock[0]
    for _ in range(5):
        clock[0] += 100
        shown.ask()
        QTest.keyClicks(shown.line, "9753")
        QTest.keyClick(shown.line, Qt.Key.Key_Return)
        desk.wait(lambda: desk.program._tasks.pending == 0)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    assert desk.opened_form().conversation.session.state(NOTE).value == TYPED


def test_seven_minutes_later_the_store_is_closed_and_the_sentence_kept(desk: Desk) -> None:
    cover(desk)
    desk.let_pass(LOCK_S - COVER_S)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    assert windows_seen() == [desk.unlock_window]
    desk.unlock()
    assert desk.opened_form().conversation.session.state(NOTE).value == TYPED


def test_keys_in_vain_on_the_cover_do_not_put_the_lock_off(desk: Desk) -> None:
    shown = cover(desk)
    desk.let_pass(LOCK_S - COVER_S - 60)
    QTest.keyClick(shown.windowHandle(), Qt.Key.Key_A)
    desk.let_pass(60)
    desk.wait(lambda: desk.program._main is None)


@pytest.mark.parametrize("kind", ["key", "mouse", "wheel"])
def test_a_hand_in_any_window_counts_and_work_does_not(desk: Desk, kind: str) -> None:
    window = desk.turn_to_client().windowHandle()
    desk.let_pass(COVER_S - 60)
    if kind == "key":
        QTest.keyClick(window, Qt.Key.Key_Shift)
    elif kind == "mouse":
        QTest.mouseMove(window, QPoint(40, 40))  # where it may have been already
        QTest.mouseMove(window, QPoint(60, 60))
    else:
        QTest.wheelEvent(window, QPoint(40, 40), QPoint(0, 120))
    desk.let_pass(COVER_S - 60)
    assert not covering(desk).is_on
    desk.form.keeper.save_now()
    desk.main.watch.refresh()
    desk.wait(lambda: desk.program._tasks.pending == 0)
    desk.let_pass(60)
    assert covering(desk).is_on


def test_closing_the_cover_ends_the_program_with_everything_kept(
    desk: Desk, office: Office
) -> None:
    assert not cover(desk).close(), "a cover that can be closed is none"
    desk.wait(lambda: desk.program._main is None)
    desk.close()
    again = office.desk()
    again.unlock()
    assert len(again.services.today.view().drafts) == 1


def choose(desk: Desk, menu: str, minutes: str) -> list[str]:
    """Open a menu of the settings and take an entry; returns all that it offered."""
    (found,) = (a.menu() for a in desk.main.settings.menu().actions() if a.text() == menu)
    assert isinstance(found, QMenu)
    next(action for action in found.actions() if action.text() == minutes).trigger()
    return [action.text() for action in found.actions()]


def test_the_times_are_chosen_in_the_menu_and_hold_after_the_lock_too(desk: Desk) -> None:
    choose(desk, "Verdecken nach …", "1 Minute")
    choose(desk, "Sperren nach …", "5 Minuten")
    desk.let_pass(60)
    assert covering(desk).is_on
    desk.let_pass(240)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    desk.let_pass(60)
    assert covering(desk).is_on


def test_a_policy_is_stricter_than_what_was_chosen(
    desk: Desk, office: Office, tmp_path: Path
) -> None:
    choose(desk, "Sperren nach …", "30 Minuten")
    desk.lock()
    desk.close()
    policy = tmp_path / "policy.json"
    policy.write_text('{"cover_minutes": 2, "lock_minutes": 4}')
    strict = office.desk(policy=policy)
    strict.unlock()
    assert choose(strict, "Verdecken nach …", "2 Minuten") == ["1 Minute", "2 Minuten"]
    strict.let_pass(120)
    assert covering(strict).is_on
    strict.let_pass(120)
    strict.wait(lambda: strict.program._main is None and strict.unlock_window.isVisible())


def test_ctrl_l_on_the_cover_closes_the_store(desk: Desk) -> None:
    shown = cover(desk)
    desk.wait(shown.isActiveWindow)
    QTest.keyClick(shown, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
