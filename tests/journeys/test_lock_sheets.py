"""Whatever dialog stands open when the lock comes stands open again, with what was typed in it."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.dialogs.attachment_dialog import AttachmentDialog
from desktop.ui.dialogs.hold_sheet import HoldSheet
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files as odd
from tests.support.desk_windows import Desk, press

pytestmark = pytest.mark.hardening("T11")
_S = TypeVar("_S", bound=Sheet)


def away_and_back(desk: Desk, kind: type[_S]) -> _S:
    """Ctrl+L in front of the dialog, then the password."""
    over = desk.main.findChildren(kind)[-1]
    QTest.keyClick(over.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    desk.unlock()
    desk.wait(lambda: bool(desk.main.findChildren(kind)))
    (sheet,) = desk.main.findChildren(kind)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    return sheet


def write(desk: Desk, line: QWidget, *keys: Qt.Key | str) -> None:
    line.window().activateWindow()
    desk.wait(line.window().isActiveWindow)
    line.setFocus()
    press(line, *keys)


def cursor(line: QWidget) -> int:
    focused = line.window().focusWidget()
    assert focused is line or line.isAncestorOf(focused)
    assert isinstance(focused, QLineEdit)
    return focused.cursorPosition()


def test_the_half_typed_title_of_a_document(desk: Desk) -> None:
    service, case = desk.services.attachments, desk.main.case.case
    assert case is not None
    for scan in (odd.pdf(), odd.pdf()):
        service.add(case, service.take(service.look(scan), QtPictureCleaner()))
    documents = desk.main.case.documents
    desk.main.case.show_documents()
    desk.wait(lambda: len(documents.tiles) == 2)
    dialog = documents.open(next(iter(documents.tiles)))
    assert dialog is not None
    dialog.step(1)
    shown = dialog.row.record
    write(desk, dialog.title, "Bescheid vom Jobc", Qt.Key.Key_Left)
    dialog = away_and_back(desk, AttachmentDialog)
    assert dialog.row.record == shown
    assert (dialog.title.text(), cursor(dialog.title)) == ("Bescheid vom Jobc", 16)
    assert [one.attached.title for one in desk.services.attachments.of_case(case)] == ["", ""]
    write(desk, dialog.title, Qt.Key.Key_End, "enter", Qt.Key.Key_Return)
    desk.wait(
        lambda: (
            "Bescheid vom Jobcenter"
            in [one.attached.title for one in desk.services.attachments.of_case(case)]
        )
    )


def test_a_reason_for_putting_off_typed_on_the_page_of_retention(desk: Desk) -> None:
    """Opened from that page, not from the case."""
    case = desk.main.case.case
    assert case is not None
    desk.services.retention.close(case, "2020-03-31")
    desk.main.go("retention")
    desk.wait(lambda: bool(desk.main.retention._lines()))
    desk.main.retention.choose(case)
    hold = desk.main.retention.put_off(case)
    desk.wait(lambda: desk.program._tasks.pending == 0)
    write(desk, hold.reason, "Akteneinsicht beantr", Qt.Key.Key_Left)
    write(desk, hold.until.line, "31.02.")
    hold = away_and_back(desk, HoldSheet)
    assert (hold.hold.isChecked(), hold.reason.text()) == (True, "Akteneinsicht beantr")
    assert (hold.until.line.text(), cursor(hold.until)) == ("31.02.", 6)
    assert [one.box.isChecked() for one in desk.main.retention._lines()] == [True]
