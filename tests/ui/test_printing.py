"""Documents on paper: pages, fonts, directions; nothing about a person beside the text itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from desktop.documents.model import (
    Box,
    Document,
    Drawing,
    Kind,
    Piece,
    Room,
    Row,
    RowLook,
    Style,
    Words,
)
from desktop.ui.printing import styles
from desktop.ui.printing.lettering import Letters, letters
from desktop.ui.printing.output import Paper, print_on
from desktop.ui.printing.pages import Page, paginate
from desktop.ui.printing.parts import TextPart

LONG = "Rechtsbehelfsbelehrungsverzichtserklärungsvordruckausfüllhilfe"
SENTENCES = {
    "de": "Bitte den Bescheid mitbringen.",
    "ar": "يرجى إحضار القرار.",
    "ti": "በጃኹም ነቲ ውሳነ ኣምጽእዎ።",
    "ka": "გთხოვთ, მოიტანოთ გადაწყვეტილება.",
    "uk": "Будь ласка, принесіть рішення.",
}


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts need an application."""


def document(*rows: Row, client: str = "ar") -> Document:
    numbering = ("Seite {n} von {total}", "{n} / {total}")
    return Document(Kind.COPY, "Kopie der Angaben", "de", client, numbering, rows)


def plain(*pieces: Piece, client: tuple[Piece, ...] = (), look: RowLook = RowLook.PLAIN) -> Row:
    return Row(pieces, client, look)


def text(words: str, language: str = "de", style: Style = Style.TEXT) -> Words:
    return Words(words, style, language)


def filled(pages: list[Page]) -> Iterator[tuple[float, float]]:
    """The lowest end of what is placed on each page, and where its body may end."""
    for page in pages:
        lowest = max(placed.top + placed.height for placed in page)
        yield lowest, styles.PAGE_HEIGHT - styles.MARGIN_BOTTOM


def ink(picture: QImage, left: float, right: float) -> int:
    """How many dark pixels a vertical strip of the picture has (parts of its width)."""
    width, height = picture.width(), picture.height()
    columns = range(round(left * width), round(right * width))
    return sum(picture.pixelColor(x, y).lightness() < 190 for x in columns for y in range(height))


def test_no_row_is_split_and_none_runs_into_the_foot() -> None:
    rows = [plain(text(f"Frage {at}", style=Style.LABEL), Room(3)) for at in range(40)]
    pages = paginate(document(*rows))
    assert len(pages) > 2
    assert sum(len(page) for page in pages) == 40
    assert all(lowest <= limit + 1 for lowest, limit in filled(pages))


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    for fill in range(1, 40):
        rows = [plain(text("Zeile")) for _ in range(fill)]
        rows += [plain(text("Wohnen", style=Style.SECTION), look=RowLook.SECTION)]
        rows += [plain(text("Frage"), Room(2))]
        for page in paginate(document(*rows)):
            assert page[-1].row.look is not RowLook.SECTION


def test_a_text_longer_than_a_page_goes_on_line_by_line_on_both_sides() -> None:
    german = text("\n".join(f"Absatz {at}: {SENTENCES['de'] * 3}" for at in range(90)))
    arabic = text("\n".join(f"{SENTENCES['ar'] * 3}" for _ in range(90)), "ar")
    pages = paginate(document(plain(german, client=(arabic,))))
    assert len(pages) > 1
    for side in (0, 1):
        stretches = [page[0].stretches[side] for page in pages]
        whole = pages[0][0].row.cells[side].height
        assert stretches[0].begin == 0
        assert stretches[-1].end == pytest.approx(whole, abs=2)
        assert all(a.end == b.begin for a, b in pairwise(stretches))
    assert all(lowest <= limit + 1 for lowest, limit in filled(pages))


def test_a_word_longer_than_its_column_goes_on_in_the_next_line() -> None:
    short = TextPart(text("Wort"), styles.COLUMN / 2, rtl=False, fallback="de")
    long = TextPart(text(LONG), styles.COLUMN / 2, rtl=False, fallback="de")
    assert long.height > 1.8 * short.height
    picture = Paper(document(plain(text(LONG * 2)))).picture(0, 600)
    assert ink(picture, 0.485, 0.515) == 0


