"""What was dropped or pasted: files from this computer, or the pixels of a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageReader

from desktop.domain.attachment import MOST_PIXELS


def files_in(mime: QMimeData) -> list[Path]:
    """The local files of a drop or of the clipboard; addresses elsewhere are left out."""
    found = (url for url in mime.urls() if url.isLocalFile())
    # On Windows a path of two slashes is another computer: asking it would tell it who we are.
    names = (url.toLocalFile() for url in found if not url.host())
    return [Path(name) for name in names if name and not name.startswith(("//", "\\\\"))]


def picture_in(mime: QMimeData) -> bytes:
    """A pasted picture as PNG, or empty; larger ones than may be taken in are none."""
    if not mime.hasImage():
        return b""
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return b""
    if image.width() * image.height() > MOST_PIXELS:
        return b""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data())


def has_any(mime: QMimeData) -> bool:
    """Whether there is something to take in."""
    return mime.hasImage() or bool(files_in(mime))


def shown_image(data: bytes) -> QImage | None:
    """Decode one of our own files (JPEG or PNG), or None if it is none."""
    if not data:
        return None
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    form = b"png" if data.startswith(b"\x89PNG") else b"jpeg"
    reader = QImageReader(buffer, QByteArray(form))
    reader.setDecideFormatFromContent(False)
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    image = reader.read()
    return None if image.isNull() else image
