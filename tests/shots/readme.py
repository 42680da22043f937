"""The two pictures of the README: small files in the repository, taken like all others."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, QPixmap

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000


def write(name: str, picture: QPixmap) -> Path:
    """Save *picture* without transparency; a file over MOST_BYTES is a fault."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    picture.toImage().convertToFormat(QImage.Format.Format_RGB888).save(str(path), quality=0)
    size = path.stat().st_size
    assert size < MOST_BYTES, f"{path.name} has {size} bytes"
    return path
