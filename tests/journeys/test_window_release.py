"""A release is read out to a client, signed on the laptop, killed, reopened, stored and checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.services.companions import Signature
from desktop.ui.dialogs.signature_dialog import SignatureDialog
from desktop.ui.fields.ink_pad import InkPad, InkPicture
from desktop.ui.fields.signature_field import SignatureField, Stage
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.requests import FormRequest
from tests.journeys.test_window_drafts import KILL, Patience
from tests.support.agency_server import ROOT
from tests.support.desk_windows import Desk, Office

SIG = "/data/f4_page_sign/f4_sig"
PURPOSE = "/data/f4_page_what/f4_purpose_text"
ANSWERS = {
    "/data/f4_page_start/f4_task": "new",
    "/data/f4_page_who/f4_for": "myself",
    "/data/f4_page_who/f4_org": "Jobcenter",
    "/data/f4_page_who/f4_person_or_role": "Sachbearbeitung",
    "/data/f4_page_who/f4_direction": "one_way",
    "/data/f4_page_what/f4_categories": "contact language_job",
    PURPOSE: "Deutschkurs",
    "/data/f4_page_what/f4_occasion": "once",
    "/data/f4_page_understood/f4_copy": "yes",
}


def begin_release(desk: Desk, language: str) -> None:
    """A release on Mahmoud's case, filled in so far that it can be read out."""
    desk.unlock()
    desk.open_case("Mahmoud")
    case = desk.main.case.case
    assert case is not None
    desk.main.forms.begin(FormRequest("f4_release", case, client_language=language))
    desk.opened_form()
    talk = desk.form.conversation
    for ref, value in ANSWERS.items():
        talk.answer(ref, value, None)
    today = desk.form.local_now().date()
    talk.answer("/data/f4_page_what/f4_valid_to", today.isoformat(), None)
    talk.answer("/data/f4_page_sign/f4_date", today.isoformat(), None)


def field(desk: Desk, side: int) -> SignatureField:
    """The client's signature in one pane, brought into view."""
    desk.form.navigator.go_to(SIG)
    found = desk.question(SIG).sides[side].field
    assert isinstance(found, SignatureField)
    return found


def stage(desk: Desk) -> Stage:
    return desk.form.conversation.signatures.signing(SIG).view().stage


def sign(desk: Desk) -> Signature:
    """Press the button, draw with the mouse, press *Unterschreiben*."""
    field(desk, CLIENT).sign_button.click()
    windows = QApplication.topLevelWidgets()
    (dialog,) = (one for one in windows if isinstance(one, SignatureDialog) and one.isVisible())
    draw(dialog.pad)
    dialog.primary.click()
    given = desk.form.conversation.companions.signature(SIG)
    assert given is not None
    return given


def draw(pad: InkPad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 80))
    for step in range(1, 12):
        QTest.mouseMove(pad, QPoint(40 + 12 * step, 80 - 30 * (step % 2)))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(180, 80))


def sign_and_die(profile: Path) -> None:
    """Sign in English, wait until the page says that the draft is kept, then be killed."""
    application = QApplication([])
    desk = Desk(Patience(), profile)
    begin_release(desk, "en")
    field(desk, WORKER).all_read_button.click()
    sign(desk)
    desk.wait(lambda: desk.form.keeper.is_saved)
    assert application is not None
    os.kill(os.getpid(), KILL)


def test_strokes_survive_a_kill_and_a_changed_answer_asks_for_new_ones(office: Office) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.journeys.test_window_release", str(office.profile("A"))],
        cwd=ROOT,
        timeout=90,
        check=False,
    )
    assert ended.returncode in (-KILL, KILL)
    desk = office.desk("A")
    desk.unlock()
    (draft,) = desk.services.today.view().drafts
    desk.main.forms.resume(draft.draft)
    desk.opened_form()
    assert stage(desk) is Stage.SIGNED
    old = desk.form.conversation.companions.signature(SIG)
    assert old is not None
    assert old.strokes
    desk.form.conversation.answer(PURPOSE, "Ausbildung", None)
    desk.wait(lambda: desk.answer(SIG) == "")
    assert stage(desk) is Stage.BROKEN
    desk.form.finish()
    assert desk.main.forms.page is not None, "an invalid signature is not stored"
    new = sign(desk)
    assert new.text_hash != old.text_hash
    desk.form.finish()
    desk.wait(lambda: desk.main.forms.page is None)
    assert desk.main.case.case is not None
    (entry,) = desk.services.cases.timeline(desk.main.case.case)[:1]
    assert [(one.signature, one.holds) for one in entry.signatures] == [(new, True)]
    desk.main.case.show_timeline()
    desk.wait(lambda: bool(desk.main.case.findChildren(InkPicture)))


def test_a_client_who_reads_a_draft_translation_signs_the_german_text(office: Office) -> None:
    desk = office.desk("A")
    begin_release(desk, "ti")
    assert stage(desk) is Stage.NOTES
    field(desk, WORKER).all_read_button.click()
    assert stage(desk) is Stage.DRAFT
    assert not field(desk, CLIENT).sign_button.isVisible()
    field(desk, CLIENT).language_buttons[0].click()
    given = sign(desk)
    assert (given.language, given.shown) == ("de", "ti")
    assert stage(desk) is Stage.SIGNED


if __name__ == "__main__":
    sign_and_die(Path(sys.argv[1]))
