"""A file that is being taken in when the lock comes is there afterwards, or it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.ui.dialogs.attachment_ask import AttachmentAskDialog
from desktop.ui.pages.attachment_intake import AttachmentIntake
from desktop.ui.pages.form_band import WORKER
from tests.journeys.test_window_documents import photo_question
from tests.support import odd_files as odd
from tests.support.desk_windows import Desk
from tests.support.window_texts import texts

pytestmark = pytest.mark.hardening("T11")
MISSING = "Beim Sperren war eine Datei noch nicht aufgenommen. Sie ist nicht gespeichert."


@pytest.fixture
def asked_about(tmp_path: Path) -> Path:
    """A PDF that is only taken in when somebody agrees."""
    path = tmp_path / "Bescheid.pdf"
    path.write_bytes(odd.pdf(catalog=b"/OpenAction << /S /JavaScript /JS (1) >>"))
    return path


def large_photo(folder: Path) -> Path:
    image = QImage(1800, 1400, QImage.Format.Format_RGB32)
    image.fill(0x112233)
    path = folder / "IMG_1.png"
    assert image.save(str(path))
    return path


def bring(desk: Desk, ref: str, path: Path) -> AttachmentIntake:
    desk.form.navigator.go_to(ref, WORKER)
    desk.wait(lambda: desk.form.keeper.is_saved and not desk.program._tasks.pending)
    files = desk.form.conversation.attachments
    assert files.intake is not None
    files.intake.bring_files(files.begin(ref), [path])
    return files.intake


def back_in_the_form(desk: Desk) -> None:
    desk.unlock()
    desk.wait(lambda: desk.main.forms.page is not None and desk.form.isVisible())


def lock_in_front_of(desk: Desk, dialog: AttachmentAskDialog) -> None:
    handle = dialog.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())


def test_a_photo_on_its_way_into_a_form_is_waited_for(desk: Desk, tmp_path: Path) -> None:
    desk.begin_visit()
    ref = photo_question(desk)
    bring(desk, ref, large_photo(tmp_path))
    desk.lock()
    back_in_the_form(desk)
    assert desk.answer(ref).endswith((".jpg", ".png"))
    assert desk.form.conversation.attachments.attached(ref) is not None
    assert MISSING not in texts(desk.main)


def test_a_file_nobody_was_asked_about_is_named_at_its_question(
    desk: Desk, asked_about: Path
) -> None:
    desk.begin_visit()
    ref = photo_question(desk)
    bring(desk, ref, asked_about)
    desk.wait(lambda: bool(desk.main.findChildren(AttachmentAskDialog)))
    lock_in_front_of(desk, desk.main.findChildren(AttachmentAskDialog)[0])
    back_in_the_form(desk)
    desk.wait_text(MISSING, desk.form)
    assert MISSING in desk.form.conversation.attachments.error(ref)
    assert desk.answer(ref) == ""


def test_a_file_refused_behind_the_cover_is_named_after_the_lock(
    desk: Desk, asked_about: Path
) -> None:
    desk.begin_visit()
    ref = photo_question(desk)
    intake = bring(desk, ref, asked_about)
    assert desk.program.locking is not None
    desk.program.locking.cover()
    desk.wait(lambda: not intake.place)
    desk.program.locking.lock()
    desk.wait(lambda: desk.program._main is None and desk.unlock_window.isVisible())
    back_in_the_form(desk)
    desk.wait_text(MISSING, desk.form)


def test_a_document_of_a_case_too(desk: Desk, asked_about: Path) -> None:
    desk.main.case.show_documents()
    case = desk.main.case.case
    assert case is not None
    desk.main.case.documents.intake.bring_files(case, [asked_about])
    desk.wait(lambda: bool(desk.main.findChildren(AttachmentAskDialog)))
    lock_in_front_of(desk, desk.main.findChildren(AttachmentAskDialog)[0])
    desk.unlock()
    desk.wait_text(MISSING)
    desk.lock()
    desk.unlock()
    assert not any(MISSING in text for text in texts(desk.main)), "said once"
