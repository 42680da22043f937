"""Answers marked ``bind::fm:maps_to`` become fields of records, whatever a form calls them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain import records
from desktop.domain.changes import RecordEdit
from desktop.domain.form_targets import FORM_TARGETS
from desktop.domain.ids import RecordId
from desktop.domain.kinds import kind
from desktop.domain.records import Case, Person, Visit
from desktop.forms.import_report import ImportReport, Reason
from desktop.forms.library import shipped_forms
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.services import form_mapping
from desktop.services.open_form import OpenForm, snapshot
from desktop.services.visits import VISIT
from tests.support.own_forms import take_in
from tests.unit.library.xlsx_files import write_xlsx
from tests.unit.services.conftest import MONDAY_NINE, Desk

assert records  # declares the kinds

HEAD = ("type", "name", "label::Deutsch (de)", "label::English (en)", "bind::fm:maps_to")
SETTINGS = ("form_title", "form_id", "version", "default_language", "namespaces")
OWN = 'fm="urn:fallmappe:xforms"'
CHOICES = (
    ("list_name", "name", HEAD[2], HEAD[3]),
    ("sex", "female", "weiblich", "female"),
    ("tongue", "ti", "Tigrinya", "Tigrinya"),
    ("tongue", "ar", "Arabisch", "Arabic"),
    ("level", "mother_tongue", "Muttersprache", "mother tongue"),
    ("level", "some", "etwas", "some"),
    ("why", "letter", "Brief", "Letter"),
    ("why", "repair", "Reparatur", "Repair"),
    ("haste", "money", "Geld", "Money"),
    ("haste", "nothing", "nichts", "nothing"),
)
FIRST_TALK = (
    HEAD,
    ("date", "begun", "Beginn", "Begun", "case.opened_on"),
    ("text", "surname", "Nachname", "Surname", "person.family_name"),
    ("text", "forename", "Vorname", "Forename", "person.given_names"),
    ("date", "born", "Geboren", "Born", "person.birth_date"),
    ("select_one sex", "sex", "Geschlecht", "Sex", "person.gender"),
    ("text", "mail", "E-Mail", "E-mail", "person.email"),
    ("text", "street", "Straße", "Street", "person.address"),
    ("text", "shoe", "Schuhgröße", "Shoe size", "person.shoe_size"),
    ("begin_repeat", "tongues", "Sprache", "Language", ""),
    ("select_one tongue", "tongue", "Sprache", "Language", "person.languages"),
    ("select_one level", "level", "Wie gut", "How well", "person.spoken"),
    ("end_repeat", "", "", "", ""),
    ("text", "todo", "Zu tun", "To do", "case.next_step"),
    ("select_multiple haste", "haste", "Eilig", "Urgent", "case.urgent"),
)
CALL = (
    HEAD,
    ("dateTime", "came", "Gekommen", "Came", "visit.arrived_at"),
    ("select_multiple why", "why", "Anlass", "Reason", "visit.reason"),
    ("select_one tongue", "tongue", "Sprache", "Language", "visit.language"),
    ("text", "next", "Wie weiter", "What next", "visit.next_step"),
    ("text", "again", "Wann wieder", "When again", "visit.next_visit_on"),
)


def read_in(
    desk: Desk, directory: Path, form_id: str, survey: tuple[tuple[str, ...], ...]
) -> ImportReport:
    settings = (SETTINGS, ("Eigenes", form_id, "1", "Deutsch (de)", OWN))
    path = write_xlsx(
        directory / f"{form_id}.xlsx",
        {"survey": survey, "choices": CHOICES, "settings": settings},
    )
    return take_in(desk.services.forms, path)


def fill(session: FormSession, **answers: str) -> None:
    for name, value in answers.items():
        session.answer(f"/data/{name}", value)


def finish(desk: Desk, form: OpenForm) -> None:
    desk.services.visits.finish(snapshot(form, "de", "ti"))


def case_of(desk: Desk, case: RecordId) -> Case:
    found = desk.store.read().get("case", case)
    assert isinstance(found, Case)
    return found


@pytest.fixture
def own_intake(desk: Desk, tmp_path: Path) -> OpenForm:
    """A form with other names than F1, begun without a case."""
    read_in(desk, tmp_path, "first_talk", FIRST_TALK)
    form = desk.services.visits.begin("first_talk", None, None, "de", "ti")
    fill(
        form.session,
        begun="2026-11-20",
        surname="Tesfay",
        forename="Selam",
        born="1990-02-03",
        sex="female",
        mail="selam@example.org",
        street="Am Hang 1",
        shoe="39",
        todo="Kita anmelden",
        haste="money",
    )
    form.session.add_repeat("/data/tongues")
    fill(form.session, **{"tongues[1]/tongue": "ar", "tongues[1]/level": "some"})
    fill(form.session, **{"tongues[2]/tongue": "ti", "tongues[2]/level": "mother_tongue"})
    return form


def test_every_mark_of_the_shipped_forms_has_a_converter() -> None:
    marked = {
        one.marks["maps_to"]
        for form in shipped_forms()
        for one in load_form(form.xml).by_path.values()
        if "maps_to" in one.marks
    }
    assert len(marked) >= 22
    assert marked <= FORM_TARGETS
    assert set(form_mapping.CONVERTERS) == FORM_TARGETS


@pytest.mark.parametrize("target", sorted(FORM_TARGETS))
def test_every_target_is_a_field_of_a_record(target: str) -> None:
    unit = form_mapping.unit_of(target)
    if target == "person.spoken":
        assert unit == ""
    else:
        name, _, rest = unit.partition("/")
        assert kind(name).members(rest)
    assert form_mapping.unit_of("person.shoe_size") == ""


def test_a_form_of_other_names_makes_a_case_and_fills_the_person(
    desk: Desk, own_intake: OpenForm
) -> None:
    finish(desk, own_intake)
    (case,) = desk.store.read().find("case")
    (person,) = desk.store.read().find("person")
    assert isinstance(case, Case)
    assert isinstance(person, Person)
    assert (case.main_person, person.case) == (person.id, case.id)
    assert (case.opened_on, case.next_step, case.urgent) == (
        "2026-11-20",
        "Kita anmelden",
        ("money",),
    )
    assert (person.family_name, person.given_names) == ("Tesfay", "Selam")
    assert (person.birth_date, person.birth_precision, person.gender) == ("1990-02-03", "", "f")
    assert (person.email, person.address, person.accommodation) == (
        "selam@example.org",
        "Am Hang 1",
        None,
    )
    assert (person.languages, person.first_language) == (("ar", "ti"), "ti")


def test_an_unknown_target_is_named_in_the_report_and_its_answer_stays_in_the_form(
    desk: Desk, tmp_path: Path, own_intake: OpenForm
) -> None:
    report = read_in(desk, tmp_path, "first_talk", FIRST_TALK)
    found = [one for one in report.findings if one.reason is Reason.TARGET]
    assert [(one.name, one.found, one.row, one.column) for one in found] == [
        ("shoe", "person.shoe_size", 9, "bind::fm:maps_to")
    ]
    finish(desk, own_intake)
    (submission,) = desk.store.read().find("form_submission")
    assert submission.answers["/data/shoe"] == "39"


def test_a_form_without_a_name_in_it_makes_no_case(desk: Desk, tmp_path: Path) -> None:
    read_in(desk, tmp_path, "call", CALL)
    form = desk.services.visits.begin("call", None, None, "de", "ti")
    with pytest.raises(Exception, match=r"(?i)record.gone"):
        finish(desk, form)
    assert desk.store.read().find("case") == []


def test_a_visit_form_of_other_names_fills_the_visit(desk: Desk, tmp_path: Path) -> None:
    read_in(desk, tmp_path, "call", CALL)
    case, _ = desk.family("Tesfay", languages=["ti"])
    form = desk.services.visits.begin("call", case, None, "de", "ti")
    assert form_mapping.instant(form.session.state("/data/came").value) == MONDAY_NINE
    fill(form.session, why="letter repair", tongue="ar", next="Antrag", again="bald")
    finish(desk, form)
    (visit,) = desk.store.read().find("visit")
    assert isinstance(visit, Visit)
    assert (visit.reason, visit.language, visit.next_step) == ("Brief, Reparatur", "ar", "Antrag")
    assert (visit.arrived_at, visit.state, visit.next_visit_on) == (MONDAY_NINE, "recorded", None)
    assert case_of(desk, case).next_step == "Antrag"


def test_what_a_visit_was_planned_for_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    read_in(desk, tmp_path, "call", CALL)
    case, _ = desk.family("Tesfay")
    planned = desk.save(
        "visit", case_of(desk, case).stream, case=case, state="planned", reason="Bescheid lesen"
    )
    form = desk.services.visits.begin("call", case, planned, "de", "ti")
    fill(form.session, why="repair")
    finish(desk, form)
    visit = desk.store.read().get("visit", planned)
    assert isinstance(visit, Visit)
    assert (visit.reason, visit.state) == ("Bescheid lesen", "recorded")


def test_a_language_that_has_no_code_is_the_one_the_form_was_shown_in(desk: Desk) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin(VISIT, case, None, "de", "ti")
    arrival = "f2_page_arrival"
    fill(form.session, **{f"{arrival}/f2_outcome": "met", f"{arrival}/f2_entry_by": "Selam"})
    fill(form.session, **{f"{arrival}/f2_language_shown": "other"})
    fill(form.session, **{"f2_page_agreed/f2_minutes": "30"})
    finish(desk, form)
    (visit,) = desk.store.read().find("visit")
    assert visit.language == "ti"


def test_a_next_step_written_meanwhile_by_somebody_else_stays_beside_that_of_the_visit(
    desk: Desk, tmp_path: Path
) -> None:
    read_in(desk, tmp_path, "call", CALL)
    case, _ = desk.family("Tesfay")
    stream = case_of(desk, case).stream
    form = desk.services.visits.begin("call", case, None, "de", "ti")
    other = RecordEdit(stream, "case", case, {"next_step": "Arzt anrufen"})
    desk.store.write(lambda writer: writer.save([other])).result()
    fill(form.session, next="Antrag")
    finish(desk, form)
    view = desk.store.read().edit_view("case", case)
    assert view is not None
    assert len(view.bases["next_step"]) == 2


def test_answers_of_an_open_case_never_change_when_it_was_opened(
    desk: Desk, own_intake: OpenForm
) -> None:
    case, person = desk.family("Tesfay", given_names="Abeba")
    own_intake = replace(own_intake, case=case)
    finish(desk, own_intake)
    found = case_of(desk, case)
    assert (found.opened_on, found.next_step) == (None, "Kita anmelden")
    assert desk.store.read().get("person", person).given_names == "Abeba"
