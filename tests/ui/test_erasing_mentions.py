"""Texts that still name somebody who was erased, as a worker is asked about them."""

from __future__ import annotations

import pytest

from desktop.crypto import keyfile
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, new_record_id
from desktop.services.erasure_words import BLACKED
from desktop.ui.dialogs.erase_mentions import BLACK_OUT, DONE
from desktop.ui.dialogs.erase_sheet import EraseSheet
from desktop.ui.main_window import MainWindow
from tests.ui.pages_desk import PagesDesk, texts

pytestmark = pytest.mark.hardening("T35")

PASSWORD = "drei Elefanten warten"


@pytest.fixture
def window(desk: PagesDesk) -> MainWindow:
    keyfile.create(desk.store.directory, PASSWORD, store_id="0" * 32)
    return desk.window()


def save(desk: PagesDesk, case: RecordId, kind: str, /, **values: Value) -> RecordId:
    record = new_record_id()
    edit = RecordEdit(desk.streams[case], kind, record, {"case": case, **values})
    desk.store.write(lambda writer: writer.save([edit])).result()
    return record


def set_next_step(desk: PagesDesk, case: RecordId, text: str) -> None:
    view = desk.store.read().edit_view("case", case)
    assert view is not None
    base = {"next_step": view.bases.get("next_step", ())}
    edit = RecordEdit(desk.streams[case], "case", case, {"next_step": text}, base)
    desk.store.write(lambda writer: writer.save([edit])).result()


def erase_child(window: MainWindow, desk: PagesDesk, case: RecordId) -> EraseSheet:
    """The second of the case's people, up to what is asked about afterwards."""
    child = save(desk, case, "person", given_names="Rosalinde")
    window.open_case(case)
    desk.settle()
    sheet = window.case.more.open_erase()
    assert sheet is not None
    desk.settle()
    sheet.choose(child)
    sheet.ground.ground.setCurrentIndex(sheet.ground.ground.findData("request"))
    sheet.password.line.setText(PASSWORD)
    desk.settle()
    sheet.primary.click()
    desk.settle()
    return sheet


def test_a_value_of_before_is_shown_with_its_day_and_blacked_out(
    window: MainWindow, desk: PagesDesk
) -> None:
    case = desk.cases[0]
    set_next_step(desk, case, "Rosalinde anrufen")
    set_next_step(desk, case, "erledigt")
    sheet = erase_child(window, desk, case)
    assert "Rosalinde anrufen" in texts(sheet)
    (said,) = [text for text in texts(sheet) if text.startswith("früherer Wert v")]
    (button,) = sheet.mentions.buttons
    assert said in button.accessibleName()
    button.click()
    desk.settle()
    assert (button.text(), button.isEnabled()) == (DONE, False)
    values = [one.value for one in desk.store.read().history("case", case, "next_step")]
    assert "erledigt" in values
    assert "Rosalinde anrufen" not in values


def test_a_hold_on_the_other_case_is_said_and_it_can_be_tried_again(
    window: MainWindow, desk: PagesDesk
) -> None:
    case, other = desk.cases[0], desk.cases[1]
    note = save(desk, other, "note", kind="fact", text="Kennt Rosalinde aus dem Kurs.")
    desk.services.retention.hold(other, "Klage läuft", "")
    sheet = erase_child(window, desk, case)
    (button,) = sheet.mentions.buttons
    button.click()
    desk.settle()
    assert "Die Löschung dieses Falls ist ausgesetzt." in texts(sheet)
    assert (button.text(), button.isEnabled()) == (BLACK_OUT, True)
    desk.services.retention.release(other)
    button.click()
    desk.settle()
    assert button.text() == DONE
    assert desk.store.read().get("note", note).text == ""
    addenda = [one for one in desk.store.read().find("note") if one.amends == note]
    assert [one.text for one in addenda] == [f"Kennt {BLACKED} aus dem Kurs."]


def test_after_several_cases_the_texts_of_others_are_asked_about_too(
    window: MainWindow, desk: PagesDesk
) -> None:
    due, other = desk.cases[0], desk.cases[1]
    edit = RecordEdit(desk.streams[due], "case", due, {"closed_on": "2020-03-31"})
    desk.store.write(lambda writer: writer.save([edit])).result()
    save(desk, other, "note", kind="fact", text="Wohnt bei Selam Tesfay.")
    window.go("retention")
    desk.settle()
    window.retention.choose(due)
    sheet = window.retention.erase_chosen()
    assert sheet is not None
    sheet.password.line.setText(PASSWORD)
    sheet.primary.click()
    desk.settle()
    assert "Wohnt bei Selam Tesfay." in texts(sheet)
    (button,) = sheet.mentions.buttons
    button.click()
    desk.settle()
    assert button.text() == DONE
    assert desk.store.read().search("Tesfay") == []
