"""From an entry of the journal to the client's copy of what was said then."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.services.documents import Kind
from desktop.services.visits import snapshot
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets.icons import IconButton
from tests.ui.pages_desk import PagesDesk

OUTCOME, MINUTES = "/data/f2_page_arrival/f2_outcome", "/data/f2_page_agreed/f2_minutes"


def visited(desk: PagesDesk) -> None:
    form = desk.services.visits.begin("f2_visit", desk.cases[0], None, "de", "ti")
    form.session.answer(OUTCOME, "not_met")
    form.session.answer(MINUTES, "10")
    desk.services.visits.finish(snapshot(form, "de", "ti"))


def journal(desk: PagesDesk) -> MainWindow:
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.show_timeline()
    desk.settle()
    return window


def printers(window: MainWindow) -> list[IconButton]:
    buttons = window.case.findChildren(IconButton)
    return [one for one in buttons if one.accessibleName().startswith("Drucken")]


def test_the_copy_of_a_visit_is_one_click_from_its_entry(desk: PagesDesk, qtbot: QtBot) -> None:
    visited(desk)
    window = journal(desk)
    (button,) = printers(window)
    assert button.accessibleName() == "Drucken: Besuch"
    button.click()
    desk.settle()
    dialog = window.findChild(PrintDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.paper is not None)
    assert dialog.kind is Kind.COPY
    assert dialog.language.currentData() == "ti"
    dialog.reject()


def test_a_note_has_nothing_to_print(desk: PagesDesk) -> None:
    desk.services.cases.add_note(desk.cases[0], "fact", "de", "Brief liegt bereit.")
    assert printers(journal(desk)) == []
