"""Naming an office in a referral fills in the release for it, on the page as it stands."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import new_record_id
from tests.ui.form_desk import Desk, case_desk
from tests.ui.signing_desk import shown

desk = case_desk

CONSENT = "/data/f5_page_consent/"


def test_the_release_stands_on_the_page_once_the_office_is_named(desk: Desk, qtbot: QtBot) -> None:
    values: dict[str, Value] = {
        "case": desk.case,
        "form_id": "f4_release",
        "form_version": "2026112201",
        "finished_at": 1,
        "answers//data/f4_page_start/f4_task": "new",
        "answers//data/f4_page_who/f4_for": "myself",
        "answers//data/f4_page_who/f4_org": "Jobcenter Dresden",
        "answers//data/f4_page_what/f4_valid_to": "2099-03-01",
        "answers//data/f4_page_what/f4_categories": "contact",
        "signatures//data/f4_page_sign/f4_sig": {"text_hash": "00", "how": "paper"},
    }
    edit = RecordEdit(desk.stream, "form_submission", new_record_id(), values)
    desk.store.write(lambda writer: writer.save([edit])).result()
    page = shown(qtbot, desk.open(form_id="f5_referral"))
    session = page.conversation.session
    page.navigator.go_to("/data/f5_page_partner/f5_partner")
    session.answer("/data/f5_page_partner/f5_partner", "Jobcenter Dresden")
    page.navigator.go_to(CONSENT + "f5_consent_given")
    assert session.state(CONSENT + "f5_consent_given").value == "yes"
    found = page.view.row(CONSENT + "f5_consent_until")
    assert found is not None
    qtbot.waitUntil(found.isVisible)
    assert session.state(CONSENT + "f5_consent_until").value == "2099-03-01"
    session.answer("/data/f5_page_partner/f5_partner", "Sozialamt")
    qtbot.waitUntil(lambda: not found.isVisible())
