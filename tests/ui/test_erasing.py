"""Erasing and retention as a worker meets them: asked, confirmed, gone; held, put off, listed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.crypto import keyfile
from desktop.domain.changes import Operation, RecordEdit, Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import OpId, RecordId, new_record_id
from desktop.ui.dialogs.erase_sheet import EraseSheet
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.retention_rows import DueLine
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.support.agency_server import wall_ms
from tests.ui.pages_desk import OTHER, PagesDesk, texts

PASSWORD = "drei Elefanten warten"


@pytest.fixture
def window(desk: PagesDesk) -> MainWindow:
    keyfile.create(desk.store.directory, PASSWORD, store_id="0" * 32)
    return desk.window()


def erase_sheet(window: MainWindow, desk: PagesDesk, case: RecordId) -> EraseSheet:
    window.open_case(case)
    desk.settle()
    sheet = window.case.more.open_erase()
    assert sheet is not None
    desk.settle()
    return sheet


def choose(sheet: EraseSheet, ground: str) -> None:
    sheet.ground.ground.setCurrentIndex(sheet.ground.ground.findData(ground))


def test_a_case_is_erased_with_ground_and_password_and_the_page_is_left(
    window: MainWindow, desk: PagesDesk
) -> None:
    window.go("cases")
    case = desk.cases[0]
    sheet = erase_sheet(window, desk, case)
    assert any("1 Fall und 1 Person" in text for text in texts(sheet))
    assert not sheet.primary.isEnabled()
    assert sheet.missing.text() == "Es fehlen noch Rechtsgrund und Passwort."
    sheet.password.line.setText("falsch")
    assert not sheet.primary.isEnabled()
    assert sheet.missing.text() == "Es fehlt noch der Rechtsgrund."
    choose(sheet, "request")
    assert sheet.primary.isEnabled()
    assert sheet.missing.text() == ""
    sheet.primary.click()
    desk.settle()
    assert sheet.password.mistake.isVisible()
    assert desk.store.read().get("case", case) is not None
    sheet.password.line.setText(PASSWORD)
    QTest.keyClick(sheet.password.line, Qt.Key.Key_Return)
    desk.settle()
    assert sheet.done_with is not None
    assert any(sheet.done_with.number in text for text in texts(sheet))
    assert not sheet.primary.isVisible()
    sheet.secondary.click()
    desk.settle()
    assert window.here == ("cases", None)
    assert desk.store.read().get("case", case) is None


def test_with_large_text_ground_and_password_are_in_sight_and_the_facts_scroll(
    window: MainWindow, desk: PagesDesk, theme: Theme, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: theme.wear(Appearance()))
    theme.wear(Appearance(Look.LIGHT, 150))
    window.resize(1366, 768)
    case = desk.cases[0]
    who: list[dict[str, Value]] = [
        {"case": case, "family_name": "Tesfay", "given_names": name}
        for name in ("Rahel", "Yonas", "Hewan", "Mikael", "Senait", "Selihom", "Abrehet")
    ]
    edits = [RecordEdit(desk.streams[case], "person", new_record_id(), one) for one in who]
    desk.store.write(lambda writer: writer.save(edits)).result()
    sheet = erase_sheet(window, desk, case)
    choose(sheet, "other")
    desk.settle()
    assert sheet.height() <= window.height()
    assert sheet.body is not None
    assert sheet.body.verticalScrollBar().maximum() > 0
    for field in (sheet.ground.ground, sheet.ground.reason, sheet.password.line, sheet.missing):
        top = field.mapTo(sheet, QPoint(0, 0)).y()
        assert sheet.body.geometry().bottom() < top < top + field.height() < sheet.height()
        assert not field.visibleRegion().isEmpty()


def test_another_ground_needs_words(window: MainWindow, desk: PagesDesk) -> None:
    sheet = erase_sheet(window, desk, desk.cases[0])
    sheet.password.line.setText(PASSWORD)
    choose(sheet, "other")
    assert sheet.ground.reason.isVisible()
    assert not sheet.primary.isEnabled()
    assert sheet.missing.text() == "Es fehlt noch die Begründung."
    sheet.ground.reason.setText("doppelt angelegt")
    assert sheet.primary.isEnabled()


def test_the_reason_of_a_hold_is_asked_at_once_and_kept_until_it_is_saved(
    window: MainWindow, desk: PagesDesk
) -> None:
    window.open_case(desk.cases[0])
    desk.settle()
    hold = window.case.more.open_hold()
    assert hold is not None
    desk.settle()
    hold.hold.click()
    assert hold.focusWidget() is hold.reason
    hold.reason.setText("Widerspruch lä")
    QTest.keyClick(hold, Qt.Key.Key_Escape)
    window.open_case(desk.cases[1])
    desk.settle()
    other = window.case.more.open_hold()
    assert other is not None
    desk.settle()
    assert other.reason.text() == ""
    other.reject()
    window.open_case(desk.cases[0])
    desk.settle()
    again = window.case.more.open_hold()
    assert again is not None
    desk.settle()
    assert not again.hold.isChecked(), "a reason is text; whether it counts is decided anew"
    again.hold.click()
    assert again.reason.text() == "Widerspruch lä"
    again.primary.click()
    desk.settle()
    last = window.case.more.open_hold()
    assert last is not None
    desk.settle()
    QTest.keyClick(last, Qt.Key.Key_Escape)
    assert window.case.sheets._aside == {}, "nothing typed is kept that stands in the store"


def test_a_hold_is_seen_on_the_case_and_stops_the_sheet(
    window: MainWindow, desk: PagesDesk
) -> None:
    case = desk.cases[0]
    window.open_case(case)
    desk.settle()
    hold = window.case.more.open_hold()
    assert hold is not None
    desk.settle()
    hold.hold.setChecked(True)
    assert not hold.primary.isEnabled()
    hold.reason.setText("Widerspruch läuft")
    hold.primary.click()
    desk.settle()
    assert "Löschsperre" in texts(window.case)
    sheet = erase_sheet(window, desk, case)
    assert any("Widerspruch läuft" in text for text in texts(sheet))
    choose(sheet, "expired")
    sheet.password.line.setText(PASSWORD)
    assert not sheet.primary.isEnabled()
    assert not sheet.primary.isVisible()
    assert not sheet.password.isVisible()
    assert sheet.secondary.text() == "Schließen"


def test_what_a_colleague_erases_does_not_stay_on_the_screen(
    window: MainWindow, desk: PagesDesk
) -> None:
    case = desk.cases[0]
    window.search.setText("Tesfay")
    desk.settle()
    window.open_case(case)
    desk.settle()
    assert any("Tesfay" in text for text in texts(window.case))
    values: dict[str, Value] = {"what": "case", "case": case, "erased_at": wall_ms()}
    operation = Operation(
        OpId(OTHER, 1), Stamp(wall_ms(), 0, OTHER), desk.streams[case], "set", "erasure",
        new_record_id(), values,
    )  # fmt: skip
    desk.store.write(lambda writer: writer.apply([operation], wall_ms())).result()
    desk.settle()
    assert not any("Tesfay" in text for text in texts(window.case))
    assert window.search.text() == ""


def closed(desk: PagesDesk, case: RecordId, day: str) -> None:
    view = desk.store.read().edit_view("case", case)
    assert view is not None
    base = {"closed_on": view.bases.get("closed_on", ())}
    edit = RecordEdit(desk.streams[case], "case", case, {"closed_on": day}, base)
    desk.store.write(lambda writer: writer.save([edit])).result()


def test_a_rule_of_somebody_else_says_that_it_does_not_count(
    window: MainWindow, desk: PagesDesk
) -> None:
    stream = desk.streams[desk.cases[0]]
    values: dict[str, Value] = {"module": "mbe", "months": 1, "basis": "so gewünscht"}
    operation = Operation(
        OpId(OTHER, 1), Stamp(wall_ms(), 0, OTHER), stream, "set", "retention_rule",
        new_record_id(), values,
    )  # fmt: skip
    desk.store.write(lambda writer: writer.apply([operation], wall_ms())).result()
    window.go("retention")
    desk.settle()
    shown = texts(window.retention)
    assert "so gewünscht" in shown
    assert any(text.startswith("Zählt nicht: ") for text in shown)


def test_only_what_is_chosen_and_confirmed_is_erased(window: MainWindow, desk: PagesDesk) -> None:
    for case in desk.cases[:2]:
        closed(desk, case, "2020-03-31")
    window.go("retention")
    desk.settle()
    page = window.retention
    assert len(page.findChildren(DueLine)) == 2
    assert page.erase_chosen() is None
    page.choose(desk.cases[0])
    sheet = page.erase_chosen()
    assert sheet is not None
    sheet.password.line.setText(PASSWORD)
    sheet.primary.click()
    desk.settle()
    assert len(sheet.erased) == 1
    sheet.secondary.click()
    desk.settle()
    assert [one.due.case for one in page._lines()] == [desk.cases[1]]
    assert desk.store.read().get("case", desk.cases[0]) is None
    assert desk.store.read().get("case", desk.cases[1]) is not None
    (number,) = (row.number for row in desk.services.erasure.log())
    assert any(number in text for text in texts(page))


def test_putting_off_asks_for_a_reason(window: MainWindow, desk: PagesDesk) -> None:
    closed(desk, desk.cases[0], "2020-03-31")
    window.go("retention")
    desk.settle()
    sheet = window.retention.put_off(desk.cases[0])
    desk.settle()
    assert sheet.hold.isChecked()
    assert not sheet.primary.isEnabled()
    sheet.reason.setText("Akteneinsicht beantragt")
    sheet.primary.click()
    desk.settle()
    assert "Ausgesetzt: Akteneinsicht beantragt" in texts(window.retention)
    assert window.retention._lines() == []


def test_the_list_of_cases_leads_to_what_is_due(window: MainWindow, desk: PagesDesk) -> None:
    window.go("cases")
    desk.settle()
    assert not window.cases._due.isVisible()
    closed(desk, desk.cases[0], "2020-03-31")
    desk.settle()
    assert window.cases._due.text() == "1 Fall zu löschen"
    window.cases._due.click()
    desk.settle()
    assert window.here == ("retention", None)
