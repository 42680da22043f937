"""All that a program says to eyes, ears, hands and other programs at this moment."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QToolTip,
    QWidget,
)

from desktop.domain.records import Case, Person
from desktop.storage.store import Reader
from tests.support.desk_windows import Desk
from tests.support.window_texts import texts

Role = Qt.ItemDataRole


def everything_said(window: QWidget) -> list[str]:
    """All that a window says to eyes, ears and hands, seen at the moment or not."""
    found = [window.windowTitle(), window.windowIconText(), window.windowFilePath()]
    for widget in [window, *window.findChildren(QWidget)]:
        found += [widget.toolTip(), widget.statusTip(), widget.whatsThis()]
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.objectName()]
        if isinstance(widget, QLineEdit):
            found += [widget.text(), widget.placeholderText()]
            completer = widget.completer()
            if completer is not None:
                found += _cells(completer.model())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(at) for at in range(widget.count())]
        if isinstance(widget, QAbstractItemView):
            found += _cells(widget.model())
        for action in widget.actions():
            found += [action.text(), action.toolTip(), action.statusTip()]
    return [text for text in (*found, *texts(window, spoken=True)) if text]


def private_words(desk: Desk) -> set[str]:
    """Names, numbers and notes of everybody in the store, and of the worker."""
    assert desk.program._running is not None
    return words_of(desk.program._running.store.read()) | {desk.services.me.name}


def words_of(reader: Reader) -> set[str]:
    """Names, numbers and notes of everybody in a store."""
    words: set[str] = set()
    for person in reader.find("person"):
        assert isinstance(person, Person)
        words |= {person.call_name, person.family_name, person.given_names, person.phone}
    for case in reader.find("case"):
        assert isinstance(case, Case)
        words |= {case.number, case.next_step}
    return {word for word in words if len(word) > 2}


def everything_shown() -> list[str]:
    """What is said by all windows that are shown, the titles of all that are not, what screen
    readers are given, and tooltips."""
    said = [QGuiApplication.applicationDisplayName(), QToolTip.text()]
    for window in QApplication.topLevelWidgets():
        said += everything_said(window) if window.isVisible() else [window.windowTitle()]
    said += [window.title() for window in QGuiApplication.topLevelWindows()]
    application = QApplication.instance()
    assert application is not None
    said += _read_aloud(QAccessible.queryAccessibleInterface(application))
    return [text for text in said if text]


def titles() -> list[str]:
    """What the desktop is told of the windows there are, shown or not: its bar and its switcher."""
    found = [QGuiApplication.applicationDisplayName(), QApplication.applicationName()]
    for window in QApplication.topLevelWidgets():
        found += [window.windowTitle(), window.windowIconText(), window.windowFilePath()]
    for native in QGuiApplication.topLevelWindows():
        found += [native.title(), native.filePath(), native.objectName()]
    return [text for text in found if text]


def _cells(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            for role in (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole):
                yield str(index.data(role) or "")


def _read_aloud(node: QAccessibleInterface | None) -> Iterator[str]:
    """A node that is told to be invisible is not read, nor is anything in it."""
    if node is None or node.state().invisible:
        return
    for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
        yield node.text(kind)
    for at in range(node.childCount()):
        yield from _read_aloud(node.child(at))
