"""Photo and file questions: added by the worker, kept in the draft, only seen by the client."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.ids import RecordId
from desktop.domain.records import FormSubmission
from desktop.ui.dialogs.attachment_dialog import AttachmentDialog
from desktop.ui.fields.attachment_field import AttachmentField
from desktop.ui.fields.base import FieldState
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from tests.support import odd_files as odd
from tests.support.own_forms import take_in
from tests.ui.form_desk import Desk, case_desk
from tests.ui.pages_desk import texts

desk = case_desk

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:fm="urn:fallmappe:xforms">
<h:head><h:title>Post</h:title><model>
<instance><data id="post" version="1"><letter/><paper/><secret/><more/></data></instance>
<bind nodeset="/data/letter" type="binary" required="true()"/>
<bind nodeset="/data/paper" type="binary"/>
<bind nodeset="/data/secret" type="binary" fm:scope="sealed"/>
<bind nodeset="/data/more" type="string"/>
</model></h:head><h:body>
<upload ref="/data/letter" mediatype="image/*"><label>Foto vom Brief</label></upload>
<upload ref="/data/paper" mediatype="application/*"><label>Bescheid</label></upload>
<upload ref="/data/secret" mediatype="image/*"><label>Attest</label></upload>
<input ref="/data/more"><label>Sonst</label></input>
</h:body></h:html>"""
LETTER, PAPER, SECRET, MORE = (f"/data/{name}" for name in ("letter", "paper", "secret", "more"))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> FormPage:
    take_in(desk.services.forms, written(desk))
    page = desk.open(form_id="post")
    return shown(page, qtbot)


def written(desk: Desk) -> Path:
    path = desk.store.directory.parent / "post.xml"
    path.write_bytes(FORM)
    return path


def shown(page: FormPage, qtbot: QtBot) -> FormPage:
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def field(page: FormPage, ref: str, side: int = WORKER) -> AttachmentField:
    row = page.view.row(ref)
    assert row is not None
    found = row.sides[side].field
    assert isinstance(found, AttachmentField)
    return found


def file(desk: Desk, data: bytes, name: str = "Selam Pass.jpg") -> Path:
    path = desk.store.directory.parent / name
    path.write_bytes(data)
    return path


