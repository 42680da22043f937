"""*Heute*: the round with its keys, drafts and conflicts beside it, an empty day."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.changes import Value
from desktop.services.visits import snapshot
from desktop.ui.dialogs.note_dialog import NoteDialog
from desktop.ui.pages.stop_row import StopRow
from desktop.ui.pages.stop_widths import StopWidths, shared
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import PlaceLabel
from desktop.ui.widgets.list_row import ListRow
from tests.ui.pages_desk import PagesDesk, texts


def test_an_empty_day_says_what_to_do_first(desk: PagesDesk) -> None:
    today = desk.window().today
    assert "Für heute ist nichts geplant." in texts(today)


def test_the_round_stands_on_the_page_and_has_the_focus(desk: PagesDesk, qtbot: QtBot) -> None:
    desk.plan(desk.cases[0], "Post klären")
    today = desk.window().today
    stops = today.findChildren(StopRow)
    assert [stop.stop.name for stop in stops] == ["Selam"]
    qtbot.waitUntil(lambda: today.window().focusWidget() is stops[0])
    assert "Post klären" in stops[0].accessibleName()
    assert "Tigrinya" in stops[0].accessibleName()


def test_key_1_begins_the_visit_that_was_planned(desk: PagesDesk) -> None:
    visit = desk.plan(desk.cases[0])
    window = desk.window()
    QTest.keyClick(window.today.findChildren(StopRow)[0], Qt.Key.Key_1)
    desk.settle()
    page = window.forms.page
    assert page is not None
    assert page.isVisible()
    outcome = page.conversation.session.state("/data/f2_page_arrival/f2_outcome")
    assert outcome.value == "met", "the key has said so already"
    assert desk.services.today.view().round[0].visit == visit


def test_key_2_records_not_met_and_can_be_undone(desk: PagesDesk) -> None:
    desk.plan(desk.cases[0])
    window = desk.window()
    QTest.keyClick(window.today.findChildren(StopRow)[0], Qt.Key.Key_2)
    desk.settle()
    assert desk.services.today.view().round[0].outcome == "not_met"
    undo = next(
        button
        for button in window.today.banner.findChildren(QPushButton)
        if button.text() == "Rückgängig"
    )
    undo.click()
    desk.settle()
    assert desk.services.today.view().round[0].outcome == ""
    assert desk.services.today.view().conflicts == ()


def test_key_3_writes_a_note(desk: PagesDesk, qtbot: QtBot) -> None:
    desk.plan(desk.cases[0])
    window = desk.window()
    QTest.keyClick(window.today.findChildren(StopRow)[0], Qt.Key.Key_3)
    dialog = window.today.findChild(NoteDialog)
    assert isinstance(dialog, NoteDialog)
    field = dialog.findChild(QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit)
    QTest.keyClicks(field, "Hat nach dem Kurs gefragt.")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    entries = desk.services.cases.timeline(desk.cases[0])
    assert entries[0].parts[0].text == "Hat nach dem Kurs gefragt."


def test_a_note_that_was_begun_is_still_there(desk: PagesDesk) -> None:
    desk.plan(desk.cases[0])
    window = desk.window()
    stop = window.today.findChildren(StopRow)[0]
    QTest.keyClick(stop, Qt.Key.Key_3)
    first = window.today.findChildren(NoteDialog)[-1]
    field = first.findChild(QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit)
    QTest.keyClicks(field, "halb")
    QTest.keyClick(first, Qt.Key.Key_Escape)
    stop.acted.emit("3")
    again = window.today.findChildren(NoteDialog)[-1].findChild(QPlainTextEdit)
    assert isinstance(again, QPlainTextEdit)
    assert again.toPlainText() == "halb"


def test_drafts_and_conflicts_stand_beside_the_round(desk: PagesDesk) -> None:
    phone = desk.field(desk.cases[0], "phone")
    desk.colleague_sets(phone, "0351 555 77")
    form = desk.services.visits.begin("f2_visit", desk.cases[1], None, "de", "ar")
    desk.services.visits.keep_draft(snapshot(form, "de", "ar"))
    window = desk.window()
    names = [row.accessibleName() for row in window.today.findChildren(ListRow)]
    assert any("Al-Khatib" in name for name in names)
    assert any("Telefonnummer" in name for name in names)


def test_a_visit_planned_by_a_colleague_appears_by_itself(desk: PagesDesk, qtbot: QtBot) -> None:
    today = desk.window().today
    assert today.findChildren(StopRow) == []
    desk.plan(desk.cases[0])
    qtbot.waitUntil(lambda: any(r.isVisible() for r in today.findChildren(StopRow)))


@pytest.mark.parametrize("percent", [100, 125, 150])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_three_keys_are_whole_beside_the_right_column(
    desk: PagesDesk, theme: Theme, percent: int, language: str, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: theme.wear(Appearance(Look.LIGHT, 100)))
    desk.plan(desk.cases[0], "Kita-Anmeldung")
    desk.colleague_sets(desk.field(desk.cases[0], "phone"), "0351 555 77")
    theme.wear(Appearance(Look.LIGHT, percent))
    desk.tr.switch(language)
    window = desk.window()
    window.resize(1366, 768)
    desk.settle()
    stop = window.today.findChildren(StopRow)[-1]
    stop.setFocus()
    desk.settle()
    buttons = [b for b in stop.findChildren(IconButton) if b.isVisible()]
    assert [b.text() for b in buttons] == ["1", "2", "3"]
    for button in buttons:
        place = QRect(button.mapTo(stop, QPoint(0, 0)), button.size())
        assert stop.rect().contains(place)
        assert button.width() >= button.sizeHint().width()
        assert not button.visibleRegion().isEmpty()
        assert button.visibleRegion().boundingRect() == button.rect()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_room_is_whole_and_the_house_is_cut(desk: PagesDesk, language: str) -> None:
    house, rooms = desk.house("Gemeinschaftsunterkunft am Hang", "Zimmer 104", "Zimmer 204")
    for case, room in zip(desk.cases, rooms, strict=False):
        home: dict[str, Value] = {"accommodation": house, "unit": room, "address": ""}
        desk.services.cases.save_field(desk.field(case, "home"), home)
        desk.plan(case, "Kita-Anmeldung")
    desk.colleague_sets(desk.field(desk.cases[0], "phone"), "0351 555 77")
    desk.tr.switch(language)
    window = desk.window()
    window.resize(1366, 768)
    desk.settle()
    places = [place for place in window.today.findChildren(PlaceLabel) if place.isVisible()]
    assert len(places) == 2
    for place, name in zip(places, ("Zimmer 104", "Zimmer 204"), strict=True):
        shown = place.elided(place.fontMetrics(), place.contentsRect().width())
        assert shown.endswith(f"\u2026 · {name}")
    assert "Kita-Anmeldung" not in texts(window.today), "the reason goes first"


def test_reasons_go_first_then_houses_then_names() -> None:
    wanted = StopWidths(place=200, name=80, reason=100, room=90, fixed=250)
    for width in range(500, 1200, 7):
        place, name, reason = shared(wanted, width)
        assert place >= wanted.room
        assert not reason or place >= wanted.place
        assert name >= min(wanted.name, 80) or place == wanted.room
        assert place + name + reason + wanted.fixed <= width - 5 * tokens.M


def test_the_form_of_a_draft_is_named_in_the_language_of_the_window(desk: PagesDesk) -> None:
    for form_id in ("f1_intake", "f2_visit"):
        form = desk.services.visits.begin(form_id, desk.cases[1], None, "de", "ar")
        desk.services.visits.keep_draft(snapshot(form, "de", "ar"))
    window = desk.window()
    window.open_case(desk.cases[1])
    desk.settle()
    desk.tr.switch("en")
    desk.settle()
    for page in (window.today, window.case):
        window.go("today") if page is window.today else window.open_case(desk.cases[1])
        desk.settle()
        shown = " ".join(texts(page))
        assert "Visit record · today" in shown
        assert "First talk · today" in shown
        assert "Hausbesuchsprotokoll" not in shown
