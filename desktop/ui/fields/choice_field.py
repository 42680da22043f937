"""Choices as rows: one of them (select_one) or several (select_multiple)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.i18n.formats import ascii_digits
from desktop.ui.fields.base import Choice, FieldState, PaneLook, enter_step
from desktop.ui.fields.choice_drawing import Shape
from desktop.ui.fields.choice_grid import ChoiceGrid
from desktop.ui.fields.choice_row import CheckRow, ChoiceRow, RadioRow

_KEYS = "123456789"
_NEXT = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class ChoiceField(ChoiceGrid):
    """A group of choices that is one stop of the Tab key.

    Arrows go from row to row, digits 1-9 and first letters pick, Delete takes the answer back.
    """

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, multiple: bool = False
    ) -> None:
        super().__init__(look, parent)
        self.multiple = multiple
        self.is_quick = False
        """Whether a pick leads on to the next question (appearance quick)."""
        self._values: list[str] = []
        self._choices: tuple[Choice, ...] = ()

    def value(self) -> str:
        return " ".join(self._values)

    def set_value(self, value: str) -> None:
        self._values = value.split() if self.multiple else [value] if value else []
        self._check()

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        if choices == self._choices:
            return
        same = [c.value for c in choices] == [c.value for c in self._choices]
        self._choices = choices
        if not same:
            self._build()
        for row, choice in zip(self.rows, choices, strict=True):
            row.drawing.take(choice)
        self._check()
        self.rearrange()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.setAccessibleName(state.name)
        for row in self.rows:
            self._name(row)
            row.setEnabled(not state.readonly and not self.is_heading)

    def relabel(self) -> None:
        super().relabel()
        for row in self.rows:
            row.drawing.dress()
        self.rearrange()

    @property
    def is_heading(self) -> bool:
        """Whether this only names columns of marks and takes no answer."""
        return self.arrangement.shape is Shape.LABEL

    def focus_target(self) -> QWidget | None:
        if self.state.readonly or not self.rows or self.is_heading:
            return None
        return next((row for row in self.rows if row.isChecked()), self.rows[0])

    def stops(self) -> Sequence[QWidget]:
        return [] if self.is_heading else self.rows

    def show_keys(self, on: bool) -> None:
        """Show beside each row which digit picks it."""
        for row in self.rows:
            row.drawing.show_key = on
            row.update()

    def pick(self, value: str, *, may_lead: bool = True) -> None:
        """Choose *value* as if a person had pressed its row.

        Again takes it back, except for the only answer in the client window, where whoever
        touches what is chosen already means just that.
        """
        if self.state.readonly:
            return
        if not self.multiple:
            is_taken_back = self._values == [value] and not self.look.large
            self._values = [] if is_taken_back else [value]
        elif value in self._values:
            self._values.remove(value)
        else:
            wanted = {*self._values, value}
            self._values = [c.value for c in self._choices if c.value in wanted]
        self._check()
        self.value_edited.emit(self.value())
        if self.is_quick and may_lead and self._values:
            self.moved_on.emit(1)

    def _on_key(self, watched: QAbstractButton, event: QKeyEvent) -> bool:
        step = enter_step(event)
        if step:
            self.moved_on.emit(step)
            return True
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            return False
        key = Qt.Key(event.key())
        if key in _NEXT:
            self._step(watched, key)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._values:
                self._values = []
                self._check()
                self.value_edited.emit("")
            return True
        return self._pick_by_key(event.text())

    def _step(self, watched: QAbstractButton, key: Qt.Key) -> None:
        at = next((i for i, row in enumerate(self.rows) if row is watched), 0)
        columns = self.columns()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        by = _NEXT[key]
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = -by if mirrored else by
        else:
            by *= columns
        to = at + by
        if 0 <= to < len(self.rows):
            self.rows[to].setFocus(Qt.FocusReason.TabFocusReason)
            if not self.multiple and self._values != [self._choices[to].value]:
                self.pick(self._choices[to].value, may_lead=False)

    def _pick_by_key(self, typed: str) -> bool:
        if len(typed) != 1 or not typed.isalnum():
            return False
        digit = ascii_digits(typed)
        at = _KEYS.find(digit) if digit.isdigit() else self._by_letter(typed)
        if not 0 <= at < len(self.rows):
            return True
        self.rows[at].setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.multiple or self._values != [self._choices[at].value]:
            self.pick(self._choices[at].value)
        return True

    def _by_letter(self, letter: str) -> int:
        """The next choice after the chosen one whose label begins with *letter*."""
        found = [
            i
            for i, choice in enumerate(self._choices)
            if choice.label.casefold().startswith(letter.casefold())
        ]
        focused = next((i for i, row in enumerate(self.rows) if row.hasFocus()), -1)
        later = [i for i in found if i > focused or (i == focused and not self._values)]
        return (later or found or [-1])[0]

    def _build(self) -> None:
        for old in self.rows:
            old.hide()
            old.deleteLater()
        self.rows = []
        for at, choice in enumerate(self._choices):
            row: ChoiceRow = (CheckRow if self.multiple else RadioRow)(
                self.look, self, self._on_key
            )
            row.drawing.key = _KEYS[at : at + 1]
            row.clicked.connect(lambda _=False, value=choice.value: self.pick(value))
            row.setEnabled(not self.state.readonly and not self.is_heading)
            if self.isVisible():
                row.show()
            self.rows.append(row)
        for row in self.rows:
            self._name(row)

    def _check(self) -> None:
        chosen = set(self._values)
        stop = next((c.value for c in self._choices if c.value in chosen), None)
        for at, (row, choice) in enumerate(zip(self.rows, self._choices, strict=True)):
            row.setChecked(choice.value in chosen)
            is_stop = choice.value == stop if stop is not None else at == 0
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def _name(self, row: ChoiceRow) -> None:
        parts = (self.state.name, self.state.error, self.state.description)
        row.setAccessibleDescription(" ".join(part for part in parts if part))
