"""The worker fills in a visit: keyboard alone, two languages, drafts, errors, repeats."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.records import FormSubmission, Visit
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.number_field import NumberField
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_question import ERROR_LINE, MARK_LINE, NOTICE_LINE, QuestionRow
from tests.support.windows import in_front
from tests.ui.form_desk import (
    AGREED,
    ARRIVAL,
    TOPICS,
    Desk,
    case_desk,
    finish_by_keys,
    press,
    write,
)
from tests.ui.long_form import long_form

desk = case_desk

Key = Qt.Key


def shown(qtbot: QtBot, page: FormPage) -> FormPage:
    """The page as a window with the keyboard in its first question."""
    in_front(qtbot, page)
    page.first_focus()
    qtbot.waitUntil(lambda: page.conversation.current != "")
    return page


def row(page: FormPage, ref: str) -> QuestionRow:
    found = page.view.row(ref)
    assert found is not None, ref
    return found


def value(page: FormPage, ref: str) -> str:
    return page.conversation.session.state(ref).value


def wait_until_at(qtbot: QtBot, page: FormPage, ref: str) -> None:
    qtbot.waitUntil(lambda: page.conversation.current == ref)


def test_a_visit_that_met_nobody_is_recorded_with_the_keyboard_alone(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    wait_until_at(qtbot, page, ARRIVAL + "f2_arrived")
    press(page, Key.Key_Return)
    wait_until_at(qtbot, page, ARRIVAL + "f2_outcome")
    press(page, "3")
    assert value(page, ARRIVAL + "f2_outcome") == "not_met"
    press(page, Key.Key_Return, "r", Key.Key_Return)
    assert value(page, ARRIVAL + "f2_reason") == "round"
    wait_until_at(qtbot, page, AGREED + "f2_note")
    press(page, "Niemand da", Key.Key_Tab)
    wait_until_at(qtbot, page, AGREED + "f2_left")
    press(page, Key.Key_Return)
    wait_until_at(qtbot, page, AGREED + "f2_minutes")
    press(page, "10")
    with qtbot.waitSignal(page.finished) as finished:
        finish_by_keys(page)
    visit = desk.store.read().find("visit", where={"case": desk.case})[0]
    assert isinstance(visit, Visit)
    assert visit.outcome == "not_met"
    assert visit.id in finished.args[0].records
    assert desk.store.read().drafts() == []


def test_enter_goes_on_and_shift_enter_back_in_the_same_pane(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    press(page, Key.Key_F6, Key.Key_Return)
    wait_until_at(qtbot, page, ARRIVAL + "f2_outcome")
    outcome = row(page, ARRIVAL + "f2_outcome")
    focus = page.window().focusWidget()
    assert focus is not None
    assert outcome.side_of(focus) == CLIENT
    QTest.keyClick(focus, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    wait_until_at(qtbot, page, ARRIVAL + "f2_arrived")


def test_tab_goes_down_the_workers_pane_then_the_buttons_then_the_clients_pane(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    seen: list[tuple[str, int]] = []
    for _ in range(40):
        focus = page.window().focusWidget()
        question = page.view.row_of(focus)
        if question is not None and focus is not None:
            stop = (question.ref, question.side_of(focus))
            if stop not in seen:
                seen.append(stop)
        press(page, Key.Key_Tab)
    worker = [ref for ref, side in seen if side == WORKER]
    client = [ref for ref, side in seen if side == CLIENT]
    assert (
        worker == client == [ARRIVAL + name for name in ("f2_arrived", "f2_outcome", "f2_reason")]
    )
    assert seen[: len(worker)] == [(ref, WORKER) for ref in worker]


def test_questions_come_and_go_with_the_answers_they_depend_on(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    entry = row(page, ARRIVAL + "f2_entry_by")
    steps = [button.text() for button in page.step_bar.buttons]
    assert not entry.isVisible()
    assert steps == ["Ankunft", "Vereinbart"]
    page.navigator.go_to(ARRIVAL + "f2_outcome")
    press(page, "1")
    assert entry.isVisible()
    assert [button.text() for button in page.step_bar.buttons][1] == "Anwesend"
    press(page, "3")
    assert not entry.isVisible()


def test_one_answer_stands_in_both_panes_in_their_own_words_and_digits(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open(client="ar"))
    page.navigator.go_to(AGREED + "f2_minutes")
    press(page, "45")
    worker, client = (side.field for side in row(page, AGREED + "f2_minutes").sides)
    assert isinstance(worker, NumberField)
    assert isinstance(client, NumberField)
    assert (worker.line.text(), client.line.text()) == ("45", "٤٥")
    client.line.setFocus()
    client.line.clear()
    write(client.line, "٣٠")
    assert value(page, AGREED + "f2_minutes") == "30"
    assert worker.line.text() == "30"


def test_the_client_pane_runs_right_to_left_and_the_workers_does_not(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open(client="ar"))
    outcome = row(page, ARRIVAL + "f2_outcome")
    worker, client = (side.field for side in outcome.sides)
    assert isinstance(worker, ChoiceField)
    assert isinstance(client, ChoiceField)
    assert worker.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert client.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert worker.rows[0].x() < worker.rows[1].x()
    assert client.rows[0].x() > client.rows[1].x()
    for one, other in zip(worker.rows, client.rows, strict=True):
        assert (one.y(), one.height()) == (other.y(), other.height())
    label = page.conversation.session.text(outcome.ref, "label", "ar").value
    assert outcome.sides[CLIENT].label.accessibleName() == label


def test_the_first_keystroke_is_kept_as_a_draft_within_a_second(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    page.navigator.go_to(ARRIVAL + "f2_outcome")
    with qtbot.waitSignal(page.keeper.kept, timeout=1000):
        press(page, "1")
    draft = desk.store.read().drafts()[0]
    assert draft.answers[ARRIVAL + "f2_outcome"] == "met"
    assert page.header.draft.text().startswith("Entwurf gespeichert ")
    page.leave()
    again = shown(qtbot, desk.open(draft=draft.id))
    assert value(again, ARRIVAL + "f2_outcome") == "met"
    assert again.conversation.current == ARRIVAL + "f2_outcome"


def test_leaving_right_after_a_keystroke_loses_nothing(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    page.navigator.go_to(AGREED + "f2_note")
    with qtbot.waitSignal(page.left):
        press(page, "Anruf")
        page.leave()
    assert desk.store.read().drafts()[0].answers[AGREED + "f2_note"] == "Anruf"


def test_what_is_missing_is_said_under_the_question_and_on_top_only_after_leaving_it(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    page.navigator.go_to(ARRIVAL + "f2_outcome")
    assert not page.summary.isVisible()
    press(page, Key.Key_Return)
    qtbot.waitUntil(page.summary.isVisible)
    assert [problem.ref for problem in page.summary.problems] == [ARRIVAL + "f2_outcome"]
    page.summary.links[0].click()
    wait_until_at(qtbot, page, ARRIVAL + "f2_outcome")
    press(page, "3")
    qtbot.waitUntil(lambda: not page.summary.isVisible())


def test_fertig_lists_everything_that_is_missing_and_stores_nothing(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    page.finish()
    refs = [problem.ref for problem in page.summary.problems]
    assert refs == [ARRIVAL + "f2_outcome", AGREED + "f2_minutes"]
    assert page.conversation.current == ARRIVAL + "f2_outcome"
    assert desk.store.read().find("form_submission") == []


def test_a_broken_rule_is_explained_in_both_languages(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open(client="uk"))
    page.navigator.go_to(AGREED + "f2_minutes")
    press(page, "900", Key.Key_Return)
    question = row(page, AGREED + "f2_minutes")
    worker, client = (side.more[ERROR_LINE] for side in question.sides)
    assert worker.text() == "Bitte eine Zahl zwischen 1 und 720 angeben."
    assert "720" in client.text()
    assert client.text() != worker.text()


def test_text_that_is_no_number_stays_and_is_not_taken_for_an_answer(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    page.navigator.go_to(AGREED + "f2_minutes")
    press(page, "zehn", Key.Key_Return)
    field = row(page, AGREED + "f2_minutes").sides[WORKER].field
    assert isinstance(field, NumberField)
    assert field.line.text() == "zehn"
    assert value(page, AGREED + "f2_minutes") == ""
    assert page.summary.problems[0].message == "Bitte eine Zahl eingeben."
    page.navigator.go_to(ARRIVAL + "f2_outcome")
    page.navigator.go_to(AGREED + "f2_minutes")
    again = row(page, AGREED + "f2_minutes").sides[WORKER].field
    assert isinstance(again, NumberField)
    assert again.line.text() == "zehn"


def test_topics_are_added_removed_and_brought_back(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    session = page.conversation.session
    session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to(TOPICS + "f2_topic[1]/f2_fact")
    press(page, "Schimmel im Bad")
    page.repeats.add(TOPICS + "f2_topic")
    assert page.view.instance_name(TOPICS + "f2_topic[1]") == "Thema 1 von 2"
    page.repeats.remove(TOPICS + "f2_topic[1]")
    assert page.view.instance_name(TOPICS + "f2_topic[1]") == "Thema 1 von 1"
    assert value(page, TOPICS + "f2_topic[1]/f2_fact") == ""
    band = page.view.add_band(TOPICS + "f2_topic")
    assert band is not None
    assert band.removed_label.text() == "Thema 1 von 2 ist entfernt."
    band.undo_button.click()
    assert value(page, TOPICS + "f2_topic[1]/f2_fact") == "Schimmel im Bad"
    assert value(page, TOPICS + "f2_topic[2]/f2_fact") == ""
    assert page.view.instance_name(TOPICS + "f2_topic[1]") == "Thema 1 von 2"


def test_languages_of_both_panes_switch_while_the_form_is_open(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open(client="ar"))
    outcome = row(page, ARRIVAL + "f2_outcome")
    page.heads.pickers[CLIENT].picked.emit("ti")
    label = page.conversation.session.text(outcome.ref, "label", "ti").value
    assert outcome.sides[CLIENT].label.accessibleName() == label
    assert outcome.sides[CLIENT].field.layoutDirection() is Qt.LayoutDirection.LeftToRight
    page.heads.pickers[WORKER].picked.emit("en")
    assert outcome.sides[WORKER].label.accessibleName() == "Result of the visit"
    page.conversation.switch(worker="de", client="uk")
    assert [picker.text()[:-2] for picker in page.heads.pickers] == ["Deutsch", "Українська"]


def test_the_workers_pane_follows_the_language_of_the_window(qtbot: QtBot, desk: Desk) -> None:
    window = LocaleContext("de")
    page = shown(qtbot, desk.open(window=window))
    window.switch("en")
    assert page.conversation.worker.language == "en"
    assert page.step_bar.buttons[0].text() == "Arrival"
    assert page.header.finish.text() == "Done"


def test_a_missing_translation_shows_the_workers_language_with_a_mark(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.page(desk.form(long_form(3), client="uk")))
    question = page.view.rows[0]
    client = question.sides[CLIENT]
    assert client.label.accessibleName() == "Frage 0"
    assert client.more[MARK_LINE].text() == "Noch nicht übersetzt: hier auf Deutsch"
    page.heads.pickers[CLIENT].picked.emit("ar")
    assert client.label.accessibleName() == "سؤال 0"
    assert not client.more[MARK_LINE].isVisible()


def test_unreviewed_translations_are_marked(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open(client="uk"))
    worker, client = page.heads.marks
    assert client.isVisible()
    assert client.words == "Entwurf, ungeprüft"
    assert not worker.isVisible()


def test_questions_for_the_worker_alone_are_shut_for_the_client(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open(client="ar"))
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to("/data/f2_page_present/f2_child_concern")
    question = row(page, "/data/f2_page_present/f2_child_concern")
    assert question.sides[WORKER].field.focus_target() is not None
    assert question.sides[CLIENT].field.focus_target() is None
    assert question.sides[CLIENT].label.text() == "Nur für die Fachkraft"


def test_a_colleagues_change_is_told_at_the_question_and_overwrites_nothing(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk.open())
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    ref = AGREED + "f2_agreement[1]/f2_agreed"
    page.navigator.go_to(ref)
    press(page, "Termin beim Arzt")
    with qtbot.waitSignal(page.elsewhere.found):
        desk.save_elsewhere(next_step="Anruf beim Jobcenter")
    notice = row(page, ref).sides[WORKER].more[NOTICE_LINE]
    assert "Anruf beim Jobcenter" in notice.text()
    assert value(page, ref) == "Termin beim Arzt"


def test_an_error_of_the_store_is_said_and_the_form_stays(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    session = page.conversation.session
    session.answer(ARRIVAL + "f2_outcome", "not_met")
    session.answer(AGREED + "f2_minutes", "10")
    with qtbot.waitSignal(page.keeper.kept):
        page.keeper.save_now()
    desk.store.close()
    page.finish()
    qtbot.waitUntil(page.banner.isVisible)
    assert page.isVisible()
    assert page.header.finish.isEnabled()
    assert value(page, AGREED + "f2_minutes") == "10"


def test_pressing_fertig_twice_stores_one_visit(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    session = page.conversation.session
    session.answer(ARRIVAL + "f2_outcome", "not_met")
    session.answer(AGREED + "f2_minutes", "10")
    with qtbot.waitSignal(page.finished):
        page.finish()
        page.finish()
    page.leave()
    qtbot.waitUntil(lambda: desk.tasks.pending == 0)
    assert len(desk.store.read().find("visit")) == 1
    assert desk.store.read().drafts() == []


def test_answers_of_a_finished_visit_are_stored_by_their_paths(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk.open())
    session = page.conversation.session
    for name, given in (("f2_outcome", "not_met"), ("f2_reason", "round crisis")):
        session.answer(ARRIVAL + name, given)
    session.answer(AGREED + "f2_minutes", "5")
    with qtbot.waitSignal(page.finished):
        page.finish()
    stored = desk.store.read().find("form_submission")[0]
    assert isinstance(stored, FormSubmission)
    assert stored.answers[ARRIVAL + "f2_reason"] == "round crisis"
    assert stored.client_language == "ar"
    assert QApplication.activePopupWidget() is None
