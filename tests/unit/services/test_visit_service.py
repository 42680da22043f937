"""Recording a visit: begun, kept, finished, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.forms.session import FormSession
from desktop.services.form_mapping import instant, local_day
from desktop.services.form_reading import questions
from desktop.services.visits import INTAKE, VISIT, snapshot
from tests.unit.services.conftest import MONDAY_NINE, Desk


def ref(session: FormSession, name: str) -> str:
    return next(r for r in questions(session.body()) if r.rpartition("/")[2] == name)


def answer(session: FormSession, **answers: str) -> None:
    for name, value in answers.items():
        session.answer(ref(session, name), value)


def test_a_finished_visit_stands_in_the_timeline_and_its_draft_is_gone(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    form = desk.services.visits.begin(VISIT, case, None, "de", "")
    assert form.client_language == "ti"
    answer(
        form.session,
        f2_outcome="met",
        f2_entry_by="Selam",
        f2_minutes="30",
        f2_note="Brief liegt bereit",
    )
    desk.services.visits.keep_draft(snapshot(form, "de", "ti"))
    assert [row.case for row in desk.services.drafts.all()] == [case]

    desk.services.visits.finish(snapshot(form, "de", "ti"))

    assert desk.services.drafts.all() == ()
    (entry,) = desk.services.cases.timeline(case)
    assert entry.kind == "visit"
    assert entry.author == "Miriam Köhler"
    assert entry.at == MONDAY_NINE
    assert any("Brief liegt bereit" in part.text for part in entry.parts)
    assert entry.delivery == "here"


def test_a_visit_and_its_form_are_one_thing_that_is_only_here(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    before = desk.services.sync.status().unsent
    form = desk.services.visits.begin(VISIT, case, None, "de", "", {"f2_outcome": "not_met"})
    answer(form.session, f2_minutes="5")
    desk.services.visits.finish(snapshot(form, "de", "ti"))
    rows = desk.services.sync.unsent()
    assert desk.services.sync.status().unsent == len(rows) == before + 1
    assert [row.kind for row in rows if row.kind in ("visit", "form_submission")] == ["visit"]


def test_what_is_known_already_is_answered_but_never_overwritten(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    stop = RecordId("a" * 32)
    form = desk.services.visits.begin(VISIT, case, stop, "de", "", {"f2_outcome": "met"})
    assert form.session.state(ref(form.session, "f2_outcome")).value == "met"
    answer(form.session, f2_outcome="not_met")
    desk.services.visits.keep_draft(snapshot(form, "de", "ti"))
    again = desk.services.visits.begin(VISIT, case, stop, "de", "", {"f2_outcome": "met"})
    assert again.session.state(ref(again.session, "f2_outcome")).value == "not_met"


def test_an_unfinished_visit_is_refused_and_stays_a_draft(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ar")
    frozen = snapshot(form, "de", "ar")
    desk.services.visits.keep_draft(frozen)
    with pytest.raises(KnownError) as refused:
        desk.services.visits.finish(frozen)
    assert refused.value.code is ErrorCode.FORM_INCOMPLETE
    assert len(desk.services.drafts.all()) == 1
    assert desk.services.cases.timeline(case) == ()


def test_a_draft_is_resumed_with_its_answers_and_place(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ar")
    answer(form.session, f2_outcome="met", f2_note="halb geschrieben")
    desk.services.visits.keep_draft(snapshot(form, "en", "uk", position="2"))

    again = desk.services.visits.resume(form.draft)

    assert again.position == "2"
    assert (again.worker_language, again.client_language) == ("en", "uk")
    assert again.session.state(ref(again.session, "f2_note")).value == "halb geschrieben"
    assert again.bases == form.bases


def test_what_skip_logic_hides_comes_back_from_the_draft_but_is_not_finished(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ar")
    answer(form.session, f2_outcome="met", f2_entry_by="Selam", f2_minutes="5")
    answer(form.session, f2_outcome="not_met")
    frozen = snapshot(form, "de", "ar")
    desk.services.visits.keep_draft(frozen)

    again = desk.services.visits.resume(form.draft)
    answer(again.session, f2_outcome="met")
    assert again.session.state(ref(again.session, "f2_entry_by")).value == "Selam"

    desk.services.visits.finish(frozen)
    (submission,) = desk.store.read().find("form_submission")
    assert not any("f2_entry_by" in path for path in submission.answers)


def test_a_planned_visit_becomes_the_recorded_one(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    stream = desk.store.read().get("case", case).stream
    planned = desk.save(
        "visit", stream, case=case, planned_at=MONDAY_NINE, state="planned", staff=desk.me.staff
    )
    assert [stop.visit for stop in desk.services.today.view().round] == [planned]
    form = desk.services.visits.begin(VISIT, case, planned, "de", "ar")
    answer(form.session, f2_outcome="not_met", f2_minutes="5")
    desk.services.visits.finish(snapshot(form, "de", "ar"))

    visit = desk.store.read().get("visit", planned)
    assert (visit.state, visit.outcome) == ("recorded", "not_met")
    (stop,) = desk.services.today.view().round
    assert stop.state == "recorded"


def test_what_a_colleague_changed_while_the_form_was_open_becomes_a_conflict(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    stream = desk.store.read().get("case", case).stream
    planned = desk.save("visit", stream, case=case, planned_at=MONDAY_NINE, state="planned")
    form = desk.services.visits.begin(VISIT, case, planned, "de", "ar")
    field = desk.store.read().edit_view("visit", planned)
    assert field is not None
    assert form.bases["visit/state"] == tuple(field.bases["state"])


def test_a_planned_visit_begun_before_goes_on_with_its_draft(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    stream = desk.store.read().get("case", case).stream
    planned = desk.save("visit", stream, case=case, planned_at=MONDAY_NINE, state="planned")
    form = desk.services.visits.begin(VISIT, case, planned, "de", "ar")
    answer(form.session, f2_note="angefangen")
    desk.services.visits.keep_draft(snapshot(form, "de", "ar"))

    again = desk.services.visits.begin(VISIT, case, planned, "de", "ar")

    assert again.draft == form.draft
    assert again.session.state(ref(again.session, "f2_note")).value == "angefangen"


def test_the_client_pane_opens_in_the_first_language(desk: Desk) -> None:
    spoken = ["ar", "en", "ti"]
    case, _ = desk.family("Tesfay", languages=[*spoken], first_language="ti")
    assert desk.services.visits.begin(VISIT, case, None, "de", "").client_language == "ti"
    assert desk.services.cases.view(case).languages == ("ti", "ar", "en")


def test_an_intake_says_which_language_is_the_first(desk: Desk) -> None:
    form = desk.services.visits.begin(INTAKE, None, None, "de", "uk")
    answer(form.session, f1_family_name="Kovalenko", f1_given_names="Oksana")
    row = ref(form.session, "f1_lang").rpartition("/")[0]
    form.session.answer(f"{row}/f1_lang", "ru")
    form.session.answer(f"{row}/f1_spoken", "good")
    form.session.add_repeat(row.removesuffix("[1]"))
    second = row.replace("[1]", "[2]")
    form.session.answer(f"{second}/f1_lang", "uk")
    form.session.answer(f"{second}/f1_spoken", "mother_tongue")
    frozen = replace(snapshot(form, "de", "uk"), open_questions=0)
    saved = desk.services.visits.finish(frozen)
    assert desk.services.cases.view(saved.records[0]).languages == ("uk", "ru")


def test_an_intake_makes_a_case_with_a_valid_number_and_its_person(desk: Desk) -> None:
    form = desk.services.visits.begin(INTAKE, None, None, "de", "uk")
    answer(form.session, f1_family_name="Kovalenko", f1_given_names="Oksana")
    frozen = snapshot(form, "de", "uk")
    saved = desk.services.visits.finish(replace(frozen, open_questions=0))

    view = desk.services.cases.view(saved.records[0])
    assert view.name == "Kovalenko, Oksana"
    assert view.number.startswith("DD-")
    assert [row.name for row in desk.services.cases.list("Коваленко")] == ["Kovalenko, Oksana"]


def test_numbers_of_two_intakes_differ(desk: Desk) -> None:
    numbers = []
    for name in ("Eins", "Zwei"):
        form = desk.services.visits.begin(INTAKE, None, None, "de", "uk")
        answer(form.session, f1_family_name=name, f1_given_names="A")
        frozen = replace(snapshot(form, "de", "uk"), open_questions=0)
        saved = desk.services.visits.finish(frozen)
        numbers.append(desk.services.cases.view(saved.records[0]).number)
    assert len(set(numbers)) == 2


def test_an_unknown_form_is_named(desk: Desk) -> None:
    with pytest.raises(KnownError) as refused:
        desk.services.visits.begin("f99", None, None, "de", "ar")
    assert refused.value.code is ErrorCode.FORM_UNKNOWN


def test_times_without_an_offset_are_berlin_times() -> None:
    assert instant("2026-11-23T09:00:00") == MONDAY_NINE
    assert instant("2026-11-23T08:00:00.000Z") == MONDAY_NINE
    assert instant("gestern") is None
    assert local_day(MONDAY_NINE) == "2026-11-23"
