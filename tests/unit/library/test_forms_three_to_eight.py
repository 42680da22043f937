"""Profile, release, referral, incident, school, plan: what each asks, checks and works out."""

from __future__ import annotations

import json
from functools import cache

import pytest

from desktop.forms.definition import FormDefinition
from desktop.forms.library import shipped_forms
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.services import signing
from tests.unit.library.test_shipped_forms import begin, missing, nodes

WHO, WHAT = "/data/f4_page_who/", "/data/f4_page_what/"
DECLARATION = ("/data/f4_page_text", "/data/f4_page_rights")
SIGN = "/data/f4_page_sign/"


@cache
def definition(form_id: str) -> FormDefinition:
    return load_form(next(form for form in shipped_forms() if form.form_id == form_id).xml)


def fill(session: FormSession, answers: dict[str, str]) -> FormSession:
    for ref, value in answers.items():
        session.answer(ref, value)
    return session


def release(**changed: str) -> FormSession:
    answers = {
        "giver": "Amal Haddad",
        "for": "myself",
        "releaser": "Jana Beispiel, Beratungsstelle Nord",
        "org": "Jobcenter Dresden",
        "person_or_role": "zuständige Fachkraft",
        "direction": "one_way",
        "categories": "contact language_job",
        "purpose_text": "Vermittlung in einen Kurs",
        "occasion": "recurring",
        "valid_to": "2027-05-31",
    } | changed
    on_second_page = ("categories", "excluded", "purpose_text", "occasion", "valid_to")
    refs = {(WHAT if key in on_second_page else WHO) + f"f4_{key}": answers[key] for key in answers}
    return fill(begin(definition("f4_release")), refs)


def declaration(session: FormSession, language: str = "de") -> list[str]:
    """The legal notes that are shown, in order."""
    pages = [node for node in session.body() if node.ref in DECLARATION]
    notes = [note.ref for page in pages for note in page.children]
    shown = [ref for ref in notes if session.state(ref).relevant]
    assert all(session.marks(ref)["legal"] == "yes" for ref in shown)
    return [session.text(ref, "label", language).value for ref in shown]


def test_the_declaration_says_who_what_to_whom_for_what_and_how_long() -> None:
    text = " ".join(declaration(release(excluded="Gesundheit")))
    for part in ("Amal Haddad", "Jana Beispiel", "Jobcenter Dresden", "zuständige Fachkraft"):
        assert part in text
    assert "**Kontakt:**" in text
    assert "**Sprache und Beruf:**" in text
    assert "**Aufenthalt:**" not in text
    assert "Nicht weitergegeben wird" in text
    assert "Vermittlung in einen Kurs" in text
    assert "31.05.2027" in text
    assert "nur in eine Richtung" in text
    assert "mehrmals" in text


def test_the_declaration_is_voluntary_harmless_to_refuse_and_can_be_withdrawn() -> None:
    text = " ".join(declaration(release(), "en"))
    assert "voluntary" in text
    assert "no disadvantage" in text
    assert "withdraw the release at any time for the future" in text
    assert "a copy" in text


def test_health_needs_an_express_word() -> None:
    express = "ausdrücklich"
    assert express not in " ".join(declaration(release()))
    assert express in " ".join(declaration(release(categories="contact health")))


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        ("2026-11-21", False),
        ("2026-11-22", True),
        ("2027-11-22", True),
        ("2027-11-23", False),
    ],
)
def test_a_release_lasts_twelve_months_at_most(day: str, fits: bool) -> None:
    session = release(valid_to=day)
    assert (session.state(WHAT + "f4_valid_to").violation is None) is fits


def test_the_signature_is_the_last_thing_and_needed() -> None:
    session = release()
    questions = [node.ref for node in nodes(session.body()) if session.state(node.ref).relevant]
    signatures = [ref for ref in questions if session.state(ref).type == "signature"]
    assert signatures == [SIGN + "f4_sig"]
    assert questions[-1] == signatures[0]
    assert {"f4_sig", "f4_explained_by", "f4_copy"} <= missing(session)


