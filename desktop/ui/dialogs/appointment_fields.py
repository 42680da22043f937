"""What an appointment slip says: when, what for, where, what to bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.domain.wording import N_
from desktop.i18n import client_texts, document_texts
from desktop.i18n.context import LocaleContext
from desktop.services.documents import Appointment
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.date_field import DateField, TimeField
from desktop.ui.half_typed import Inputs
from desktop.ui.theme import tokens
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column

PLACE, ALSO, NUMBER = N_("Ort"), N_("Außerdem mitbringen"), N_("Telefon für Rückfragen")
INTERPRETER = N_("Sprachmittlung ist dabei")
_CLOCK = "10:00"
_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class AppointmentFields(QWidget):
    """Signals: ``changed()`` at every change; the slip shows it."""

    changed = Signal()

    def __init__(
        self,
        tr: LocaleContext,
        now: Callable[[], datetime],
        *,
        day: str = "",
        place: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tr, self._now = tr, now
        look = PaneLook(tr)
        self.day, self.clock = DateField(look, now), TimeField(look, now)
        self.day.set_value(day or (now() + timedelta(days=1)).date().isoformat())
        self.clock.set_value(_CLOCK)
        self.purpose = Combo()
        for code, words in document_texts.PURPOSES.items():
            self.purpose.addItem(tr.text(words), code)
        self.purpose.setMinimumContentsLength(12)
        self.purpose.setSizeAdjustPolicy(_SHRINKS)
        self.place, self.also, self.number = QLineEdit(place), QLineEdit(), QLineEdit()
        self.interpreter = QCheckBox()
        self.interpreter.setChecked(True)
        tr.bind(self.interpreter, QAbstractButton.setText, INTERPRETER)
        self.things = {code: QCheckBox(tr.text(w)) for code, w in document_texts.THINGS.items()}
        self._arrange()
        self._listen()

    def appointment(self) -> Appointment | None:
        """What is entered, None while day or time cannot be read."""
        day, clock = self.day.value(), self.clock.value()
        if not day or not clock or self.day.problem() or self.clock.problem():
            return None
        begin = datetime.fromisoformat(f"{day}T{clock[:5]}")
        return Appointment(
            begin.replace(tzinfo=self._now().tzinfo),
            str(self.purpose.currentData()),
            place=self.place.text().strip(),
            things=tuple(code for code, box in self.things.items() if box.isChecked()),
            also=self.also.text().strip(),
            number=self.number.text().strip(),
            has_interpreter=self.interpreter.isChecked(),
        )

    def inputs(self) -> Inputs:
        """Everything that can be entered, by name."""
        lines = {"place": self.place, "also": self.also, "number": self.number}
        days = {"day": self.day, "clock": self.clock, "purpose": self.purpose}
        return {**days, **lines, "interpreter": self.interpreter, **self.things}

    def _arrange(self) -> None:
        things = column(*self.things.values(), space=tokens.XS)
        self.setLayout(
            column(
                *self._named(document_texts.WHAT, self.purpose),
                *self._named(client_texts.DATE, self.day),
                *self._named(client_texts.TIME, self.clock),
                *self._named(PLACE, self.place),
                self.interpreter,
                tokens.XS,
                self._label(document_texts.BRING),
                things,
                *self._named(ALSO, self.also),
                *self._named(NUMBER, self.number),
                space=tokens.XS,
            )
        )

    def _named(self, words: str, field: QWidget) -> tuple[PlainLabel, QWidget]:
        label = self._label(words)
        label.setBuddy(field)
        name = self._tr.text(words)
        if isinstance(field, Field):
            field.set_state(FieldState(name=name))
        else:
            field.setAccessibleName(name)
        return label, field

    def _label(self, words: str) -> PlainLabel:
        label = PlainLabel(kind="small", tone="muted")
        self._tr.bind(label, PlainLabel.setText, words)
        return label

    def _listen(self) -> None:
        self.purpose.currentIndexChanged.connect(self.changed)
        for field in (self.day, self.clock):
            field.value_edited.connect(self.changed)
            field.text_edited.connect(self.changed)
        for line in (self.place, self.also, self.number):
            line.setMaxLength(120)
            line.textChanged.connect(self.changed)
        for box in (self.interpreter, *self.things.values()):
            box.toggled.connect(self.changed)
