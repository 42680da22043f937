"""How documents look on paper. All lengths are in units of 1/1200 inch, fonts included.

At this resolution whole units are fine enough for letters, so that the same layout serves PDF,
preview and every printer.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QFont

from desktop.documents.model import Style
from desktop.i18n.languages import language as language_of
from desktop.ui.theme import fonts, tokens

RESOLUTION = 1200


def mm(length: float) -> float:
    """Millimetres in units."""
    return length * RESOLUTION / 25.4


PAGE_WIDTH, PAGE_HEIGHT = mm(210), mm(297)
"""ISO 216 A4."""
MARGIN, MARGIN_TOP, MARGIN_BOTTOM = mm(15), mm(14), mm(18)
GAP = mm(8)
COLUMN = (PAGE_WIDTH - 2 * MARGIN - GAP) / 2
PADDING = mm(1.8)
LINE_HEIGHT = mm(8)
"""Of an empty line to write on."""
BOX = mm(3)
CODE = mm(34)
SIGNATURE = mm(18)
HAIR = mm(0.12)

INK = QColor(tokens.LIGHT.text)
MUTED = QColor(tokens.LIGHT.muted)
RULE = QColor(tokens.LIGHT.border)
STRONG = QColor(tokens.LIGHT.strong)
BAND = QColor(tokens.LIGHT.raised)
WARN = QColor(tokens.LIGHT.warn)


class Type(NamedTuple):
    """Size in points, weight, colour, and what stands free above the paragraph."""

    points: float
    weight: int = tokens.REGULAR
    colour: QColor = INK
    above: float = mm(0.6)


TYPES = {
    Style.TITLE: Type(18, tokens.STRONG, above=0),
    Style.SECTION: Type(12, tokens.STRONG, above=0),
    Style.LABEL: Type(10, tokens.STRONG, above=0),
    Style.TEXT: Type(10),
    Style.LARGE: Type(14, tokens.STRONG),
    Style.LEGAL: Type(10),
    Style.HINT: Type(8.5, colour=MUTED),
    Style.NOTICE: Type(8.5, tokens.STRONG, WARN),
    Style.GAP: Type(8.5, colour=WARN),
}
_LARGER = {"ti": 1.1, "ar": 1.08, "fa": 1.08, "ps": 1.08}
"""Scripts whose letters are small in their em square."""


def font(style: Style, language: str) -> QFont:
    """The font of a paragraph in *language*."""
    kind = TYPES[style]
    units = kind.points * _LARGER.get(language, 1.0) * RESOLUTION / 72
    made = fonts.font(round(units), weight=kind.weight, language=language)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def is_rtl(language: str) -> bool:
    """Whether a column in *language* begins on the right."""
    return language_of(language).is_rtl
