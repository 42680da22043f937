"""Long lists in the client window: type a part of a word, the fitting rows stand below.

No list pops up beside the window, so nothing of it can stay when the window goes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.text_field import dress_line, set_line_state
from desktop.ui.theme import tokens

_SHOWN = 12


class FilterField(Field):
    """A select whose rows are narrowed down by typing; chosen ones always stay in sight."""

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, multiple: bool = False
    ) -> None:
        super().__init__(look, parent)
        self._choices: tuple[Choice, ...] = ()
        self._value = ""
        self._multiple = multiple
        self.line = QLineEdit(self)
        self.line.textEdited.connect(lambda _text: self._narrow())
        self.watch_enter(self.line)
        self.found = ChoiceField(look, self, multiple=multiple)
        self.found.value_edited.connect(self._on_picked)
        self.found.moved_on.connect(self.moved_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.M)
        layout.addWidget(self.line)
        layout.addWidget(self.found)
        self.setFocusProxy(self.line)
        self.relabel()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self._narrow()

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        self._narrow()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        set_line_state(self.line, state)
        self.found.set_state(state)

    def relabel(self) -> None:
        super().relabel()
        dress_line(self.line, self.look)
        self.line.setPlaceholderText(self.look.tr.text(client_texts.TYPE_HERE))
        self.found.relabel()

    def commit(self) -> None:
        """Take the only choice that fits what was typed."""
        fitting = self._fitting()
        if self.line.text().strip() and len(fitting) == 1 and not self._value:
            self._on_picked(fitting[0].value)

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self.line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
        ):
            self.found.focus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _chosen(self) -> list[str]:
        return self._value.split() if self._multiple else [self._value] if self._value else []

    def _fitting(self) -> list[Choice]:
        part = self.line.text().strip().casefold()
        return [c for c in self._choices if part in c.label.casefold()]

    def _narrow(self) -> None:
        chosen = set(self._chosen())
        first = [c for c in self._choices if c.value in chosen]
        rest = [c for c in self._fitting() if c.value not in chosen]
        self.found.set_choices((*first, *rest[:_SHOWN]))
        self.found.set_value(self._value)

    def _on_picked(self, value: str) -> None:
        self._value = value
        self.line.clear()
        self._narrow()
        self.value_edited.emit(value)
