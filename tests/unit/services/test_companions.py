"""What stands beside the answers survives drafts, reopening and merging."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.companions import (
    Companions,
    Declined,
    Interpreting,
    Original,
    Presented,
    Signature,
    plain_entry,
    read_signature,
)
from desktop.domain.ids import new_record_id
from desktop.domain.records import FormSubmission
from desktop.services.companions import of_submission, stored_path_of
from desktop.services.form_reading import questions
from desktop.services.visits import VISIT, OpenForm, snapshot
from desktop.storage.drafts import Draft
from tests.unit.services.conftest import Desk

WORDS = Original("ደብዳቤ መጺኡ", "ti", "Ethi", "client", 5)
NOTE = Presented("read_aloud", "ti", 6)
INK = Signature(((1, 2, 0, 30, 4, 16), (7, 7, 40)), 400, 120, "ab" * 32, "de", 7, "Selam", "ti")


def ref(form: OpenForm, name: str) -> str:
    return next(r for r in questions(form.session.body()) if r.rpartition("/")[2] == name)


def test_companions_come_back_from_a_draft_as_they_were(desk: Desk) -> None:
    case, _ = desk.family("Tesfay", languages=["ti"])
    form = desk.services.visits.begin(VISIT, case, None, "de", "ti")
    kept = Companions(
        {"/data/a": WORDS}, {"/data/b": NOTE}, {"/data/c": INK}, Interpreting("pool", "ti")
    )
    desk.services.visits.keep_draft(snapshot(form, "de", "ti", companions=kept))
    assert desk.services.visits.resume(form.draft).companions == kept


def test_a_draft_of_an_older_version_opens_without_companions(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    old = Draft(
        id=new_record_id(), case=case, visit=None, form_id=VISIT, form_version="",
        worker_language="de", client_language="ar", answers={},
    )  # fmt: skip
    desk.store.write(lambda writer: writer.save_draft(old)).result()
    assert not desk.services.visits.resume(old.id).companions


def test_a_finished_form_keeps_companions_of_relevant_answers_only(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ti")
    for name, value in (("f2_outcome", "not_met"), ("f2_minutes", "5")):
        form.session.answer(ref(form, name), value)
    noted, hidden = ref(form, "f2_minutes"), ref(form, "f2_entry_by")
    kept = Companions({noted: WORDS, hidden: WORDS}, {ref(form, "f2_purpose"): NOTE})
    desk.services.visits.finish(snapshot(form, "de", "ti", companions=kept))
    (stored,) = desk.store.read().find("form_submission")
    assert isinstance(stored, FormSubmission)
    assert of_submission(stored) == replace(kept, originals={noted: WORDS})


def test_a_question_in_a_repeat_is_named_by_the_key_of_its_instance(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    session = desk.services.visits.begin(VISIT, case, None, "de", "ti").session
    repeat = "/data/f2_page_topics/f2_topic"
    for name in ("f2_fact", "f2_said"):
        session.add_repeat(repeat)
        assert session.answer(f"{repeat}[1]/{name}", "x") is not None
    session.answer("/data/f2_page_arrival/f2_outcome", "met")
    assert stored_path_of(session, f"{repeat}[1]/f2_said") in session.stored_answers()
    before = stored_path_of(session, f"{repeat}[2]/f2_fact")
    session.remove_repeat(f"{repeat}[1]")
    assert stored_path_of(session, f"{repeat}[1]/f2_fact") == before


def test_entries_of_a_later_version_are_read_as_far_as_they_are_known() -> None:
    plain = {**plain_entry(INK), "pressure": 3}
    assert read_signature(plain) == INK
    assert read_signature({"strokes": [[1, 2]]}) is None
    assert read_signature({"strokes": "x"}) is None
    odd = {"originals": {"/data/a": {"new": 1}}, "later": {}}
    assert Companions.from_plain(odd) == Companions()


def test_a_declined_question_is_recorded_and_keeps_nobody_from_finishing(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ti")
    form.session.answer(ref(form, "f2_outcome"), "not_met")
    minutes = ref(form, "f2_minutes")
    assert snapshot(form, "de", "ti").open_questions == 1, "the minutes are required"
    declined = Companions(declined={minutes: Declined("ti", 9)})
    taken = snapshot(form, "de", "ti", companions=declined)
    assert taken.open_questions == 0
    desk.services.visits.finish(taken)
    (found,) = desk.store.read().find("form_submission")
    assert isinstance(found, FormSubmission)
    assert of_submission(found) == declined
    (entry,) = desk.services.cases.timeline(case, "de")
    (part,) = [part for part in entry.parts if part.is_declined]
    assert part.label == form.session.text(minutes, "label", "de").value
    assert part.text == "möchte nicht antworten"


def test_an_answer_given_later_takes_the_refusal_away(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ti")
    for name, value in (("f2_outcome", "not_met"), ("f2_minutes", "5")):
        form.session.answer(ref(form, name), value)
    declined = Companions(declined={ref(form, "f2_minutes"): Declined("ti", 9)})
    desk.services.visits.finish(snapshot(form, "de", "ti", companions=declined))
    (found,) = desk.store.read().find("form_submission")
    assert isinstance(found, FormSubmission)
    assert not of_submission(found)
    (entry,) = desk.services.cases.timeline(case, "de")
    assert not any(part.is_declined for part in entry.parts)
