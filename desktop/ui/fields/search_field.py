"""Long lists of choices: type a part of the name, pick from what fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import client_texts
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook, enter_step
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.text_field import dress_line, set_line_state
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens

_SHOWN = 12
_Index = QModelIndex | QPersistentModelIndex


class SearchField(Field):
    """A select with a long list (or the appearances minimal, autocomplete, search).

    Picked choices are rows that can be unticked; a select_one holds one of them at most.
    """

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, multiple: bool = False
    ) -> None:
        super().__init__(look, parent)
        self.multiple = multiple
        self._choices: tuple[Choice, ...] = ()
        self._values: list[str] = []
        self.line = QLineEdit(self)
        self.line.installEventFilter(self)
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(_SHOWN)
        self._completer.activated.connect(self._on_completed)
        self.line.setCompleter(self._completer)
        popup = self._completer.popup()
        assert popup is not None
        popup.setItemDelegate(_Roomy(look, self))
        self.picked = ChoiceField(look, self, multiple=True)
        self.picked.value_edited.connect(self._on_unticked)
        self.picked.moved_on.connect(self.moved_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.picked)
        self.setFocusProxy(self.line)
        self.relabel()

    def value(self) -> str:
        return " ".join(self._values)

    def set_value(self, value: str) -> None:
        values = value.split() if self.multiple else [value] if value else []
        if values != self._values:
            self._values = values
            self._show()

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        if choices == self._choices:
            return
        self._choices = choices
        self._names.setStringList([choice.label for choice in choices])
        self._show()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        set_line_state(self.line, state)
        self.line.setVisible(not state.readonly)
        self.picked.set_state(state)

    def relabel(self) -> None:
        super().relabel()
        dress_line(self.line, self.look)
        popup = self._completer.popup()
        assert popup is not None
        popup.setFont(self.look.font())
        popup.setLayoutDirection(self.look.direction)
        t = current_tokens()
        popup.setStyleSheet(f"QListView {{ border: 1px solid {t.border}; }}")
        self.line.setPlaceholderText(self.look.tr.text(client_texts.PLEASE_CHOOSE))
        self.picked.relabel()

    def problem(self) -> str:
        text = self.line.text().strip()
        return client_texts.PLEASE_CHOOSE if text and not self._match(text) else ""

    def commit(self) -> None:
        """Take a whole label, or the only one that fits, as picked."""
        found = self._match(self.line.text().strip())
        if found is not None:
            self._pick(found)

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self.line

    def stops(self) -> Sequence[QWidget]:
        return [self.line, *self.picked.rows]

    def typed(self) -> str:
        return self.line.text() if self.problem() else ""

    def unkept(self) -> str:
        return self.line.text()

    def set_typed(self, text: str) -> None:
        self.line.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
        ):
            step = enter_step(event)
            if step:
                self.commit()
                self.moved_on.emit(step)
                return True
            if event.key() == Qt.Key.Key_Down and not self.line.text():
                self._completer.setCompletionPrefix("")
                self._completer.complete()
                return True
        return super().eventFilter(watched, event)

    def _match(self, text: str) -> Choice | None:
        folded = text.casefold()
        if not folded:
            return None
        whole = [c for c in self._choices if folded in (c.label.casefold(), c.value.casefold())]
        part = [c for c in self._choices if folded in c.label.casefold()]
        return whole[0] if whole else part[0] if len(part) == 1 else None

    def _on_completed(self, label: str) -> None:
        found = next((c for c in self._choices if c.label == label), None)
        if found is not None:
            self._pick(found)
        # The completer writes the label into the line after its signal.
        QTimer.singleShot(0, self.line, self.line.clear)

    def _pick(self, choice: Choice) -> None:
        before = list(self._values)
        if not self.multiple:
            self._values = [choice.value]
        elif choice.value not in self._values:
            self._values.append(choice.value)
        self._show()
        if self._values != before:
            self.value_edited.emit(self.value())

    def _on_unticked(self, value: str) -> None:
        self._values = value.split()
        self._show()
        self.value_edited.emit(self.value())

    def _show(self) -> None:
        self.line.clear()
        chosen = [c for v in self._values for c in self._choices if c.value == v]
        self.picked.set_choices(tuple(chosen))
        self.picked.set_value(self.value())
        self.picked.setVisible(bool(chosen))


class _Roomy(QStyledItemDelegate):
    """Lines of the list as high as anything else that is pressed."""

    def __init__(self, look: PaneLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(self._look.hit(), hint.height() + tokens.S))
