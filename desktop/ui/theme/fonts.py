"""The font families, best first, so that every script of the client languages has letters."""

from __future__ import annotations

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
    first = BY_SCRIPT.get(language, ())
    result = QFont()
    result.setFamilies([*first, *(name for name in FAMILIES if name not in first)])
    result.setPixelSize(round(size * scale))
    result.setWeight(QFont.Weight(QFont.Weight.DemiBold if weight >= 600 else QFont.Weight.Normal))
    return result
