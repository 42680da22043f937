"""What a file from outside really is, told from its bytes before anything decodes them.

Neither the name nor its ending counts. Pictures are only looked at here; they are written anew
afterwards (``PictureCleaner``), so nothing that hides in one is kept. A PDF is kept as it is: what
it holds beside pages is named (``Finding``), what hangs on behind its end is cut off, and one that
is something else as well is refused. Sources: ISO 10918-1 B.2.2 (JPEG), PNG 3rd edition 11.2.1,
RFC 9649 2 (WebP), TIFF 6.0 section 2, ISO 32000-1 7.5 (PDF), APPNOTE 4.3.16 (end of a ZIP archive).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.domain.attachment import MOST_BYTES, MOST_PIXELS
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.attachment_pdf import PDF, Finding, look_into_pdf
from desktop.services.picture_headers import jpeg_is_whole, size_of

__all__ = ["PDF", "PICTURES", "Finding", "Looked", "look"]

_STARTS: Final[Mapping[bytes, str]] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"%PDF-": PDF,
}
_HEIF: Final = frozenset(
    (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
)
PICTURES: Final = ("image/jpeg", "image/png", "image/tiff", "image/webp")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is. ``width`` and ``height`` are those its header states, in pixels."""

    media_type: str
    width: int = 0
    height: int = 0
    pages: int = 0
    findings: tuple[Finding, ...] = ()
    end: int = 0
    """Of a PDF: so many bytes of it are kept; nothing belongs to it behind that."""

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown here."""
        return self.media_type in PICTURES


def look(data: bytes) -> Looked:
    """Tell what *data* is; decodes no pixel and runs nothing.

    Raises KnownError ATTACHMENT_EMPTY, _TOO_LARGE, _HEIC, _TYPE; _BROKEN for a header that makes
    no sense, a cut JPEG, a PDF without an end; _PIXELS beyond ``MOST_PIXELS``; _SEVERAL for an
    animation; _TWOFOLD for a PDF that is another file as well.
    """
    if not data:
        raise KnownError(ErrorCode.ATTACHMENT_EMPTY)
    if len(data) > MOST_BYTES:
        raise KnownError(ErrorCode.ATTACHMENT_TOO_LARGE, bytes=len(data))
    media_type = _media_type(data)
    if media_type == PDF:
        pdf = look_into_pdf(data)
        return Looked(PDF, pages=pdf.pages, findings=pdf.findings, end=pdf.end)
    found = size_of(data, media_type)
    is_cut = media_type == "image/jpeg" and not jpeg_is_whole(data)
    if found is None or is_cut or not (found.width > 0 and found.height > 0):
        raise KnownError(ErrorCode.ATTACHMENT_BROKEN, type=media_type)
    if found.width * found.height > MOST_PIXELS:
        raise KnownError(ErrorCode.ATTACHMENT_PIXELS, width=found.width, height=found.height)
    if found.is_animated:
        raise KnownError(ErrorCode.ATTACHMENT_SEVERAL, type=media_type)
    return Looked(media_type, found.width, found.height)


def _media_type(data: bytes) -> str:
    for start, media_type in _STARTS.items():
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise KnownError(ErrorCode.ATTACHMENT_HEIC)
    raise KnownError(ErrorCode.ATTACHMENT_TYPE)