def test_a_release_is_signed_in_a_language_somebody_stands_for() -> None:
    drafts = next(form.drafts for form in shipped_forms() if form.form_id == "f4_release")
    assert signing.signable(release(), "de", drafts).language == "de"
    shown = signing.signable(release(), "ar", drafts)
    assert (shown.language, shown.instead) == ("", ("de", "en"))


def test_every_paragraph_of_the_declaration_is_part_of_what_is_signed() -> None:
    session = release(categories="contact health", excluded="Religion")
    lines = [json.loads(line) for line in signing.canonical_text(session, "de").splitlines()]
    signed = {line[2] for line in lines if line[1] == "note"}
    assert set(declaration(session)) <= signed


def test_for_a_child_the_custodians_sign_and_the_child_may() -> None:
    session = fill(release(), {WHO + "f4_for": "my_child", WHO + "f4_child": "Sami Haddad"})
    assert "für mein Kind" in " ".join(declaration(session))
    assert {"f4_custodian_name", "f4_c_sig"} <= missing(session)
    assert "f4_sig" not in missing(session)
    session.add_repeat(SIGN + "f4_custodian")
    assert session.state(SIGN + "f4_custodian[2]/f4_c_sig").required


def test_a_withdrawal_needs_no_declaration_and_no_signature() -> None:
    session = begin(definition("f4_release"))
    session.answer("/data/f4_page_start/f4_task", "withdraw")
    assert missing(session) == {"f4_w_org"}
    assert declaration(session) == []


REFERRAL = "/data/f5_page_consent/"


def referral(kind: str, **consent: str) -> FormSession:
    session = begin(definition("f5_referral"))
    session.answer("/data/f5_page_partner/f5_kind", kind)
    return fill(session, {f"{REFERRAL}f5_{key}": value for key, value in consent.items()})


def test_information_alone_asks_for_no_permission() -> None:
    session = referral("information")
    assert not session.state(REFERRAL + "f5_consent_given").relevant
    assert "f5_consent_given" not in missing(session)


def test_without_a_valid_release_nothing_can_be_passed_on() -> None:
    for session in (
        referral("appointment", consent_given="no"),
        referral("appointment", consent_given="yes", consent_until="2026-11-21"),
    ):
        assert session.state(REFERRAL + "f5_no_consent").relevant
        assert not session.state(REFERRAL + "f5_package").relevant


def test_only_what_the_release_covers_can_be_passed_on() -> None:
    session = referral("joint", consent_given="yes", covered="contact language_job")
    assert set(session.choices(REFERRAL + "f5_package")) == {"contact", "language_job"}


PROFILE = "/data/f3_page_school/"


@pytest.mark.parametrize(
    ("born", "age_class", "note"),
    [
        ("2021-01-01", "under_6", ""),
        ("2014-11-23", "school", ""),
        ("2014-11-22", "jmd_under_18", "f3_jmd_note"),
        ("2008-11-22", "jmd_under_25", "f3_jmd_note"),
        ("1999-11-23", "jmd_under_27", "f3_jmd_note"),
        ("1999-11-22", "mbe", "f3_mbe_note"),
    ],
)
def test_age_classes_change_on_the_birthday(born: str, age_class: str, note: str) -> None:
    session = begin(definition("f3_profile"))
    session.answer(PROFILE + "f3_birth_date", born)
    assert session.stored_answers()[PROFILE + "f3_age_class"] == age_class
    shown = {n for n in ("f3_jmd_note", "f3_mbe_note") if session.state(PROFILE + n).relevant}
    assert shown == ({note} if note else set())


def test_three_job_wishes_are_enough() -> None:
    session = begin(definition("f3_profile"))
    wish = "/data/f3_page_strengths/f3_job_wish"
    for n in range(1, 5):
        if n > 1:
            session.add_repeat(wish)
        session.answer(f"{wish}[{n}]/f3_wish", "Elektrik")
    assert [session.state(f"{wish}[{n}]/f3_wish").violation is None for n in range(1, 5)] == [
        True,
        True,
        True,
        False,
    ]


SCHOOL = "/data/f7_page_wishes/"


