"""The client's own way through a form: reading, repeats, refusing, the end; and the PIN pad."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.services.open_form import snapshot
from desktop.services.raw_texts import RawText
from desktop.ui.dialogs.pin_pad import PinPad
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.number_field import NumberField
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.interpreter_window.progress_dots import MOST_DOTS, ProgressDots
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.theme.theme import Theme
from tests.support.all_fields import all_fields
from tests.support.window_texts import texts
from tests.ui.form_desk import AGREED, Desk, case_desk, press, tap, write

desk = case_desk

Key = Qt.Key
LAW, CHILD = "/data/p19/law", "/data/p20/child"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> FormPage:
    made = desk.page(desk.form(all_fields(), client="de"))
    qtbot.addWidget(made)
    return made


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, page: FormPage) -> InterpreterWindow:
    """The client window in German, so that the tests can be read."""
    made = InterpreterWindow(page.conversation, page.local_now, is_handed_over=True)
    desk.windows.append(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def go(window: InterpreterWindow, name: str) -> str:
    talk = window.conversation
    ref = next(r for s in talk.steps for r in s.questions if r.endswith(f"/{name}"))
    talk.move_to(ref)
    return ref


def pick(window: InterpreterWindow, at: int) -> None:
    assert isinstance(window.field, ChoiceField)
    tap(window.field.rows[at])


def test_a_long_legal_text_is_read_to_its_end_before_it_counts_as_read(
    qtbot: QtBot, window: InterpreterWindow
) -> None:
    window.resize(700, 420)
    ref = go(window, "law")
    qtbot.waitUntil(lambda: window.skip.text() == "weiterlesen")
    assert window.conversation.companions.presented(ref) is None
    for _ in range(20):
        if window.skip.text() != "weiterlesen":
            break
        tap(window.skip)
    assert window.skip.text() == "Ich habe es gelesen"
    assert window.stop.ref == ref, "still there"
    tap(window.skip)
    entry = window.conversation.companions.presented(ref)
    assert entry is not None
    assert (entry.how, entry.language) == ("read_by_client", "de")
    assert window.stop.ref != ref


def test_a_text_to_read_has_no_button_to_refuse_it(window: InterpreterWindow) -> None:
    go(window, "law")
    assert not window.no_answer.isVisible()
    assert window.again.isVisible()


def test_after_a_repeat_the_client_is_asked_for_one_more(
    page: FormPage, window: InterpreterWindow
) -> None:
    go(window, "law")
    window._move(1)
    first = window.stop.ref
    assert first.endswith("child_name")
    press(window, "Selam")
    tap(window.skip)
    assert "Noch eine Angabe hinzufügen?" in texts(window)
    pick(window, 0)
    assert window.stop.ref == first.replace("[1]", "[2]")
    tap(window.skip)
    assert window.stop.kind == "add"
    pick(window, 1)
    assert window.stop.kind == "end"
    assert len(page.conversation.instances(CHILD)) == 2


def test_columns_are_never_asked_by_themselves(window: InterpreterWindow) -> None:
    go(window, "fast")
    window._move(1)
    assert window.stop.ref.endswith("row1"), "the line of words over the marks is no question"


def test_what_is_no_number_is_said_and_holds_until_it_is_mended(
    window: InterpreterWindow,
) -> None:
    ref = go(window, "age")
    assert isinstance(window.field, NumberField)
    press(window, "alt")
    tap(window.skip)
    assert window.stop.ref == ref
    assert window.error.text() == "Bitte eine Zahl eingeben."
    window.field.line.clear()
    press(window, "35")
    tap(window.skip)
    assert window.stop.ref != ref
    assert window.conversation.session.state(ref).value == "35"


def test_half_an_answer_stands_in_the_window_again_when_the_draft_is_opened_again(
    qtbot: QtBot, desk: Desk
) -> None:
    form = desk.services.visits.begin("f2_visit", desk.case, None, "de", "ar")
    ref = AGREED + "f2_next_visit"
    raw = [RawText(ref, CLIENT, "31.2"), RawText(AGREED + "f2_minutes", WORKER, "4x")]
    desk.services.visits.keep_draft(snapshot(form, "de", "ar", "", raw))
    page = desk.open(draft=form.draft)
    qtbot.addWidget(page)
    client = InterpreterWindow(page.conversation, page.local_now, is_handed_over=True)
    desk.windows.append(client)
    with qtbot.waitExposed(client):
        client.show()
    page.conversation.move_to(ref)
    assert client.field is not None
    assert client.field.typed() == "31.2"
    page.conversation.move_to(AGREED + "f2_minutes")
    assert not client.field.typed(), "what the worker typed is the worker's"


def test_refusing_takes_what_was_typed_back_and_goes_on(window: InterpreterWindow) -> None:
    ref = go(window, "age")
    press(window, "alt")
    tap(window.no_answer)
    assert window.stop.ref != ref
    assert window.conversation.is_declined(ref)
    tap(window.back)
    press(window, "35")
    assert not window.conversation.is_declined(ref), "an answer takes the refusal away"


def test_a_quick_question_leads_on_with_the_tap(window: InterpreterWindow) -> None:
    ref = go(window, "fast")
    pick(window, 2)
    assert window.conversation.session.state(ref).value == "c3"
    assert window.stop.ref != ref


def test_enter_goes_on_and_shift_enter_back(window: InterpreterWindow) -> None:
    first = go(window, "age")
    press(window, "3", Key.Key_Return)
    assert window.stop.ref != first
    QTest.keyClick(
        window.focusWidget() or window, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier
    )
    assert window.stop.ref == first


def test_progress_has_no_numbers_and_fits_any_form(qtbot: QtBot, window: InterpreterWindow) -> None:
    go(window, "one")
    dots = window.foot.dots
    assert (dots.at, dots.count) == (5, 20)
    assert not any(text.strip().isdigit() for text in texts(window))
    holder = QWidget()
    qtbot.addWidget(holder)
    many = ProgressDots(holder)
    many.show_at(70, 300)
    assert many.sizeHint().width() <= MOST_DOTS * 20


@pytest.fixture
def pad(qtbot: QtBot, theme: Theme) -> PinPad:
    made = PinPad(LocaleContext("de"))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    return made


def test_a_pin_is_entered_with_keys_or_touch_and_never_shown(qtbot: QtBot, pad: PinPad) -> None:
    press(pad, "38")
    tap(pad.keys["1"])
    assert not pad.confirm.isEnabled()
    write(pad, "٥")
    QTest.keyClick(pad, Key.Key_5)
    assert pad.dots.count == 4
    assert not any("38" in text for text in texts(pad, spoken=True))
    with qtbot.waitSignal(pad.entered) as entered:
        press(pad, Key.Key_Return)
    assert entered.args == ["3815"]
    assert pad.dots.count == 0


def test_while_one_has_to_wait_nothing_can_be_entered(qtbot: QtBot, pad: PinPad) -> None:
    pad.show_wrong(2)
    assert "noch 2 Sekunden" in pad.message.text()
    press(pad, "3815")
    with qtbot.assertNotEmitted(pad.entered):
        press(pad, Key.Key_Return)
    pad._on_second()
    assert "noch 1 Sekunde " in pad.message.text()
    pad._on_second()
    press(pad, "3815")
    with qtbot.waitSignal(pad.entered):
        press(pad, Key.Key_Return)


def test_a_forgotten_pin_is_explained_before_anything_happens(qtbot: QtBot, pad: PinPad) -> None:
    with qtbot.assertNotEmitted(pad.forgotten):
        tap(pad.forgot)
    assert "Der Entwurf bleibt erhalten" in pad.message.text()
    with qtbot.waitSignal(pad.forgotten):
        tap(pad.lock)


def test_large_keys(pad: PinPad) -> None:
    assert all(key.height() >= 56 and key.width() >= 56 for key in pad.keys.values())
