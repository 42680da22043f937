"""The main job at the window: a visit recorded offline in two languages reaches the colleague."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.text_field import LineField, TextField
from desktop.ui.pages.form_band import CLIENT, WORKER
from tests.support.desk_windows import Desk, Office, press, tap
from tests.support.window_texts import button, texts

ARRIVAL = "/data/f2_page_arrival/"
AGREED = "/data/f2_page_agreed/"
NOTE = "Der Brief vom Sozialamt liegt ungeöffnet auf dem Tisch."
RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


def choice(desk: Desk, ref: str, side: int) -> ChoiceField:
    field = desk.question(ref).sides[side].field
    assert isinstance(field, ChoiceField)
    return field


def fill_in_arrival(desk: Desk) -> None:
    """By keyboard in the worker's pane, by mouse in both panes."""
    form = desk.begin_visit()
    assert form.conversation.current == ARRIVAL + "f2_arrived"
    press(form, Qt.Key.Key_Return, "1")
    assert desk.answer(ARRIVAL + "f2_outcome") == "met"
    reasons = choice(desk, ARRIVAL + "f2_reason", CLIENT)
    assert reasons.layoutDirection() is RTL
    tap(reasons.rows[3])
    tap(choice(desk, ARRIVAL + "f2_reason", WORKER).rows[0])
    assert desk.answer(ARRIVAL + "f2_reason") == "appointment mail"
    assert [row.isChecked() for row in reasons.rows[:4]] == [True, False, False, True]
    entry = desk.question(ARRIVAL + "f2_entry_by").sides[WORKER].field
    assert isinstance(entry, LineField)
    tap(entry.line)
    press(form, "Mahmoud")


def fill_in_agreement(desk: Desk) -> None:
    form = desk.form
    form.navigator.go_to(AGREED + "f2_note", WORKER)
    note = desk.question(AGREED + "f2_note").sides[WORKER].field
    assert isinstance(note, TextField)
    press(form, NOTE)
    form.navigator.go_to(AGREED + "f2_minutes", WORKER)
    press(form, "45")


def test_a_visit_recorded_offline_reaches_the_colleagues_open_window(office: Office) -> None:
    b = office.desk("B")
    b.unlock()
    b.open_case("Mahmoud")
    b.main.case.show_timeline()
    a = office.desk("A")
    a.unlock()
    a.open_case("Mahmoud")
    fill_in_arrival(a)
    fill_in_agreement(a)
    tap(button(a.form, "Fertig"))
    a.wait_text(NOTE, a.main.case)
    a.wait_text("nur auf diesem Laptop", a.main.case)
    a.wait_chip("nur auf diesem Laptop")
    assert a.services.sync.status().unsent == 1, "the visit with its form"
    assert NOTE not in texts(b.main)
    office.server.start()
    a.wait_chip("alles gesendet")
    a.wait(lambda: "nur auf diesem Laptop" not in texts(a.main.case))
    b.wait_text(NOTE, b.main.case)
    b.wait_text("Miriam Köhler", b.main.case)
    a.wait_text("auf dem Server", a.main.case)


def test_a_tap_in_the_clients_window_answers_in_the_workers_window(
    office: Office, qtbot: QtBot
) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return)
    client = desk.turn_to_client()
    with qtbot.waitExposed(client):
        client.activateWindow()
    assert client.layoutDirection() is RTL
    assert "نتيجة الزيارة" in texts(client)
    assert not any("Mahmoud" in text for text in [client.windowTitle(), *texts(client)])
    assert isinstance(client.field, ChoiceField)
    tap(client.field.rows[1])
    assert desk.answer(ARRIVAL + "f2_outcome") == "met_partly"
    assert choice(desk, ARRIVAL + "f2_outcome", WORKER).rows[1].isChecked()
    assert choice(desk, ARRIVAL + "f2_outcome", WORKER).layoutDirection() is LTR
    tap(client.skip)
    desk.wait(lambda: form.conversation.current == ARRIVAL + "f2_reason")
    desk.wait(lambda: "سبب الزيارة" in texts(client))
    form.keeper.flush(lambda: None)
    desk.wait(lambda: len(desk.services.today.view().drafts) == 1)
    desk.activate()
    QTest.keyClick(desk.main, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.main.forms.page is None and not desk.is_client_seen())


def test_the_client_window_goes_when_the_worker_locks(office: Office, qtbot: QtBot) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1")
    desk.turn_to_client()
    desk.activate()
    press(form, Qt.Key.Key_F8)
    desk.wait(lambda: not desk.is_client_seen())
    desk.turn_to_client().close()
    assert desk.is_client_seen(), "only the worker's window closes it"
    desk.activate()
    desk.lock()
    desk.wait(lambda: not desk.is_client_seen())
    desk.unlock()
    desk.opened_form()
    assert not desk.is_client_seen(), "whoever comes back turns it to the client anew"
