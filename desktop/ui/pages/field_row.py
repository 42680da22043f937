"""One field of the overview: shown as text, edited in place, never overwritten while edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.changes import Value
from desktop.domain.ids import DeviceId, OpId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.places import HouseRow
from desktop.services.views import FieldView
from desktop.ui.pages.field_editors import FieldEditor
from desktop.ui.pages.field_kinds import editor_for, is_editable
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.list_row import ListRow
from desktop.ui.widgets.values import shown_value

LABEL_WIDTH = 172
LABEL_NARROW = 130


class FieldRow(ListRow):
    """Signals: ``saved(FieldView, Value)`` with the view captured when the editor opened;
    ``conflict_requested()`` when the field has several values.
    """

    saved = Signal(object, object)
    conflict_requested = Signal()

    def __init__(
        self,
        field: FieldView,
        tr: LocaleContext,
        today: date,
        *,
        label_width: int = LABEL_WIDTH,
        houses: Callable[[], Sequence[HouseRow]] = tuple,
    ) -> None:
        super().__init__()
        self._tr = tr
        self._today = today
        self._houses = houses
        self._field = field
        self._captured: FieldView | None = None
        self._editor: FieldEditor | None = None
        self._notice: QWidget | None = None
        self._label = PlainLabel(tone="muted", wrap=True)
        self._label.setFixedWidth(round(label_width * current_scale()))
        self._value = PlainLabel(wrap=True)
        self._conflict = Chip(tr.text(N_("zwei Fassungen")), Icon.CONFLICT, "warn")
        self._pencil = IconLabel(Icon.EDIT, "muted", 16)
        self._edit_place = column(space=tokens.S)
        shown = row(self._value, self._conflict, self._pencil, space=tokens.S)
        shown.setStretch(0, 1)
        body = column(shown, self._edit_place, None, space=0)
        box = row(self._label, body, space=tokens.M)
        box.setStretch(1, 1)
        box.setAlignment(self._label, Qt.AlignmentFlag.AlignTop)
        box.setContentsMargins(tokens.S, 10, tokens.S, 10)
        self.setLayout(box)
        self.opened.connect(self.edit)
        self.show_field(field)

    @property
    def field(self) -> FieldView:
        """The field as it was last read."""
        return self._field

    @property
    def is_editing(self) -> bool:
        return self._editor is not None

    def show_field(self, field: FieldView) -> None:
        """Show a newly read field; an open editor keeps its text and says what arrived."""
        self._field = field
        text = shown_value(field.kind, field.unit, field.value, field.shown, self._tr)
        label = self._tr.text(field.label)
        self._label.setText(label)
        self._value.setText(text or "–")
        self.setAccessibleName(f"{label}: {text}")
        if self._captured is not None:
            if field.base != self._captured.base:
                self._say_changed(text)
            return
        self._conflict.setVisible(field.in_conflict)
        self._near(is_near=self._is_near)

    def edit(self) -> None:
        """Open the editor; what it names as replaced when saving is captured now."""
        if self._field.in_conflict:
            self.conflict_requested.emit()
            return
        if self._editor is None:
            self._open(self._field, self._field.value)

    def give_back(self, captured: FieldView, value: Value) -> None:
        """Put what could not be saved into the editor again; *captured* as ``saved`` had it."""
        if self._editor is None:
            self._open(captured, value)

    def remembered(self) -> dict[str, Any] | None:
        """The open editor in plain values: what it replaces, what was typed; None if none is."""
        editor, captured = self._editor, self._captured
        if editor is None or captured is None:
            return None
        return {
            "record": captured.record,
            "unit": captured.unit,
            "replaced": captured.value,
            "base": list(captured.base),
            "typed": editor.typed(),
            "cursor": editor.cursor_at(),
        }

    def return_to(self, kept: Mapping[str, Any]) -> None:
        """Open the editor as it was ``remembered``; of no effect on one that is open."""
        base, typed, cursor = kept.get("base"), kept.get("typed"), kept.get("cursor")
        if self._editor is not None or not isinstance(base, list) or not isinstance(typed, list):
            return
        replaced = tuple(OpId(DeviceId(str(device)), int(n)) for device, n in base)
        captured = replace(self._field, value=kept.get("replaced"), base=replaced)
        self._open(captured, captured.value, takes_focus=False)
        editor: FieldEditor | None = self._editor
        if editor is None:
            return
        editor.take_typed(typed)
        match cursor:
            case [int(which), int(at)]:
                # Later: a row made just now is not on the screen yet and cannot have the focus.
                QTimer.singleShot(0, editor, lambda: editor.put_cursor(which, at))
        self.show_field(self._field)

    def _open(self, captured: FieldView, value: Value, *, takes_focus: bool = True) -> None:
        label = self._tr.text(captured.label)
        typed = replace(captured, value=value)
        editor = editor_for(typed, label, self._tr, self._today, self._houses())
        if editor is None:
            return
        self._captured, self._editor = captured, editor
        self._edit_place.addWidget(editor)
        self._edit_place.addWidget(self._build_buttons())
        self._value.hide()
        self._pencil.hide()
        editor.submitted.connect(self.save)
        editor.abandoned.connect(self.abandon)
        if takes_focus:
            editor.take_focus()

    def save(self) -> None:
        """Save what was typed, if it differs and can be read; else the editor just closes."""
        editor, captured = self._editor, self._captured
        if editor is None or captured is None or not editor.is_valid():
            return
        value = editor.value()
        self._close()
        if not _same(value, captured.value):
            self.saved.emit(captured, value)

    def abandon(self) -> None:
        """Close the editor and show what is stored."""
        self._close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4 and not self.is_editing:
            self.edit()
        else:
            super().keyPressEvent(event)

    def _build_buttons(self) -> QWidget:
        tr = self._tr
        save, leave = ActionButton(), ActionButton("quiet")
        save.setText(tr.text(N_("Speichern")))
        leave.setText(tr.text(N_("Abbrechen")))
        save.clicked.connect(self.save)
        leave.clicked.connect(self.abandon)
        holder = QWidget()
        holder.setLayout(row(save, leave, None, space=tokens.S))
        return holder

    def _say_changed(self, text: str) -> None:
        """Beside the open editor: what somebody else wrote meanwhile; nothing is overwritten."""
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
        words = self._tr.text(N_("Inzwischen geändert: {value}"), value=text or "–")
        hint = self._tr.text(N_("Speichern behält beide Fassungen, Abbrechen die neue."))
        note = QWidget()
        note.setObjectName("changed-elsewhere")
        label = PlainLabel(words, kind="strong", tone="warn", wrap=True)
        note.setLayout(column(label, PlainLabel(hint, kind="small", tone="muted", wrap=True)))
        note.setAccessibleName(words)
        self._notice = note
        self._edit_place.addWidget(note)

    def _close(self) -> None:
        had_focus = self._editor is not None
        self._editor = self._captured = self._notice = None
        clear(self._edit_place)
        self._value.show()
        self.show_field(self._field)
        if had_focus:
            self.setFocus()

    def _near(self, *, is_near: bool) -> None:
        super()._near(is_near=is_near)
        shows = self.is_current and not self.is_editing and is_editable(self._field)
        self._pencil.setVisible(shows)


def _same(one: Value, other: Value) -> bool:
    return one == other or (one in ("", None, []) and other in ("", None, []))
