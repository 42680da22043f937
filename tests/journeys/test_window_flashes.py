"""No part of a page ever shows up for a moment as a window of its own and takes the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from tests.journeys.test_window_conflict import two_desks_on_one_case
from tests.support.desk_windows import Desk, Office, press
from tests.support.flashes import watching


def look_everywhere(desk: Desk) -> None:
    for page in ("today", "cases", "sync"):
        desk.main.go(page)
        desk.wait(lambda: desk.program._tasks.pending == 0)
    shows = (desk.main.show_shortcuts, desk.main.library.import_form, desk.main.case.write_note)
    for show in shows:
        show()
        next(d for d in desk.main.findChildren(QDialog) if d.isVisible()).reject()
    desk.open_case("Selam")
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1")
    form.paper.print_form().reject()
    desk.turn_to_client()
    for _ in range(6):
        form.navigator.turn(1)
        QApplication.processEvents()
    form.finish()


def test_nothing_flashes_up_while_a_day_goes_by(office: Office) -> None:
    with watching() as watch:
        a, b = two_desks_on_one_case(office)
        for desk, number in ((a, "0351 555 01"), (b, "0351 555 77")):
            desk.activate()
            desk.edit_field("Telefonnummer", number)
        office.server.start()
        for desk in (a, b):
            desk.wait_chip("1 Konflikt")
        assert b.main.isActiveWindow(), "who types goes on typing"
        a.activate()
        a.main.go("today")
        a.wait_text("Konflikte", a.main.today)
        a.main.today.open_first_conflict()
        next(d for d in a.main.findChildren(QDialog) if d.isVisible()).reject()
        look_everywhere(a)
    assert watch.flashes == set()
