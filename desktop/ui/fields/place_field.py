"""A place by its latitude and longitude, typed or pasted as any map shows them."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.i18n import client_texts
from desktop.i18n.formats import ascii_digits
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.number_field import NumberField

_DOTTED = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)")
_WITH_COMMA = re.compile(r"([+-]?\d+(?:,\d+)?)\s*[;\s]\s*([+-]?\d+(?:,\d+)?)")
_DEGREES = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:[\"″”]|'')\s*)?([NSEOW])",
    re.IGNORECASE,
)
_SIGNS = {"N": 1, "S": -1, "E": 1, "O": 1, "W": -1}
_MOST = (90.0, 180.0)
_EXAMPLE = "51.0504, 13.7373"
_WIDEST = 16_777_215


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


class PlaceField(NumberField):
    """One line; what is no place stays as typed, counts as no answer and is a problem."""

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.line.setMaxLength(200)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhNone)
        self.line.setPlaceholderText(_EXAMPLE)

    def relabel(self) -> None:
        super().relabel()
        # Two numbers and a comma would change places in a right-to-left line.
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.line.setMinimumWidth(0)
        self.line.setMaximumWidth(_WIDEST)

    def problem(self) -> str:
        return client_texts.PLACE_EXPECTED if super().problem() else ""

    def shown(self) -> str:
        return show_place(self._value)

    def _parse(self, text: str) -> str | None:
        return parse_place(text)
