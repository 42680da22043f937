"""Dialogs in which something was typed stand open again after the lock."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Original, plain_entry
from desktop.domain.ids import RecordId, new_record_id
from desktop.ui.dialogs.hold_sheet import HoldSheet
from desktop.ui.dialogs.rendering_dialog import RenderingDialog
from desktop.ui.pages.translation_list import UntranslatedRow
from tests.support.agency_server import wall_ms
from tests.support.desk_windows import Desk, press

pytestmark = pytest.mark.hardening("T11")
PATH = "/data/f2_page_topics/f2_topic[0192f3a4]/f2_said"
SAID = "لا نستطيع إغلاق النافذة"


def say(desk: Desk, case: RecordId) -> None:
    """A finished visit in which the client said something nobody rendered."""
    values: dict[str, Value] = {
        "case": case,
        "form_id": "f2_visit",
        "form_version": "1",
        "finished_at": wall_ms(),
        "client_language": "ar",
        f"answers/{PATH}": SAID,
        f"originals/{PATH}": plain_entry(Original(SAID, "ar", "Arab", "client", wall_ms())),
    }
    store = desk.services.whereabouts._store
    found = store.read().get("case", case)
    assert found is not None
    edit = RecordEdit(found.stream, "form_submission", new_record_id(), values)
    store.write(lambda writer: writer.save([edit])).result()


def lock_in_front_of(desk: Desk, dialog: QWidget) -> None:
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())


@pytest.mark.parametrize("page", ["today", "case"])
def test_a_half_typed_translation_is_open_again(desk: Desk, page: str) -> None:
    case = desk.main.case.case
    assert case is not None
    say(desk, case)
    desk.main.go(page, case if page == "case" else None)

    def lines() -> list[UntranslatedRow]:
        return [row for row in desk.main.findChildren(UntranslatedRow) if row.isVisible()]

    desk.wait(lambda: bool(lines()))
    lines()[0].opened.emit()
    desk.wait(lambda: bool(desk.main.findChildren(RenderingDialog)))
    (dialog,) = desk.main.findChildren(RenderingDialog)
    press(dialog, "Das Fenster schliesst", Qt.Key.Key_Left)
    for _ in range(2):
        lock_in_front_of(desk, dialog)
        desk.unlock()
        desk.wait(lambda: bool(desk.main.findChildren(RenderingDialog)))
        (dialog,) = desk.main.findChildren(RenderingDialog)
        assert dialog.text.toPlainText() == "Das Fenster schliesst"
        assert dialog.text.textCursor().position() == len("Das Fenster schliess")
    press(dialog.text, Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.main.findChildren(RenderingDialog))
    lines()[0].opened.emit()
    desk.wait(lambda: bool(desk.main.findChildren(RenderingDialog)))
    (dialog,) = desk.main.findChildren(RenderingDialog)
    assert dialog.text.toPlainText() == "Das Fenster schliesst", "put aside, as before"


def test_the_end_of_a_case_is_open_again_with_what_was_typed(desk: Desk) -> None:
    sheet = desk.main.case.more.open_hold()
    assert sheet is not None
    desk.wait(lambda: desk.program._tasks.pending == 0)
    sheet.end.line.setFocus()
    press(sheet.end.line, "12.3")
    sheet.hold.setChecked(True)
    sheet.reason.setText("Widerspruch läuft")
    lock_in_front_of(desk, sheet)
    desk.unlock()
    desk.wait(lambda: bool(desk.main.findChildren(HoldSheet)))
    (sheet,) = desk.main.findChildren(HoldSheet)
    desk.wait(lambda: sheet.reason.text() == "Widerspruch läuft")
    assert sheet.hold.isChecked()
    assert sheet.end.line.text() == "12.3"
    case = desk.main.case.case
    assert case is not None
    assert desk.services.retention.of_case(case).closed_on == "", "nothing was decided"
