"""Pictures written anew: decoded within limits, upright, without EXIF, GPS, profiles or texts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from desktop.domain.attachment import MOST_PIXELS
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.attachment_checks import Looked
from desktop.services.attachments import CleanPicture

LONG_SIDE: Final = 3000
"""A letter of DIN A4 photographed at this size can be read to the smallest print (260 dpi)."""
THUMB_SIDE: Final = 400
_QUALITY, _THUMB_QUALITY = 85, 80
_MEGABYTES: Final = MOST_PIXELS * 4 // 1_000_000 + 8
_FORMATS: Final = {
    "image/jpeg": b"jpeg",
    "image/png": b"png",
    "image/tiff": b"tiff",
    "image/webp": b"webp",
}
_READ_ONLY = QIODevice.OpenModeFlag.ReadOnly
_WRITE = QIODevice.OpenModeFlag.WriteOnly


class QtPictureCleaner:
    """Decodes and encodes with Qt's image plugins (a ``services.attachments.PictureCleaner``)."""

    def clean(self, data: bytes, looked: Looked) -> CleanPicture:
        """Write a picture anew, upright, at most LONG_SIDE pixels long. Any thread.

        Photos become JPEG; drawings and scans of few colours that PNG keeps smaller stay PNG.
        Raises KnownError ATTACHMENT_BROKEN for what cannot be decoded to the last line,
        ATTACHMENT_SEVERAL for more than one picture in a file.
        """
        image = _plain(_decoded(data, looked))
        encoded, media_type = _encoded(image, may_be_png=looked.media_type != "image/jpeg")
        thumb = _written(fitted(image, THUMB_SIDE), "JPEG", _THUMB_QUALITY)
        return CleanPicture(encoded, media_type, image.width(), image.height(), thumb)


def fitted(image: QImage, side: int) -> QImage:
    """*image* with its long side at most *side* pixels."""
    if max(image.width(), image.height()) <= side:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(QSize(side, side), keep, smooth)


def _decoded(data: bytes, looked: Looked) -> QImage:
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(_READ_ONLY)
    QImageReader.setAllocationLimit(_MEGABYTES)
    reader = QImageReader(buffer, QByteArray(_FORMATS[looked.media_type]))
    reader.setDecideFormatFromContent(False)
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    try:
        return fitted(_read(reader, looked), LONG_SIDE)
    finally:
        # The TIFF plugin reads from the buffer once more when it goes: it has to go first.
        reader.setDevice(None)  # type: ignore[arg-type]


def _read(reader: QImageReader, looked: Looked) -> QImage:
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        raise _too_large(size)
    depth = QImage.toPixelFormat(reader.imageFormat()).bitsPerPixel() // 8
    if size.isValid() and size.width() * size.height() * depth > _MEGABYTES * 1_000_000:
        raise _too_large(size)  # of 16 bits a colour, half as many fit
    if reader.imageCount() > 1:
        raise KnownError(ErrorCode.ATTACHMENT_SEVERAL, type=looked.media_type)
    if size.isValid() and max(size.width(), size.height()) > LONG_SIDE:
        # JPEG is made smaller while it is being decoded; the others at least end up small.
        bound = QSize(LONG_SIDE, LONG_SIDE)
        reader.setScaledSize(size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull() or reader.error() is not QImageReader.ImageReaderError.UnknownError:
        raise KnownError(ErrorCode.ATTACHMENT_BROKEN, type=looked.media_type)
    return image


def _too_large(size: QSize) -> KnownError:
    return KnownError(ErrorCode.ATTACHMENT_PIXELS, width=size.width(), height=size.height())


def _plain(image: QImage) -> QImage:
    """Pixels and nothing else: no texts, profile or resolution; in sRGB, on white."""
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    fresh = QImage(image.size(), QImage.Format.Format_RGB32)
    if fresh.isNull():
        raise KnownError(ErrorCode.ATTACHMENT_BROKEN)
    fresh.fill(Qt.GlobalColor.white)
    image.setDevicePixelRatio(1.0)
    painter = QPainter(fresh)
    painter.drawImage(0, 0, image)
    painter.end()
    return fresh


def _encoded(image: QImage, *, may_be_png: bool) -> tuple[bytes, str]:
    photo = _written(image, "JPEG", _QUALITY)
    if may_be_png:
        drawing = _written(image, "PNG", -1)
        if len(drawing) <= len(photo):
            return drawing, "image/png"
    return photo, "image/jpeg"


def _written(image: QImage, form: str, quality: int) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(_WRITE)
    if not image.save(buffer, form, quality):  # type: ignore[call-overload]
        raise KnownError(ErrorCode.ATTACHMENT_BROKEN)
    return bytes(held.data())
