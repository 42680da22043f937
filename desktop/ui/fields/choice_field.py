"""Choices as rows: one of them (select_one) or several (select_multiple)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.i18n.formats import ascii_digits
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook, enter_step
from desktop.ui.fields.choice_row import CheckRow, ChoiceRow, RadioRow

_MOST_COLUMNS = 3
_ONE_LINE = 0.75
"""This share of the labels must fit in one line of their column."""
_WRAP_LOSS = 1.15
"""Words do not break anywhere: two lines hold a little less than twice one line."""
_KEYS = "123456789"
_NEXT = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class ChoiceField(Field):
    """Choices in one to three columns, as many as fit in both panes.

    *partner* is the same question in the other pane: both use the same columns and line heights,
    so that a choice stands beside its translation. The whole group is one stop of the Tab key;
    arrows go from row to row, digits 1-9 and first letters pick, Delete takes the answer back.
    """

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, multiple: bool = False
    ) -> None:
        super().__init__(look, parent)
        self.multiple = multiple
        self.partner: ChoiceField | None = None
        self.rows: list[ChoiceRow] = []
        self.most_columns = 1 if look.large else _MOST_COLUMNS
        self._values: list[str] = []
        self._plans: dict[int, list[int]] = {}
        self._choices: tuple[Choice, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

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
            row.setEnabled(not state.readonly)

    def relabel(self) -> None:
        super().relabel()
        for row in self.rows:
            row.drawing.dress()
        self.rearrange()

    def focus_target(self) -> QWidget | None:
        if self.state.readonly or not self.rows:
            return None
        return next((row for row in self.rows if row.isChecked()), self.rows[0])

    def stops(self) -> Sequence[QWidget]:
        return self.rows

    def show_keys(self, on: bool) -> None:
        """Show beside each row which digit picks it."""
        for row in self.rows:
            row.drawing.show_key = on
            row.update()

    def pick(self, value: str) -> None:
        """Choose *value* as if a person had pressed its row (again: take it back)."""
        if self.state.readonly:
            return
        if not self.multiple:
            self._values = [] if self._values == [value] else [value]
        elif value in self._values:
            self._values.remove(value)
        else:
            wanted = {*self._values, value}
            self._values = [c.value for c in self._choices if c.value in wanted]
        self._check()
        self.value_edited.emit(self.value())

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
        columns = self._columns()
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
                self.pick(self._choices[to].value)

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
            row.setEnabled(not self.state.readonly)
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

    # Arrangement: both panes agree on columns and line heights.

    def rearrange(self) -> None:
        """Lay the rows out anew, here and in the other pane."""
        for field in (self, self.partner):
            if field is not None:
                field._plans.clear()
                field.updateGeometry()
                field.lay_out()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._line_heights(width))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.look.hit())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def fitting_columns(self, width: int) -> int:
        """How many columns hold the labels at *width*; a few may take a second line."""
        if len(self.rows) < 3:
            return 1
        widths = sorted(row.drawing.full_width() for row in self.rows)
        most = widths[min(len(widths) - 1, round(len(widths) * _ONE_LINE))]
        around = self.rows[0].drawing.around()
        for columns in range(min(self.most_columns, len(self.rows)), 1, -1):
            each = width // columns
            if most <= each and (widths[-1] - around) * _WRAP_LOSS <= 2 * (each - around):
                return columns
        return 1

    def own_heights(self, width: int, columns: int) -> list[int]:
        """The height each line needs for this pane's labels."""
        each = width // columns
        rows = [row.drawing.height(each) for row in self.rows]
        return [max(rows[i : i + columns]) for i in range(0, len(rows), columns)]

    def _columns(self, width: int = 0) -> int:
        width = width or self.width()
        own = self.fitting_columns(width)
        return min(own, self.partner.fitting_columns(width)) if self.partner else own

    def _line_heights(self, width: int) -> list[int]:
        found = self._plans.get(width)
        if found is None:
            columns = self._columns(width)
            found = self.own_heights(width, columns)
            if self.partner is not None and len(self.partner.rows) == len(self.rows):
                other = self.partner.own_heights(width, columns)
                found = [max(pair) for pair in zip(found, other, strict=True)]
            self._plans[width] = found
        return found

    def lay_out(self) -> None:
        """Place the rows at the present width."""
        width = self.width()
        columns = self._columns(width)
        each = width // columns
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = 0
        for line, height in enumerate(self._line_heights(width)):
            for column in range(columns):
                at = line * columns + column
                if at < len(self.rows):
                    x = width - (column + 1) * each if mirrored else column * each
                    self.rows[at].setGeometry(x, top, each, height)
            top += height
