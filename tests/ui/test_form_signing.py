"""A release is read out, signed under one text in one language, and no longer holds for another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.services.views import TimelineEntry
from desktop.ui.dialogs.signature_dialog import SignatureDialog
from desktop.ui.fields.ink_pad import InkPad, InkPicture
from desktop.ui.fields.signature_field import SignatureField, Stage
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.case_evidence import evidence_of
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.theme.theme import Theme
from tests.support.release_form import PAGE
from tests.support.window_texts import texts
from tests.ui.form_desk import Desk, case_desk
from tests.ui.signing_desk import (
    SIG,
    SIG_WORKER,
    VOLUNTARY,
    WITHDRAW,
    dialog,
    draw,
    field,
    open_release,
    read_out,
    shown,
    ways,
)

desk = case_desk


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, tmp_path: Path) -> FormPage:
    """A release in English, filled in and read out: it may be signed."""
    opened = open_release(desk, qtbot, tmp_path, "en")
    read_out(opened)
    return opened


def stage(page: FormPage, ref: str = SIG) -> Stage:
    return page.conversation.signatures.signing(ref).view().stage


def value(page: FormPage, ref: str = SIG) -> str:
    return page.conversation.session.state(ref).value


def sign(page: FormPage, ref: str = SIG, side: int = CLIENT) -> None:
    """Press the button, draw, press sign."""
    field(page, ref, side).sign_button.click()
    pad = dialog(SignatureDialog)
    draw(pad.pad)
    pad.primary.click()


def says(widget: QWidget, words: str) -> bool:
    """Whether *words* are part of something that is seen."""
    return any(words in text for text in texts(widget))


def client_window(qtbot: QtBot, page: FormPage) -> InterpreterWindow:
    """The window turned to the client on a second screen."""
    window = InterpreterWindow(page.conversation, page.local_now)
    with qtbot.waitExposed(window):
        window.show()
    return window


def timeline(desk: Desk) -> TimelineEntry:
    (entry,) = desk.services.cases.timeline(desk.case)
    return entry


def test_a_release_is_read_out_signed_and_stands_in_the_case(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_release(desk, qtbot, tmp_path, "en")
    assert stage(page) is Stage.NOTES
    assert not field(page).sign_button.isVisible()
    read_out(page, VOLUNTARY)
    assert stage(page) is Stage.NOTES
    read_out(page, WITHDRAW, how="read_by_client")
    assert stage(page) is Stage.OPEN
    sign(page)
    assert stage(page) is Stage.SIGNED
    assert value(page).startswith("signature-")
    with qtbot.waitSignal(page.finished):
        page.finish()
    entry = timeline(desk)
    (signed,) = entry.signatures
    assert signed.holds
    assert (signed.signature.language, signed.signature.signer) == ("en", "Selam")
    assert {(one.how, one.language) for one in entry.presented} == {
        ("read_aloud", "en"),
        ("read_by_client", "en"),
    }
    (*_, last) = evidence_of(entry, LocaleContext("de"))
    assert last.findChildren(InkPicture)
    assert "gilt für diesen Text" in [label.text() for label in last.findChildren(QLabel)]


def test_a_changed_answer_makes_the_signature_invalid_until_it_is_given_again(
    page: FormPage, desk: Desk, qtbot: QtBot
) -> None:
    sign(page)
    first = page.conversation.companions.signature(SIG)
    assert first is not None
    page.conversation.answer(PAGE + "f4_purpose", "Arbeit", None)
    qtbot.waitUntil(lambda: value(page) == "")
    assert stage(page) is Stage.BROKEN
    assert says(field(page, side=WORKER), "Gilt nicht mehr")
    page.finish()
    assert [problem.ref for problem in page.summary.problems] == [SIG]
    sign(page)
    second = page.conversation.companions.signature(SIG)
    assert second is not None
    assert second.text_hash != first.text_hash
    with qtbot.waitSignal(page.finished):
        page.finish()
    assert [one.signature for one in timeline(desk).signatures] == [second]


def test_strokes_given_for_one_text_are_not_stored_under_another(page: FormPage) -> None:
    sign(page)
    old = page.conversation.companions.signature(SIG)
    assert old is not None
    page.conversation.answer(PAGE + "f4_purpose", "Arbeit", None)
    forged = replace(old, strokes=old.strokes)
    page.conversation.companions.set_signature(SIG, None)
    page.conversation.companions.set_signature(SIG, forged)
    page.conversation.signatures.settle()
    assert stage(page) is Stage.BROKEN
    assert value(page) == ""


def test_another_language_for_the_client_asks_for_a_new_signature(
    page: FormPage, qtbot: QtBot
) -> None:
    sign(page)
    page.conversation.switch(client="ar")
    qtbot.waitUntil(lambda: value(page) == "")
    assert stage(page) is Stage.NOTES
    assert not ways(page, VOLUNTARY).ways[CLIENT].ticks["read_aloud"].isChecked()
    page.conversation.switch(client="en")
    qtbot.waitUntil(lambda: stage(page) is Stage.SIGNED)


def test_a_draft_language_is_shown_but_the_reviewed_text_is_signed(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_release(desk, qtbot, tmp_path, "ti", unreviewed=("ti", "ar"))
    read_out(page)
    assert stage(page) is Stage.DRAFT
    assert not field(page).sign_button.isVisible()
    page.conversation.signatures.signing(SIG).sign(((1, 1, 0, 5, 5, 1, 9, 9, 2),), 20, 20)
    assert page.conversation.companions.signature(SIG) is None
    for side, words in ((WORKER, "Übersetzung ungeprüft"), (CLIENT, "Deutsch")):
        assert says(field(page, side=side), words)
    offered = [button.text() for button in field(page, side=WORKER).language_buttons]
    assert offered == ["Text auf Deutsch unterschreiben", "Text auf Englisch unterschreiben"]
    field(page).language_buttons[0].click()
    assert stage(page) is Stage.OPEN
    sign(page)
    given = page.conversation.companions.signature(SIG)
    assert given is not None
    assert (given.language, given.shown) == ("de", "ti")
    with qtbot.waitSignal(page.finished):
        page.finish()
    assert timeline(desk).signatures[0].holds


def test_somebody_who_cannot_draw_signs_on_paper_by_keyboard_alone(
    page: FormPage, qtbot: QtBot
) -> None:
    field(page).sign_button.setFocus()
    QTest.keyClick(field(page).sign_button, Qt.Key.Key_Space)
    pad = dialog(SignatureDialog)
    qtbot.waitUntil(pad.isActiveWindow)
    assert not pad.primary.isEnabled()
    pad.name.clear()
    QTest.keyClicks(pad.name, "Selam T.")
    QTest.keyClick(pad.name, Qt.Key.Key_Tab)
    QTest.keyClick(pad.paper, Qt.Key.Key_Space)
    QTest.keyClick(pad, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    given = page.conversation.companions.signature(SIG)
    assert given is not None
    assert (given.how, given.strokes, given.signer) == ("paper", (), "Selam T.")
    assert stage(page) is Stage.SIGNED
    assert says(field(page, side=WORKER), "Auf Papier unterschrieben von Selam T.")


def test_the_worker_signs_the_german_text_and_the_client_does_not_see_it(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_release(desk, qtbot, tmp_path, "ti", unreviewed=("ti",))
    assert stage(page, SIG_WORKER) is Stage.OPEN
    sign(page, SIG_WORKER, WORKER)
    given = page.conversation.companions.signature(SIG_WORKER)
    assert given is not None
    assert (given.language, given.signer) == ("de", "Fachkraft")
    row = page.view.row(SIG_WORKER)
    assert row is not None
    assert row.sides[CLIENT].is_shut


def test_a_finger_and_a_pen_leave_ink_as_a_mouse_does(theme: Theme, qtbot: QtBot) -> None:
    pad = InkPad(200)
    qtbot.addWidget(pad)
    pad.resize(300, 200)
    with qtbot.waitExposed(pad):
        pad.show()
    finger: QPointingDevice = QTest.createTouchDevice()
    touch = QTest.touchEvent(pad, finger)
    touch.press(0, QPoint(20, 20), pad).commit()
    for step in range(1, 6):
        QTest.touchEvent(pad, finger).move(0, QPoint(20 + 10 * step, 30), pad).commit()
    QTest.touchEvent(pad, finger).release(0, QPoint(70, 30), pad).commit()
    pad.begin(QPointF(-50, 10))
    pad.draw(QPointF(900, 900))
    pad.end()
    touched, outside = list(pad.strokes)
    assert touched[:2] == (20, 20)
    assert len(touched) > 6
    assert outside[:2] == (0, 10)
    assert outside[3:5] == (300, 200)
    pad.clear()
    assert not pad.strokes


def test_a_legal_note_can_be_taken_back_and_is_only_reminded_of(
    page: FormPage, qtbot: QtBot
) -> None:
    sign(page)
    ways(page, VOLUNTARY).ways[WORKER].ticks["read_aloud"].click()
    assert page.conversation.companions.presented(VOLUNTARY) is None
    stored: list[object] = []
    page.finished.connect(stored.append)
    page.finish()
    assert says(page.banner, "nicht festgehalten")
    assert not stored
    page.finish()
    qtbot.waitUntil(lambda: bool(stored))


def test_all_notes_are_ticked_at_once_after_reading_them_in_one_go(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_release(desk, qtbot, tmp_path, "ti")
    field(page, side=WORKER).all_read_button.click()
    kept = page.conversation.companions.all.presented.values()
    assert [(one.how, one.language) for one in kept] == [("read_aloud", "ti")] * 2


def test_the_client_signs_in_the_window_turned_to_them(page: FormPage, qtbot: QtBot) -> None:
    window = InterpreterWindow(page.conversation, page.local_now)
    with qtbot.waitExposed(window):
        window.show()
    page.conversation.move_to(SIG)
    large = window.field
    assert isinstance(large, SignatureField)
    qtbot.waitUntil(large.pad.isVisible)
    assert not large.sign_button.isEnabled()
    draw(large.pad)
    large.sign_button.click()
    assert stage(page) is Stage.SIGNED
    assert says(large, "Signed")
    window.dismiss()


def test_kill_and_reopen_keeps_strokes_and_what_was_read(
    page: FormPage, desk: Desk, qtbot: QtBot
) -> None:
    sign(page)
    given = page.conversation.companions.signature(SIG)
    qtbot.waitUntil(lambda: page.keeper.is_saved)
    draft = page._form.draft
    page.conversation.close()
    again = shown(qtbot, desk.page(desk.services.visits.resume(draft)))
    assert again.conversation.companions.signature(SIG) == given
    assert stage(again) is Stage.SIGNED
    assert ways(again, WITHDRAW).ways[WORKER].ticks["read_aloud"].isChecked()
    QApplication.processEvents()


def test_what_was_drawn_for_another_text_is_not_kept(page: FormPage) -> None:
    field(page).sign_button.click()
    pad = dialog(SignatureDialog)
    draw(pad.pad)
    page.conversation.answer(PAGE + "f4_purpose", "Alles an die Behörde", None)
    pad.primary.click()
    assert page.conversation.companions.signature(SIG) is None
    assert pad.pad.strokes == ()
    assert not pad.primary.isEnabled()
    assert says(pad, "Der Text wurde inzwischen geändert. Bitte neu unterschreiben.")
    pad.reject()
    sign(page)
    assert stage(page) is Stage.SIGNED


def test_the_clients_own_pad_is_emptied_when_the_text_changes(page: FormPage, qtbot: QtBot) -> None:
    window = client_window(qtbot, page)
    page.conversation.move_to(SIG)
    assert isinstance(window.field, SignatureField)
    qtbot.waitUntil(window.field.pad.isVisible)
    draw(window.field.pad)
    page.conversation.answer(PAGE + "f4_purpose", "Alles an die Behörde", None)
    window.field.sign_button.click()
    assert page.conversation.companions.signature(SIG) is None
    assert says(window, "The text has been changed meanwhile. Please sign again.")
    sign(page)
    assert says(window, "Signed")
    assert not says(window, "Please sign again.")
    page.conversation.signatures.signing(SIG).take_away()
    draw(window.field.pad)
    window.field.sign_button.click()
    assert stage(page) is Stage.SIGNED
    window.dismiss()


def test_a_paper_signed_for_another_text_is_not_noted_either(page: FormPage) -> None:
    field(page).sign_button.click()
    pad = dialog(SignatureDialog)
    pad.paper.click()
    page.conversation.answer(PAGE + "f4_categories", "contact", None)
    pad.primary.click()
    assert page.conversation.companions.signature(SIG) is None
    assert not pad.primary.isEnabled()
    pad.reject()


def test_the_client_waits_while_somebody_signs_on_the_workers_screen(
    page: FormPage, qtbot: QtBot
) -> None:
    window = client_window(qtbot, page)
    page.conversation.move_to(PAGE + "f4_categories")
    assert window.skip.isVisible()
    field(page).sign_button.click()
    assert not window.skip.isVisible()
    assert says(window, "Please wait a moment")
    dialog(SignatureDialog).reject()
    assert window.skip.isVisible()
    window.dismiss()
