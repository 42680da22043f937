"""T38: files with bad intentions are refused or cleaned, and nothing of them lies open on disk."""

from __future__ import annotations

import os
import random
import stat
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop.domain.attachment import MOST_BYTES, Attached
from desktop.domain.changes import Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.services.attachments import AttachmentRow, AttachmentService
from desktop.ui.widgets.attachment_words import title_of
from desktop.ui.widgets.picture_cleaning import LONG_SIDE, QtPictureCleaner
from desktop.ui.widgets.picture_sources import shown_image
from tests.conftest import Figure, Rounds
from tests.support import odd_files as odd
from tests.unit.services.conftest import Desk, make_desk

pytestmark = pytest.mark.hardening("T38")


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    made = make_desk(tmp_path / "profile")
    yield made
    made.store.close()


@pytest.fixture
def attachments(desk: Desk) -> AttachmentService:
    return desk.services.attachments


def taken(attachments: AttachmentService, data: bytes) -> Attached:
    return attachments.take(attachments.look(data), QtPictureCleaner())


def stored_files(desk: Desk) -> list[Path]:
    return sorted((desk.store.directory / "attachments").glob("*"))


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


REFUSED: dict[str, tuple[Callable[[], bytes], ErrorCode]] = {
    "nothing": (lambda: b"", ErrorCode.ATTACHMENT_EMPTY),
    "21 MB": (lambda: odd.photo() + bytes(21_000_000), ErrorCode.ATTACHMENT_TOO_LARGE),
    "10 Gpx PNG": (lambda: odd.png_header(100_000, 100_000), ErrorCode.ATTACHMENT_PIXELS),
    "51 Mpx PNG": (lambda: odd.png_header(7_200, 7_100), ErrorCode.ATTACHMENT_PIXELS),
    "4 Gpx JPEG": (lambda: odd.jpeg_header(65_500, 65_500), ErrorCode.ATTACHMENT_PIXELS),
    "PNG without pixels": (lambda: odd.png_header(0, 5), ErrorCode.ATTACHMENT_BROKEN),
    "PNG that lies about its size": (
        lambda: odd.png_header(3_000, 3_000), ErrorCode.ATTACHMENT_BROKEN,
    ),
    "a text called .jpg": (lambda: b"Guten Tag, das ist kein Bild.", ErrorCode.ATTACHMENT_TYPE),
    "SVG with a script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + odd.SCRIPT + b"</svg>",
        ErrorCode.ATTACHMENT_TYPE,
    ),
    "HTML": (lambda: b"<!doctype html>" + odd.SCRIPT, ErrorCode.ATTACHMENT_TYPE),
    "animated GIF": (odd.animated_gif, ErrorCode.ATTACHMENT_TYPE),
    "animated WebP": (odd.animated_webp, ErrorCode.ATTACHMENT_SEVERAL),
    "two pages of TIFF": (odd.two_page_tiff, ErrorCode.ATTACHMENT_SEVERAL),
    "archive or Word file": (odd.archive, ErrorCode.ATTACHMENT_TYPE),
    "program": (lambda: b"MZ\x90\0" + bytes(500), ErrorCode.ATTACHMENT_TYPE),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(80), ErrorCode.ATTACHMENT_HEIC),
    "AVIF": (lambda: b"\0\0\0\x18ftypavif" + bytes(80), ErrorCode.ATTACHMENT_HEIC),
    "half a JPEG": (lambda: half(odd.photo()), ErrorCode.ATTACHMENT_BROKEN),
    "half a PNG": (lambda: half(odd.photo(form="PNG")), ErrorCode.ATTACHMENT_BROKEN),
    "half a WebP": (lambda: half(odd.photo(form="WEBP")), ErrorCode.ATTACHMENT_BROKEN),
    "half a TIFF": (lambda: half(odd.photo(form="TIFF")), ErrorCode.ATTACHMENT_BROKEN),
    "only the magic bytes": (lambda: b"\xff\xd8\xff", ErrorCode.ATTACHMENT_BROKEN),
    "TIFF that points into nothing": (
        lambda: b"II*\0" + struct.pack("<I", 2**31), ErrorCode.ATTACHMENT_BROKEN,
    ),
    "half a PDF": (lambda: half(odd.pdf()), ErrorCode.ATTACHMENT_BROKEN),
    "PDF that is an archive as well": (
        lambda: odd.pdf(more=odd.archive(comment=b"\n%%EOF\n")[:-7]) , ErrorCode.ATTACHMENT_TWOFOLD,
    ),
    "PDF that is a web page as well": (
        lambda: odd.pdf().replace(b"\n1 0 obj", b"\n%<html>" + odd.SCRIPT + b"\n1 0 obj"),
        ErrorCode.ATTACHMENT_TWOFOLD,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_and_no_pdf_is_refused(
    name: str, desk: Desk, attachments: AttachmentService, tmp_path: Path
) -> None:
    make, code = REFUSED[name]
    path = tmp_path / "scan.jpg"
    path.write_bytes(make())
    with pytest.raises(KnownError) as refused:
        attachments.take(attachments.bring(path), QtPictureCleaner())
    assert refused.value.code is code
    assert not [value for value in refused.value.facts.values() if "scan" in str(value)]
    assert stored_files(desk) == []


def test_a_pixel_flood_is_refused_before_anything_is_decoded(
    attachments: AttachmentService, figure: Figure
) -> None:
    flood = odd.png_header(100_000, 100_000)
    started = time.perf_counter()
    for _ in range(100):
        with pytest.raises(KnownError):
            attachments.look(flood)
    spent = (time.perf_counter() - started) * 10_000
    figure(f"T38 a picture of 10 Gpx is refused in {spent:.0f} us")
    assert spent < 50_000


def test_a_picture_of_sixteen_bits_a_colour_that_would_not_fit_is_called_too_large(
    attachments: AttachmentService,
) -> None:
    deep = odd.png_header(7000, 7000, bits=16, colour=2)
    with pytest.raises(KnownError) as refused:
        taken(attachments, deep)
    assert refused.value.code is ErrorCode.ATTACHMENT_PIXELS


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_of_every_kind_are_taken_in(form: str, attachments: AttachmentService) -> None:
    kept = taken(attachments, odd.photo(800, 600, form))
    image = shown_image(attachments.content(kept))
    small = shown_image(attachments.thumbnail(kept))
    assert image is not None
    assert small is not None
    assert (image.width(), image.height()) == (kept.width, kept.height) == (800, 600)
    assert max(small.width(), small.height()) == 400
    red = image.pixelColor(5, 5)
    assert (red.red() > 200, red.blue() < 80) == (True, True)


LEFTOVERS = (
    odd.PLACE, odd.CAMERA, b"Exif", b"GPS", b"ICC_PROFILE", b"xmpmeta", b"http://", b"iCCP",
    b"MotionPhoto", b"tEXt", b"iTXt", b"eXIf",
)  # fmt: skip


def test_a_photo_keeps_no_place_camera_or_profile(attachments: AttachmentService) -> None:
    brought = odd.phone_photo()
    assert all(word in brought for word in (odd.PLACE, odd.CAMERA, b"Exif", b"ICC_PROFILE"))
    kept = taken(attachments, brought)
    for data in (attachments.content(kept), attachments.thumbnail(kept)):
        assert [word for word in LEFTOVERS if word in data] == []
        assert b"\xff\xe1" not in data[:400], "an Exif or XMP segment"


def test_a_png_keeps_no_text_and_no_profile(attachments: AttachmentService) -> None:
    brought = odd.photo(form="PNG", whole=odd.PLACE.decode())
    assert b"iCCP" in brought
    assert odd.PLACE in brought
    data = attachments.content(taken(attachments, brought))
    assert [word for word in LEFTOVERS if word in data] == []


def test_a_photo_taken_upright_stands_upright(attachments: AttachmentService) -> None:
    lying = taken(attachments, odd.phone_photo(orientation=1))
    upright = taken(attachments, odd.phone_photo(orientation=6))
    assert (lying.width, lying.height) == (640, 480)
    assert (upright.width, upright.height) == (480, 640)
    image = shown_image(attachments.content(upright))
    assert image is not None
    corner = image.pixelColor(image.width() - 6, 6)
    assert corner.red() > 200 > 80 > corner.blue()


def test_what_hangs_behind_a_picture_or_pdf_is_cut_off(attachments: AttachmentService) -> None:
    behind = odd.archive() + odd.SCRIPT
    for whole in (odd.photo(), odd.photo(form="PNG"), odd.pdf()):
        data = attachments.content(taken(attachments, whole + behind))
        assert b"PK" not in data[-400:]
        assert odd.SCRIPT not in data
        assert b"evil" not in data


def test_line_drawings_stay_png_and_large_photos_shrink(attachments: AttachmentService) -> None:
    drawing = taken(attachments, flat_png(1200, 1600))
    assert drawing.media_type == "image/png"
    large = taken(attachments, odd.photo(4000, 3000))
    assert (large.media_type, large.width, large.height) == ("image/jpeg", LONG_SIDE, 2250)


def flat_png(width: int, height: int) -> bytes:
    """A page with one black line on white."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    for x in range(100, 1100):
        image.setPixel(x, 300, 0xFF000000)
    return odd.saved(image, "PNG")


def test_names_from_outside_are_used_nowhere(
    desk: Desk, attachments: AttachmentService, tmp_path: Path
) -> None:
    case, _ = desk.family("Haddad")
    name = "..\\..\\Haddad Ausweis\u202egpj.exe" if os.name != "nt" else "Haddad Ausweis.jpg"
    path = tmp_path / name
    path.write_bytes(odd.phone_photo())
    kept = attachments.take(attachments.bring(path), QtPictureCleaner())
    attachments.add(case, kept)
    (row,) = attachments.of_case(case)
    assert title_of(row.attached, row.number, LocaleContext("de")) == "Foto 1, 23.11.2026"
    assert "Ausweis" not in str(desk.store.read().get("attachment", kept.id))
    assert all(len(one.name) == 32 for one in stored_files(desk))
    copy = attachments.open_copy(row.attached, row.number)
    assert copy.name == "Foto-1.jpg"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("Bescheid\u202e fdp.exe", "Bescheid fdp.exe"),
        ("a\x00b\nc\td", "a b c d"),
        ("C:\\Users\\x", "C Users x"),
        ("   ", ""),
        ("x" * 500, "x" * 120),
    ],
)
def test_titles_hold_no_signs_of_paths_or_direction(
    typed: str, kept: str, desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    added = taken(attachments, odd.pdf())
    attachments.add(case, added, "Bescheid")
    attachments.rename(added.id, typed)
    (row,) = attachments.of_case(case)
    assert row.attached.title == kept


def test_a_device_is_not_read_as_a_file(attachments: AttachmentService, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.jpg", Path(os.devnull)):
        with pytest.raises(KnownError) as refused:
            attachments.bring(path)
        expected = {ErrorCode.ATTACHMENT_UNREADABLE}
        assert refused.value.code in expected
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.write(b"\xff\xd8\xff")
        file.truncate(10 * MOST_BYTES)
    with pytest.raises(KnownError) as refused:
        attachments.bring(large)
    assert refused.value.code is ErrorCode.ATTACHMENT_TOO_LARGE


def files_with(marks: list[bytes], *roots: Path) -> list[Path]:
    """Every file below *roots* that holds one of *marks*."""
    found = (path for root in roots for path in root.rglob("*") if path.is_file())
    return [path for path in found if any(mark in path.read_bytes() for mark in marks)]


def test_nothing_of_a_document_lies_open_on_the_disk(
    desk: Desk, attachments: AttachmentService, tmp_path: Path, figure: Figure
) -> None:
    case, _ = desk.family("Haddad")
    secret = b"Aktenzeichen 4711-GEHEIM"
    document = odd.pdf(more=b"9 0 obj(" + secret + b")endobj\n")
    picture = taken(attachments, odd.phone_photo())
    paper = taken(attachments, document)
    for one in (picture, paper):
        attachments.add(case, one)
    pixels, small = attachments.content(picture), attachments.thumbnail(picture)
    marks = [secret, pixels[900:932], pixels[-64:-32], small[700:732], odd.PLACE]
    marks += [bytes.fromhex(file.key) for one in (picture, paper) for file in one.files()]
    assert files_with(marks, tmp_path) == []
    copy = attachments.open_copy(paper)
    assert files_with(marks, tmp_path) == [copy], "the scan finds what lies open"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert attachments.close_copies() == 0
    assert files_with(marks, tmp_path) == []
    scanned = len([path for path in tmp_path.rglob("*") if path.is_file()])
    figure(f"T38 0 of {len(marks)} marks of two documents in {scanned} files")


def test_a_colleagues_manifest_cannot_reach_other_files(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    stream = desk.store.read().get("case", case).stream
    key, digest = "0" * 64, "0" * 64
    for name in ("../store.db", "/etc/passwd", "A" * 32, "0" * 31, 7, None):
        file: dict[str, Value] = {"name": name, "key": key, "size": 5, "sha256": digest}
        values: dict[str, Value] = {"files/original": {**file, "chunks": []}}
        desk.save("attachment", stream, case=case, **values)
    assert attachments.of_case(case) == ()


def test_a_copy_is_never_more_than_what_its_name_says(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    kept = taken(attachments, odd.pdf())
    stream = desk.store.read().get("case", case).stream
    values = {**kept.values(), "media_type": "application/x-desktop"}
    desk.save("attachment", stream, case=case, **values)
    (row,) = attachments.of_case(case)
    assert isinstance(row, AttachmentRow)
    with pytest.raises(KnownError) as refused:
        attachments.open_copy(row.attached)
    assert refused.value.code is ErrorCode.ATTACHMENT_DAMAGED


SAMPLES = (
    odd.phone_photo,
    odd.two_page_tiff,
    odd.animated_gif,
    lambda: odd.photo(90, 60, "PNG", whole="x"),
    lambda: odd.photo(90, 60, "TIFF"),
    lambda: odd.photo(90, 60, "WEBP"),
    lambda: odd.photo(90, 60),
    lambda: odd.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>", odd.packed(b"7 0 <</Type /Page>>")),
)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """*data* with a few bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) or 1)
        many = chance.choice((1, 1, 2, 4, 40))
        match chance.randrange(5):
            case 0:
                changed[at : at + many] = chance.randbytes(many)
            case 1:
                del changed[at : at + many]
            case 2:
                changed[at:at] = changed[at : at + many]
            case 3:
                changed[at : at + 4] = chance.choice((b"\xff" * 4, bytes(4), b"\x7f" + bytes(3)))
            case _:
                del changed[chance.randrange(len(changed) or 1) :]
                break
    return bytes(changed)


@pytest.mark.qt_log_level_fail("NO")  # decoders warn of every broken picture
def test_files_changed_at_random_are_taken_in_or_refused_and_nothing_else(
    attachments: AttachmentService, rounds: Rounds, figure: Figure
) -> None:
    chance = random.Random(20261122)
    samples = [make() for make in SAMPLES]
    refused: Counter[str] = Counter()
    times = rounds(300, 20_000)
    for _ in range(times):
        data = mutated(chance, chance.choice(samples))
        try:
            kept = attachments.take(attachments.look(data), QtPictureCleaner())
        except KnownError as error:
            refused[error.code.value] += 1
            continue
        content = attachments.content(kept)
        assert [word for word in (odd.PLACE, odd.CAMERA) if word in content] == []
        if kept.thumbnail is not None:
            assert shown_image(content) is not None
    assert len(refused) >= 3
    assert all(code.startswith("attachment-") for code in refused)
    figure(f"T38 {times} files changed at random: {sum(refused.values())} refused, no fault")
