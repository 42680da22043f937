"""A place by its latitude and longitude, typed or pasted as any map shows them."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import client_texts
from desktop.i18n.formats import ascii_digits
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.text_field import dress_line, set_line_state

_DOTTED = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)")
_WITH_COMMA = re.compile(r"([+-]?\d+(?:,\d+)?)\s*[;\s]\s*([+-]?\d+(?:,\d+)?)")
_DEGREES = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:[\"″”]|'')\s*)?([NSEOW])",
    re.IGNORECASE,
)
_SIGNS = {"N": 1, "S": -1, "E": 1, "O": 1, "W": -1}
_MOST = (90.0, 180.0)


def parse_place(text: str) -> str | None:
    """Read ``51.05, 13.74``, ``51,05 13,74``, ``51°03′N 13°44′E`` or ``geo:51.05,13.74``.

    Returns ``latitude longitude 0 0`` as ODK stores a geopoint (altitude and accuracy unknown).
    """
    plain = ascii_digits(text).translate({0x066B: ".", 0x060C: ",", 0x2212: "-"}).strip()
    plain = plain.removeprefix("geo:").partition("?")[0]
    pair = _by_degrees(plain) or _by_numbers(plain)
    if pair is None or any(abs(n) > most for n, most in zip(pair, _MOST, strict=True)):
        return None
    return f"{_short(pair[0])} {_short(pair[1])} 0 0"


def show_place(value: str) -> str:
    """Latitude and longitude of a stored geopoint, in the digits all maps use."""
    return ", ".join(value.split()[:2])


def _by_degrees(text: str) -> tuple[float, float] | None:
    found = _DEGREES.findall(text)
    if len(found) != 2 or _DEGREES.sub("", text).strip(" ,;"):
        return None
    numbers = {}
    for degrees, minutes, seconds, side in found:
        parts = [float((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds)]
        axis = "lat" if side.upper() in "NS" else "lon"
        numbers[axis] = _SIGNS[side.upper()] * (parts[0] + parts[1] / 60 + parts[2] / 3600)
    return (numbers["lat"], numbers["lon"]) if len(numbers) == 2 else None


def _by_numbers(text: str) -> tuple[float, float] | None:
    match = _DOTTED.fullmatch(text) if "." in text or "," not in text else None
    match = match or _WITH_COMMA.fullmatch(text) or _DOTTED.fullmatch(text)
    return None if match is None else (_float(match[1]), _float(match[2]))


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _short(number: float) -> str:
    return f"{number:.7f}".rstrip("0").rstrip(".")


class PlaceField(Field):
    """One line; what is no place stays as typed, counts as no answer and is a problem."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._value = ""
        self.line = QLineEdit(self)
        self.line.setMaxLength(200)
        self.line.setPlaceholderText("51.0504, 13.7373")
        self.line.textEdited.connect(self._on_edited)
        self.line.editingFinished.connect(self.commit)
        self.watch_enter(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.relabel()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        if value == self._value and (value or not self.problem()):
            return
        self._value = value
        self._show()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        set_line_state(self.line, state)

    def relabel(self) -> None:
        super().relabel()
        dress_line(self.line, self.look, is_figure=True)
        # Two numbers and a comma would change places in a right-to-left line.
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if not self.problem():
            self._show()

    def problem(self) -> str:
        text = self.line.text().strip()
        return client_texts.PLACE_EXPECTED if text and not parse_place(text) else ""

    def commit(self) -> None:
        if self._value:
            self._show()

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self.line

    def typed(self) -> str:
        return self.line.text() if self.problem() else ""

    def set_typed(self, text: str) -> None:
        self.line.setText(text)

    def _show(self) -> None:
        shown = show_place(self._value)
        if shown != self.line.text():
            self.line.setText(shown)

    def _on_edited(self, text: str) -> None:
        value = parse_place(text) or ""
        if value != self._value:
            self._value = value
            self.value_edited.emit(value)
        self.text_edited.emit()
