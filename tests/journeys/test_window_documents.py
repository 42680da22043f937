"""A letter is photographed on a visit: kept through a lock, in the case in the end, never open."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.attachment_copies import folder_for
from desktop.services.form_reading import questions
from desktop.ui.fields.attachment_field import AttachmentField
from desktop.ui.pages.form_band import WORKER
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files as odd
from tests.support.desk_windows import Desk, Office

pytestmark = pytest.mark.hardening("T38")


@pytest.fixture
def desk(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    return desk


def photo_question(desk: Desk) -> str:
    """A visit so far that the photo of a defect is asked for."""
    session = desk.form.conversation.session
    for name, value in (("f2_page_arrival/f2_outcome", "met"), ("f2_page_flat/f2_flat", "defects")):
        session.answer(f"/data/{name}", value)
    return next(one for one in questions(session.body()) if one.endswith("f2_defect_photo"))


def taken_in(desk: Desk, ref: str, path: Path) -> None:
    desk.form.navigator.go_to(ref, WORKER)
    files = desk.form.conversation.attachments
    assert files.intake is not None
    files.intake.bring_files(files.begin(ref), [path])
    desk.wait(lambda: files.attached(ref) is not None)


def test_a_photo_in_an_open_form_outlives_a_lock_and_stands_in_the_case(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "IMG_2231.jpg"
    path.write_bytes(odd.phone_photo())
    desk.begin_visit()
    ref = photo_question(desk)
    taken_in(desk, ref, path)
    name = desk.form.conversation.session.state(ref).value
    desk.lock()

    desk.unlock()
    desk.wait(lambda: desk.main.forms.page is not None and desk.form.isVisible())
    assert desk.form.conversation.session.state(ref).value == name
    desk.form.navigator.go_to(ref, WORKER)
    row = desk.form.view.row(ref)
    assert row is not None
    shown = row.sides[WORKER].field
    assert isinstance(shown, AttachmentField)
    desk.wait(lambda: shown.preview.has_image)


def test_an_opened_copy_is_gone_after_the_lock_and_after_a_crash(
    desk: Desk, tmp_path: Path
) -> None:
    case = desk.main.case.case
    assert case is not None
    service, profile = desk.services.attachments, desk.profile
    taken = service.take(service.look(odd.pdf()), QtPictureCleaner())
    service.add(case, taken)
    copy = service.open_copy(taken)
    assert copy.read_bytes().startswith(b"%PDF")
    assert copy.is_relative_to(folder_for(profile))
    desk.lock()
    assert not copy.exists()

    left = folder_for(profile) / "0123" / "Dokument-1.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"%PDF-1.7 left by a crash")
    desk.unlock()
    assert not left.exists()
    assert desk.services.attachments.content(taken).startswith(b"%PDF")
