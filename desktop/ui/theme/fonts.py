"""The font families, best first, so that every script of the client languages has letters."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont

from desktop.ui.theme import tokens

FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic UI",
    "Noto Sans Arabic",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Segoe UI",
    "Ebrima",
    "Sylfaen",
    "Helvetica Neue",
    "Geeza Pro",
    "Kefa",
    "DejaVu Sans",
)

BY_SCRIPT = {
    "ar": ("Noto Sans Arabic UI", "Noto Sans Arabic", "Segoe UI", "Geeza Pro"),
    "fa": ("Noto Sans Arabic UI", "Noto Sans Arabic", "Segoe UI", "Geeza Pro"),
    "ps": ("Noto Sans Arabic UI", "Noto Sans Arabic", "Segoe UI", "Geeza Pro"),
    "ti": ("Noto Sans Ethiopic", "Ebrima", "Kefa"),
    "ka": ("Noto Sans Georgian", "Sylfaen", "Segoe UI"),
}


def font(
    size: int, *, weight: int = tokens.REGULAR, scale: float = 1.0, language: str = ""
) -> QFont:
    """Return the font of *size* pixels at 100 % times *scale*, the script of *language* first."""
    # A copy, because fonts can be changed; it shares what was looked up for the first one.
    return QFont(_made(round(size * scale), weight >= 600, BY_SCRIPT.get(language, ())))


@lru_cache(maxsize=128)
def _made(pixels: int, is_strong: bool, first: tuple[str, ...]) -> QFont:
    result = QFont()
    result.setFamilies([*first, *(name for name in FAMILIES if name not in first)])
    result.setPixelSize(pixels)
    result.setWeight(QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal)
    return result
