"""Whole numbers and decimals, typed and shown in the digits of the pane."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.entry import (
    decimal_sign,
    is_ambiguous,
    is_half_typed,
    is_too_large,
    parse_decimal,
    parse_integer,
    show_number,
)
from desktop.ui.fields.text_field import dress_line, set_line_state

_WIDTH = 9
"""The line is as wide as this many times its type size: numbers are short."""


class NumberField(Field):
    """A number. Text that is none stays as typed, counts as no answer and is a problem."""

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, decimal: bool = False
    ) -> None:
        super().__init__(look, parent)
        self._is_decimal = decimal
        self._value = ""
        self.line = QLineEdit(self)
        self.line.setMaxLength(40)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhFormattedNumbersOnly
            if decimal
            else Qt.InputMethodHint.ImhDigitsOnly
        )
        self.line.textEdited.connect(self._on_edited)
        self.watch_enter(self.line)
        self.watch_leaving(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addStretch(1)
        self.setFocusProxy(self.line)
        self.relabel()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        if value == self._value:
            return
        self._value = value
        self._show()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        set_line_state(self.line, state)

    def relabel(self) -> None:
        super().relabel()
        dress_line(self.line, self.look, is_figure=True)
        self.line.setFixedWidth(self.line.fontMetrics().height() // 2 * _WIDTH)
        if self._value and not self._is_half():
            self._show()

    def problem(self) -> str:
        text = self.line.text().strip()
        # What was read once means the same after a switch to a language that writes it otherwise.
        if not text or self._value or self._parse(text):
            return ""
        if not self._is_decimal:
            is_number = parse_integer(text) is not None
            return client_texts.NUMBER_TOO_LARGE if is_number else client_texts.NUMBER_EXPECTED
        is_unclear = is_ambiguous(text, self._point())
        return client_texts.NUMBER_AMBIGUOUS if is_unclear else client_texts.NUMBER_EXPECTED

    def commit(self) -> None:
        if self._value:
            self._show()

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self.line

    def typed(self) -> str:
        return self.line.text() if self.problem() else ""

    def unkept(self) -> str:
        return self.line.text() if self._is_half() else self.typed()

    def set_typed(self, text: str) -> None:
        self.line.setText(text)
        self.line.setModified(True)

    def shown(self) -> str:
        """The stored value as it stands in the line."""
        info = self.look.tr.info
        return show_number(self._value, info.code, info.digits)

    def _is_half(self) -> bool:
        """Whether a person has just typed a number up to its decimal sign."""
        return self._is_decimal and self.line.isModified() and is_half_typed(self.line.text())

    def _point(self) -> str:
        info = self.look.tr.info
        return decimal_sign(info.code, info.digits)

    def _parse(self, text: str) -> str | None:
        if self._is_decimal:
            return parse_decimal(text, self._point())
        value = parse_integer(text)
        return None if value is None or is_too_large(value) else value

    def _show(self) -> None:
        shown = self.shown()
        if shown != self.line.text():
            self.line.setText(shown)

    def _on_edited(self, text: str) -> None:
        value = self._parse(text) or ""
        if value != self._value:
            self._value = value
            self.value_edited.emit(value)
        self.text_edited.emit()
