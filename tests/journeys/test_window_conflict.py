"""Two workers change the same case offline, each at their window."""

from __future__ import annotations

from PySide6.QtWidgets import QRadioButton

from desktop.ui.widgets.conflict_card import ConflictCardWidget
from tests.support.desk_windows import Desk, Office, tap
from tests.support.window_texts import button, texts


def two_desks_on_one_case(office: Office) -> tuple[Desk, Desk]:
    both = office.desk("A"), office.desk("B")
    for desk in both:
        desk.unlock()
        desk.open_case("Mahmoud")
        desk.wait_text("Telefonnummer", desk.main.case)
    return both


def conflict_card(desk: Desk) -> ConflictCardWidget:
    card = desk.main.case.findChild(ConflictCardWidget)
    assert isinstance(card, ConflictCardWidget)
    return card


def wait_resolved(desk: Desk) -> None:
    desk.wait(lambda: desk.main.case.findChild(ConflictCardWidget) is None)


def wait_field(desk: Desk, label: str, value: str) -> None:
    desk.wait(lambda: value in texts(desk.field_row(label)))


def test_the_same_number_changed_by_both_stands_side_by_side_until_one_decides(
    office: Office,
) -> None:
    a, b = two_desks_on_one_case(office)
    for desk, number in ((a, "0351 555 01"), (b, "0351 555 77")):
        desk.activate()
        desk.edit_field("Telefonnummer", number)
        desk.wait_chip("nur auf diesem Laptop")
    office.server.start()
    for desk, other in ((a, "Jonas Albrecht"), (b, "Miriam Köhler")):
        desk.wait_chip("1 Konflikt")
        desk.wait_text("eigene Fassung · heute", desk.main.case)
        desk.wait_text(f"{other} · heute", desk.main.case)
        shown = texts(conflict_card(desk))
        assert {"0351 555 01", "0351 555 77", "Telefonnummer"} <= set(shown)
        assert "zwei Fassungen, beide bleiben erhalten" in shown
        assert "zwei Fassungen" in texts(desk.field_row("Telefonnummer"))
    a.activate()
    radio = button(conflict_card(a), "0351 555 77")
    assert isinstance(radio, QRadioButton)
    radio.click()
    tap(button(conflict_card(a), "Übernehmen"))
    for desk in (a, b):
        wait_resolved(desk)
        desk.wait_chip("alles gesendet")
        assert "0351 555 77" in texts(desk.field_row("Telefonnummer"))
    assert "Konflikt geklärt: Telefonnummer." in texts(a.main.case)
    assert "Konflikt geklärt: Telefonnummer." not in texts(b.main.case)


def test_different_fields_changed_by_both_survive_without_a_word(office: Office) -> None:
    a, b = two_desks_on_one_case(office)
    a.activate()
    a.edit_field("Hinweis zum Telefon", "nur abends")
    b.activate()
    b.edit_field("E-Mail", "mahmoud@example.org")
    office.server.start()
    for desk in (a, b):
        wait_field(desk, "Hinweis zum Telefon", "nur abends")
        wait_field(desk, "E-Mail", "mahmoud@example.org")
        desk.wait_chip("alles gesendet")
        assert desk.services.conflicts.all() == ()


def test_what_a_colleague_writes_does_not_take_an_open_editor_away(office: Office) -> None:
    office.server.start()
    a, b = two_desks_on_one_case(office)
    a.wait_chip("alles gesendet")
    b.wait_chip("alles gesendet")
    b.activate()
    row = b.field_row("Telefonnummer")
    row.edit()
    a.activate()
    a.edit_field("Telefonnummer", "0351 555 01")
    b.wait_text("Inzwischen geändert: 0351 555 01", b.main.case)
    assert row.is_editing
    row.abandon()
    assert "0351 555 01" in texts(b.field_row("Telefonnummer"))
    assert b.services.conflicts.all() == ()
