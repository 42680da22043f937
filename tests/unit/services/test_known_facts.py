"""What the case knows already stands in a fresh form, and can be changed there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, new_stream_id
from desktop.forms.session import FormSession
from desktop.services.form_reading import questions
from desktop.services.known_facts import GOAL
from desktop.services.open_form import OpenForm, snapshot
from tests.unit.services.conftest import Desk

OFFICE = "Jobcenter Dresden"
Release = Callable[..., RecordId]


def ref(session: FormSession, name: str) -> str:
    return next(r for r in questions(session.body()) if r.rpartition("/")[2] == name)


def value(form: OpenForm, name: str) -> str:
    return form.session.state(ref(form.session, name)).value


def begin(desk: Desk, form_id: str, case: RecordId) -> OpenForm:
    return desk.services.visits.begin(form_id, case, None, "de", "ar")


def submit(
    desk: Desk, case: RecordId, form_id: str, answers: dict[str, str], **more: Value
) -> RecordId:
    """A finished form, as a colleague's laptop would have brought it; a minute later each time."""
    desk.set_time(desk.clock() + 60_000)
    found = desk.store.read().get("case", case)
    values: dict[str, Value] = {f"answers/{path}": text for path, text in answers.items()}
    return desk.save(
        "form_submission",
        found.stream,
        case=case,
        form_id=form_id,
        form_version="2026112201",
        finished_at=desk.clock(),
        **values,
        **more,
    )


@pytest.fixture
def case(desk: Desk) -> RecordId:
    return desk.family("Tesfay", given_names="Selam")[0]


@pytest.fixture
def release(desk: Desk, case: RecordId) -> Release:
    """Makes a signed release for one office; answers by question name."""

    def make(*, is_signed: bool = True, **changed: str) -> RecordId:
        answers = {
            "f4_task": "new",
            "f4_for": "myself",
            "f4_org": OFFICE,
            "f4_valid_to": "2027-03-01",
            "f4_categories": "contact benefits",
            "f4_occasion": "recurring",
        } | changed
        more: dict[str, Value] = {}
        if is_signed:
            more["signatures//data/f4_page_sign/f4_sig"] = {"text_hash": "00", "how": "paper"}
        paths = {f"/data/page/{name}": text for name, text in answers.items() if text}
        return submit(desk, case, "f4_release", paths, **more)

    return make


def consent(form: OpenForm) -> tuple[str, str, str]:
    return (
        value(form, "f5_consent_given"),
        value(form, "f5_consent_until"),
        value(form, "f5_covered"),
    )


def test_the_house_a_person_lives_in_is_known(desk: Desk) -> None:
    house = desk.save("accommodation", new_stream_id(), name="Haus Elbe", address="Am Hang 1")
    case, person = desk.family("Tesfay")
    assert value(begin(desk, "f6_incident", case), "f6_accom") == ""
    view = desk.store.read().edit_view("person", person)
    assert view is not None
    home: Value = {"accommodation": house, "unit": None, "address": ""}
    edit = RecordEdit(view.record.stream, "person", person, {"home": home})
    desk.store.write(lambda writer: writer.save([edit])).result()
    assert value(begin(desk, "f6_incident", case), "f6_accom") == "Haus Elbe"


def test_a_plan_counts_on_and_goes_on_with_its_goals(desk: Desk, case: RecordId) -> None:
    assert value(begin(desk, "f8_plan", case), "f8_version") == "1"
    new, old = "/data/f8_page_new/f8_new_goal", "/data/f8_page_goals/f8_old_goal"
    submit(
        desk,
        case,
        "f8_plan",
        {
            f"{old}[0a]/f8_old_goal_text": "Wohnung",
            f"{old}[0a]/f8_reached": "yes",
            f"{old}[0b]/f8_old_goal_text": "Deutsch B1",
            f"{old}[0b]/f8_reached": "partly",
            f"{new}[0c]/f8_goal": "Führerschein",
        },
    )
    form = begin(desk, "f8_plan", case)
    assert value(form, "f8_version") == "2"
    session = form.session
    goals = [r for r in questions(session.body()) if session.marks(r).get("prefill") == GOAL]
    assert [session.state(r).value for r in goals] == ["Deutsch B1", "Führerschein"]