def test_the_right_column_begins_on_the_right_for_arabic_and_on_the_left_for_tigrinya() -> None:
    for client, near_edge in (("ar", True), ("ti", False)):
        row = plain(client=(text("نعم" if client == "ar" else "እወ", client),))
        picture = Paper(document(row, client=client)).picture(0, 600)
        edge = ink(picture, 0.80, 0.95) - ink(empty(client), 0.80, 0.95)
        middle = ink(picture, 0.50, 0.70) - ink(empty(client), 0.50, 0.70)
        assert (edge > 0, middle > 0) == (near_edge, not near_edge), client


def empty(client: str) -> QImage:
    return Paper(document(client=client)).picture(0, 600)


def test_boxes_stand_at_the_beginning_of_the_column() -> None:
    boxes = (Box("نعم", "ar"), Box("لا", "ar"))
    picture = Paper(document(plain(client=boxes))).picture(0, 800)
    box_strip = ink(picture, 0.905, 0.93) - ink(empty_wide(), 0.905, 0.93)
    assert box_strip > 0


def empty_wide() -> QImage:
    return Paper(document()).picture(0, 800)


def test_a_signature_is_drawn() -> None:
    strokes = ((0, 0, 0, 300, 90, 5), (0, 90, 6, 300, 0, 9), (150, 45, 12))
    row = plain(client=(Drawing(strokes, 300, 90),))
    drawn = Paper(document(row)).picture(0, 600)
    assert ink(drawn, 0.55, 0.93) > ink(empty("ar"), 0.55, 0.93) + 100


def test_every_font_is_embedded_in_every_script() -> None:
    for language, sentence in SENTENCES.items():
        data = Paper(document(plain(text(SENTENCES["de"]), client=(text(sentence, language),))))
        pdf = data.pdf()
        assert pdf.startswith(b"%PDF-")
        embedded = pdf.count(b"/FontFile")
        assert embedded == pdf.count(b"/Type /FontDescriptor") > 0, language
        names = set(re.findall(rb"/FontName /([A-Za-z0-9+-]+)", pdf))
        if language in ("ar", "ti", "ka"):
            assert len(names) > 1, names


@pytest.mark.hardening("T34")
def test_the_file_tells_the_kind_of_document_and_nothing_else() -> None:
    pdf = Paper(document(plain(text("Selam Tesfay")))).pdf()
    info = b"".join(_readable(pdf))
    for name in ("Selam", "Tesfay"):
        for form in (name.encode(), name.encode("utf-16-be"), name.encode().hex().encode()):
            assert form not in info
    assert "Kopie der Angaben".encode("utf-16-be") in pdf or b"Kopie der Angaben" in pdf


def _readable(pdf: bytes) -> Iterator[bytes]:
    """The file and its streams unpacked; page content holds numbers of glyphs, no letters."""
    yield pdf
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(packed)
        except zlib.error:
            yield packed


def test_pages_are_numbered_on_both_sides() -> None:
    rows = [plain(text(f"Frage {at}"), Room(4)) for at in range(30)]
    paper = Paper(document(*rows))
    picture = paper.picture(1, 800)
    foot = picture.copy(0, round(picture.height() * 0.94), picture.width(), 60)
    assert ink(foot, 0.05, 0.2) > 0
    assert ink(foot, 0.8, 0.95) > 0


@pytest.mark.hardening("T34")
def test_printing_sends_every_page_under_a_neutral_name(tmp_path: Path) -> None:
    rows = [plain(text(f"Frage {at}"), Room(4)) for at in range(30)]
    paper = Paper(document(*rows))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "spool.pdf"))
    print_on(paper, printer)
    assert printer.docName() == "Fallmappe"
    spooled = (tmp_path / "spool.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", spooled)) == len(paper.pages) > 1


@pytest.mark.hardening("T34")
def test_making_a_pdf_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    paper = Paper(document(plain(text(SENTENCES["de"]), client=(text(SENTENCES["ar"], "ar"),))))
    assert paper.pdf()
    assert not paper.picture(0, 300).isNull()
    assert not list(tmp_path.iterdir())


def test_markdown_becomes_letters_and_html_stays_text() -> None:
    assert letters("**Nein** sagen <b>geht</b>") == [
        Letters("Nein", is_bold=True),
        Letters(" sagen <b>geht</b>"),
    ]
    assert "".join(part.text for part in letters("- eins\n- zwei")) == "\u2022 eins\n\u2022 zwei"
