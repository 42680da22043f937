"""What can be read in a window at this moment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

_TAGS = re.compile(r"<[^>]+>")
_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def button(root: QWidget, text: str) -> QAbstractButton:
    """The button that says *text*."""
    found = [b for b in root.findChildren(QAbstractButton) if b.isVisible() and b.text() == text]
    assert found, (text, [b.text() for b in root.findChildren(QAbstractButton) if b.isVisible()])
    return found[0]


def texts(
    root: QWidget, *, spoken: bool = False, without: tuple[type[QWidget], ...] = ()
) -> list[str]:
    """Everything that can be read in *root* now, except in widgets *without* names.

    With *spoken* also tooltips and names.
    """
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisible() and not is_within(widget, without):
            found += _written(widget)
            if spoken:
                found += [widget.toolTip(), widget.accessibleName()]
    return [text for text in map(plain, found) if text]


def windows_seen() -> list[QWidget]:
    """The windows on the screen. One that is kept down is shown for Qt for a moment, and never
    gets there.
    """
    kept_down = Qt.WidgetAttribute.WA_DontShowOnScreen
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    return [each for each in shown if not each.testAttribute(kept_down)]


def is_within(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    """Whether *widget* is, or lies in, a widget of one of *kinds*."""
    at: QWidget | None = widget
    while at is not None and not isinstance(at, kinds):
        at = at.parentWidget()
    return at is not None


def plain(text: str) -> str:
    """*text* without markup, bidi marks and mnemonics."""
    bare = _TAGS.sub("", text).replace("&nbsp;", " ").translate(_MARKS)
    return bare.replace("&&", "\0").replace("&", "").replace("\0", "&").strip()


def _written(widget: QWidget) -> Sequence[str]:
    if isinstance(widget, QLabel):
        return [widget.text()]
    if isinstance(widget, QToolButton):
        menu = widget.menu()
        return [widget.text(), *(action.text() for action in (menu.actions() if menu else []))]
    if isinstance(widget, QAbstractButton):
        return [widget.text() or widget.accessibleName()]
    if isinstance(widget, QLineEdit):
        return [widget.text() or widget.placeholderText()]
    if isinstance(widget, QPlainTextEdit):
        return [widget.toPlainText() or widget.placeholderText()]
    if isinstance(widget, QComboBox):
        return [widget.itemText(at) for at in range(widget.count())]
    if isinstance(widget, QTabBar):
        return [widget.tabText(at) for at in range(widget.count())]
    return _table(widget) if isinstance(widget, QTableView) else []


def _table(table: QTableView) -> list[str]:
    model = table.model()
    columns = [at for at in range(model.columnCount()) if not table.isColumnHidden(at)]
    across = Qt.Orientation.Horizontal
    heads = [str(model.headerData(at, across) or "") for at in columns]
    return heads + [
        str(model.index(row, at).data() or "") for row in range(model.rowCount()) for at in columns
    ]
