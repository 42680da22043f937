"""Nothing of other programs gets into the client's window: no paste, no middle button, no drop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.interpreter_window.guard import ClientGuard, brings_text
from tests.ui.form_desk import ARRIVAL, Desk, case_desk

desk = case_desk

MIDDLE, NONE = Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier


class Line(QLineEdit):
    """Notes which mouse events reach it: Qt pastes the selection of X11 at the release."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reached: list[str] = []

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.reached.append("press")
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.reached.append("release")
        super().mouseReleaseEvent(event)


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> InterpreterWindow:
    """The client's window on a second screen, at a line of text."""
    page = desk.open()
    qtbot.addWidget(page)
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    opened = InterpreterWindow(page.conversation, page.local_now)
    desk.windows.append(opened)
    with qtbot.waitExposed(opened):
        opened.show()
    page.conversation.move_to(ARRIVAL + "f2_entry_by")
    return opened


def dropped(data: QMimeData) -> QDropEvent:
    """A text from elsewhere that is let go over a line."""
    left = Qt.MouseButton.LeftButton
    return QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, NONE)


def later_line(parent: QWidget) -> Line:
    """A line made while the question is shown already."""
    line = Line(parent)
    line.resize(100, 30)
    line.show()
    QApplication.sendPostedEvents(None, QEvent.Type.ChildPolished.value)
    QApplication.processEvents()
    return line


def test_the_middle_button_reaches_no_line_of_the_window(window: InterpreterWindow) -> None:
    assert window.field is not None
    line = later_line(window.field)
    QTest.mouseClick(line, MIDDLE, pos=QPoint(5, 5))
    assert line.reached == []
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert line.reached == ["press", "release"]


def test_a_drop_counts_as_text_from_elsewhere() -> None:
    assert brings_text(dropped(QMimeData()))


def test_while_the_device_is_handed_over_it_holds_for_the_whole_program(
    window: InterpreterWindow, qtbot: QtBot
) -> None:
    other = Line()
    qtbot.addWidget(other)
    guard = ClientGuard(window)
    guard.enter(window)
    seen = Recorder()
    other.installEventFilter(seen)
    QTest.mouseClick(other, MIDDLE, pos=QPoint(5, 5))
    guard.leave(restore=False)
    assert other.reached == []
    assert seen.kinds == []


class Recorder(QObject):
    """Notes every click that gets as far as a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[QEvent.Type] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
        if event.type() in kinds:
            self.kinds.append(event.type())
        return False
