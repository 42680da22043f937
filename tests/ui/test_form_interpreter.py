"""Who interprets: asked once, bound to keep silent first, on record with the visit."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.changes import RecordEdit
from desktop.domain.companions import Signature
from desktop.domain.ids import new_record_id
from desktop.domain.pledge_texts import pledge_text
from desktop.domain.records import Interpretation
from desktop.i18n.context import LocaleContext
from desktop.services.companions import Interpreting
from desktop.services.interpreting import GivenPledge, PledgeState
from desktop.ui.dialogs.interpreter_dialog import InterpreterDialog
from desktop.ui.dialogs.pledge_dialog import PledgeDialog
from desktop.ui.pages.case_evidence import evidence_of
from desktop.ui.pages.form_page import FormPage
from tests.support.window_texts import texts
from tests.ui.form_desk import AGREED, ARRIVAL, Desk, case_desk
from tests.ui.signing_desk import dialog, draw, shown

desk = case_desk

ROLE, SHOWN = ARRIVAL + "f2_interpreter", ARRIVAL + "f2_language_shown"
REASON = ARRIVAL + "f2_interpreter_reason"


def met(desk: Desk, qtbot: QtBot) -> FormPage:
    """A visit in Tigrinya where somebody was at home."""
    page = shown(qtbot, desk.open(client="ti"))
    page.conversation.answer(ARRIVAL + "f2_outcome", "met", None)
    return page


def choose(asked: InterpreterDialog, role: str) -> None:
    """Press the role."""
    (button,) = (one for one in asked.roles.buttons() if one.property("code") == role)
    button.click()


def says(widget: QWidget, words: str) -> bool:
    """Whether *words* are part of something that is seen."""
    return any(words in text for text in texts(widget))


def value(page: FormPage, ref: str) -> str:
    return page.conversation.session.state(ref).value


def expired(desk: Desk, name: str) -> None:
    """A pledge signed two years ago."""
    values = {"name": name, "language": "de", "signed_on": "2024-11-01"}
    edit = RecordEdit(
        desk.stream, "pledge", new_record_id(), {**values, "valid_until": "2025-11-01"}
    )
    desk.store.write(lambda writer: writer.save([edit])).result()


def bound(desk: Desk, name: str) -> None:
    """A pledge signed today."""
    ink = Signature(((1, 1, 0, 9, 9, 8),), 400, 120, pledge_text("de").hash, "de", 1, name)
    desk.services.interpreting.pledge(GivenPledge(name, "Pool", ink))


def test_the_line_says_nobody_and_after_the_dialog_who_and_since_when(
    desk: Desk, qtbot: QtBot
) -> None:
    bound(desk, "Abebe")
    page = met(desk, qtbot)
    line = page.interpreter.line
    assert line.words == "Keine Sprachmittlung"
    line.click()
    asked = dialog(InterpreterDialog)
    assert not asked.more.isVisible()
    choose(asked, "pool")
    assert asked.language.currentData() == "ti"
    asked.name.setEditText("abebe")
    assert says(asked, "Verpflichtung gültig bis")
    asked.dialect.setEditText("Tigrinya aus Eritrea")
    asked.begin.line.setText("8:31")
    asked.begin.commit()
    asked.primary.click()
    assert line.words == "Sprachmittlung: Pool · Tigrinya · seit 08:31"
    assert value(page, ROLE) == "pool"
    said = page.interpreter.said
    assert (said.name, said.dialect, bool(said.pledge)) == ("abebe", "Tigrinya aus Eritrea", True)


def test_answering_the_forms_own_question_is_enough(desk: Desk, qtbot: QtBot) -> None:
    page = met(desk, qtbot)
    assert value(page, SHOWN) == "ti"
    page.conversation.answer(ROLE, "volunteer", None)
    said = page.interpreter.said
    assert (said.role, said.language) == ("volunteer", "ti")
    assert said.started_at is not None
    assert page.interpreter.state is PledgeState.MISSING
    assert page.interpreter.line.words.startswith("Verpflichtung fehlt · Ehrenamt")
    page.conversation.answer(ROLE, "none", None)
    assert page.interpreter.line.words == "Keine Sprachmittlung"
    page.conversation.switch(client="ar")
    assert value(page, SHOWN) == "ar"
    page.conversation.answer(SHOWN, "uk", None)
    page.conversation.switch(client="ti")
    assert value(page, SHOWN) == "uk"


def test_a_relative_interprets_only_with_a_reason(desk: Desk, qtbot: QtBot) -> None:
    page = met(desk, qtbot)
    asked = page.interpreter.open()
    choose(asked, "family")
    assert says(asked, "vor allem Kinder")
    assert not asked.sign.isVisible()
    assert not asked.primary.isEnabled()
    QTest.keyClicks(asked.reason, "Niemand erreichbar")
    asked.primary.click()
    assert value(page, REASON) == "Niemand erreichbar"
    opened: list[object] = []
    page.client_window_requested.connect(opened.append)
    page.show_client_window()
    assert len(opened) == 1
    page.conversation.answer(REASON, "", None)
    page.show_client_window()
    assert len(opened) == 1
    assert says(page.banner, "Angehörige dolmetschen")


def test_an_expired_pledge_is_read_and_signed_on_the_spot_then_the_client_may_look(
    desk: Desk, qtbot: QtBot
) -> None:
    expired(desk, "Abebe")
    page = met(desk, qtbot)
    asked = page.interpreter.open()
    choose(asked, "volunteer")
    asked.name.setEditText("Abebe")
    assert says(asked, "Verpflichtung abgelaufen am 01.11.2025")
    asked.primary.click()
    opened: list[object] = []
    page.client_window_requested.connect(opened.append)
    page.show_client_window()
    assert not opened
    assert says(page.banner, "Verpflichtung zur Verschwiegenheit abgelaufen")
    page.banner._action.click()
    pledge = dialog(PledgeDialog)
    assert says(pledge, "Verpflichtung zur Verschwiegenheit")
    assert says(pledge, "ውዕል ምስጢር ምሕላው")
    assert says(pledge, "Entwurf, ungeprüft")
    draw(pledge.pad)
    read_through(pledge)
    assert pledge.primary.isEnabled()
    pledge.pad.clear()
    assert not pledge.primary.isEnabled()
    draw(pledge.pad)
    pledge.primary.click()
    assert page.interpreter.state is PledgeState.VALID
    row = desk.services.interpreting.pledge_of("Abebe")
    assert row is not None
    assert (row.language, row.is_valid) == ("de", True)
    page.show_client_window()
    assert len(opened) == 1


def read_through(pledge: PledgeDialog) -> None:
    """Turn over until the end of the text was seen; before that nothing can be signed."""
    assert pledge.primary.text() == "Weiterlesen"
    for _ in range(20):
        if pledge.primary.text() == "Weiterlesen":
            assert pledge.isVisible()
            pledge.primary.click()
    assert pledge.primary.text() != "Weiterlesen"


def test_somebody_on_the_telephone_promises_by_word_of_mouth(desk: Desk, qtbot: QtBot) -> None:
    page = met(desk, qtbot)
    asked = page.interpreter.open()
    choose(asked, "phone")
    asked.name.setEditText("Dolmetschdienst 17")
    asked.sign.click()
    pledge = dialog(PledgeDialog)
    pledge.spoken.click()
    read_through(pledge)
    pledge.primary.click()
    assert says(asked, "Verpflichtung gültig bis")
    asked.primary.click()
    assert page.interpreter.state is PledgeState.VALID


def test_an_end_before_the_beginning_cannot_be_taken_over(desk: Desk, qtbot: QtBot) -> None:
    page = met(desk, qtbot)
    asked = page.interpreter.open()
    choose(asked, "staff")
    for field, clock in ((asked.begin, "10:00"), (asked.end, "9:00")):
        field.line.setText(clock)
        field.commit()
    assert asked.order.isVisible()
    assert not asked.primary.isEnabled()
    asked.end.line.setText("10:45")
    asked.end.commit()
    assert asked.primary.isEnabled()
    QTest.keyClick(asked, Qt.Key.Key_Escape)


def test_the_interpreter_stands_in_the_entry_of_the_visit(desk: Desk, qtbot: QtBot) -> None:
    page = met(desk, qtbot)
    page.interpreter.take(replace(Interpreting("pool", "ti", "Tigray", "Abebe"), started_at=0))
    for ref, answer in ((ARRIVAL + "f2_entry_by", "Selam"), (AGREED + "f2_minutes", "30")):
        page.conversation.answer(ref, answer, None)
    with qtbot.waitSignal(page.finished):
        page.finish()
    (record,) = desk.store.read().find("interpretation")
    assert isinstance(record, Interpretation)
    (entry,) = desk.services.cases.timeline(desk.case)
    (line,) = evidence_of(entry, LocaleContext("de"))
    assert "Sprachmittlung: Pool · Tigrinya (Tigray) · Abebe" in line.accessibleName()


def test_a_draft_remembers_who_interprets(desk: Desk, qtbot: QtBot) -> None:
    page = met(desk, qtbot)
    page.interpreter.take(Interpreting("staff", "ti", "", "Kollegin", started_at=60_000))
    qtbot.waitUntil(lambda: page.keeper.is_saved)
    draft = page._form.draft
    page.conversation.close()
    again = shown(qtbot, desk.open(draft=draft))
    assert again.interpreter.said.name == "Kollegin"
    assert again.interpreter.said.started_at == 60_000
