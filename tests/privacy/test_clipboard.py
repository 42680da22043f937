"""T34, clipboard: everything copied is marked, and gone after a minute or at a lock."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui import clipboard
from desktop.ui.clipboard import HINTS, SECONDS, ClipboardCare, put
from desktop.ui.widgets.labels import ReadingLabel

pytestmark = pytest.mark.hardening("T34")

ROOT = Path(__file__).resolve().parents[2]
CTRL = Qt.KeyboardModifier.ControlModifier
MAIN = QClipboard.Mode.Clipboard
SECRET = "Selam Tesfay"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    qapp.clipboard().clear()


@pytest.fixture
def care(window: QWidget) -> ClipboardCare:
    return ClipboardCare(LocaleContext("de"), window)


def shown(window: QWidget, widget: QWidget) -> QWidget:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    widget.setFocus()
    return widget


def filled(kind: type[QWidget]) -> QWidget:
    """A widget of *kind* with the secret in it, all of it marked."""
    if kind is QLineEdit:
        line = QLineEdit(SECRET)
        line.selectAll()
        return line
    if kind is QPlainTextEdit:
        plain = QPlainTextEdit(SECRET)
        plain.selectAll()
        return plain
    if kind is QTextEdit:
        rich = QTextEdit()
        rich.setPlainText(SECRET)
        rich.selectAll()
        return rich
    if kind is QTableWidget:
        table = QTableWidget(1, 1)
        table.setItem(0, 0, QTableWidgetItem(SECRET))
        table.setCurrentCell(0, 0)
        return table
    label = ReadingLabel(SECRET) if kind is ReadingLabel else QLabel(SECRET)
    flags = Qt.TextInteractionFlag
    label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    label.setSelection(0, len(label.text()))
    return label


def hints_now() -> dict[str, bytes]:
    data = QApplication.clipboard().mimeData()
    return {name: bytes(data.data(name).data()) for name in HINTS if data.hasFormat(name)}


KINDS = (QLineEdit, QPlainTextEdit, QTextEdit, QLabel, ReadingLabel, QTableWidget)


@pytest.mark.parametrize("kind", KINDS)
def test_what_any_widget_copies_is_marked(
    window: QWidget, care: ClipboardCare, kind: type[QWidget]
) -> None:
    widget = shown(window, filled(kind))
    QTest.keyClick(widget, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == SECRET
    assert hints_now() == HINTS
    assert not QApplication.clipboard().mimeData().hasHtml()
    assert care.timers[MAIN].isActive()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_control_without_the_care_the_same_key_leaves_it_unmarked(
    window: QWidget, kind: type[QWidget]
) -> None:
    widget = shown(window, filled(kind))
    QTest.keyClick(widget, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == SECRET
    assert hints_now() == {}


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_cutting_takes_the_words_along_and_can_be_undone(
    window: QWidget, care: ClipboardCare, kind: type[QLineEdit | QPlainTextEdit]
) -> None:
    widget = shown(window, filled(kind))
    assert isinstance(widget, QLineEdit | QPlainTextEdit)
    read = widget.text if isinstance(widget, QLineEdit) else widget.toPlainText
    QTest.keyClick(widget, Qt.Key.Key_X, CTRL)
    assert (read(), QApplication.clipboard().text()) == ("", SECRET)
    assert hints_now() == HINTS
    widget.undo()
    assert read() == SECRET


@pytest.mark.qt_log_ignore("does not support")
def test_a_number_and_the_menu_of_a_line_are_covered_too(
    window: QWidget, care: ClipboardCare
) -> None:
    number = QSpinBox()
    number.setValue(42)
    shown(window, number)
    number.selectAll()
    QTest.keyClick(number, Qt.Key.Key_C, CTRL)
    assert (QApplication.clipboard().text(), hints_now()) == ("42", HINTS)
    line = shown(window, filled(QLineEdit))
    assert isinstance(line, QLineEdit)
    middle = QPoint(4, 4)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, line.mapToGlobal(middle))
    QApplication.sendEvent(line, event)
    (menu,) = (m for m in line.findChildren(QMenu) if m.isVisible())
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert [word for word in words if word][2:5] == ["Ausschneiden", "Kopieren", "Einfügen"]
    next(a for a in menu.actions() if a.objectName() == "edit-cut").trigger()
    assert (line.text(), QApplication.clipboard().text()) == ("", SECRET)
    assert hints_now() == HINTS
    menu.close()


def test_a_password_cannot_be_copied(window: QWidget, care: ClipboardCare) -> None:
    put("von vorher")
    line = QLineEdit("sonne ufer lampe nuss")
    line.setEchoMode(QLineEdit.EchoMode.Password)
    shown(window, line)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, CTRL)
    QTest.keyClick(line, Qt.Key.Key_X, CTRL)
    assert QApplication.clipboard().text() == "von vorher"


def test_it_is_gone_after_the_time_and_not_before(window: QWidget, qtbot: QtBot) -> None:
    assert SECONDS == 60
    care = ClipboardCare(LocaleContext("de"), window, seconds=0.2)
    begun = time.monotonic()
    put(SECRET)
    assert QApplication.clipboard().text() == SECRET
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "", timeout=2000)
    assert 0.18 <= time.monotonic() - begun < 1.5
    assert not care.timers[MAIN].isActive()


def test_copying_again_begins_the_minute_again(
    window: QWidget, care: ClipboardCare, qtbot: QtBot
) -> None:
    put(SECRET)
    timer = care.timers[MAIN]
    assert timer.interval() == SECONDS * 1000
    qtbot.waitUntil(lambda: timer.remainingTime() < SECONDS * 1000 - 100, timeout=1000)
    before = timer.remainingTime()
    put("anderes")
    assert timer.remainingTime() > before


def test_what_another_program_put_there_stays(window: QWidget, care: ClipboardCare) -> None:
    put(SECRET)
    QApplication.clipboard().setText("aus einem anderen Programm")
    care.timers[MAIN].timeout.emit()
    care.clear()
    assert QApplication.clipboard().text() == "aus einem anderen Programm"


def test_what_gets_there_another_way_is_marked_as_soon_as_it_is_seen(window: QWidget) -> None:
    care = ClipboardCare(LocaleContext("de"), window, owns=lambda _mode: True)
    QApplication.clipboard().setText(SECRET)
    assert (QApplication.clipboard().text(), hints_now()) == (SECRET, HINTS)
    assert care.timers[MAIN].isActive()
    care.clear()
    assert QApplication.clipboard().text() == ""


def test_the_focus_may_leave_a_widget_that_is_gone(window: QWidget, care: ClipboardCare) -> None:
    import shiboken6

    line = shown(window, filled(QLineEdit))
    shiboken6.delete(line)
    other = shown(window, filled(QPlainTextEdit))
    QTest.keyClick(other, Qt.Key.Key_C, CTRL)
    assert hints_now() == HINTS


def test_there_is_no_other_way_into_the_clipboard() -> None:
    """Whoever copies calls ``put``: nothing else of the program does more than look at it."""
    own = Path(clipboard.__file__)
    paths = [path for path in sorted((ROOT / "desktop").rglob("*.py")) if path != own]
    found = {path.name: used for path in paths if (used := uses(path.read_text("utf-8")))}
    assert set().union(*found.values()) <= {"mimeData"}, found
    assert uses("a.clipboard().setText(x)") == {"setText"}, "the rule sees what it looks for"
    assert uses("c = QGuiApplication.clipboard()") == {"itself"}


def uses(source: str) -> set[str]:
    """What is asked of the clipboard in *source*."""
    nodes = list(ast.walk(ast.parse(source))) if "clipboard" in source else []
    asked = {
        id(node.value.func): node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call)
    }
    return {
        asked.get(id(node), "itself")
        for node in nodes
        if isinstance(node, ast.Attribute)
        and node.attr == "clipboard"
        and not (isinstance(node.value, ast.Name) and node.value.id == "ui")
    }
