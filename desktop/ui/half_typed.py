"""What stands in inputs, whole or half typed, in plain values, and back: for a lock.

Passwords, PINs, codes and recovery words are never told, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.ui.fields.base import Field
from desktop.ui.widgets.password_edit import PasswordEdit

Inputs = Mapping[str, QWidget]
"""Lines, boxes, combos, buttons that can be checked and fields, by names that stay the same."""
_CURSOR = "cursor"


def entered(widget: QWidget) -> Any:
    """What stands in one input, whether it can be read or not; None for one that tells nothing."""
    if isinstance(widget, Field):
        return [widget.value(), widget.unkept()]
    if isinstance(widget, QComboBox):
        return widget.currentText() if widget.isEditable() else str(widget.currentData() or "")
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QLineEdit):
        is_secret = isinstance(widget, PasswordEdit)
        is_shown = widget.echoMode() is QLineEdit.EchoMode.Normal
        return widget.text() if is_shown and not is_secret else None
    return widget.isChecked() if isinstance(widget, QAbstractButton) else None


def enter(widget: QWidget, kept: object) -> None:
    """Write what ``entered`` told; what the input does not understand is left out."""
    match widget, kept:
        case Field(), [str(value), str(unkept)]:
            widget.set_value(value)
            if unkept:
                widget.set_typed(unkept)
        case QComboBox(), str():
            if widget.isEditable():
                widget.setEditText(kept)
            elif widget.findData(kept) >= 0:
                widget.setCurrentIndex(widget.findData(kept))
        case QPlainTextEdit(), str():
            widget.setPlainText(kept)
        case QLineEdit(), str():
            widget.setText(kept)
        case QAbstractButton(), bool():
            widget.setChecked(kept)


def typed_in(inputs: Inputs) -> dict[str, Any]:
    """What stands in *inputs*, and in which of them the cursor is."""
    found = {name: entered(widget) for name, widget in inputs.items()}
    for name, widget in inputs.items():
        focused = widget.window().focusWidget()
        if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
            found[_CURSOR] = [name, cursor_in(focused) or 0]
    return found


def type_into(inputs: Inputs, kept: Mapping[str, Any]) -> None:
    """Write what ``typed_in`` told into inputs of the same names, in their order."""
    for name, widget in inputs.items():
        if name in kept:
            enter(widget, kept[name])
    match kept.get(_CURSOR):
        case [str(name), int(at)] if name in inputs:
            inputs[name].setFocus()
            put_cursor(inputs[name].window().focusWidget(), at)


def cursor_in(focused: QWidget | None) -> int | None:
    """Where the cursor is in a text, or None."""
    if isinstance(focused, QLineEdit):
        return focused.cursorPosition()
    if isinstance(focused, QTextEdit | QPlainTextEdit):
        return focused.textCursor().position()
    return None


def put_cursor(focused: QWidget | None, at: object) -> None:
    """Put the cursor where ``cursor_in`` said, selecting nothing."""
    if not isinstance(at, int) or at < 0:
        return
    if isinstance(focused, QLineEdit):
        focused.deselect()
        focused.setCursorPosition(at)
    elif isinstance(focused, QTextEdit | QPlainTextEdit):
        cursor = focused.textCursor()
        cursor.setPosition(min(at, focused.document().characterCount() - 1))
        focused.setTextCursor(cursor)
