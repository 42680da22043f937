"""No part of a page ever shows up for a moment as a window of its own and takes the keyboard."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.unlock_window import UnlockWindow
from tests.journeys.test_window_conflict import two_desks_on_one_case
from tests.support.desk_windows import Desk, Office, press

WINDOWS = (MainWindow, UnlockWindow, InterpreterWindow, QDialog, QMenu)


class Watch(QObject):
    """Notes every widget that is shown as a window and is none."""

    def __init__(self) -> None:
        super().__init__()
        self.flashes: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            is_popup = watched.windowType() is Qt.WindowType.Popup
            if watched.isWindow() and not is_popup and not isinstance(watched, WINDOWS):
                where = traceback.extract_stack()[-2]
                self.flashes.add(f"{type(watched).__name__} in {where.name}, line {where.lineno}")
        return False


@contextmanager
def watching() -> Iterator[Watch]:
    application = QApplication.instance()
    assert application is not None
    watch = Watch()
    application.installEventFilter(watch)
    try:
        yield watch
    finally:
        application.removeEventFilter(watch)


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
