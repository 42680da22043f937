"""What is read rather than entered: notes, calculated values, and what cannot be entered yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n import client_texts
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.entry import show_number
from desktop.ui.widgets.labels import PlainLabel, breakable

NO_ENTRY = N_("Hier noch nicht auszufüllen")


class NoteField(Field):
    """Nothing to enter: the label of the question is all there is."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._value = ""
        self.setFixedHeight(0)

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        self._value = value


class ShownField(Field):
    """A calculated value, read only."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._value = ""
        self.label = PlainLabel(kind="strong", wrap=True, parent=self)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        self.relabel()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        self._value = value
        info = self.look.tr.info
        is_number = value.replace(".", "", 1).lstrip("-").isdigit()
        shown = show_number(value, info.code, info.digits) if is_number else breakable(value)
        self.label.setText(shown)

    def relabel(self) -> None:
        super().relabel()
        self.label.setFont(self.look.font())
        _lead(self.label, self.look)
        self.set_value(self._value)


def _lead(label: QLabel, look: PaneLook) -> None:
    """Put *label* on the pane's side; QLabel alone would go by the first letter."""
    side = Qt.AlignmentFlag.AlignRight if look.tr.is_rtl else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)


class LaterField(Field):
    """A question whose kind of answer this version cannot take: says so, keeps what is stored."""

    def __init__(self, look: PaneLook, message: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._value = ""
        self._message = message
        self.label = PlainLabel(tone="muted", wrap=True, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        self.relabel()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        self._value = value

    def relabel(self) -> None:
        super().relabel()
        self.label.setFont(self.look.font())
        _lead(self.label, self.look)
        self.label.setText(self.look.tr.text(self._message))


class AcknowledgeField(Field):
    """One box that says "agreed"; stored as ``OK`` (ODK type trigger)."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._box = ChoiceField(look, self, multiple=True)
        self._box.value_edited.connect(self.value_edited)
        self._box.moved_on.connect(self.moved_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        self.relabel()

    def value(self) -> str:
        return self._box.value()

    def set_value(self, value: str) -> None:
        self._box.set_value("OK" if value else "")

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self._box.set_state(state)

    def relabel(self) -> None:
        super().relabel()
        tr = self.look.tr
        self._box.set_choices((Choice("OK", tr.text(client_texts.OK), tr.language),))
        self._box.relabel()

    def focus_target(self) -> QWidget | None:
        return self._box.focus_target()

    def stops(self) -> Sequence[QWidget]:
        return self._box.stops()
