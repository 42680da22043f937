"""The device with the client (T12): nothing of other people can be seen, heard or reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from desktop.app.times import LOCK_MINUTES
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.date_field import DateField
from desktop.ui.fields.number_field import NumberField
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_question import NOTICE_LINE
from tests.support.desk_windows import PIN, Desk, Office, press, tap
from tests.support.everything_said import (
    everything_said,
    everything_shown,
    private_words,
    titles,
)
from tests.support.window_texts import texts, windows_seen

pytestmark = pytest.mark.hardening("T12")

ARRIVAL = "/data/f2_page_arrival/"
AGREED = "/data/f2_page_agreed/"
WRONG = "3816"
LOCK_SECONDS = LOCK_MINUTES * 60
CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """A's window after some work: several cases looked at, a search, a form on Mahmoud's case."""
    opened = office.desk()
    opened.unlock()
    for name in ("Selam", "Mahmoud"):
        opened.open_case(name)
    form = opened.begin_visit()
    press(form, Key.Key_Return, "1")
    yield opened
    view = opened.program._client_view
    if view is not None:
        view.drop()
        opened.main.show()


def enter_pin(window: InterpreterWindow, pin: str) -> None:
    """Press the lock and type."""
    if window.pad is None or not window.pad.isVisible():
        tap(window.lock)
    assert window.pad is not None
    press(window, pin, Key.Key_Return)


def come_back(desk: Desk, pin: str = PIN) -> None:
    """The worker enters the PIN; returns when the form is there again."""
    enter_pin(desk.client_window, pin)
    desk.wait(lambda: not desk.is_client_seen() and desk.main.isVisible())


def test_t12_no_string_of_any_case_is_in_any_window_while_the_client_has_the_device(
    desk: Desk,
) -> None:
    words = private_words(desk)
    assert len(words) > 20, "the demo agency has people in it"
    before = [(w, t) for w in words for t in everything_shown() if w in t]
    assert len(before) > 10, "the worker sees them: the walk finds what it looks for"
    window = desk.hand_over()
    for _ in range(12):
        seen = windows_seen()
        assert seen == [window]
        said = [*everything_said(window), *everything_shown()]
        assert [(w, t) for w in words for t in said if w in t] == []
        tap(window.skip if window.skip.isVisible() else window.back)
    tap(window.lock)
    said = [*everything_said(window), *everything_shown()]
    assert [(w, t) for w in words for t in said if w in t] == []


def test_t12_the_window_on_a_second_screen_holds_nothing_of_others_either(desk: Desk) -> None:
    words = private_words(desk)
    window = desk.turn_to_client()
    assert not window.lock.isVisible(), "the worker is there: no PIN"
    for _ in range(12):
        said = everything_said(window)
        assert [(w, t) for w in words for t in said if w in t] == []
        tap(window.skip if window.skip.isVisible() else window.back)


def test_t12_titles_and_the_name_of_the_program_name_nobody(desk: Desk) -> None:
    words = private_words(desk)
    window = desk.hand_over()
    assert [(w, t) for w in words for t in titles() if w in t] == []
    assert window.windowTitle() == "Fallmappe"


def test_t12_it_fills_the_screen_and_only_the_right_pin_brings_the_form_back(desk: Desk) -> None:
    window = desk.hand_over()
    assert window.isFullScreen()
    assert not desk.main.isVisible()
    window.close()
    QTest.keyClick(window, Key.Key_Escape)
    QTest.keyClick(window, Key.Key_F4, Qt.KeyboardModifier.AltModifier)
    enter_pin(window, WRONG)
    desk.wait(lambda: "Diese PIN stimmt nicht." in texts(window))
    assert not desk.main.isVisible()
    come_back(desk)
    assert desk.form.isVisible()
    assert desk.answer(ARRIVAL + "f2_outcome") == "met"


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Key.Key_K, CTRL), (Key.Key_L, CTRL), (Key.Key_F1, None), (Key.Key_F2, None),
        (Key.Key_F8, None), (Key.Key_1, Qt.KeyboardModifier.AltModifier), (Key.Key_W, CTRL),
        (Key.Key_Return, CTRL), (Key.Key_PageDown, CTRL), (Key.Key_Q, CTRL), (Key.Key_P, CTRL),
    ],
)  # fmt: skip
def test_t12_no_key_of_the_program_works(
    desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier | None
) -> None:
    window = desk.hand_over()
    before = desk.form.conversation.current
    target = window.focusWidget() or window
    QTest.keyClick(target, key, held or Qt.KeyboardModifier.NoModifier)
    QApplication.processEvents()
    assert windows_seen() == [window]
    assert desk.form.conversation.current in (before, ARRIVAL + "f2_reason")
    assert desk.program._main is not None


def test_t12_tooltips_menus_and_the_clipboard_are_off(desk: Desk) -> None:
    window = desk.hand_over()
    window.conversation.move_to(ARRIVAL + "f2_entry_by")
    assert window.field is not None
    line = window.field.findChild(QLineEdit)
    assert line is not None
    line.setText("geheim")
    line.selectAll()
    clipboard = QApplication.clipboard()
    clipboard.setText("von vorher")
    QTest.keyClick(line, Key.Key_C, CTRL)
    assert clipboard.text() == "von vorher"
    QTest.keyClick(line, Key.Key_V, CTRL)
    QTest.mouseClick(line, Qt.MouseButton.MiddleButton)
    assert line.text() == "geheim"
    middle = QPoint(5, 5)
    window.back.setToolTip("Hinweis")
    QApplication.sendEvent(
        window.back, QHelpEvent(QEvent.Type.ToolTip, middle, window.back.mapToGlobal(middle))
    )
    QApplication.sendEvent(
        line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, line.mapToGlobal(middle))
    )
    QApplication.processEvents()
    assert windows_seen() == [window]
    assert QApplication.activePopupWidget() is None


def test_t12_what_arrives_or_fails_meanwhile_shows_only_after_the_return(desk: Desk) -> None:
    window = desk.hand_over()
    desk.main.banner.show_error(OSError("Platte voll"))
    box = QMessageBox(desk.main)
    box.setText("Neues von Mahmoud")
    box.open()
    desk.main.show_shortcuts()
    QApplication.processEvents()
    assert windows_seen() == [window]
    come_back(desk)
    assert box.isVisible()
    box.close()


def test_five_wrong_pins_lock_with_the_password_and_the_draft_survives(desk: Desk) -> None:
    now = [0.0]
    desk.services.pin._seconds = lambda: now[0]
    window = desk.hand_over()
    window.conversation.move_to(ARRIVAL + "f2_entry_by")
    press(window, "Abeba")
    for _ in range(4):
        enter_pin(window, WRONG)
        desk.wait(lambda: desk.program._tasks.pending == 0)
        now[0] += 60
        assert window.pad is not None
        window.pad._wait = 0
        window.pad._on_second()
    enter_pin(window, WRONG)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    assert not desk.is_client_seen()
    assert windows_seen() == [desk.unlock_window]
    desk.unlock()
    (draft,) = desk.services.today.view().drafts
    reopened = desk.services.visits.resume(draft.draft)
    assert reopened.session.state(ARRIVAL + "f2_entry_by").value == "Abeba"


def test_ten_minutes_without_a_touch_lock_it(desk: Desk) -> None:
    window = desk.hand_over()
    desk.let_pass(LOCK_SECONDS - 60)
    assert desk.is_client_seen(), "no cover comes between a client and the question"
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)
    desk.let_pass(LOCK_SECONDS - 60)
    assert desk.is_client_seen(), "a touch counts"
    desk.let_pass(60)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    assert len(desk.services.today.view().drafts) == 1


@pytest.mark.qt_log_ignore("does not support")
def test_a_calendar_left_open_goes_with_the_question(desk: Desk) -> None:
    window = desk.hand_over()
    window.conversation.answer("/data/f2_page_flat/f2_letters", "yes", window)
    refs = [r for step in window.conversation.steps for r in step.questions]
    days = [r for r in refs if window.conversation.session.state(r).type == "date"]
    window.conversation.move_to(next(r for r in days if window.path.is_open(r)))
    assert isinstance(window.field, DateField)
    window.field.open_calendar()
    assert QApplication.activePopupWidget() is not None, "it belongs to the client's window"
    desk.let_pass(LOCK_SECONDS)
    assert QApplication.activePopupWidget() is None
    desk.wait(lambda: desk.program._main is None)
    desk.unlock()


def test_a_forgotten_pin_leads_to_the_password_and_to_a_new_pin(desk: Desk) -> None:
    window = desk.hand_over()
    tap(window.lock)
    assert window.pad is not None
    tap(window.pad.forgot)
    assert desk.main.isHidden(), "first it is said what happens"
    tap(window.pad.lock)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    assert not desk.services.pin.is_set()


def test_a_weak_pin_is_refused_in_plain_words(desk: Desk) -> None:
    desk._choose_view().hand_over.click()
    dialog = desk.set_pin("1234")
    assert "eine Zahlenreihe" in dialog.message.text()
    dialog = desk.set_pin("3815", "3816")
    assert dialog.message.text() == "Die beiden Eingaben sind verschieden."
    assert not desk.is_client_seen()
    desk.set_pin(PIN)
    desk.wait(desk.is_client_seen)


def test_wishes_stand_at_the_questions_when_the_worker_is_back(desk: Desk) -> None:
    desk.form.navigator.go_to(ARRIVAL + "f2_reason", WORKER)
    window = desk.hand_over()
    tap(window.again)
    tap(window.skip)
    desk.form.conversation.move_to(AGREED + "f2_minutes")
    tap(window.no_answer)
    come_back(desk)
    desk.form.navigator.go_to(ARRIVAL + "f2_reason", WORKER)
    asked = desk.question(ARRIVAL + "f2_reason").sides[WORKER].more[NOTICE_LINE]
    assert asked.text() == "Klient:in bittet: noch einmal"
    desk.form.navigator.go_to(AGREED + "f2_minutes", WORKER)
    declined = desk.question(AGREED + "f2_minutes").sides[WORKER].more[NOTICE_LINE]
    assert declined.text() == "Klient:in möchte darauf nicht antworten"
    refs = {problem.ref for problem in desk.form.check.problems()}
    assert AGREED + "f2_minutes" not in refs, "required, but the client may refuse"


def test_what_the_client_typed_and_is_no_number_is_in_the_draft(desk: Desk) -> None:
    window = desk.hand_over()
    window.conversation.move_to(AGREED + "f2_minutes")
    assert isinstance(window.field, NumberField)
    press(window, "eine Stunde")
    tap(window.skip)
    assert window.error.isVisible(), "the client is told"
    come_back(desk)
    shown = desk.question(AGREED + "f2_minutes").sides[CLIENT].field
    assert shown.typed() == "eine Stunde"
    snapshot = desk.form._snapshot()
    assert "eine Stunde" in snapshot.raw.values()


def test_the_end_thanks_and_asks_for_the_device(desk: Desk) -> None:
    window = desk.hand_over()
    for _ in range(80):
        if window.stop.kind == "end":
            break
        if window.stop.kind == "add":
            assert isinstance(window.field, ChoiceField)
            tap(window.field.rows[1])
        else:
            tap(window.skip)
    assert window.stop.kind == "end"
    tr = window.conversation.client
    assert tr.text("Bitte das Gerät zurückgeben.") in texts(window)
    tap(window.back)
    assert window.stop.kind != "end"
