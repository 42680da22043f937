"""Documents in a case of the demo agency, made once, and the dialogs about them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import RecordId
from desktop.i18n.context import LocaleContext
from desktop.services.services import Services
from desktop.ui.dialogs.attachment_ask import ask_to_add
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files as odd

_SHEET, _INK = "#f4f1e8", "#3a3a3a"


def letter(width: int = 1240, height: int = 1754, head: str = "#27588c") -> bytes:
    """A photo of a letter: a head, and lines where words would be."""
    page = QImage(width, height, QImage.Format.Format_RGB32)
    page.fill(QColor(_SHEET))
    painter = QPainter(page)
    painter.fillRect(QRect(width // 12, height // 14, width // 3, height // 24), QColor(head))
    font = QFont()
    font.setPixelSize(height // 40)
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_INK))
    for at in range(24):
        wide = width * (5 + (at * 7) % 5) // 12
        painter.drawRect(width // 12, height // 6 + at * height // 34, wide, height // 160)
    painter.end()
    return odd.saved(page, "JPEG")


def fill(services: Services, case: RecordId) -> None:
    """Photos, PDFs, a protected one and one whose file lies elsewhere; only the first time."""
    service = services.attachments
    if service.of_case(case):
        return
    pages = (
        (letter(), False),
        (letter(1754, 1240, "#8c2f27"), False),
        (letter(), True),
        (odd.pdf(pages=3), False),
        (odd.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"), False),
        (letter(900, 1200, "#2f7d4a"), False),
    )
    for data, is_sealed in pages:
        brought = service.look(data)
        taken = service.take(brought, QtPictureCleaner(), is_sealed=is_sealed)
        service.add(case, taken)
    rows = service.of_case(case)
    service.forget([rows[0].record])


def documents(window: MainWindow, services: Services, case: RecordId) -> None:
    """The tab, filled."""
    fill(services, case)
    window.open_case(case)
    window.case.show_documents()


def no_documents(window: MainWindow, case: RecordId) -> None:
    """The tab of a case without any."""
    window.open_case(case)
    window.case.show_documents()


def full_view(window: MainWindow, services: Services, case: RecordId) -> None:
    """A PDF in full view; of a photo only its pixels would be seen."""
    tiles = list(window.case.documents.tiles)
    rows = {row.record: row for row in services.attachments.of_case(case)}
    window.case.documents.open(next(one for one in tiles if rows[one].attached.findings))


def put_photo(page: FormPage, ref: str) -> None:
    """Drop a photo on the question *ref*."""
    photo = QMimeData()
    photo.setImageData(QImage.fromData(letter(1754, 1240)))
    assert page.conversation.attachments.attaching(ref).take(photo)


def question(window: MainWindow, language: str) -> QWidget:
    """Asked before a PDF with a script is taken in."""
    dialog = ask_to_add(window, LocaleContext(language), ("script", "files"))
    dialog.open()
    return dialog
