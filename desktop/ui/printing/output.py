"""Documents as PDF bytes, as pictures of pages, and on a printer; nothing touches the disk.

GUI thread only. Fonts are embedded as subsets. The PDF's metadata hold the kind of document and
the program's name, nothing about a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.documents.model import Document, Style, Words
from desktop.i18n.formats import localised_digits
from desktop.i18n.languages import language as language_of
from desktop.ui.printing import styles
from desktop.ui.printing.pages import Page, paginate
from desktop.ui.printing.parts import TextPart

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_A4 = QPageLayout(
    QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
)


class Paper:
    """A document laid out on pages."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.pages: list[Page] = paginate(document)

    def pdf(self) -> bytes:
        """The document as PDF."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setPageLayout(_A4)
        writer.setResolution(styles.RESOLUTION)
        writer.setTitle(self._document.title)
        writer.setCreator("Fallmappe")
        painter = QPainter(writer)
        for number in range(len(self.pages)):
            if number:
                writer.newPage()
            self._draw(painter, number)
        painter.end()
        return bytes(buffer.data().data())

    def picture(self, number: int, width: int) -> QImage:
        """Page *number* (from 0) as a picture *width* pixels wide, white as paper."""
        scale = width / styles.PAGE_WIDTH
        image = QImage(
            width, round(styles.PAGE_HEIGHT * scale), QImage.Format.Format_ARGB32_Premultiplied
        )
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        painter.scale(scale, scale)
        self._draw(painter, number)
        painter.end()
        return image

    def draw_on(self, painter: QPainter, number: int, resolution: int) -> None:
        """Draw page *number* on a device of *resolution* dots an inch whose origin is the sheet's
        corner."""
        painter.save()
        scale = resolution / styles.RESOLUTION
        painter.scale(scale, scale)
        self._draw(painter, number)
        painter.restore()

    def _draw(self, painter: QPainter, number: int) -> None:
        for placed in self.pages[number]:
            placed.draw(painter)
        self._number(painter, number)

    def _number(self, painter: QPainter, number: int) -> None:
        """The page's number on both sides, in the words and digits of each, at the corners."""
        paper = self._document
        languages = (paper.worker_language, paper.client_language)
        top = styles.PAGE_HEIGHT - styles.MARGIN_BOTTOM + styles.mm(6)
        places = (styles.MARGIN, styles.PAGE_WIDTH - styles.MARGIN - styles.COLUMN)
        for words, language, left, outer in zip(
            paper.numbering, languages, places, (False, True), strict=True
        ):
            digits = language_of(language).digits
            shown = words.format(
                n=localised_digits(str(number + 1), digits),
                total=localised_digits(str(len(self.pages)), digits),
            )
            line = Words(shown, Style.HINT, language)
            TextPart(line, styles.COLUMN, rtl=outer, fallback=language).draw(painter, left, top)


def print_on(paper: Paper, printer: QPrinter) -> None:
    """Print all pages on a QPrinter (QtPrintSupport is loaded only where someone prints).

    The job is called as the program, so that no queue shows what or about whom it is.
    """
    printer.setDocName("Fallmappe")
    printer.setPageSize(_A4.pageSize())
    printer.setFullPage(True)
    painter = QPainter(printer)
    for number in range(len(paper.pages)):
        if number:
            printer.newPage()
        paper.draw_on(painter, number, printer.resolution())
    painter.end()
