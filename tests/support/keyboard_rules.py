"""What holds for the keyboard in every window: where it begins, what Enter presses, names."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, Qt, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from desktop.ui.dialogs.sheet import Sheet

_PATIENCE_MS = 5000
_INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QCheckBox, QRadioButton)


def focusable(root: QWidget) -> list[QWidget]:
    """What Tab can reach below *root* now."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.window() is root.window()
        and one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    ]


def unnamed(root: QWidget) -> Iterator[str]:
    """What takes the keyboard and tells a screen reader nothing."""
    for one in focusable(root):
        spoken = QAccessible.queryAccessibleInterface(one)
        if spoken is None or not spoken.text(QAccessible.Text.Name).strip():
            parent = one.parentWidget()
            yield f"no name: {type(one).__name__} in {type(parent).__name__}"


def wrong_start(root: QWidget) -> Iterator[str]:
    """A dialog that begins at a button though it has an input, or at one that does something."""
    if not isinstance(root, Sheet):
        return
    at = root.focusWidget()
    inputs = [one for one in focusable(root) if isinstance(one, _INPUTS)]
    others = (root.primary, root.secondary) if not inputs else ()
    if isinstance(at, QPushButton) and (inputs or at in others) and at is not root.safe:
        yield f"begins at the button {at.text()}"
    elif at is None or at is root:
        yield "begins nowhere"


def wrong_enter(root: QWidget) -> Iterator[str]:
    """Buttons that Enter does not press, or presses from another one; lines from which Enter does
    not press the primary button of a dialog. Real key events; nothing is done by any button."""
    root = next((each for each in root.findChildren(Sheet) if each.isVisible()), root)
    root.activateWindow()
    patience = QDeadlineTimer(_PATIENCE_MS)
    while not root.isActiveWindow() and not patience.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    told = _Pressed(root)
    for button in root.findChildren(QAbstractButton):
        if button.receivers("2clicked(bool)"):
            button.clicked.disconnect()
        button.clicked.connect(told.take)
    for one in focusable(root):
        if isinstance(one, QPushButton | QToolButton):
            has_menu = isinstance(one, QToolButton) and one.menu() is not None
            expected = None if has_menu else one
        else:
            primary = root.primary if isinstance(root, Sheet) else None
            is_started = primary is not None and primary.isEnabled() and isinstance(one, QLineEdit)
            expected = primary if is_started else None
        if expected is None or not expected.isVisible():
            continue
        one.setFocus()
        told.names.clear()
        _enter(root)
        moved_on = isinstance(one, QLineEdit) and isinstance(root.focusWidget(), QLineEdit)
        if told.names != [_name(expected)] and not (moved_on and root.focusWidget() is not one):
            yield f"Enter at {_name(one)} presses {told.names}"


class _Pressed(QObject):
    """Names of the buttons pressed, in order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: list[str] = []

    @Slot()
    def take(self) -> None:
        """One was pressed."""
        button = self.sender()
        assert isinstance(button, QAbstractButton)
        self.names.append(_name(button))


def _enter(root: QWidget) -> None:
    handle = root.window().windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Return)
    QApplication.processEvents()


def _name(one: QWidget) -> str:
    words = one.text() if isinstance(one, QAbstractButton | QLineEdit) else ""
    return one.accessibleName() or words or type(one).__name__
