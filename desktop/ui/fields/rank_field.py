"""Puts choices into an order with buttons or keys; stored as all codes, the first one on top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import client_texts
from desktop.i18n.formats import ascii_digits, localised_digits
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook, enter_step
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import PlainLabel, breakable

_UNSET = "·"
"""Stands for the place of a choice while there is no order yet."""
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RankField(Field):
    """One row a choice. The keyboard: arrows walk, Ctrl or Alt with an arrow moves the row, a
    digit puts it at that place, Delete takes the whole order back.

    Nothing is stored until somebody moves a row or says that the order is right as it stands.
    """

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._choices: dict[str, Choice] = {}
        self._order: list[str] = []
        self._is_set = False
        self.rows: list[_RankRow] = []
        self.partner: RankField | None = None
        self.advice = PlainLabel(tone="muted", wrap=True, parent=self)
        self.keep = QPushButton(self)
        self.keep.setProperty("role", "quiet")
        self.keep.clicked.connect(self._on_keep)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(tokens.XS)
        self._box.addWidget(self.advice)
        foot = QHBoxLayout()
        foot.addWidget(self.keep)
        foot.addStretch(1)
        self._box.addLayout(foot)
        self.relabel()

    def value(self) -> str:
        return " ".join(self._order) if self._is_set else ""

    def set_value(self, value: str) -> None:
        ranked = [code for code in value.split() if code in self._choices]
        rest = [code for code in self._choices if code not in ranked]
        self._is_set = bool(ranked)
        self._order = [*ranked, *rest]
        self._show()

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        value = self.value()
        self._choices = {choice.value: choice for choice in choices}
        self.set_value(value)

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.setAccessibleName(state.name)
        self._show()

    def relabel(self) -> None:
        super().relabel()
        tr = self.look.tr
        self.advice.setFont(self.look.font(size=max(tokens.SMALL, round(self.look.size * 0.8))))
        self.advice.setText(tr.text(client_texts.RANK_ORDER))
        self.keep.setFont(self.look.font())
        self.keep.setMinimumHeight(self.look.hit())
        self.keep.setText(tr.text(client_texts.KEEP_ORDER))
        self._show()

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly or not self.rows else self.rows[0]

    def stops(self) -> Sequence[QWidget]:
        shown: list[QWidget] = [*self.rows]
        return shown if self.keep.isHidden() else [*shown, self.keep]

    def move_row(self, code: str, to: int) -> None:
        """Put *code* at place *to* (from 0) as if a person had moved it."""
        at = self._order.index(code)
        to = min(max(0, to), len(self._order) - 1)
        if self.state.readonly:
            return
        self._order.insert(to, self._order.pop(at))
        self._is_set = True
        self._show()
        self.rows[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.value_edited.emit(self.value())

    def take_key(self, code: str, event: QKeyEvent) -> bool:
        """What a key at the row of *code* does; False if it means nothing here."""
        step = enter_step(event)
        if step:
            self.moved_on.emit(step)
            return True
        at = self._order.index(code)
        key = Qt.Key(event.key())
        held = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if key in _MOVES:
            to = at + _MOVES[key]
            if held:
                self.move_row(code, to)
            elif 0 <= to < len(self.rows):
                self.rows[to].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.state.readonly:
            self.set_value("")
            self.value_edited.emit("")
            return True
        digit = ascii_digits(event.text())
        if digit.isdigit() and not held and digit != "0":
            self.move_row(code, int(digit) - 1)
            return True
        return False

    def row_height(self) -> int:
        """The least height of a row: the same in both panes."""
        fields = [self] if self.partner is None else [self, self.partner]
        return max(max(f.look.hit(), f.label_height()) for f in fields) + tokens.S

    def label_height(self) -> int:
        """The height of one line of a label."""
        return QFontMetrics(self.look.font()).height()

    def _on_keep(self) -> None:
        self._is_set = True
        self._show()
        self.value_edited.emit(self.value())

    def _show(self) -> None:
        while len(self.rows) > len(self._order):
            row = self.rows.pop()
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(self._order):
            row = _RankRow(self)
            self._box.insertWidget(self._box.count() - 1, row)
            if self.isVisible():
                row.show()  # not later: it may be given the keyboard at once
            self.rows.append(row)
        for at, (row, code) in enumerate(zip(self.rows, self._order, strict=True)):
            is_open = not self.state.readonly
            row.show_choice(self._choices[code], at, len(self._order), self._is_set, is_open)
            row.setMinimumHeight(self.row_height())
        self.keep.setVisible(bool(self.rows) and not self._is_set and not self.state.readonly)


class _RankRow(QFrame):
    """One choice with its place and the two buttons that move it."""

    def __init__(self, field: RankField) -> None:
        super().__init__(field)
        self._field, self._code = field, ""
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.place, self.label = PlainLabel(tone="accent"), PlainLabel(wrap=True)
        self.up, self.down = IconButton(Icon.UP), IconButton(Icon.DOWN)
        for button, by in ((self.up, -1), (self.down, 1)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._on_moved, by))
        box = QHBoxLayout(self)
        box.setContentsMargins(tokens.XS, tokens.XS, tokens.XS, tokens.XS)
        box.addSpacing(tokens.M - tokens.XS)
        box.addWidget(self.place)
        box.addWidget(self.label, 1)
        box.addWidget(self.up)
        box.addWidget(self.down)

    def show_choice(self, choice: Choice, at: int, count: int, is_set: bool, is_open: bool) -> None:
        """Show *choice* at its place."""
        look = self._field.look
        tr = look.tr
        self._code, self._at = choice.value, at
        number = localised_digits(str(at + 1), tr.info.digits)
        self.place.setText(number if is_set else _UNSET)
        self.label.setText(breakable(choice.label))
        self.place.setFont(look.font(weight=tokens.STRONG))
        self.label.setFont(look.font())
        for button, words, far in (
            (self.up, client_texts.MOVE_UP, at == 0),
            (self.down, client_texts.MOVE_DOWN, at == count - 1),
        ):
            button.setVisible(is_open)
            button.setEnabled(not far)
            button.setAccessibleName(f"{choice.label}: {tr.text(words)}")
            button.setFixedSize(look.hit(), look.hit())
            button.setIconSize(QSize(look.size, look.size) * current_scale())
        self.setLayoutDirection(look.direction)
        self.setAccessibleName(f"{number} {choice.label}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._field.take_key(self._code, event):
            super().keyPressEvent(event)

    def _on_moved(self, by: int) -> None:
        self._field.move_row(self._code, self._at + by)
