"""A picture to pick from (appearance image-map) is shown as a list, and says that it is one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.wording import N_
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.theme import tokens
from desktop.ui.widgets.labels import PlainLabel

AS_LIST = N_("Hier als Liste statt als Bild")


class MappedField(Field):
    """The same choices as rows; the picture itself stands over the question if there is one."""

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, multiple: bool = False
    ) -> None:
        super().__init__(look, parent)
        self.note = PlainLabel(kind="small", tone="muted", parent=self)
        self.choices = ChoiceField(look, self, multiple=multiple)
        self.choices.value_edited.connect(self.value_edited)
        self.choices.moved_on.connect(self.moved_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.XS)
        layout.addWidget(self.note)
        layout.addWidget(self.choices)
        self.relabel()

    def value(self) -> str:
        return self.choices.value()

    def set_value(self, value: str) -> None:
        self.choices.set_value(value)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        self.choices.set_choices(choices)

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.choices.set_state(state)

    def relabel(self) -> None:
        super().relabel()
        self.note.setLayoutDirection(self.look.direction)
        self.note.setText(self.look.tr.text(AS_LIST))
        self.choices.relabel()

    def focus_target(self) -> QWidget | None:
        return self.choices.focus_target()

    def stops(self) -> Sequence[QWidget]:
        return self.choices.stops()
