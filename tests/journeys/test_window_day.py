"""A working day at the window: unlock, Heute, Fälle, one case, lock, unlock again, close."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.support.desk_windows import Office, press, tap
from tests.support.window_texts import button, texts

ALT = Qt.KeyboardModifier.AltModifier


def test_a_worker_unlocks_sees_the_round_finds_a_case_and_reads_it(office: Office) -> None:
    desk = office.desk()
    assert "Passwort" in texts(desk.unlock_window)
    main = desk.unlock()
    assert not desk.unlock_window.isVisible()
    desk.wait_text("Oksana", main.today)
    today = texts(main.today)
    assert {"Heute", "Rundgang", "0 von 3 besucht"} <= set(today)
    names = [name for name in today if name in ("Selam", "Mahmoud", "Oksana")]
    assert names == ["Selam", "Mahmoud", "Oksana"], "in the order of the rooms"
    assert "Entwürfe" not in today
    QTest.keyClick(main, Qt.Key.Key_2, ALT)
    desk.wait_text("6 Fälle", main.cases)
    assert sum("DD-" in text for text in texts(main.cases)) == 6
    desk.search("mahmud")
    desk.wait_text("Al-Khatib, Mahmoud", main.cases)
    press(main.search, Qt.Key.Key_Return)
    desk.wait_text("Hauptperson", main.case)
    overview = texts(main.case)
    assert {"Überblick", "Verlauf", "Fall", "Telefonnummer"} <= set(overview)
    QTest.keyClick(main, Qt.Key.Key_2, ALT | Qt.KeyboardModifier.ShiftModifier)
    desk.wait_text("Besuch", main.case)
    desk.wait_text("Miriam Köhler", main.case)


def test_what_is_not_there_is_said_and_nothing_is_listed(office: Office) -> None:
    desk = office.desk()
    main = desk.unlock()
    desk.search("xyzzy")
    desk.wait_text("Nichts gefunden.", main.cases)
    press(main.search, Qt.Key.Key_Return, Qt.Key.Key_Down)
    assert main.search.hasFocus(), "there is nothing to go to"
    press(main.search, Qt.Key.Key_Escape)
    desk.wait_text("6 Fälle", main.cases)


def test_enter_opens_the_first_hit_whoever_was_looked_at_before(office: Office) -> None:
    desk = office.desk()
    main = desk.unlock()
    desk.open_case("Mahmoud")
    desk.search("Selam")
    first = main.cases._model.row_at(0)
    press(main.search, Qt.Key.Key_Return)
    desk.wait_text(first.name, main.case)
    assert main.case.case == first.case


def test_who_types_fast_and_presses_enter_at_once_gets_what_was_typed(office: Office) -> None:
    desk = office.desk()
    main = desk.unlock()
    QTest.keyClick(main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    press(main.search, "oksana", Qt.Key.Key_Return)
    desk.wait_text("Hauptperson", main.case)
    assert any("Oksana" in text for text in texts(main.case))
    assert main.search.text() == "oksana"


def test_planned_visits_drafts_and_outcomes_stand_on_heute(office: Office) -> None:
    desk = office.desk()
    main = desk.unlock()
    main.today.first_focus()
    press(main, "2")
    desk.wait_text("1 von 3 besucht", main.today)
    desk.wait(lambda: "nicht angetroffen" in texts(main.today))
    tap(button(main.today, "Rückgängig"))
    desk.wait_text("0 von 3 besucht", main.today)
    main.today.first_focus()
    press(main, Qt.Key.Key_Down, "1")
    form = desk.opened_form()
    assert any("Mahmoud" in text for text in texts(form))
    assert desk.answer("/data/f2_page_arrival/f2_outcome") == "met", "key 1 has said so already"
    press(main, Qt.Key.Key_Return, "2")
    QTest.keyClick(main, Qt.Key.Key_1, ALT)
    desk.wait_text("Entwürfe", main.today)
    desk.wait_text("Hausbesuchsprotokoll · heute", main.today)


def test_locking_hides_everything_and_the_password_opens_it_again(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.lock()
    field = desk.unlock_window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.text() == ""
    left = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert left == [desk.unlock_window]
    assert not any("Mahmoud" in text for text in texts(desk.unlock_window, spoken=True))
    desk.type_password("falsch")
    desk.wait(lambda: "Das Passwort passt nicht." in texts(desk.unlock_window))
    main = desk.unlock()
    desk.wait_text("Mahmoud", main.case)
    main.go("today")
    desk.wait_text("0 von 3 besucht", main.today)
    desk.lock()
    desk.type_password()
    desk.wait(lambda: desk.is_open)


def test_the_window_closes_at_the_first_click(office: Office) -> None:
    desk = office.desk()
    desk.unlock().close()
    desk.wait(lambda: desk.program._main is None)
    assert not (desk.profile / "running.lock").exists()
