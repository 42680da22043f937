"""What nobody can be asked for twice is kept at once: signatures, what was read out, who speaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.companions import Interpreting
from desktop.ui.dialogs.signature_dialog import SignatureDialog
from desktop.ui.pages import form_drafts
from desktop.ui.pages.form_page import FormPage
from tests.support.release_form import PAGE
from tests.ui.form_desk import Desk, case_desk
from tests.ui.signing_desk import (
    SIG,
    VOLUNTARY,
    WITHDRAW,
    dialog,
    draw,
    field,
    open_release,
    read_out,
)

desk = case_desk

HOURS = 3_600_000 * 9


def sign(page: FormPage) -> None:
    """Sign on the large pad."""
    field(page).sign_button.click()
    pad = dialog(SignatureDialog)
    draw(pad.pad)
    pad.primary.click()


def test_a_signature_is_on_the_disk_without_waiting_for_more_to_be_typed(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_release(desk, qtbot, tmp_path, "en")
    with qtbot.waitSignal(page.keeper.kept):
        page.keeper.save_now()
    monkeypatch.setattr(form_drafts, "DELAY_MS", HOURS)
    page.conversation.answer(PAGE + "f4_purpose", "Arbeit", None)
    assert not page.keeper.is_saved
    draft = page._form.draft
    with qtbot.waitSignal(page.keeper.kept):
        read_out(page, VOLUNTARY)
    ticked = desk.services.visits.resume(draft).companions.presented
    assert [one.how for one in ticked.values()] == ["read_aloud"]
    with qtbot.waitSignal(page.keeper.kept):
        read_out(page, WITHDRAW)
    with qtbot.waitSignal(page.keeper.kept):
        sign(page)
    again = desk.services.visits.resume(draft)
    given = page.conversation.companions.signature(SIG)
    assert list(again.companions.signatures.values()) == [given]
    assert again.session.state(SIG).value == page.conversation.session.state(SIG).value != ""
    assert again.session.state(PAGE + "f4_purpose").value == "Arbeit"
    with qtbot.waitSignal(page.keeper.kept):
        page.interpreter.take(Interpreting("staff", "ti", "", "Kollegin", started_at=60_000))
    spoken = desk.services.visits.resume(draft).companions.interpretation
    assert spoken is not None
    assert spoken.name == "Kollegin"


def test_what_changes_while_a_draft_is_written_is_kept_right_after_it(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_release(desk, qtbot, tmp_path, "en")
    read_out(page)
    monkeypatch.setattr(form_drafts, "DELAY_MS", HOURS)
    page.keeper.save_now()
    sign(page)
    qtbot.waitUntil(lambda: page.keeper.is_saved)
    kept = desk.services.visits.resume(page._form.draft).companions.signatures
    assert list(kept.values()) == [page.conversation.companions.signature(SIG)]
