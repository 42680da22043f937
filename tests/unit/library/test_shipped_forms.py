"""The shipped forms: compiled from sources and catalogues, complete where promised, working."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.code_lists import CODE_LISTS
from desktop.forms.body_view import BodyNode
from desktop.forms.definition import FormDefinition
from desktop.forms.delta import Property
from desktop.forms.environment import Environment
from desktop.forms.library import FOLDER, ShippedForm, shipped_forms
from desktop.forms.library.building import compile_form, index_source
from desktop.forms.library.plan import COMPLETE, SOURCE_LANGUAGES
from desktop.forms.library.plan import FORMS as PLANNED
from desktop.forms.load import load_form
from desktop.forms.session import FormSession

FORMS = {form.form_id: form for form in shipped_forms()}
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ARRIVAL = "/data/f2_page_arrival"
AGREED = "/data/f2_page_agreed"
PERSON = "/data/f1_page_person"

SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ps"), "ARABIC"),
    **dict.fromkeys(("uk", "ru"), "CYRILLIC"),
    "ti": "ETHIOPIC",
    "ka": "GEORGIAN",
}

LATIN_EVERYWHERE = ("SMS", "LGBTIQ", "Jobcenter", "BAföG")
SAMPLES = {
    "text": ("", "Amal", "+49 351 555"),
    "integer": ("", "0", "34", "9999"),
    "decimal": ("", "1.5"),
    "date": ("", "2026-11-22", "2027-03-01", "1999-02-28"),
    "dateTime": ("", "2026-11-22T09:30:00.000+01:00"),
    "image": ("", "photo.jpg"),
    "signature": ("", "signature.svg"),
}

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@pytest.fixture(scope="module")
def definitions() -> dict[str, FormDefinition]:
    return {form_id: load_form(form.xml) for form_id, form in FORMS.items()}


@pytest.fixture
def intake(definitions: dict[str, FormDefinition]) -> FormSession:
    return begin(definitions["f1_intake"])


@pytest.fixture
def visit(definitions: dict[str, FormDefinition]) -> FormSession:
    return begin(definitions["f2_visit"])


def begin(definition: FormDefinition) -> FormSession:
    environment = Environment(ZoneInfo("Europe/Berlin"), now=lambda: NOW)
    return FormSession(definition, environment=environment, answers=None)


def nodes(found: tuple[BodyNode, ...]) -> Iterator[BodyNode]:
    for node in found:
        yield node
        yield from nodes(node.children)


def missing(session: FormSession) -> set[str]:
    return {violation.ref.rpartition("/")[2] for violation in session.violations(final=True)}


def full_languages(form: ShippedForm) -> tuple[str, ...]:
    return (*SOURCE_LANGUAGES, *COMPLETE.get(form.form_id, ()))


@each_form
def test_the_package_is_what_source_and_catalogues_compile_to(form: ShippedForm) -> None:
    assert form.xml.splitlines() == compile_form(form.form_id).splitlines()


def test_the_index_is_what_the_packages_say() -> None:
    assert (FOLDER / "index.py").read_text(encoding="utf-8") == index_source()


@each_form
def test_the_library_says_what_the_package_says(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    definition = definitions[form.form_id]
    assert (definition.form_id, definition.version) == (form.form_id, form.version)
    assert definition.languages == form.languages
    assert set(full_languages(form)) <= set(form.languages)
    assert set(form.languages) <= {*SOURCE_LANGUAGES, *PLANNED[form.form_id]}
    assert definition.default_language == "de"
    assert definition.title == form.title == form.titles["de"]
    assert set(full_languages(form)) <= set(form.titles) <= set(form.languages)
    assert definition.pages
    assert definition.warnings == ()


@each_form
def test_every_text_stands_in_every_language_that_was_promised(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    itext = definitions[form.form_id].itext
    gaps = [
        (language, text_id, kind)
        for text_id, kinds in itext.texts["de"].items()
        for kind in kinds
        for language in full_languages(form)
        if not itext.find(text_id, kind, language)
    ]
    assert gaps == []


@each_form
def test_no_package_holds_a_dash_for_a_text(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    texts = definitions[form.form_id].itext.texts
    assert not [i for per_id in texts.values() for i, kinds in per_id.items() if not kinds]
    assert b">-</value>" not in form.xml


@each_form
def test_every_language_is_written_in_its_own_script(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    """A cell in the wrong column, or a letter of another script, shows itself."""
    itext = definitions[form.form_id].itext
    for language, texts in itext.texts.items():
        own = SCRIPTS.get(language, "LATIN")
        for text_id, forms in texts.items():
            for parts in forms.values():
                text = "".join(part for part in parts if isinstance(part, str))
                scripts = {unicodedata.name(char).split()[0] for char in text if char.isalpha()}
                assert own in scripts or text in LATIN_EVERYWHERE, (language, text_id, text)
                assert scripts <= {own, "LATIN", "MODIFIER"}, (language, text_id, text)


@each_form
def test_every_required_question_says_why(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    for element in definitions[form.form_id].root.walk():
        bind = element.bind
        assert bool(bind.required) == (bind.required_message is not None), element.path
        assert bool(bind.constraint) == (bind.constraint_message is not None), element.path


@each_form
def test_a_page_has_a_name_and_every_question_a_label(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    session = begin(definitions[form.form_id])
    for node in nodes(session.body()):
        for language in full_languages(form):
            text = session.text(node.ref, "label", language)
            assert text.value.strip(), (node.ref, language)
            assert not text.missing
            assert "!" not in text.value


@pytest.mark.parametrize(
    ("form_id", "ref", "code_list"),
    [
        ("f2_visit", f"{ARRIVAL}/f2_outcome", "visit_outcome"),
        ("f2_visit", f"{AGREED}/f2_module", "service_module"),
        ("f1_intake", "/data/f1_page_situation/f1_urgent", "urgency"),
        ("f1_intake", "/data/f1_page_contact/f1_interp_gender", "interpreter_gender"),
        ("f1_intake", "/data/f1_page_family/f1_accom", "accommodation_kind"),
    ],
)
def test_codes_of_answers_are_codes_of_records(
    definitions: dict[str, FormDefinition], form_id: str, ref: str, code_list: str
) -> None:
    session = begin(definitions[form_id])
    assert set(session.choices(ref)) == set(CODE_LISTS[code_list])


@each_form
def test_every_form_begins_with_purpose_language_and_interpreter(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    prefix = form.form_id[:2]
    first = next(iter(begin(definitions[form.form_id]).body()))
    names = [node.ref.rpartition("/")[2] for node in first.children]
    assert names[0] == f"{prefix}_purpose"
    assert {f"{prefix}_language_shown", f"{prefix}_interpreter"} <= set(names)


@each_form
def test_every_name_begins_with_the_forms_number(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    names = [e.name for e in definitions[form.form_id].root.walk() if e.path.count("/") > 1]
    own = [name for name in names if name not in ("meta", "instanceID", "instanceName")]
    assert own
    assert all(name.startswith(form.form_id[:3]) for name in own)


@each_form
def test_an_untranslated_language_falls_back_visibly(
    form: ShippedForm, definitions: dict[str, FormDefinition]
) -> None:
    session = begin(definitions[form.form_id])
    for node in nodes(session.body()):
        text = session.text(node.ref, "label", "vi")
        assert (text.language, text.missing) == ("de", True)
        assert text.value == session.text(node.ref, "label", "de").value


@each_form
@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_answers_gives_what_a_full_recompute_gives(
    form: ShippedForm, definitions: dict[str, FormDefinition], seed: int
) -> None:
    chance, session = random.Random(seed), begin(definitions[form.form_id])
    for _ in range(60):
        wander(session, chance)
    assert [c for c in session.recompute().changes if c.property is not Property.TEXT] == []
    stored = session.stored_answers()
    again = FormSession(
        session.definition,
        environment=Environment(ZoneInfo("Europe/Berlin"), now=lambda: NOW),
        answers=stored,
    )
    assert again.stored_answers() == stored


def wander(session: FormSession, chance: random.Random) -> None:
    """Answer, add or take away something that can be seen."""
    shown = [node for node in nodes(session.body()) if session.state(node.ref).relevant]
    node = chance.choice(shown)
    state = session.state(node.ref)
    if node.kind == "repeat":
        whole = node.ref.removesuffix("]").rstrip("0123456789").removesuffix("[")
        session.add_repeat(whole)
    elif state.type in ("select1", "select"):
        codes = session.choices(node.ref)
        taken = chance.sample(codes, min(len(codes), 1 if state.type == "select1" else 2))
        session.answer(node.ref, " ".join(taken))
    elif state.type in SAMPLES:
        session.answer(node.ref, chance.choice(SAMPLES[state.type]))


def test_languages_people_speak_can_be_chosen(intake: FormSession) -> None:
    offered = set(intake.choices("/data/f1_page_contact/f1_language[1]/f1_lang"))
    assert set(CODE_LISTS["language"]) <= offered
    countries = set(intake.choices(f"{PERSON}/f1_citizenship"))
    assert set(CODE_LISTS["country"]) <= countries


def test_nobody_at_home_asks_little(visit: FormSession) -> None:
    visit.answer(f"{ARRIVAL}/f2_outcome", "not_met")

    assert missing(visit) == {"f2_minutes"}
    assert not visit.state("/data/f2_page_topics").relevant
    assert visit.state(f"{AGREED}/f2_note").relevant


def test_a_visit_begins_now_and_asks_what_belongs_to_it(visit: FormSession) -> None:
    assert visit.state(f"{ARRIVAL}/f2_arrived").value == "2026-11-22T10:00:00.000+01:00"
    visit.answer(f"{ARRIVAL}/f2_outcome", "met")
    assert missing(visit) == {"f2_entry_by", "f2_minutes"}


def test_an_agreement_that_was_begun_needs_its_words(visit: FormSession) -> None:
    visit.answer(f"{ARRIVAL}/f2_outcome", "met")
    visit.answer(f"{AGREED}/f2_agreement[1]/f2_agreed_who", "worker")
    assert "f2_agreed" in missing(visit)


def test_duration_is_worked_out_once_and_stays_editable(visit: FormSession) -> None:
    visit.answer(f"{AGREED}/f2_left", "2026-11-22T10:45:00.000+01:00")
    assert visit.state(f"{AGREED}/f2_minutes").value == "45"

    visit.answer(f"{AGREED}/f2_minutes", "60")
    visit.answer(f"{AGREED}/f2_left", "2026-11-22T10:50:00.000+01:00")
    assert visit.state(f"{AGREED}/f2_minutes").value == "60"


def test_leaving_before_arriving_is_a_violation(visit: FormSession) -> None:
    visit.answer(f"{AGREED}/f2_left", "2026-11-22T09:00:00.000+01:00")
    assert visit.state(f"{AGREED}/f2_left").violation is not None


def test_family_as_interpreter_brings_a_warning_and_a_reason(visit: FormSession) -> None:
    visit.answer(f"{ARRIVAL}/f2_outcome", "met")
    assert not visit.state(f"{ARRIVAL}/f2_family_warning").relevant
    visit.answer(f"{ARRIVAL}/f2_interpreter", "family")
    assert visit.state(f"{ARRIVAL}/f2_family_warning").relevant
    assert visit.state(f"{ARRIVAL}/f2_interpreter_reason").relevant


def test_only_those_present_can_have_been_spoken_to_alone(visit: FormSession) -> None:
    page = "/data/f2_page_present"
    visit.answer(f"{ARRIVAL}/f2_outcome", "met")
    visit.answer(f"{page}/f2_present", "client")
    assert not visit.state(f"{page}/f2_alone_with").relevant
    visit.answer(f"{page}/f2_present", "client partner child")
    assert set(visit.choices(f"{page}/f2_alone_with")) == {"client", "partner", "child"}


def test_topics_are_counted_and_offered_for_details(visit: FormSession) -> None:
    page = "/data/f2_page_topics"
    visit.answer(f"{ARRIVAL}/f2_outcome", "met")
    visit.answer(f"{page}/f2_topics", "health housing")
    visit.add_repeat(f"{page}/f2_topic")
    assert set(visit.choices(f"{page}/f2_topic[2]/f2_topic_domain")) == {"health", "housing"}
    assert "2" in visit.text(f"{AGREED}/f2_summary", "label", "es").value


def test_post_is_noted_letter_by_letter(visit: FormSession) -> None:
    page = "/data/f2_page_flat"
    visit.answer(f"{ARRIVAL}/f2_outcome", "met")
    assert not visit.state(f"{page}/f2_letter[1]/f2_sender").relevant
    visit.answer(f"{page}/f2_letters", "yes")
    assert visit.state(f"{page}/f2_letter[1]/f2_found").value == "2026-11-22"
    visit.answer(f"{page}/f2_letter[1]/f2_envelope_date", "2026-11-23")
    assert visit.state(f"{page}/f2_letter[1]/f2_envelope_date").violation is not None


@pytest.mark.parametrize(
    ("born", "age", "minor"),
    [("2008-11-22", "18", False), ("2008-11-23", "17", True), ("1980-02-29", "46", False)],
)
def test_age_counts_birthdays(intake: FormSession, born: str, age: str, minor: bool) -> None:
    intake.answer(f"{PERSON}/f1_birth_date", born)
    assert f" {age} " in f" {intake.text(f'{PERSON}/f1_age_note', 'label', 'en').value} "
    assert intake.state(f"{PERSON}/f1_minor_note").relevant is minor
    assert intake.state(f"{PERSON}/f1_birth_precision").required


def test_exclusive_choices_stand_alone(intake: FormSession) -> None:
    contact = "/data/f1_page_contact/f1_contact"
    intake.answer(contact, "in_person call")
    assert intake.state(contact).violation is not None
    intake.answer(contact, "call")
    assert intake.state(contact).violation is None
    assert intake.state("/data/f1_page_contact/f1_number").relevant


def test_a_safe_house_has_no_address(intake: FormSession) -> None:
    page = "/data/f1_page_family"
    intake.answer(f"{page}/f1_accom", "protection")
    assert not intake.state(f"{page}/f1_address").relevant
