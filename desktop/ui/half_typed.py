"""What stands in inputs, whole or half typed, in plain values, and back: for a lock.

Passwords, PINs, codes and recovery words are never told, whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
_CURSOR, _SHOWN, _TYPED = "cursor", "shown", "typed"


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
    return {**standing_in(inputs), **_cursor_of(inputs)}


def standing_in(inputs: Inputs) -> dict[str, Any]:
    """What stands in *inputs*, whether somebody typed it or it was shown."""
    return {name: entered(widget) for name, widget in inputs.items()}


def _cursor_of(inputs: Inputs) -> dict[str, Any]:
    for name, widget in inputs.items():
        focused = widget.window().focusWidget()
        if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
            return {_CURSOR: [name, cursor_in(focused) or 0]}
    return {}


def type_into(inputs: Inputs, kept: Mapping[str, Any]) -> None:
    """Write what ``typed_in`` told into inputs of the same names, in their order."""
    for name, widget in inputs.items():
        if name in kept:
            enter(widget, kept[name])
    _put_back(inputs, kept.get(_CURSOR))


def typed_anew(inputs: Inputs, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Only what a person changed, beside *shown*: what ``standing_in`` told when the stored values
    were written into *inputs*. What nobody touched is not to come back over newer values."""
    now = standing_in(inputs)
    typed = {name: one for name, one in now.items() if one != shown.get(name)}
    return {_SHOWN: dict(shown), _TYPED: typed, **_cursor_of(inputs)}


def type_anew(
    inputs: Inputs,
    shown: Mapping[str, Any],
    kept: Mapping[str, Any],
    together: Collection[str] = (),
) -> dict[str, Any]:
    """Write what ``typed_anew`` told where *shown* is still what it was typed over; the inputs
    named in *together* show one value. Returns the rest, which is not written."""
    typed, before = changed_in(kept), kept.get(_SHOWN)
    was = before if isinstance(before, Mapping) else {}
    moved = {name for name in inputs if was.get(name) != shown.get(name)}
    if moved & set(together):
        moved |= set(together)
    left = {}
    for name, widget in inputs.items():
        if name in typed and typed[name] != shown.get(name):
            if name in moved:
                left[name] = typed[name]
            else:
                enter(widget, typed[name])
    _put_back(inputs, kept.get(_CURSOR))
    return left


def changed_in(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a person changed, by input, of what ``typed_anew`` told."""
    typed = kept.get(_TYPED)
    return typed if isinstance(typed, Mapping) else {}


def only(kept: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """What ``typed_anew`` told, but of these inputs alone."""
    typed = {name: one for name, one in changed_in(kept).items() if name in names}
    return {_SHOWN: kept.get(_SHOWN), _TYPED: typed}


def _put_back(inputs: Inputs, cursor: object) -> None:
    match cursor:
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
