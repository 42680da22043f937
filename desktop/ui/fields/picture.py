"""Pictures of forms (``image::``): read with limits, scaled, never from a file or an address."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.theme.theme import current_scale

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""Larger pictures are not shown: unpacked they would take the memory of the laptop."""
_HEIGHT = 240


@lru_cache(maxsize=64)
def read_picture(data: bytes, height: int) -> QImage | None:
    """The picture at most *height* pixels high, or None if it is none or too large."""
    if not data or len(data) > MOST_BYTES:
        return None
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    try:
        return _read(reader, height)
    finally:
        # The TIFF plugin reads from the buffer once more when it goes: it has to go first.
        reader.setDevice(None)  # type: ignore[arg-type]


def _read(reader: QImageReader, height: int) -> QImage | None:
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    if size.height() > height:
        wide = max(1, size.width() * height // size.height())
        reader.setScaledSize(QSize(wide, height))
    image = reader.read()
    return None if image.isNull() else image


class PictureLabel(QLabel):
    """A picture over a question; gone while there is none."""

    def __init__(self, parent: QWidget, height: int = _HEIGHT) -> None:
        super().__init__(parent)
        self._height = height
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_picture(self, data: bytes) -> None:
        """Show *data*; what cannot be read is not shown."""
        image = read_picture(data, round(self._height * current_scale()))
        self.setVisible(image is not None)
        if image is not None:
            self.setPixmap(QPixmap.fromImage(image))
            self.setFixedHeight(image.height())
