"""Free text: one line, or several that grow with what is written."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QTextCursor, QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.i18n.bidi import strip_controls
from desktop.i18n.formats import ascii_digits, localised_digits
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale

_LONGEST = 100_000
_GROUP, _LRM = re.compile(r"\d+"), "\u200e"


class LineField(Field):
    """One line of text. The direction of what is written follows its first letter.

    *is_figure*: mostly digits (appearance numbers); those of any script are stored as ASCII.
    """

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, is_figure: bool = False
    ) -> None:
        super().__init__(look, parent)
        self._is_figure = is_figure
        self.line = QLineEdit(self)
        self.line.setMaxLength(_LONGEST)
        self.line.textEdited.connect(self._on_edited)
        self.watch_enter(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.relabel()

    def value(self) -> str:
        text = strip_controls(self.line.text())
        return ascii_digits(text) if self._is_figure else text

    def set_value(self, value: str) -> None:
        if value != self.value():
            self.line.setText(self._figure(value) if self._is_figure else value)
            self.line.setCursorPosition(0 if not self.line.hasFocus() else len(value))

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        set_line_state(self.line, state)

    def relabel(self) -> None:
        super().relabel()
        dress_line(self.line, self.look, is_figure=self._is_figure)
        if self._is_figure:
            self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
            self.line.setText(self._figure(self.value()))

    def _figure(self, value: str) -> str:
        """Digits of the pane's script, groups from left to right: Arabic ones would turn round."""
        shown = localised_digits(value, self.look.tr.info.digits)
        has_groups = len(_GROUP.findall(shown)) > 1
        return _GROUP.sub(rf"{_LRM}\g<0>{_LRM}", shown) if has_groups else shown

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self.line

    def _on_edited(self) -> None:
        self.value_edited.emit(self.value())


class TextField(Field):
    """Several lines of text; grows from three lines to ten. Enter begins a new line."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.box = QPlainTextEdit(self)
        self.box.setTabChangesFocus(True)
        self.box.textChanged.connect(self._on_changed)
        self.box.document().documentLayout().documentSizeChanged.connect(self._grow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.partner: TextField | None = None
        self._showing = False
        self.relabel()

    def value(self) -> str:
        return strip_controls(self.box.toPlainText())

    def set_value(self, value: str) -> None:
        if value == self.value():
            return
        self._showing = True
        self.box.setPlainText(value)
        self.box.moveCursor(QTextCursor.MoveOperation.End)
        self._showing = False

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.box.setReadOnly(state.readonly)
        name_widget(self.box, state)
        restyle(self.box, "state", "error" if state.error else "")

    def relabel(self) -> None:
        super().relabel()
        self.box.setLayoutDirection(self.look.direction)
        self.box.document().setDefaultTextOption(_begins(self.look))
        self.box.setFont(self.look.font())
        self._grow()

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self.box

    def _on_changed(self) -> None:
        if not self._showing:
            self.value_edited.emit(self.value())

    def wanted_height(self) -> int:
        """The height that shows what is written, within limits."""
        line = QFontMetrics(self.box.font()).lineSpacing()
        lines = max(1, round(self.box.document().size().height()))
        least, most = (2, 6) if self.look.large else (3, 10)
        return min(max(lines, least), most) * line + round(20 * current_scale())

    def _grow(self) -> None:
        other = self.partner
        height = max(self.wanted_height(), other.wanted_height() if other else 0)
        for field in (self, other):
            if field is not None and field.box.height() != height:
                field.box.setFixedHeight(height)


def _begins(look: PaneLook) -> QTextOption:
    """Lines begin at the pane's side and read in its direction, whatever their first letter."""
    option = QTextOption()
    option.setTextDirection(look.direction)
    side = Qt.AlignmentFlag.AlignRight if look.tr.is_rtl else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    return option


def dress_line(line: QLineEdit, look: PaneLook, *, is_figure: bool = False) -> None:
    """Give *line* the font, direction and height of the pane.

    Text takes the side of its own direction; a figure (number, date) that of the pane.
    """
    line.setFont(look.font())
    line.setLayoutDirection(look.direction)
    inset = tokens.S if look.large else 0
    line.setTextMargins(inset, inset, inset, inset)
    if is_figure:
        side = Qt.AlignmentFlag.AlignRight if look.tr.is_rtl else Qt.AlignmentFlag.AlignLeft
        line.setAlignment(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)


def set_line_state(line: QLineEdit, state: FieldState) -> None:
    """Show readonly and error on *line*, and name it for screen readers."""
    line.setReadOnly(state.readonly)
    name_widget(line, state)
    restyle(line, "state", "error" if state.error else "")


def name_widget(widget: QWidget, state: FieldState) -> None:
    """Tie the question, its hint and its error to *widget* for screen readers."""
    widget.setAccessibleName(state.name)
    described = " ".join(part for part in (state.error, state.description) if part)
    widget.setAccessibleDescription(described)