def test_the_release_for_an_office_is_found_when_the_office_is_named(
    desk: Desk, case: RecordId, release: Release
) -> None:
    release()
    form = begin(desk, "f5_referral", case)
    assert consent(form) == ("", "", "")
    form.session.answer(ref(form.session, "f5_partner"), "jobcenter  DRESDEN")
    assert consent(form) == ("yes", "2027-03-01", "contact benefits")
    form.session.answer(ref(form.session, "f5_partner"), "Sozialamt")
    assert consent(form) == ("", "", "")


def test_what_a_worker_answered_stays_when_another_office_is_named(
    desk: Desk, case: RecordId, release: Release
) -> None:
    release()
    form = begin(desk, "f5_referral", case)
    form.session.answer(ref(form.session, "f5_partner"), OFFICE)
    form.session.answer(ref(form.session, "f5_consent_given"), "no")
    form.session.answer(ref(form.session, "f5_partner"), "Sozialamt")
    assert value(form, "f5_consent_given") == "no"


def test_a_draft_that_is_resumed_finds_the_release_too(
    desk: Desk, case: RecordId, release: Release
) -> None:
    release()
    form = begin(desk, "f5_referral", case)
    form.session.answer(ref(form.session, "f5_kind"), "handover")
    desk.services.visits.keep_draft(snapshot(form, "de", "ar"))
    again = desk.services.visits.resume(form.draft)
    again.session.answer(ref(again.session, "f5_partner"), OFFICE)
    assert consent(again)[0] == "yes"


def test_the_newest_release_counts(desk: Desk, case: RecordId, release: Release) -> None:
    release(f4_valid_to="2027-09-01")
    release(f4_categories="contact")
    form = begin(desk, "f5_referral", case)
    form.session.answer(ref(form.session, "f5_partner"), OFFICE)
    assert consent(form) == ("yes", "2027-03-01", "contact")


@pytest.mark.parametrize(
    "changed",
    [
        {"f4_valid_to": "2026-11-22"},
        {"f4_valid_to": ""},
        {"f4_for": "my_child"},
        {"f4_org": "Jobcenter Pirna"},
    ],
    ids=["out of date", "without a day", "for a child", "for another office"],
)
def test_a_release_that_does_not_hold_answers_nothing(
    desk: Desk, case: RecordId, release: Release, changed: dict[str, str]
) -> None:
    release(**changed)
    form = begin(desk, "f5_referral", case)
    form.session.answer(ref(form.session, "f5_partner"), OFFICE)
    assert consent(form) == ("", "", "")


def test_a_release_without_a_signature_answers_nothing(
    desk: Desk, case: RecordId, release: Release
) -> None:
    release(is_signed=False)
    form = begin(desk, "f5_referral", case)
    form.session.answer(ref(form.session, "f5_partner"), OFFICE)
    assert consent(form) == ("", "", "")


@pytest.mark.parametrize("part", ["", "nur Leistungen"])
def test_a_withdrawal_ends_it_even_in_part(
    desk: Desk, case: RecordId, release: Release, part: str
) -> None:
    release()
    withdrawn = {"/data/w/f4_task": "withdraw", "/data/w/f4_w_org": OFFICE.upper()}
    submit(desk, case, "f4_release", withdrawn | ({"/data/w/f4_w_part": part} if part else {}))
    form = begin(desk, "f5_referral", case)
    form.session.answer(ref(form.session, "f5_partner"), OFFICE)
    assert consent(form) == ("", "", "")


def test_a_release_for_once_ends_with_the_next_referral(
    desk: Desk, case: RecordId, release: Release
) -> None:
    release(f4_occasion="once")
    first = begin(desk, "f5_referral", case)
    first.session.answer(ref(first.session, "f5_partner"), OFFICE)
    assert consent(first)[0] == "yes"
    submit(desk, case, "f5_referral", {"/data/f5_page_partner/f5_partner": OFFICE})
    second = begin(desk, "f5_referral", case)
    second.session.answer(ref(second.session, "f5_partner"), OFFICE)
    assert consent(second) == ("", "", "")


def test_a_release_of_another_case_is_none_of_this(desk: Desk, release: Release) -> None:
    release()
    other = desk.family("Kovalenko")[0]
    form = begin(desk, "f5_referral", other)
    form.session.answer(ref(form.session, "f5_partner"), OFFICE)
    assert consent(form) == ("", "", "")