def dropped(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def bring(desk: Desk, page: FormPage, ref: str, data: bytes, qtbot: QtBot) -> None:
    """Give a file to a question and wait until it is encrypted."""
    attaching = page.conversation.attachments.attaching(ref)
    assert attaching.take(dropped(file(desk, data)))
    intake = page.conversation.attachments.intake
    assert intake is not None
    qtbot.waitUntil(lambda: not intake.place)
    qtbot.waitUntil(lambda: desk.tasks.pending == 0)


def value(page: FormPage, ref: str) -> str:
    return page.conversation.session.state(ref).value


def kept(desk: Desk, page: FormPage, qtbot: QtBot) -> RecordId:
    """Close the form with its draft kept."""
    with qtbot.waitSignal(page.left):
        page.leave()
    (draft,) = desk.services.drafts.all()
    return draft.draft


def test_a_file_is_chosen_shown_and_taken_away(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    ours, theirs = field(page, LETTER), field(page, LETTER, CLIENT)
    assert ours.add_button.text() == "Foto hinzufügen …"
    assert field(page, PAPER).add_button.text() == "Datei hinzufügen …"
    assert not theirs.add_button.isVisible()
    ours.add_button.click()
    (picker,) = page.findChildren(QFileDialog)
    picker.filesSelected.emit([str(file(desk, odd.phone_photo()))])
    picker.accept()
    qtbot.waitUntil(lambda: value(page, LETTER) != "")
    qtbot.waitUntil(lambda: ours.preview.has_image)
    assert value(page, LETTER).startswith("foto-")
    assert "Pass" not in value(page, LETTER)
    assert ours.words.text().startswith("Foto · 480 × 640 · ")
    assert theirs.preview.isVisible()
    assert not ours.add_button.isVisible()
    ours.view_button.click()
    (dialog,) = [d for d in page.findChildren(AttachmentDialog) if d.isVisible()]
    assert not dialog.title.isVisible()
    dialog.reject()
    ours.away_button.click()
    assert value(page, LETTER) == ""
    assert ours.add_button.isVisible()
    assert not theirs.preview.isVisible()


def test_the_keyboard_stays_at_the_question(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    ours = field(page, LETTER)
    page.activateWindow()
    ours.add_button.setFocus()
    qtbot.waitUntil(ours.add_button.hasFocus)
    bring(desk, page, LETTER, odd.photo(), qtbot)
    assert ours.view_button.hasFocus()
    ours.away_button.setFocus()
    ours.away_button.click()
    assert ours.add_button.hasFocus()


def test_a_refused_file_is_said_at_the_question(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    bring(desk, page, PAPER, odd.archive(), qtbot)
    error = field(page, PAPER).error
    assert error.isVisible()
    assert "Diese Art von Datei lässt sich nicht hinzufügen." in error.text()
    assert not field(page, PAPER, CLIENT).error.isVisible()
    assert value(page, PAPER) == ""
    bring(desk, page, PAPER, odd.pdf(), qtbot)
    assert not error.isVisible()
    assert value(page, PAPER).startswith("dokument-")


def test_a_required_photo_holds_the_form_back_until_it_is_there(
    desk: Desk, page: FormPage, qtbot: QtBot
) -> None:
    page.finish()
    assert [problem.ref for problem in page.summary.problems] == [LETTER]
    bring(desk, page, LETTER, odd.photo(), qtbot)
    with qtbot.waitSignal(page.finished):
        page.finish()
    (row,) = desk.services.attachments.of_case(desk.case)
    assert row.attached.title == "Foto vom Brief"
    (submission,) = desk.store.read().find("form_submission", where={"case": desk.case})
    assert isinstance(submission, FormSubmission)
    assert submission.answers[LETTER] == row.attached.file_name


def test_finishing_waits_for_a_file_on_its_way(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    bring(desk, page, LETTER, odd.photo(), qtbot)
    attaching = page.conversation.attachments.attaching(PAPER)
    assert attaching.take(dropped(file(desk, odd.photo(2400, 1800), "b.jpg")))
    assert field(page, PAPER).words.text() == "Wird geprüft und verschlüsselt …"
    with qtbot.waitSignal(page.finished):
        page.finish()
    titles = {row.attached.title for row in desk.services.attachments.of_case(desk.case)}
    assert titles == {"Foto vom Brief", "Bescheid"}


def test_a_draft_brings_its_files_back(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    bring(desk, page, LETTER, odd.photo(), qtbot)
    name = value(page, LETTER)
    draft = kept(desk, page, qtbot)
    again = shown(desk.open(draft=draft), qtbot)
    assert value(again, LETTER) == name
    qtbot.waitUntil(lambda: field(again, LETTER).preview.has_image)


def test_a_file_is_in_the_draft_before_anything_else_is_done(
    desk: Desk, page: FormPage, qtbot: QtBot
) -> None:
    bring(desk, page, LETTER, odd.photo(), qtbot)
    drafts = desk.store.read
    qtbot.waitUntil(lambda: bool(drafts().drafts()))
    qtbot.waitUntil(lambda: "attachments" in drafts().drafts()[0].companions)


def test_what_a_form_seals_is_kept_as_protected(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    for ref in (LETTER, SECRET):
        bring(desk, page, ref, odd.photo(), qtbot)
    with qtbot.waitSignal(page.finished):
        page.finish()
    rows = desk.services.attachments.of_case(desk.case)
    assert {row.attached.title: row.attached.is_sealed for row in rows} == {
        "Foto vom Brief": False,
        "Attest": True,
    }


def test_the_client_sees_a_photo_and_adds_none(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    page.navigator.go_to(LETTER)
    window = InterpreterWindow(page.conversation, lambda: datetime.now(ZoneInfo("Europe/Berlin")))
    window.show()

    def asked() -> AttachmentField:
        found = window.page.field
        assert isinstance(found, AttachmentField)
        assert not [b for b in found.findChildren(QPushButton) if b.isVisible()]
        assert not found.acceptDrops()
        assert not found.stops()
        return found

    assert not asked().preview.isVisible()
    bring(desk, page, LETTER, odd.photo(), qtbot)
    page.navigator.go_to(LETTER)
    qtbot.waitUntil(lambda: asked().preview.isVisible() and asked().preview.has_image)
    assert "Pass" not in " ".join(texts(window))
    window.dismiss()


def test_a_question_that_cannot_be_changed_offers_nothing(
    desk: Desk, page: FormPage, qtbot: QtBot
) -> None:
    bring(desk, page, LETTER, odd.photo(), qtbot)
    ours = field(page, LETTER)
    ours.set_state(FieldState(readonly=True))
    assert ours.view_button.isVisible()
    assert not ours.away_button.isVisible()


def test_leaving_takes_a_file_on_its_way_along(desk: Desk, page: FormPage, qtbot: QtBot) -> None:
    attaching = page.conversation.attachments.attaching(LETTER)
    assert attaching.take(dropped(file(desk, odd.photo(2400, 1800))))
    draft = kept(desk, page, qtbot)
    again = shown(desk.open(draft=draft), qtbot)
    assert value(again, LETTER).startswith("foto-")
