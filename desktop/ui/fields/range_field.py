"""A number between two ends: typed, or set on a slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import FieldState, PaneLook
from desktop.ui.fields.entry import parse_decimal, show_number
from desktop.ui.fields.number_field import NumberField
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.widgets.labels import PlainLabel

_MOST_STEPS = 100_000
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class Scale:
    """Ends and step of a range question (XLSForm parameters ``start``, ``end``, ``step``)."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self.start = _number(parameters.get("start", ""), Decimal(0))
        self.end = _number(parameters.get("end", ""), Decimal(10))
        self.step = abs(_number(parameters.get("step", ""), Decimal(1))) or Decimal(1)
        steps = int(abs(self.end - self.start) / self.step)
        self.steps = min(max(1, steps), _MOST_STEPS)
        self._way = 1 if self.end >= self.start else -1

    def value(self, at: int) -> str:
        """The stored number at step *at* (from 0)."""
        return _plain(self.start + self._way * self.step * at)

    def at(self, value: str) -> int:
        """The step nearest to a stored number; 0 for anything else."""
        found = _number(value, self.start)
        return round((found - self.start) * self._way / self.step)

    def holds(self, value: str) -> bool:
        """Whether *value* lies between the ends, on a step."""
        if not parse_decimal(value):
            return False
        found = _number(value, self.start)
        low, high = sorted((self.start, self.end))
        return low <= found <= high and (found - self.start) % self.step == 0


class RangeField(NumberField):
    """A number line and a slider that show the same; empty until somebody sets it."""

    def __init__(
        self, look: PaneLook, parameters: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        self.scale = Scale(parameters)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self._ends: tuple[QLabel, ...] = (PlainLabel(tone="muted"), PlainLabel(tone="muted"))
        super().__init__(look, parent, decimal=True)
        self.slider.setRange(0, self.scale.steps)
        self.slider.setPageStep(max(1, self.scale.steps // 10))
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderPressed.connect(lambda: self._on_slid(self.slider.value()))
        self.line.installEventFilter(self)
        self.watch_enter(self.slider)
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens.XS)
        grid.addWidget(self.slider, 0, 0, 1, 2)
        for at, label in enumerate(self._ends):
            grid.addWidget(label, 1, at)
        layout = self.layout()
        assert layout is not None
        layout.takeAt(1)  # the stretch behind a number
        layout.addWidget(holder)
        self.relabel()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.slider.setEnabled(not state.readonly)
        self.slider.setAccessibleName(state.name)

    def relabel(self) -> None:
        super().relabel()
        info = self.look.tr.info
        first, last = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        sides = (last, first) if self.look.tr.is_rtl else (first, last)
        for at, label, side in zip((0, self.scale.steps), self._ends, sides, strict=True):
            label.setFont(self.look.font(size=max(tokens.SMALL, round(self.look.size * 0.8))))
            label.setText(show_number(self.scale.value(at), info.code, info.digits))
            label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self._dress_slider()

    def problem(self) -> str:
        found = super().problem()
        if found:
            return found
        value = self.value()
        return client_texts.NOT_VALID if value and not self.scale.holds(value) else ""

    def stops(self) -> Sequence[QWidget]:
        return [self.line, self.slider]

    def set_value(self, value: str) -> None:
        super().set_value(value)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _STEPS
        ):
            at = self.scale.at(self.value()) + _STEPS[Qt.Key(event.key())] if self.value() else 0
            self._take(min(max(0, at), self.scale.steps))
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        self._follow()

    def _on_slid(self, at: int) -> None:
        self._take(at)

    def _take(self, at: int) -> None:
        value = self.scale.value(at)
        if self.state.readonly or value == self._value:
            return
        self._value = value
        self._show()
        self._follow()
        self.value_edited.emit(value)

    def _follow(self) -> None:
        """Put the slider where the number is, without taking that for an answer."""
        held = self.slider.blockSignals(True)
        self.slider.setValue(self.scale.at(self._value) if self._value else 0)
        self.slider.blockSignals(held)
        self._dress_slider()

    def _dress_slider(self) -> None:
        t = current_tokens()
        size = 40 if self.look.large else 20
        colour = t.accent if self._value else t.strong
        filled = t.accent if self._value else t.border
        begun = "add" if self.look.tr.is_rtl else "sub"
        self.slider.setMinimumHeight(max(size + tokens.S, self.look.hit()))
        self.slider.setStyleSheet(
            f"QSlider::groove:horizontal {{ height: 6px; border-radius: 3px;"
            f" background: {t.border}; }}"
            f"QSlider::{begun}-page:horizontal {{ border-radius: 3px; background: {filled}; }}"
            f"QSlider::handle:horizontal {{ width: {size}px; margin: {3 - size // 2}px 0;"
            f" border-radius: {size // 2}px; background: {colour}; }}"
        )


def _number(text: str, otherwise: Decimal) -> Decimal:
    try:
        return Decimal(parse_decimal(text) or "")
    except InvalidOperation:
        return otherwise


def _plain(number: Decimal) -> str:
    shown = format(number.normalize(), "f")
    return "0" if shown == "-0" else shown
