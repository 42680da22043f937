"""Interpreters are bound to keep silent, for a year, before they interpret; it is on record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.companions import Companions, Interpreting, Signature, read_signature
from desktop.domain.errors import BugError
from desktop.domain.pledge import INK, Pledge
from desktop.domain.pledge_texts import pledge_languages, pledge_text
from desktop.domain.records import FormSubmission, Interpretation
from desktop.services.form_reading import questions
from desktop.services.interpreting import (
    MONTHS_SETTING,
    GivenPledge,
    PledgeState,
    interpreter_questions,
    later,
)
from desktop.services.visits import VISIT, snapshot
from tests.support.release_form import FORM_ID, PAGE, bring_release
from tests.unit.services.conftest import MONDAY_NINE, Desk

DAY = 86_400_000


def given(name: str, language: str = "de") -> GivenPledge:
    ink = Signature(((1, 1, 0, 9, 9, 8),), 400, 120, pledge_text(language).hash, language, 1, name)
    return GivenPledge(name, "Gemeindedolmetscherdienst", ink)


def test_a_pledge_is_valid_for_twelve_months_and_then_expired(desk: Desk) -> None:
    interpreting = desk.services.interpreting
    who = Interpreting(role="pool", name="  selam   TESFAY ")
    assert interpreting.state(who) is PledgeState.MISSING
    row = interpreting.pledge(given("Selam Tesfay"))
    assert (row.signed_on, row.valid_until, row.is_valid) == ("2026-11-23", "2027-11-23", True)
    assert interpreting.state(who) is PledgeState.VALID
    desk.set_time(MONDAY_NINE + 365 * DAY)
    assert interpreting.state(who) is PledgeState.VALID
    desk.set_time(MONDAY_NINE + 366 * DAY)
    assert interpreting.state(who) is PledgeState.EXPIRED
    renewed = interpreting.pledge(given("Selam Tesfay", "en"))
    assert interpreting.pledges() == (renewed,)
    assert interpreting.state(who) is PledgeState.VALID


def test_the_agency_may_choose_how_long_a_pledge_is_valid(desk: Desk) -> None:
    desk.store.write(lambda writer: writer.put_setting(MONTHS_SETTING, 6)).result()
    assert desk.services.interpreting.pledge(given("Abebe")).valid_until == "2027-05-23"
    assert later("2028-02-29", 12) == "2029-02-28"
    assert later("2026-08-31", 6) == "2027-02-28"


def test_a_pledge_stands_in_the_agency_stream_with_text_signature_and_witness(desk: Desk) -> None:
    row = desk.services.interpreting.pledge(given("Abebe"))
    stored = desk.store.read().get("pledge", row.pledge)
    assert isinstance(stored, Pledge)
    staff = desk.store.read().get("staff", desk.me.staff)
    assert staff is not None
    assert stored.stream == staff.stream
    assert stored.witness == desk.me.staff
    assert (stored.text_version, stored.text_hash) == ("1", pledge_text("de").hash)
    entry = stored.signature[INK]
    assert isinstance(entry, dict)
    assert read_signature(entry) == given("Abebe").signature


def test_only_a_reviewed_text_of_ours_can_be_signed(desk: Desk) -> None:
    for wrong in (given("Abebe", "ti"), replace(given("Abebe"), name="x")):
        ink = replace(wrong.signature, text_hash="00" * 32) if wrong.name == "x" else None
        refused = wrong if ink is None else replace(wrong, signature=ink)
        with pytest.raises(BugError):
            desk.services.interpreting.pledge(refused)
    assert desk.services.interpreting.pledges() == ()


def test_every_language_has_the_same_paragraphs_and_its_own_hash() -> None:
    texts = [pledge_text(code) for code in pledge_languages()]
    assert len({len(text.paragraphs) for text in texts}) == 1
    assert len({text.hash for text in texts}) == len(texts) == 13
    assert [text.language for text in texts if text.is_reviewed] == ["de", "en"]
    assert pledge_text("so").language == "de"
    assert all("203" in text.paragraphs[6] or "۲۰۳" in text.paragraphs[6] for text in texts)


def test_nobody_needs_a_pledge_without_an_interpreter_or_with_a_relative(desk: Desk) -> None:
    state = desk.services.interpreting.state
    for role in ("", "none", "family"):
        assert state(Interpreting(role=role, name="X")) is PledgeState.NOT_NEEDED
    assert state(None).is_fine
    for role in ("staff", "pool", "volunteer", "phone"):
        assert not state(Interpreting(role=role)).is_fine


def test_who_interpreted_becomes_a_record_of_the_visit(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    form = desk.services.visits.begin(VISIT, case, None, "de", "ti")
    pledge = desk.services.interpreting.pledge(given("Abebe"))
    for ref in questions(form.session.body()):
        name = ref.rpartition("/")[2]
        form.session.answer(ref, {"f2_outcome": "not_met", "f2_minutes": "5"}.get(name, ""))
    said = Interpreting("pool", "ti", "Tigray", "Abebe", pledge.pledge, MONDAY_NINE - 60_000)
    kept = Companions(interpretation=said)
    form.session.answer("/data/f2_page_arrival/f2_arrived", "2026-11-23T08:30:00.000+01:00")
    desk.services.visits.finish(snapshot(form, "de", "ti", companions=kept))
    unsent = [row.kind for row in desk.services.sync.unsent() if row.case == case]
    assert sorted(unsent) == ["case", "person", "visit"], "form and interpreter are the visit's"
    (made,) = desk.store.read().find("interpretation")
    (visit,) = desk.store.read().find("visit")
    assert isinstance(made, Interpretation)
    assert (made.case, made.visit, made.pledge) == (case, visit.id, pledge.pledge)
    assert (made.role, made.language, made.dialect) == ("pool", "ti", "Tigray")
    assert (made.started_at, made.ended_at) == (MONDAY_NINE - 60_000, MONDAY_NINE)
    assert made.stream == visit.stream


def test_the_questions_of_a_form_about_its_interpreter_are_found_and_prefilled(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    session = desk.services.visits.begin(VISIT, case, None, "de", "").session
    found = interpreter_questions(questions(session.body()))
    page = "/data/f2_page_arrival/f2_"
    assert (found.role, found.language) == (page + "interpreter", page + "language_shown")
    session.answer("/data/f2_page_arrival/f2_outcome", "met")
    assert session.state(found.language).value == "ti"


def test_a_form_that_is_no_visit_stands_in_the_case_by_itself(desk: Desk, tmp_path: Path) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    bring_release(desk.services, tmp_path)
    form = desk.services.visits.begin(FORM_ID, case, None, "de", "ti")
    form.session.answer(PAGE + "f4_categories", "contact")
    form.session.answer(PAGE + "f4_purpose", "Deutschkurs")
    assert snapshot(form, "de", "ti").open_questions == 1  # the signature
    form.session.answer(PAGE + "f4_sig", "signature-00000000.svg")
    desk.services.visits.finish(snapshot(form, "de", "ti"))
    assert desk.store.read().find("visit") == []
    (stored,) = desk.store.read().find("form_submission")
    assert isinstance(stored, FormSubmission)
    assert (stored.visit, stored.staff) == (None, desk.me.staff)
    (entry,) = desk.services.cases.timeline(case)
    assert (entry.kind, entry.title, entry.author) == (
        "form_submission",
        "Entbindung",
        "Miriam Köhler",
    )
