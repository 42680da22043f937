"""A dialog that is opened or comes back again never undoes what a colleague wrote meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QRadioButton

from desktop.domain.attachment import Attached
from desktop.services.retention import CaseRetention
from desktop.ui.dialogs.attachment_dialog import AttachmentDialog
from desktop.ui.dialogs.conflict_dialog import ConflictDialog
from desktop.ui.dialogs.hold_rules import RuleSheet
from desktop.ui.dialogs.hold_sheet import HoldSheet
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files as odd
from tests.ui.pages_desk import PagesDesk, texts
from tests.ui.test_way_back import moved

COURT, UNTIL, END = "Gericht: Akte sichern", "2027-06-30", "2026-11-01"


def opened(desk: PagesDesk, window: MainWindow) -> HoldSheet:
    window.open_case(desk.cases[0])
    desk.settle()
    sheet = window.case.more.open_hold()
    assert sheet is not None
    desk.settle()
    return sheet


def again(window: MainWindow) -> HoldSheet:
    found = window.findChild(HoldSheet)
    assert found is not None
    return found


def stored(desk: PagesDesk) -> CaseRetention:
    return desk.services.retention.of_case(desk.cases[0])


def test_what_was_cancelled_is_gone_and_a_hold_that_came_since_stays(desk: PagesDesk) -> None:
    window, service = desk.window(), desk.services.retention
    sheet = opened(desk, window)
    sheet.end.set_value(END)
    sheet.hold.click()
    sheet.reason.setText("doch nicht")
    sheet.secondary.click()
    desk.settle()
    service.hold(desk.cases[0], COURT, UNTIL)
    sheet = opened(desk, window)
    assert (sheet.hold.isChecked(), sheet.reason.text()) == (True, COURT)
    assert (sheet.until.value(), sheet.end.value()) == (UNTIL, "")
    assert not sheet.notice.isVisible()
    sheet.primary.click()
    desk.settle()
    assert (stored(desk).hold_reason, stored(desk).closed_on) == (COURT, "")


def test_esc_keeps_a_typed_reason_beyond_a_lock_but_neither_tick_nor_day(desk: PagesDesk) -> None:
    window = desk.window()
    sheet = opened(desk, window)
    sheet.end.set_value(END)
    sheet.hold.click()
    sheet.reason.setText("Widerspruch lä")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    desk.settle()
    window = moved(desk, window)
    assert window.findChild(HoldSheet) is None
    sheet = opened(desk, window)
    assert (sheet.hold.isChecked(), sheet.end.value()) == (False, "")
    sheet.hold.click()
    assert sheet.reason.text() == "Widerspruch lä"


def test_a_reason_left_by_esc_gives_way_to_the_hold_of_a_colleague(desk: PagesDesk) -> None:
    window = desk.window()
    sheet = opened(desk, window)
    sheet.hold.click()
    sheet.reason.setText("Widerspruch")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    desk.services.retention.hold(desk.cases[0], COURT, "")
    sheet = opened(desk, window)
    assert (sheet.hold.isChecked(), sheet.reason.text()) == (True, COURT)
    assert "Eingegeben war: Widerspruch" in texts(sheet), "seen, so that nobody loses it"


@pytest.mark.parametrize("is_typing", [False, True])
def test_a_hold_that_came_during_a_lock_is_shown_and_not_lifted(
    desk: PagesDesk, *, is_typing: bool
) -> None:
    window = desk.window()
    sheet = opened(desk, window)
    sheet.end.set_value(END)
    if is_typing:
        sheet.hold.click()
        sheet.reason.setText("Widerspruch")
    desk.services.retention.hold(desk.cases[0], COURT, UNTIL)
    sheet = again(moved(desk, window))
    assert (sheet.hold.isChecked(), sheet.reason.text()) == (True, COURT)
    assert (sheet.until.value(), sheet.end.value()) == (UNTIL, END)
    assert ("Eingegeben war: Widerspruch" in texts(sheet)) is is_typing
    sheet.primary.click()
    desk.settle()
    assert (stored(desk).hold_reason, stored(desk).closed_on) == (COURT, END)


def test_an_end_that_came_during_a_lock_is_shown_and_not_taken_back(desk: PagesDesk) -> None:
    window = desk.window()
    sheet = opened(desk, window)
    sheet.hold.click()
    sheet.reason.setText("Widerspruch")
    desk.services.retention.close(desk.cases[0], END)
    sheet = again(moved(desk, window))
    assert (sheet.reason.text(), sheet.end.value()) == ("Widerspruch", END)
    sheet.primary.click()
    desk.settle()
    assert (stored(desk).hold_reason, stored(desk).closed_on) == ("Widerspruch", END)


def test_a_hold_is_lifted_only_by_who_saw_it(desk: PagesDesk) -> None:
    """Also when it was changed while the dialog stands there, and again after a lock."""
    window, service = desk.window(), desk.services.retention
    service.hold(desk.cases[0], "Klage läuft", "")
    sheet = opened(desk, window)
    sheet.hold.click()
    service.hold(desk.cases[0], COURT, UNTIL)
    sheet.primary.click()
    desk.settle()
    assert stored(desk).hold_reason == COURT
    assert (sheet.hold.isChecked(), sheet.reason.text()) == (True, COURT)
    assert sheet.notice.isVisible()
    sheet.hold.click()
    window = moved(desk, window)
    sheet = again(window)
    assert not sheet.hold.isChecked(), "unticked in view of this very hold"
    sheet.primary.click()
    desk.settle()
    assert stored(desk).hold_reason == ""


def document(desk: PagesDesk, title: str) -> Attached:
    service = desk.services.attachments
    attached = service.take(service.look(odd.pdf()), QtPictureCleaner())
    service.add(desk.cases[0], attached, title)
    return replace(attached, title=title)


def looked_at(desk: PagesDesk, window: MainWindow) -> AttachmentDialog:
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.show_documents()
    desk.settle()
    (record,) = window.case.documents.tiles
    dialog = window.case.documents.open(record)
    assert dialog is not None
    return dialog


@pytest.mark.parametrize("typed", ["", "Reisepass"])
def test_a_title_given_by_a_colleague_stays_when_the_dialog_comes_back(
    desk: PagesDesk, typed: str
) -> None:
    document(desk, "Pass")
    window, service = desk.window(), desk.services.attachments
    dialog = looked_at(desk, window)
    if typed:
        dialog.title.setText(typed)
        dialog.title.setModified(True)
    service.rename(dialog.row.record, "Aufenthaltstitel")
    window = moved(desk, window)
    found = window.findChild(AttachmentDialog)
    assert found is not None
    assert found.title.text() == "Aufenthaltstitel"
    assert (f"Eingegeben war: {typed}" in texts(found)) is bool(typed)
    found.reject()
    desk.settle()
    assert [one.attached.title for one in service.of_case(desk.cases[0])] == ["Aufenthaltstitel"]


def test_a_rule_changed_during_a_lock_is_shown(desk: PagesDesk) -> None:
    desk.is_admin = True
    window, service = desk.window(), desk.services.retention
    service.set_rule("mbe", 12, "Förderrichtlinie")
    window.go("retention")
    desk.settle()
    rule = next(one for one in service.rules() if one.module == "mbe")
    sheet = window.retention.change_rule(rule)
    sheet.basis.setText("Beschluss vo")
    service.set_rule("mbe", 36, "Förderrichtlinie")
    found = moved(desk, window).findChild(RuleSheet)
    assert found is not None
    assert (found.months.text(), found.basis.text()) == ("36", "Beschluss vo")


def test_a_choice_made_without_a_version_that_came_since_is_made_anew(
    desk: PagesDesk,
) -> None:
    desk.colleague_sets(desk.field(desk.cases[0], "phone"), "0351 555 77")
    window = desk.window()
    window.today.open_first_conflict()
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    dialog.findChildren(QRadioButton)[0].click()
    dialog.findChildren(QCheckBox)[0].click()
    window = moved(desk, window)
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    assert dialog.card._take.isEnabled(), "nothing came"
    desk.colleague_sets(desk.field(desk.cases[0], "phone"), "0351 555 88")
    dialog = moved(desk, window).findChild(ConflictDialog)
    assert dialog is not None
    assert "0351 555 88" in [one.text() for one in dialog.findChildren(QRadioButton)]
    assert not dialog.card._take.isEnabled()
    assert dialog.findChildren(QCheckBox)[0].isChecked()


def test_a_field_that_was_only_open_keeps_what_a_colleague_wrote(desk: PagesDesk) -> None:
    window, case = desk.window(), desk.cases[0]
    window.open_case(case)
    desk.settle()
    field = desk.field(case, "phone")
    window.case._overview._rows[field.record, "phone"].edit()
    desk.colleague_sets(field, "0351 555 77", field.base)
    window = moved(desk, window)
    assert window.case._overview._rows[field.record, "phone"].is_editing
    window.go("today")
    desk.settle()
    now = desk.field(case, "phone")
    assert (now.value, now.in_conflict) == ("0351 555 77", False)
