"""*Dokumente* of a case: added by dialog, drop and paste, seen in full, opened on request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTabBar
from pytestqt.qtbot import QtBot

from desktop.domain.attachment import Attached
from desktop.services.attachments import AttachmentService
from desktop.ui.dialogs.attachment_ask import AttachmentAskDialog
from desktop.ui.dialogs.attachment_dialog import AttachmentDialog
from desktop.ui.dialogs.erase_sheet import EraseSheet
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.case_documents import CaseDocuments
from desktop.ui.widgets.attachment_tile import AttachmentTile
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files as odd
from tests.support.keyboard_rules import unnamed
from tests.ui.pages_desk import PagesDesk, texts

Key = Qt.Key


@pytest.fixture
def attachments(desk: PagesDesk) -> AttachmentService:
    return desk.services.attachments


@pytest.fixture
def window(desk: PagesDesk) -> MainWindow:
    window = desk.window()
    window.resize(1366, 768)
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.show_documents()
    return window


@pytest.fixture
def documents(window: MainWindow) -> CaseDocuments:
    return window.case.documents


def added(
    desk: PagesDesk, data: bytes = b"", title: str = "", *, is_sealed: bool = False
) -> Attached:
    """A document that was there before the window opened."""
    service = desk.services.attachments
    brought = service.look(data or odd.photo())
    attached = service.take(brought, QtPictureCleaner(), is_sealed=is_sealed)
    service.add(desk.cases[0], attached, title)
    return replace(attached, title=title)


def finished(qtbot: QtBot, desk: PagesDesk, documents: CaseDocuments, count: int) -> None:
    qtbot.waitUntil(lambda: len(documents.tiles) == count and not documents.intake.place)
    desk.settle()


def words(tile: AttachmentTile) -> tuple[str, str]:
    return tile.title.text(), tile.line.text()


def the_dialog(window: MainWindow) -> AttachmentDialog:
    (found,) = [d for d in window.findChildren(AttachmentDialog) if d.isVisible()]
    return found


def test_an_empty_case_says_what_to_do_first(
    desk: PagesDesk, documents: CaseDocuments, qtbot: QtBot
) -> None:
    assert documents.empty.isVisible()
    assert not documents.add_button.isVisible()
    documents.first_button.click()
    (picker,) = documents.findChildren(QFileDialog)
    assert "*.pdf" in picker.nameFilters()[0]
    assert picker.windowTitle() == "Datei hinzufügen …"
    assert "Tesfay" not in picker.windowTitle()
    picker.reject()


def test_a_chosen_file_becomes_a_tile(
    desk: PagesDesk, documents: CaseDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [tmp_path / "Tesfay Pass.jpg", tmp_path / "bescheid.pdf"]
    paths[0].write_bytes(odd.phone_photo())
    paths[1].write_bytes(odd.pdf(pages=3))
    documents.choose()
    (picker,) = documents.findChildren(QFileDialog)
    picker.filesSelected.emit([str(path) for path in paths])
    picker.accept()
    finished(qtbot, desk, documents, 2)
    paper, photo = documents.tiles.values()
    assert words(photo)[0].startswith("Foto 1, ")
    assert words(paper)[1] == "PDF · 3 Seiten · 1 KB"
    assert photo.preview.has_image
    assert not paper.preview.has_image
    assert not [text for text in texts(documents) if "Pass" in text]


def test_files_are_dropped_and_pictures_pasted(
    desk: PagesDesk, documents: CaseDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(odd.photo(form="PNG"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)), QUrl("https://example.org/a.jpg")])
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    documents.dropEvent(drop)
    finished(qtbot, desk, documents, 1)
    QGuiApplication.clipboard().setImage(QImage.fromData(odd.photo(300, 200)))
    tabs = documents.window().findChildren(QTabBar)[0]
    QTest.keyClick(tabs, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    finished(qtbot, desk, documents, 2)
    QGuiApplication.clipboard().setText("nur Text")
    documents.paste()
    assert "In der Zwischenablage ist kein Bild und keine Datei." in texts(documents.window())


def test_a_refused_file_is_named_by_its_fault_and_the_others_go_on(
    desk: PagesDesk, window: MainWindow, documents: CaseDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("a.jpg", "b.jpg")]
    paths[0].write_bytes(odd.archive())
    paths[1].write_bytes(odd.photo())
    documents.intake.bring_files(desk.cases[0], paths)
    finished(qtbot, desk, documents, 1)
    shown = " ".join(texts(window.case.banner))
    assert "1 Datei wurde nicht hinzugefügt." in shown
    assert "a.jpg: Diese Art von Datei lässt sich nicht hinzufügen." in shown
    assert "Hinzugefügt: b.jpg." in shown


def test_each_of_several_files_is_accounted_for(
    desk: PagesDesk, window: MainWindow, documents: CaseDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    brought = {
        "empty.pdf": b"",
        "good.jpg": odd.photo(),
        "blank.png": b"",
        "archive.jpg": odd.archive(),
        "script.pdf": odd.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"),
    }
    for name, data in brought.items():
        (tmp_path / name).write_bytes(data)
    documents.intake.bring_files(desk.cases[0], [tmp_path / name for name in brought])
    qtbot.waitUntil(lambda: bool(asked(window)))
    asked(window)[0].secondary.click()
    finished(qtbot, desk, documents, 1)
    qtbot.waitUntil(window.case.banner.isVisible)
    lines = "\n".join(texts(window.case.banner)).splitlines()
    assert "3 Dateien wurden nicht hinzugefügt." in lines
    told = {line.split(": ")[0]: line for line in lines if ": " in line}
    assert "leer" in told["empty.pdf und blank.png"]
    assert "Diese Art von Datei" in told["archive.jpg"]
    assert told["Hinzugefügt"] == "Hinzugefügt: good.jpg."
    assert told["Auf Wunsch nicht hinzugefügt"].endswith(": script.pdf.")
    for label in window.case.banner.findChildren(PlainLabel):
        assert label.heightForWidth(label.width()) <= label.height() + 1, "cut off"


def test_a_pdf_with_a_script_is_asked_about(
    desk: PagesDesk, window: MainWindow, documents: CaseDocuments, qtbot: QtBot
) -> None:
    mime = QMimeData()
    path = desk.store.directory.parent / "form.pdf"
    path.write_bytes(odd.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"))
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    for answer, count in (("reject", 0), ("accept", 1)):
        documents.intake.bring_mime(desk.cases[0], mime)
        qtbot.waitUntil(lambda: any(d.isVisible() for d in asked(window)))
        (dialog,) = [d for d in asked(window) if d.isVisible()]
        assert "Es enthält Programmcode" in " ".join(texts(dialog))
        getattr(dialog, answer)()
        finished(qtbot, desk, documents, count)


def asked(window: MainWindow) -> list[AttachmentAskDialog]:
    return window.findChildren(AttachmentAskDialog)


def test_a_file_stays_with_the_case_it_was_dropped_on(
    desk: PagesDesk, window: MainWindow, documents: CaseDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(odd.photo(2000, 1500))
    documents.intake.bring_files(desk.cases[0], [path])
    window.open_case(desk.cases[1])
    service = desk.services.attachments
    qtbot.waitUntil(lambda: len(service.of_case(desk.cases[0])) == 1)
    desk.settle()
    assert service.of_case(desk.cases[1]) == ()
    assert documents.tiles == {}


def test_the_keyboard_goes_through_tiles_and_opens_one(desk: PagesDesk, qtbot: QtBot) -> None:
    for at in range(6):
        added(desk, title=f"Seite {at}")
    window = desk.window()
    window.resize(1366, 768)
    window.open_case(desk.cases[0])
    window.case.show_documents()
    desk.settle()
    documents = window.case.documents
    tiles = list(documents.tiles.values())
    documents.first_focus()
    assert tiles[0].hasFocus()
    QTest.keyClick(tiles[0], Key.Key_Right)
    assert tiles[1].hasFocus()
    QTest.keyClick(tiles[1], Key.Key_Down)
    below = next(tile for tile in tiles if tile.hasFocus())
    assert below.y() > tiles[1].y()
    QTest.keyClick(below, Key.Key_Up)
    assert next(tile for tile in tiles if tile.hasFocus()).y() == tiles[1].y()
    QTest.keyClick(tiles[0], Key.Key_Return)
    assert the_dialog(window).row.attached.title == tiles[0].title.text()


@pytest.fixture
def dialog(desk: PagesDesk, qtbot: QtBot) -> AttachmentDialog:
    """A photo of an upright page, shown in full, a PDF behind it."""
    added(desk, odd.pdf(), "Bescheid")
    added(desk, odd.photo(600, 900))
    window = desk.window()
    window.open_case(desk.cases[0])
    window.case.show_documents()
    desk.settle()
    opened = window.case.documents.open(next(iter(window.case.documents.tiles)))
    assert opened is not None
    qtbot.waitUntil(lambda: opened.picture.image is not None)
    return opened


def test_the_full_view_zooms_turns_and_turns_the_page(
    desk: PagesDesk, dialog: AttachmentDialog, qtbot: QtBot
) -> None:
    view = dialog.picture
    assert list(unnamed(dialog)) == []
    assert "Bescheid" not in dialog.windowTitle()
    assert view.is_fitted
    fitted = view.scale
    QTest.keyClick(view, Key.Key_Plus)
    assert view.scale > fitted
    QTest.keyClick(view, Key.Key_0)
    assert view.is_fitted
    QTest.keyClick(view, Key.Key_R)
    image = view.image
    assert image is not None
    assert (image.width(), image.height()) == (900, 600)
    QTest.keyClick(view, Key.Key_Right)
    assert dialog.row.attached.title == "Bescheid"
    assert dialog.mark.isVisible()
    assert dialog.place.text() == "2 von 2"
    dialog.step(1)
    assert dialog.row.attached.title == "Bescheid"
    QTest.keyClick(dialog, Key.Key_PageUp)
    qtbot.waitUntil(lambda: view.image is not None and dialog.row.is_picture)
    kept = desk.services.attachments.content(dialog.row.attached)
    assert QImage.fromData(kept).width() == 600, "what is stored stays as it is"
    QTest.keyClick(view, Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_title_is_typed_in_the_full_view(
    desk: PagesDesk, dialog: AttachmentDialog, qtbot: QtBot
) -> None:
    documents = next(w.case.documents for w in desk._windows)
    record = dialog.row.record
    assert dialog.title.placeholderText().startswith("Foto 1, ")
    dialog.title.setFocus()
    QTest.keyClicks(dialog.title, "Mietvertrag")
    QTest.keyClick(dialog.title, Key.Key_Tab)
    desk.settle()
    qtbot.waitUntil(lambda: documents.tiles[record].title.text() == "Mietvertrag")


def test_opening_outside_is_explained_once(
    desk: PagesDesk, dialog: AttachmentDialog, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return path.exists()

    dialog._opener = open_it
    dialog.outside.click()
    (ask,) = dialog.findChildren(AttachmentAskDialog)
    assert "beim Sperren gelöscht" in " ".join(texts(ask))
    ask.reject()
    desk.settle()
    assert opened == []
    dialog.outside.click()
    (ask,) = [one for one in dialog.findChildren(AttachmentAskDialog) if one.isVisible()]
    ask.primary.click()
    qtbot.waitUntil(lambda: len(opened) == 1)
    desk.settle()
    dialog.outside.click()
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert all(path.is_relative_to(desk.store.directory / "open") for path in opened)
    desk.services.attachments.close_copies()
    assert not any(path.exists() for path in opened)


def test_a_program_that_is_missing_is_said(
    desk: PagesDesk, dialog: AttachmentDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    dialog._opener = lambda path: False
    dialog._open_copy()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert "Kein anderes Programm" in " ".join(texts(dialog.banner))
    desk.services.attachments.close_copies()


def test_missing_and_damaged_files_are_said_in_place(desk: PagesDesk, qtbot: QtBot) -> None:
    gone, broken = added(desk), added(desk)
    assert broken.thumbnail is not None
    folder = desk.store.directory / "attachments"
    (folder / gone.original.name).unlink()
    for file in broken.files():
        (folder / file.name).write_bytes(b"no")
    window = desk.window()
    window.open_case(desk.cases[0])
    window.case.show_documents()
    desk.settle()
    documents = window.case.documents
    assert len(documents.tiles) == 2
    assert not any(tile.preview.has_image for tile in documents.tiles.values())
    dialog = documents.open(broken.id)
    assert dialog is not None
    qtbot.waitUntil(dialog.banner.isVisible)
    assert "beschädigt" in " ".join(texts(dialog.banner))
    assert not dialog.outside.isEnabled()


def test_a_protected_document_shows_nothing_before_it_is_asked_for(
    desk: PagesDesk, qtbot: QtBot
) -> None:
    sealed = added(desk, title="Attest Traumaambulanz", is_sealed=True)
    added(desk, title="Mietvertrag")
    window = desk.window()
    window.open_case(desk.cases[0])
    window.case.show_documents()
    desk.settle()
    documents = window.case.documents
    tile = documents.tiles[sealed.id]
    assert tile.title.text() == "Geschützt"
    assert not tile.preview.has_image
    assert not [text for text in texts(window) if "Traumaambulanz" in text]
    other = documents.open(next(one for one in documents.tiles if one != sealed.id))
    assert other is not None
    assert [row.record for row in other._rows] != []
    assert sealed.id not in [row.record for row in other._rows]
    alone = documents.open(sealed.id)
    assert alone is not None
    qtbot.waitUntil(lambda: alone.picture.image is not None)


def test_the_journal_leads_to_a_document(desk: PagesDesk, qtbot: QtBot) -> None:
    added(desk, title="Mietvertrag")
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.show_timeline()
    button = next(
        b for b in window.case.findChildren(type(window.case.documents.add_button))
        if b.text() == "Mietvertrag"
    )  # fmt: skip
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert the_dialog(window).row.attached.title == "Mietvertrag"


def test_erasing_asks_for_the_document_alone(desk: PagesDesk, qtbot: QtBot) -> None:
    kept = added(desk)
    window = desk.window()
    window.open_case(desk.cases[0])
    window.case.show_documents()
    desk.settle()
    documents = window.case.documents
    with qtbot.waitSignal(documents.erase_requested) as asked_for:
        QTest.keyClick(documents.tiles[kept.id], Key.Key_Delete)
    assert asked_for.args == [kept.id]
    desk.settle()
    for sheet in window.findChildren(EraseSheet):
        title = documents.tiles[kept.id].title.text()
        assert any(title in text for text in texts(sheet)), "what goes is called as on its tile"
        sheet.reject()
    dialog = documents.open(kept.id)
    assert dialog is not None
    with qtbot.waitSignal(documents.erase_requested) as asked_for:
        dialog.erase.click()
    assert asked_for.args == [kept.id]
    assert not dialog.isVisible()
    desk.settle()
    assert [sheet for sheet in window.findChildren(EraseSheet) if sheet.isVisible()]


def test_nothing_is_asked_while_the_page_is_not_seen(
    desk: PagesDesk, window: MainWindow, documents: CaseDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(odd.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"))
    documents.intake.bring_files(desk.cases[0], [path])
    window.hide()
    with qtbot.waitSignal(documents.intake.failed):
        pass
    assert asked(window) == []
    assert desk.services.attachments.of_case(desk.cases[0]) == ()
