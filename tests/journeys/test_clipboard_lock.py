"""T34: what was copied from a case is gone when the program locks, or ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui.clipboard import HINTS, is_ours
from tests.support.desk_windows import Desk, Office

pytestmark = pytest.mark.hardening("T34")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(office: Office) -> Desk:
    """A desk where a name was searched for and copied."""
    opened = office.desk()
    opened.unlock()
    opened.search("Selam")
    opened.main.search.selectAll()
    QTest.keyClick(opened.main.search, Qt.Key.Key_C, CTRL)
    assert (QApplication.clipboard().text(), is_ours()) == ("Selam", True)
    assert set(QApplication.clipboard().mimeData().formats()) >= set(HINTS)
    return opened


def test_a_lock_empties_the_clipboard(desk: Desk) -> None:
    desk.lock()
    assert QApplication.clipboard().text() == ""


def test_closing_the_window_empties_it_too(desk: Desk) -> None:
    desk.close()
    assert QApplication.clipboard().text() == ""


def test_what_another_program_put_there_meanwhile_stays(desk: Desk) -> None:
    QApplication.clipboard().setText("aus einem anderen Programm")
    desk.lock()
    assert QApplication.clipboard().text() == "aus einem anderen Programm"
    QApplication.clipboard().clear()
