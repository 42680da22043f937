"""*Drucken*: from the form and from the journal; a look at the page; a file only where asked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.i18n.context import LocaleContext
from desktop.services.documents import Kind
from desktop.services.exports import ExportService
from desktop.services.people import StaffDirectory
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.pages.form_page import FormPage
from tests.support.agency_server import wall_ms
from tests.support.windows import in_front
from tests.ui.form_desk import AGREED, ARRIVAL, Desk, case_desk

desk = case_desk

PASSWORD = "vier Wörter im Wind"


def ask_for_password(desk: Desk) -> None:
    """A key file that opens quickly, as only a test may have it."""
    weak = Cost(memory_kib=64, passes=1, lanes=1)
    keyfile.create(desk.store.directory, PASSWORD, store_id="0" * 32, cost=weak)
    unlock = partial(keyfile.unlock, allow_weak=True)
    directory = StaffDirectory(lambda _device: desk.services.me.staff)
    exports = ExportService(desk.store, desk.services.forms, directory, wall_ms, unlock)
    desk.services = replace(desk.services, exports=exports)


def opened(page: FormPage, qtbot: QtBot) -> PrintDialog:
    """The dialog after Ctrl+P, with a page to look at."""
    in_front(qtbot, page)
    page.first_focus()
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(PrintDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.paper is not None)
    return dialog


def chosen(dialog: PrintDialog, kind: Kind, qtbot: QtBot) -> None:
    """Another document, until the page to look at is its own."""
    before = dialog.paper
    dialog.choose(kind)
    qtbot.waitUntil(lambda: dialog.paper is not None and dialog.paper is not before)


def codes(dialog: PrintDialog) -> list[str]:
    return [str(dialog.language.itemData(at)) for at in range(dialog.language.count())]


def test_a_form_that_was_just_begun_is_printed_to_prepare_the_talk(
    desk: Desk, qtbot: QtBot
) -> None:
    dialog = opened(desk.open(client="ti"), qtbot)
    assert dialog.kind is Kind.PREPARATION
    assert dialog.language.currentData() == "ti"
    assert "de" not in codes(dialog)
    assert dialog.paper is not None
    assert len(dialog.paper.pages) > 1
    assert dialog.primary.isEnabled()


def test_turning_pages_stops_at_both_ends(desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk.open(), qtbot)
    assert dialog.paper is not None
    assert not dialog.back.isEnabled()
    for _ in dialog.paper.pages:
        dialog.forward.click()
    assert not dialog.forward.isEnabled()
    assert dialog.back.isEnabled()


def test_the_slip_begins_with_the_day_agreed_in_the_form(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open()
    session = page.conversation.session
    session.answer(ARRIVAL + "f2_outcome", "met")
    session.answer(AGREED + "f2_next_visit", "2031-05-06")
    dialog = opened(page, qtbot)
    chosen(dialog, Kind.APPOINTMENT, qtbot)
    assert dialog.appointment.isVisibleTo(dialog)
    assert dialog.appointment.day.value() == "2031-05-06"
    assert {"ka", "ku", "tr"} <= set(codes(dialog))
    appointment = dialog.appointment.appointment()
    assert appointment is not None
    assert appointment.at.isoformat() == "2031-05-06T10:00:00+02:00"


def test_while_the_day_cannot_be_read_nothing_can_be_printed(desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(desk.open(), qtbot)
    chosen(dialog, Kind.APPOINTMENT, qtbot)
    dialog.appointment.day.line.setText("99.99.")
    dialog.appointment.day.text_edited.emit()
    qtbot.waitUntil(lambda: not dialog.primary.isEnabled())
    assert not dialog.save.isEnabled()
    dialog.appointment.day.set_value("2031-05-06")
    dialog.appointment.changed.emit()
    qtbot.waitUntil(dialog.primary.isEnabled)


def test_a_pdf_is_written_where_it_was_asked_for_and_nowhere_else(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(desk.open(), qtbot)
    folder = tmp_path / "stick"
    folder.mkdir()
    dialog.save_to(folder / "Gesprächsvorbereitung.pdf")
    qtbot.waitUntil(lambda: "verschlüsselt" in dialog.state.text())
    assert [path.name for path in folder.iterdir()] == ["Gesprächsvorbereitung.pdf"]
    assert (folder / "Gesprächsvorbereitung.pdf").read_bytes().startswith(b"%PDF-")


def test_a_copy_becomes_a_file_only_after_the_password(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    ask_for_password(desk)
    page = desk.open(client="uk")
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    dialog = opened(page, qtbot)
    assert not dialog.password.isVisible()
    chosen(dialog, Kind.COPY, qtbot)
    folder = tmp_path / "stick"
    folder.mkdir()
    dialog.save.click()
    assert dialog.password.line.hasFocus()
    dialog.password.line.setText("falsch geraten")
    dialog.save_to(folder / "Kopie.pdf")
    qtbot.waitUntil(dialog.password.mistake.isVisible)
    assert dialog.password.mistake.text().startswith("Das Passwort passt nicht.")
    assert not list(folder.iterdir())
    QTest.keyClicks(dialog.password.line, "v")
    assert not dialog.password.mistake.isVisible()
    dialog.password.line.setText(PASSWORD)
    dialog.save_to(folder / "Kopie.pdf")
    qtbot.waitUntil(lambda: "verschlüsselt" in dialog.state.text())
    assert (folder / "Kopie.pdf").read_bytes().startswith(b"%PDF-")
    assert not dialog.password.line.text()
    chosen(dialog, Kind.PREPARATION, qtbot)
    assert not dialog.password.isVisible()


def test_a_place_that_cannot_be_written_to_is_said_in_words(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(desk.open(), qtbot)
    dialog.save_to(tmp_path / "missing" / "sheet.pdf")
    qtbot.waitUntil(lambda: bool(dialog.state.text()))
    assert "Ordner" in dialog.state.text()
    assert dialog.state.property("tone") == "danger"


def test_the_copy_is_printed_from_memory(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = desk.open(client="uk")
    page.conversation.session.answer(ARRIVAL + "f2_outcome", "met")
    dialog = opened(page, qtbot)
    chosen(dialog, Kind.COPY, qtbot)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "spool.pdf"))
    dialog.print_on(printer)
    assert (tmp_path / "spool.pdf").stat().st_size > 1000


def test_an_incident_offers_no_copy(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open(form_id="f6_incident", client="en")
    dialog = opened(page, qtbot)
    copy = dialog.kinds.button(tuple(Kind).index(Kind.COPY))
    assert not copy.isVisibleTo(dialog)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_esc_closes_and_leaves_nothing(desk: Desk, qtbot: QtBot, language: str) -> None:
    page = desk.open(window=LocaleContext(language))
    dialog = opened(page, qtbot)
    expected = (
        Qt.LayoutDirection.RightToLeft if language == "ar" else Qt.LayoutDirection.LeftToRight
    )
    assert dialog.layoutDirection() == expected
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.findChild(PrintDialog) is None)
    assert not [one for one in page.findChildren(QWidget) if one.isWindow() and one.isVisible()]
