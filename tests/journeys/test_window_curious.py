"""A curious person: presses twice, holds keys, closes in odd orders, makes everything huge."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.side_rows import SideRow
from desktop.ui.theme.theme import Appearance
from tests.support.desk_windows import Desk, Office, press, tap
from tests.support.window_texts import button, texts

ARRIVAL = "/data/f2_page_arrival/"
AGREED = "/data/f2_page_agreed/"
CTRL = Qt.KeyboardModifier.ControlModifier


def submissions(desk: Desk) -> int:
    assert desk.program._running is not None
    return desk.program._running.store.read().count("form_submission")


@pytest.fixture
def desk(office: Office) -> Desk:
    """A's window on Mahmoud's case."""
    opened = office.desk()
    opened.unlock()
    opened.open_case("Mahmoud")
    return opened


def complete_visit(desk: Desk) -> None:
    """A short visit that met nobody, ready to be finished."""
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "3")
    form.navigator.go_to(AGREED + "f2_minutes", WORKER)
    press(form, "10")
    assert not form.conversation.session.violations(final=True)


def finish_with(desk: Desk, how: str) -> None:
    form = desk.form
    if how == "double click":
        where = button(form, "Fertig")
        middle = QPoint(where.width() // 2, where.height() // 2)
        QTest.mouseClick(where, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseDClick(where, Qt.MouseButton.LeftButton, pos=middle)
    elif how == "keys held":
        for _ in range(8):
            QTest.keyClick(form.window().focusWidget(), Qt.Key.Key_Return, CTRL)
    elif how == "then away":
        form.finish()
        desk.main.go("today")
    elif how == "then locked":
        form.finish()
        desk.lock()
        desk.unlock()
    elif how == "then closed":
        form.finish()
        desk.main.close()


@pytest.mark.parametrize(
    "how", ["double click", "keys held", "then away", "then locked", "then closed"]
)
def test_a_visit_is_stored_once_however_often_fertig_is_pressed(
    office: Office, desk: Desk, how: str
) -> None:
    before = submissions(desk)
    complete_visit(desk)
    finish_with(desk, how)
    if how == "then closed":
        desk.wait(lambda: desk.program._main is None)
        desk.close()
        desk = office.desk()
        desk.unlock()
    desk.wait(lambda: submissions(desk) > before)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert submissions(desk) == before + 1
    assert desk.services.today.view().drafts == ()
    assert desk.main.forms.page is None


def test_enter_held_down_goes_to_the_end_and_finishes_nothing(desk: Desk) -> None:
    before = submissions(desk)
    form = desk.begin_visit()
    for _ in range(60):
        press(form, Qt.Key.Key_Return)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert submissions(desk) == before
    assert form.isVisible()
    assert form.summary.isVisible()


def test_f2_held_down_opens_one_form(desk: Desk) -> None:
    for _ in range(5):
        QTest.keyClick(desk.main, Qt.Key.Key_F2)
    first = desk.opened_form()
    press(desk.main, Qt.Key.Key_F2)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert desk.form is first


def test_a_double_click_on_a_draft_opens_it_once(desk: Desk) -> None:
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1")
    desk.main.go("today")
    desk.wait_text("Entwürfe", desk.main.today)
    desk.wait_text("Hausbesuchsprotokoll · heute", desk.main.today)
    row = next(r for r in desk.main.today.findChildren(SideRow) if r.isVisible())
    tap(row)
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    desk.opened_form()
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert desk.answer(ARRIVAL + "f2_outcome") == "met"
    assert len(desk.services.today.view().drafts) == 1


def test_searching_from_within_a_form_keeps_its_draft(desk: Desk) -> None:
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1")
    QTest.keyClick(desk.main, Qt.Key.Key_K, CTRL)
    press(desk.main.search, Qt.Key.Key_Delete, "Selam")
    desk.wait_text("Selam", desk.main.cases)
    desk.wait(lambda: desk.main.forms.page is None)
    assert desk.main.search.text() == "Selam"
    assert len(desk.services.today.view().drafts) == 1


def test_closing_the_main_window_takes_the_clients_window_along(desk: Desk) -> None:
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1")
    desk.turn_to_client()
    desk.close()
    QApplication.processEvents()
    assert not desk.is_client_seen()
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == []


def test_closing_while_the_password_is_checked_ends_quietly(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = office.desk()
    desk.type_password()
    desk.close()
    again = office.desk()
    again.unlock()
    assert "Traceback" not in "".join(capfd.readouterr())


def test_keys_pressed_while_the_password_is_checked_do_nothing(office: Office) -> None:
    desk = office.desk()
    desk.type_password()
    for _ in range(5):
        press(desk.unlock_window, Qt.Key.Key_Return)
    desk.wait(lambda: desk.is_open)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    desk.activate()
    main = desk.main
    for _ in range(3):
        QTest.keyClick(main, Qt.Key.Key_L, CTRL)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()


def test_languages_switched_back_and_forth_over_form_and_client_window(desk: Desk) -> None:
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1")
    desk.turn_to_client()
    for language in ("en", "de", "en", "de", "en"):
        desk.switch(language)
        desk.wait(lambda: desk.program._tasks.pending == 0)
    for code in ("uk", "ti", "es", "ar"):
        form.conversation.switch(client=code)
        form._relabel(1)
    assert "Result of the visit *" in texts(form)
    assert "نتيجة الزيارة" in texts(desk.client_window)
    assert desk.answer(ARRIVAL + "f2_outcome") == "met"


def outside(window: QWidget) -> list[str]:
    """Buttons that stick out of the window and cannot be scrolled to."""
    found = []
    for one in window.findChildren(QAbstractButton):
        if not one.isVisible() or _can_scroll(one, window):
            continue
        area = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
        if not window.rect().adjusted(-1, -1, 1, 1).contains(area):
            found.append(f"{one.text() or one.accessibleName()} {area.getRect()}")
    return found


def _can_scroll(widget: QWidget, window: QWidget) -> bool:
    step = widget.parentWidget()
    while step is not None and step is not window:
        if isinstance(step, QAbstractScrollArea):
            return True
        step = step.parentWidget()
    return False


@pytest.mark.parametrize("percent", [100, 150])
def test_the_smallest_window_holds_every_button(desk: Desk, percent: int) -> None:
    desk.program._theme.wear(Appearance(text_percent=percent))
    desk.main.resize(900, 560)
    found = {}
    for page in ("today", "cases", "sync"):
        desk.main.go(page)
        desk.wait(lambda: desk.program._tasks.pending == 0)
        QApplication.processEvents()
        found[page] = outside(desk.main)
    desk.open_case("Mahmoud")
    found["case"] = outside(desk.main)
    desk.begin_visit()
    QApplication.processEvents()
    found["form"] = outside(desk.main)
    assert (desk.main.width(), desk.main.height()) == (900, 560)
    desk.program._theme.wear(Appearance())
    assert {page: out for page, out in found.items() if out} == {}