@pytest.mark.parametrize(
    ("start", "reminder"),
    [
        ("2027-08-01", "2026-12-01"),
        ("2027-09-01", "2027-01-01"),
        ("2027-12-31", "2027-04-30"),
        ("2027-10-31", "2027-02-28"),
        ("2028-10-29", "2028-02-29"),
        ("2028-10-30", "2028-02-29"),
        ("2027-03-31", "2026-07-31"),
        ("2027-01-15", "2026-05-15"),
    ],
)
def test_a_place_in_day_care_is_asked_for_eight_months_before(start: str, reminder: str) -> None:
    session = begin(definition("f7_school"))
    session.answer("/data/f7_page_child/f7_kind", "kindergarten")
    session.answer(SCHOOL + "f7_start", start)
    assert session.stored_answers()[SCHOOL + "f7_remind"] == reminder
    assert session.state(SCHOOL + "f7_remind_note").relevant


@pytest.mark.parametrize(
    ("sent", "ask"), [("2026-11-20", "2026-12-04"), ("2026-10-20", "2026-11-03")]
)
def test_two_weeks_without_an_answer_mean_asking_again(sent: str, ask: str) -> None:
    """The second pair spans the end of summer time."""
    session = begin(definition("f7_school"))
    session.answer("/data/f7_page_sent/f7_portal_on", sent)
    assert session.stored_answers()["/data/f7_page_sent/f7_ask_on"] == ask


def test_school_asks_other_things_than_day_care() -> None:
    session = begin(definition("f7_school"))
    for kind, is_school in (("primary", True), ("nursery", False)):
        session.answer("/data/f7_page_child/f7_kind", kind)
        assert session.state("/data/f7_page_proofs/f7_daz").relevant is is_school
        assert session.state("/data/f7_page_proofs/f7_fee_help").relevant is not is_school


def test_an_incident_keeps_people_in_the_sealed_part() -> None:
    people = next(e for e in definition("f6_incident").root.walk() if e.name == "f6_page_people")
    asked = [element for element in people.walk() if element.control is not None]
    assert asked
    assert all(element.marks.get("scope") == "sealed" for element in asked)


def test_an_incident_with_children_names_the_steps() -> None:
    session = begin(definition("f6_incident"))
    assert "f6_children" in missing(session)
    session.answer("/data/f6_page_people/f6_children", "yes")
    assert session.state("/data/f6_page_people/f6_child_steps").relevant


def test_an_incident_is_not_reported_before_it_happened() -> None:
    session = begin(definition("f6_incident"))
    session.answer("/data/f6_page_when/f6_happened", "2026-11-22T10:30:00.000+01:00")
    session.answer("/data/f6_page_when/f6_reported", "2026-11-22T09:30:00.000+01:00")
    assert session.state("/data/f6_page_when/f6_happened").violation is not None
    assert session.state("/data/f6_page_when/f6_reported").violation is not None


def test_goals_carry_measures_and_new_goals_carry_steps() -> None:
    session = begin(definition("f8_plan"))
    goal = "/data/f8_page_goals/f8_old_goal[1]"
    session.answer(f"{goal}/f8_old_goal_text", "Deutsch lernen")
    session.add_repeat(f"{goal}/f8_old_measure")
    session.answer(f"{goal}/f8_old_measure[2]/f8_measure", "Kurs suchen")
    session.answer(f"{goal}/f8_old_measure[2]/f8_m_done", "under_way")
    assert session.state(f"{goal}/f8_old_measure[2]/f8_new_due").relevant
    assert not session.state(f"{goal}/f8_old_measure[1]/f8_new_due").relevant

    session.answer("/data/f8_page_new/f8_new_goal[1]/f8_domain", "language")
    assert {"f8_goal", "f8_next_review"} == missing(session)


def test_too_few_hours_for_an_application_are_said() -> None:
    session = begin(definition("f8_plan"))
    page = "/data/f8_page_support/f8_"
    fill(session, {page + "extend": "yes", page + "forecast": "34"})
    assert session.state(page + "forecast_low").relevant
    session.answer(page + "forecast", "35")
    assert not session.state(page + "forecast_low").relevant
