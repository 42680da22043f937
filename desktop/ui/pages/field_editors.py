"""Editors for one field of a record, by its type; codes and ISO values inside, words outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.domain.changes import Value
from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import FieldView
from desktop.ui.fields.entry import parse_date, show_date
from desktop.ui.half_typed import cursor_in, enter, entered, put_cursor
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.layouts import column, row


class FieldEditor(QWidget):
    """Signals: ``submitted()`` on Enter, ``abandoned()`` on Esc."""

    submitted = Signal()
    abandoned = Signal()
    _inputs: tuple[QWidget, ...] = ()

    def value(self) -> Value:
        """The value as it is stored."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        """Whether what was typed can be read; says so at the field if not."""
        return True

    def take_focus(self) -> None:
        """Put the focus where typing begins."""
        raise NotImplementedError

    def typed(self) -> list[Any]:
        """What stands in the inputs, whether it can be read or not; for ``take_typed``."""
        return [entered(widget) for widget in self._inputs]

    def take_typed(self, typed: Sequence[object]) -> None:
        """Write what ``typed`` told; what no input understands is left out."""
        for widget, kept in zip(self._inputs, typed, strict=False):
            enter(widget, kept)

    def cursor_at(self) -> list[int] | None:
        """Which input has the focus in its window and where the cursor is, or None."""
        focused = self.window().focusWidget()
        if focused is None or focused not in self._inputs:
            return None
        return [self._inputs.index(focused), cursor_in(focused) or 0]

    def put_cursor(self, which: int, at: int) -> None:
        """Put the focus where ``cursor_at`` said."""
        if 0 <= which < len(self._inputs) and self.isVisible():
            widget = self._inputs[which]
            widget.setFocus()
            put_cursor(widget, at)

    def _watch(self, *inputs: QWidget) -> None:
        self._inputs = inputs
        for widget in inputs:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.abandoned.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.submitted.emit()
                return True
        return False


class TextEditor(FieldEditor):
    """One line of text."""

    def __init__(self, field: FieldView, label: str) -> None:
        super().__init__()
        self._line = QLineEdit(str(field.value or ""))
        self._line.setAccessibleName(label)
        self.setLayout(row(self._line))
        self.setFocusProxy(self._line)
        self._watch(self._line)

    def value(self) -> Value:
        return self._line.text().strip()

    def take_focus(self) -> None:
        self._line.setFocus()
        self._line.selectAll()


class CodeEditor(FieldEditor):
    """One code of a list; an unknown code stays in the list as it is."""

    def __init__(self, field: FieldView, label: str, tr: LocaleContext) -> None:
        super().__init__()
        self._box = _code_box(field.code_list or "", str(field.value or ""), tr)
        self._box.setAccessibleName(label)
        self.setLayout(row(self._box, None))
        self._watch(self._box)

    def value(self) -> Value:
        return str(self._box.currentData())

    def take_focus(self) -> None:
        self._box.setFocus()


class CodesEditor(FieldEditor):
    """Several codes of a list, one box each."""

    def __init__(self, field: FieldView, label: str, tr: LocaleContext) -> None:
        super().__init__()
        chosen = field.value if isinstance(field.value, list | tuple) else []
        codes = dict.fromkeys([*CODE_LISTS.get(field.code_list or "", {}), *map(str, chosen)])
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        self._boxes: dict[str, QCheckBox] = {}
        for at, code in enumerate(codes):
            box = QCheckBox(tr.label(field.code_list or "", code))
            box.setChecked(code in chosen)
            self._boxes[code] = box
            grid.addWidget(box, at // 2, at % 2)
        self.setAccessibleName(label)
        self.setLayout(grid)
        self._watch(*self._boxes.values())

    def value(self) -> Value:
        chosen: list[Value] = [code for code, box in self._boxes.items() if box.isChecked()]
        return sorted(chosen, key=str)

    def take_focus(self) -> None:
        next(iter(self._boxes.values())).setFocus()


class BirthEditor(FieldEditor):
    """Date of birth and how exactly it is known: one value, saved as one."""

    def __init__(self, field: FieldView, label: str, tr: LocaleContext, today: date) -> None:
        super().__init__()
        value: Mapping[str, Value] = field.value if isinstance(field.value, dict) else {}
        self._today = today
        precision = str(value.get("birth_precision") or "day")
        day = str(value.get("birth_date") or "")
        shown = show_date(day, tr.language, tr.info.digits, precision=precision) if day else ""
        self._day = QLineEdit(shown)
        self._day.setAccessibleName(label)
        self._day.setPlaceholderText(tr.text(N_("TT.MM.JJJJ")))
        self._precision = _code_box("birth_precision", precision, tr)
        self._precision.setAccessibleName(tr.text(N_("Genauigkeit")))
        self.setLayout(column(row(self._day, self._precision)))
        self._watch(self._day, self._precision)

    def value(self) -> Value:
        typed = self._day.text().strip()
        precision = str(self._precision.currentData())
        day = parse_date(typed, self._today, precision=precision) if typed else None
        return {"birth_date": day, "birth_precision": precision if day else ""}

    def is_valid(self) -> bool:
        value = self.value()
        assert isinstance(value, dict)
        is_good = not self._day.text().strip() or value["birth_date"] is not None
        restyle(self._day, "state", "" if is_good else "error")
        return is_good

    def take_focus(self) -> None:
        self._day.setFocus()
        self._day.selectAll()


def _code_box(code_list: str, value: str, tr: LocaleContext) -> QComboBox:
    box = Combo()
    codes = dict.fromkeys(["", *CODE_LISTS.get(code_list, {}), value])
    for code in codes:
        box.addItem(tr.label(code_list, code) if code else "–", code)
    box.setCurrentIndex(max(0, box.findData(value)))
    return box
