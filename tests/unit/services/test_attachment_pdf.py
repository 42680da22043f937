"""T38: what a PDF holds beside its pages is named, however it is hidden; in bounded work."""

from __future__ import annotations

import zlib

import pytest

from desktop.services.attachment_pdf import Finding, look_into_pdf
from tests.support.odd_files import packed, pdf

pytestmark = pytest.mark.hardening("T38")

SCRIPT = b"4 0 obj<</S/JavaScript/JS(app.alert)>>endobj\n"
RUNS = b"/OpenAction 4 0 R"
LINK = b"<</S/URI/URI(http://x.example)>>"


def stream(head: bytes, data: bytes, begins: bytes = b"stream\n") -> bytes:
    return b"90 0 obj<<" + head + b">>\n" + begins + data + b"\nendstream endobj\n"


INNER = b"4 0 <</S/JavaScript/JS(x)>>"
OBJECTS = b"/Type/ObjStm/N 1/First 4"
TOLD = {
    "script": pdf(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    "script, its name in escapes": pdf(b"/OpenAction<</S/J#61vaScript/J#53(x)>>"),
    "script, packed": pdf(more=packed(INNER)),
    "script, packed behind a return": pdf(
        more=stream(OBJECTS + b"/Filter/FlateDecode", zlib.compress(INNER), b"stream\r")
    ),
    "script, packed in what does not call itself objects": pdf(
        more=stream(b"/N 1/First 4/Filter/FlateDecode", zlib.compress(INNER))
    ),
    "script, between comments that look like a stream": pdf(
        RUNS, b"%stream\n" + SCRIPT + b"%endstream\n"
    ),
    "script, behind a string that looks like one": pdf(
        b"/Title(a stream\n)" + RUNS, SCRIPT + b"9 0 obj(endstream)endobj\n"
    ),
    "script, of a form in XML": pdf(b"/AcroForm<</XFA 5 0 R>>"),
    "script, of a film": pdf(b"/OpenAction<</S/Rendition/OP 0>>"),
    "launch": pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "launch, an address": pdf(b"/OpenAction" + LINK),
    "launch, an address elsewhere": pdf(RUNS, b"4 0 obj" + LINK + b"endobj\n"),
    "launch, an address that is packed": pdf(RUNS, packed(b"4 0 " + LINK)),
    "launch, an address at second": pdf(
        b"/OpenAction<</S/GoTo/Next 4 0 R>>", b"4 0 obj" + LINK + b"endobj\n"
    ),
    "launch, an address as a page is turned": pdf(b"/AA<</O" + LINK + b">>"),
    "files": pdf(b"/Names<</EmbeddedFiles 9 0 R>>"),
    "sends": pdf(b"/AA<</O<</S/SubmitForm/F(http://x)>>>>"),
    "locked": pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 8 0 R"),
    "locked, objects as well": pdf(more=stream(OBJECTS + b"/Filter/FlateDecode", b"?")).replace(
        b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 8 0 R"
    ),
    "unclear": pdf(more=packed(bytes(40_000_000))),
    "unclear, packed twice": pdf(
        more=stream(
            OBJECTS + b"/Filter[/ASCIIHexDecode/FlateDecode]", zlib.compress(INNER).hex().encode()
        )
    ),
    "unclear, a dictionary with a string": pdf(
        more=stream(OBJECTS + b"/Filter/FlateDecode/X(a)", zlib.compress(INNER))
    ),
    "unclear, cut off by the word that ends it": pdf(
        more=stream(OBJECTS + b"/Filter/FlateDecode", zlib.compress(b" endstream ", 0))
    ),
}
QUIET = {
    "pages and a link": pdf(more=b"8 0 obj<</Type/Annot/Subtype/Link/A" + LINK + b">>endobj\n"),
    "a place to begin at": pdf(b"/OpenAction[3 0 R/Fit]", b"8 0 obj<</A" + LINK + b">>endobj\n"),
    "a way to it, and a link": pdf(
        RUNS, packed(b"4 0 <</S/GoTo/D[3 0 R]>>") + b"8 0 obj<</A" + LINK + b">>endobj\n"
    ),
    "an inline way, and a link behind it": pdf(
        b"/OpenAction<</S/GoTo/D<<>>>>/Annots[<</A" + LINK + b">>]"
    ),
    "a picture": pdf(more=stream(b"/Subtype/Image/Filter/DCTDecode", b"/JS /AA /URI /XFA ")),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_what_is_in_it_is_named(name: str) -> None:
    looked = look_into_pdf(TOLD[name])
    assert [finding.value for finding in looked.findings] == [name.partition(",")[0]]


@pytest.mark.parametrize("name", QUIET)
def test_what_only_shows_something_has_nothing_to_say(name: str) -> None:
    assert look_into_pdf(QUIET[name]).findings == ()


def test_pages_are_counted_also_where_they_are_packed() -> None:
    assert look_into_pdf(pdf(pages=3)).pages == 3
    assert look_into_pdf(pdf(more=packed(b"7 0 <</Type /Page>>"), pages=2)).pages == 3


def test_streams_that_break_at_their_end_are_not_unpacked_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bomb whose last byte is wrong costs as much as a whole one, and there is room for many."""
    opened: list[int] = []
    unpacking = zlib.decompressobj

    def counted() -> object:
        opened.append(1)
        return unpacking()

    monkeypatch.setattr(zlib, "decompressobj", counted)
    broken = zlib.compress(bytes(3_000_000))[:-4] + b"\xff" * 4
    many = pdf(more=stream(OBJECTS + b"/Filter/FlateDecode", broken) * 40)
    assert look_into_pdf(many).findings == (Finding.UNCLEAR,)
    assert len(opened) == 1
